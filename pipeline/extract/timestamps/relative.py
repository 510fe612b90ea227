"""Relative expressions (次日, 昨晚, 术后第2天, 入院第3天, 3小时前), resolved against their anchor, the anchor kept.

Not part of the hot path: the rules that need them call :func:`relative_times` for the documents that they look at.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from pipeline.extract.model import ExtractedDocument, Operation
from pipeline.extract.timestamps.forms import read_number
from pipeline.extract.timestamps.patterns import SENTENCE_ENDS
from pipeline.records.moment import DAY, Moment
from pipeline.records.stay import Stay

_N = "[0-9０-９〇零一二两三四五六七八九十廿卅]{1,3}"
_UNIT = "小时|天|日|周|星期|个?月|年"
_RELATIVE = re.compile(
    rf"(?P<since>(?:入院|住院|住我科|收住|术|产|手术|分娩|出院|转入|POD)\s?(?:后|已|治疗|至今已?)?\s?(?P<nth>第)?\s?(?P<n>{_N})\s?(?P<unit>{_UNIT})(?P<loose>余|多)?(?!前|/|一次|1次))"
    rf"|(?P<pod>POD\s?(?P<pn>[0-9]{{1,2}})(?![0-9]))"
    rf"|(?P<before>(?P<what>入院|住院|术|手术|出院)前\s?(?P<bn>{_N})\s?(?P<bunit>{_UNIT})(?P<bloose>余|多)?)"
    rf"|(?P<zero>(?:入院|术后|手术|术|产后|分娩|出院)当[日天晚])"
    rf"|(?P<ago>(?P<an>{_N}|半|数)(?P<aloose>余|多)?\s?(?P<aunit>{_UNIT})(?P<aloose2>余|多)?(?:以|之)?前)"
    r"|(?P<word>今[日天晨早晚夜]|本日|昨[日天晨早晚夜]|前[日天](?!晚上?班)|大前天|明[日天晨早晚]|后天|次[日晨]|翌[日晨]|第二天|隔[日天](?=[^1１一再])|当[日天晚夜]|同日)"
)
_OFFSETS = {"今": 0, "本": 0, "昨": -1, "前": -2, "大": -3, "明": 1, "后": 2}
_DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7}
_CLAUSE_ENDS = "，。；;！!？?\n"
_OPERATES = re.compile(r"手术|[行作做施][^，。；;\n]{0,24}术|切除|置换|剖宫产|介入(?!中心|科|室|病区)|内固定")
_NOT_OPERATES = re.compile(r"术后|术前(?:准备|讨论|小结|检查)|手术史|无手术|暂不|取消|拒绝|推迟")
_NOT_FREQUENCY = re.compile(r"[每隔q]$")


@dataclass(frozen=True, slots=True)
class RelativeTime:
    """A relative expression with what it is counted from.

    ``days`` holds every day that it can mean (入院第3天 counts the day of admission as the first or not; after two operations
    术后第2天 has two readings); it is empty if the anchor is unknown or the expression is only approximate (2周余前).
    ``moment`` is set if there is exactly one day.
    """

    start: int
    end: int
    text: str
    anchor: str  # note | previous | admission | operation | delivery | discharge | transfer
    anchored_at: tuple[Moment, ...]
    days: tuple[date, ...] = ()
    number: int | None = None  # N of 第N天, signed (before the anchor: negative), in ``unit``
    unit: str = ""  # hour | day | week | month | year
    operation: bool = False  # the clause says that somebody is operated on then (明日手术, 今日行……术)

    @property
    def moment(self) -> Moment | None:
        """The day, if there is only one reading."""
        return Moment(datetime.combine(self.days[0], time()), DAY) if len(self.days) == 1 else None

    def may_be(self, day: date) -> bool | None:
        """Whether the expression can mean ``day``; None if that is unknown."""
        return day in self.days if self.days else None


def relative_times(document: ExtractedDocument, stay: Stay, operations: Sequence[Operation] = ()) -> list[RelativeTime]:
    """The relative expressions of ``document`` in order.

    ``document.written_at`` and ``document.timestamps`` must be set. Admission and discharge come from ``stay``; 术后 counts from
    every operation of ``operations`` (procedures left out) that began before the note, or on its day.
    """
    anchors = _Anchors(document, stay, operations)
    found = []
    for match in _RELATIVE.finditer(document.text, document.start, document.end):
        item = _read(match, document, anchors)
        if item is not None:
            found.append(item)
    return found


class _Anchors:
    def __init__(self, document: ExtractedDocument, stay: Stay, operations: Sequence[Operation]) -> None:
        self.note: tuple[Moment, ...] = (document.written_at,) if document.written_at else ()
        self.admission: tuple[Moment, ...] = (stay.admitted_at,) if stay.admitted_at else ()
        self.discharge: tuple[Moment, ...] = (stay.discharged_at,) if stay.discharged_at else ()
        begun = [o.started_at or o.ended_at for o in operations if not o.minor]
        written = document.written_at
        self.all_operations = tuple(m for m in begun if m)
        self.operation = tuple(
            m for m in self.all_operations if not written or m.earliest.date() <= written.latest.date()
        )
        self.ends = [s.end for s in document.timestamps]
        self.stamps = document.timestamps

    def previous(self, text: str, start: int, at: int) -> tuple[Moment, ...]:
        """The calendar date that stands last before ``at`` in the same sentence or the one before it."""
        number = bisect_right(self.ends, at) - 1
        if number < 0 or self.stamps[number].start < start:
            return ()
        stamp = self.stamps[number]
        between = text[stamp.end : at]
        if stamp.moment is None or len(between) > 120 or sum(between.count(c) for c in SENTENCE_ENDS) > 1:
            return ()
        return (stamp.moment,)


def _read(match: re.Match[str], document: ExtractedDocument, anchors: _Anchors) -> RelativeTime | None:
    if match["word"]:
        return _word(match, document, anchors)
    if match["since"] or match["pod"]:
        return _since(match, document, anchors)
    if match["before"]:
        name = {"入院": "admission", "住院": "admission", "出院": "discharge"}.get(match["what"], "operation")
        at = anchors.all_operations if name == "operation" else getattr(anchors, name)
        return _counted(match, document, name, at, -_number(match["bn"]), match["bunit"], bool(match["bloose"]))
    if match["zero"]:
        name = _anchor_name(match["zero"])
        return _counted(match, document, name, getattr(anchors, name, ()), 0, "天", False)
    loose = bool(match["aloose"] or match["aloose2"]) or match["an"] in ("半", "数")
    if _NOT_FREQUENCY.search(document.text, max(document.start, match.start() - 1), match.start()):
        return None
    history = any(
        s.label in ("present_illness", "chief_complaint", "past_history") and s.start <= match.start() < s.end
        for s in document.sections
    )
    name, at = ("admission", anchors.admission) if history else ("note", anchors.note)
    number = 0 if match["an"] in ("半", "数") else _number(match["an"])
    return _counted(match, document, name, at, -number, match["aunit"], loose)


def _number(printed: str) -> int:
    return read_number(printed.replace("两", "二"))


def _anchor_name(words: str) -> str:
    if words.startswith(("入院", "住院", "住我科", "收住")):
        return "admission"
    if words.startswith("出院"):
        return "discharge"
    if words.startswith("转入"):
        return "transfer"
    return "delivery" if words.startswith(("产", "分娩")) else "operation"


def _since(match: re.Match[str], document: ExtractedDocument, anchors: _Anchors) -> RelativeTime:
    if match["pod"]:
        return _counted(match, document, "operation", anchors.operation, int(match["pn"]), "天", False)
    words, number = match["since"], _number(match["n"])
    name = _anchor_name(words)
    at: tuple[Moment, ...] = getattr(anchors, name, ())
    item = _counted(match, document, name, at, number, match["unit"], bool(match["loose"]))
    if name == "admission" and item.days:  # the day of admission may be counted as the first
        both = tuple(sorted({*item.days, *(d - timedelta(days=1) for d in item.days)}))
        return RelativeTime(item.start, item.end, item.text, name, at, both, item.number, item.unit)
    return item


def _counted(
    match: re.Match[str],
    document: ExtractedDocument,
    anchor: str,
    at: tuple[Moment, ...],
    number: int,
    unit: str,
    loose: bool,
) -> RelativeTime:
    start, end = match.span()
    days: tuple[date, ...] = ()
    if not loose and unit in _DAYS:
        days = tuple(sorted({m.at.date() + timedelta(days=number * _DAYS[unit]) for m in at if _in_range(m, number)}))
    elif not loose and unit == "小时":
        days = _hour_days(at, number)
    names = {"小时": "hour", "天": "day", "日": "day", "周": "week", "星期": "week", "年": "year"}
    return RelativeTime(start, end, document.text[start:end], anchor, at, days, number, names.get(unit, "month"))


def _in_range(moment: Moment, number: int) -> bool:
    return 1 < moment.at.year < 9900 and abs(number) < 4000


def _hour_days(at: tuple[Moment, ...], number: int) -> tuple[date, ...]:
    """3小时前 is known to the hour at best: both days if the hour before and after fall on different ones."""
    days = {
        (m.at + timedelta(hours=number + slack)).date()
        for m in at
        if m.timed and _in_range(m, number)
        for slack in (-1, 1)
    }
    return tuple(sorted(days))


def _word(match: re.Match[str], document: ExtractedDocument, anchors: _Anchors) -> RelativeTime | None:
    word, text = match["word"], document.text
    start, end = match.span()
    offset = _OFFSETS.get(word[0])
    if word in ("前日", "前天", "后天") and text[start - 1 : start] in ("以", "之", "目", "大", "先", "产", "术", "然"):
        return None
    if offset is not None:
        anchor, at = "note", anchors.note
    else:
        anchor, at = "previous", anchors.previous(text, document.start, start)
        offset = 0 if word[0] in "当同" else 1
    days = tuple(sorted({m.at.date() + timedelta(days=offset) for m in at if _in_range(m, offset)}))
    return RelativeTime(
        start, end, text[start:end], anchor, at, days, offset, "day", _operates(text, end, document.end)
    )


def _operates(text: str, start: int, end: int) -> bool:
    """True if the clause that begins at ``start`` says that an operation is done."""
    stop = min(
        [p for c in _CLAUSE_ENDS if (p := text.find(c, start, min(end, start + 60))) >= 0], default=min(end, start + 60)
    )
    return bool(_OPERATES.search(text, start, stop)) and not _NOT_OPERATES.search(text, start, stop)
