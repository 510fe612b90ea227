"""Find calendar expressions, complete them from their context, and say when the document was written and signed."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from pipeline.extract.model import ExtractedDocument, Timestamp
from pipeline.extract.timestamps import patterns as p
from pipeline.extract.timestamps.forms import Form, moment_of, read_form
from pipeline.extract.timestamps.kinds import kind_of, labelled_record_time, line_start_of, signed_by_patient_side
from pipeline.extract.timestamps.patterns import COMPACT, DOTTED, FULL_WORDS, MONTH_DAY, THREE, TWO, WORDS_TIMED
from pipeline.records.moment import Moment
from pipeline.records.stay import Stay

_FIRST_YEAR, _LAST_YEAR = 1900, 2099
_FOUR, _TWO, _MONTHS, _DAYS = 4, 2, 12, 31
_AHEAD = timedelta(days=31)  # a date without year may lie this far after its note without further words
_BACK = timedelta(days=120)  # and this far before it; farther only where the text tells history or a plan
_PLAN = timedelta(days=200)
_HISTORY_SLIP = timedelta(days=7)
_BEFORE_STAY, _AFTER_STAY = timedelta(days=100), timedelta(days=75)  # where a bare 03-09 is believed
_CLOSE = timedelta(
    days=10
)  # after discharge, where a bare 3/9 or 10-12 is believed beside a word that says what was done
_STRAY = timedelta(days=400)
_SENTENCE = 90
_RANGE_SIGN = 4  # characters between the two ends of a range
_HISTORY = frozenset(
    [
        "present_illness",
        "past_history",
        "personal_history",
        "family_history",
        "marital_history",
        "menstrual_history",
        "case_features",
        "chief_complaint",
    ]
)
_DISCHARGE_TYPES = frozenset(
    ["discharge_record", "death_record", "death_discussion", "admission_discharge_24h", "admission_death_24h"]
)


class _Span(NamedTuple):
    start: int
    end: int
    form: Form
    follows: bool = False  # second end of a range


class _Reference(NamedTuple):
    """What missing years are completed from: the time of the note, and the stay around it."""

    at: datetime
    first: datetime
    last: datetime


def find_timestamps(document: ExtractedDocument, stay: Stay) -> list[Timestamp]:
    """Every calendar expression of day precision or finer in ``document``, in order, never overlapping.

    A missing year is completed from the sentence, the document's own dates and the stay. An expression that is impossible
    (2026-02-30) or has more than one reading has ``moment`` None and a ``problem``; nothing is guessed. Bare clock times are not
    calendar expressions and are left out.
    """
    if _has_odd_breaks(document.text, document.start, document.end):
        return _with_odd_breaks(document, stay)
    return _find(document, stay)


def _has_odd_breaks(text: str, start: int, end: int) -> bool:
    if text.find("\r", start, end) >= 0 and p.LONE_RETURN.search(text, start, end):
        return True
    return any(text.find(c, start, end) >= 0 for c in p.ODD_BREAKS)


def _with_odd_breaks(document: ExtractedDocument, stay: Stay) -> list[Timestamp]:
    """The same with lone CR, vertical tab, form feed and the like read as line breaks (one for one, so that offsets stay)."""
    first = document.start
    body = document.text[first : document.end]
    plain = p.ODD_BREAK.sub("\n", body)
    sections = tuple(replace(s, start=s.start - first, end=s.end - first) for s in document.sections)
    local = replace(document, text=plain, start=0, end=len(plain), sections=sections)
    return [
        replace(t, start=t.start + first, end=t.end + first, text=body[t.start : t.end]) for t in _find(local, stay)
    ]


def _find(document: ExtractedDocument, stay: Stay) -> list[Timestamp]:
    text = document.text
    sure, bare = _scan(text, document.start, document.end)
    if not sure and not bare:
        return []
    if bare or any(span.form.moment is None for span in sure):
        return _with_context(document, stay, sure, bare)
    found: list[Timestamp] = []
    headed = False
    for start, end, form, _ in sure:
        kind = kind_of(document, start, end, headed)
        headed = headed or kind == "written"
        found.append(Timestamp(start, end, text[start:end], form.moment, kind))
    return found


def _with_context(document: ExtractedDocument, stay: Stay, sure: list[_Span], bare: list[_Span]) -> list[Timestamp]:
    """The expressions of a document in which some need its dates and those of the stay."""
    text = document.text
    kinds = _kinds(document, sure)
    reference = _reference(document, stay, sure, kinds)
    if bare and reference:
        sure = _merge(sure, _only_believed(bare, text, reference, {s.end for s in sure}))
        kinds = _kinds(document, sure)
    found: list[Timestamp] = []
    for span, kind in zip(sure, kinds, strict=True):
        moment, problem = span.form.moment, span.form.problem
        if moment is None and not problem:
            moment, problem = _complete(span, document, reference, found[-1] if found else None)
        found.append(Timestamp(span.start, span.end, text[span.start : span.end], moment, kind, problem))
    return found


def written_time(document: ExtractedDocument) -> Moment | None:
    """When the document says it was written; None if it does not say, or says it impossibly.

    A labelled record time (记录时间, 补记时间 …) stands above the time in the heading, because the heading of a rescue, operation or
    admission record may carry the time of the event. A signature's date is not taken: when a note was signed is another question
    (:func:`signed_time`), and the clauses on time limits count from writing.
    """
    first: Timestamp | None = None
    for stamp in document.timestamps:
        if stamp.kind != "written" or stamp.moment is None:
            continue
        line_start = line_start_of(document.text, document.start, stamp.start)
        if labelled_record_time(document.text, line_start, stamp.start):
            return _with_split_clock(stamp, document)
        if first is None:
            first = stamp
        elif not (first.moment and first.moment.timed) and _refines(stamp, first):
            first = stamp  # —— 2026.05.06 首次病程记录 ——, and below: 时间 2026.05.06 11:30
    return _with_split_clock(first, document) if first else None


def _refines(stamp: Timestamp, other: Timestamp) -> bool:
    """True if ``stamp`` gives the time of day of ``other``, near to it."""
    if stamp.moment is None or other.moment is None or not stamp.moment.timed or stamp.start - other.end > _SENTENCE:
        return False
    return stamp.moment.at.date() == other.moment.at.date()


def _with_split_clock(stamp: Timestamp, document: ExtractedDocument) -> Moment | None:
    """日期：2026-03-02　时间：10:15 is one time printed in two fields."""
    if stamp.moment is None or stamp.moment.timed:
        return stamp.moment
    clock = p.SPLIT_CLOCK.match(document.text, stamp.end, document.end)
    if not clock:
        return stamp.moment
    day = stamp.moment.at
    return moment_of(day.year, day.month, day.day, read_form(f"2000-01-01 {clock[1]}").clock)[0] or stamp.moment


def signed_time(document: ExtractedDocument) -> Moment | None:
    """The first time at which a member of staff signed the document; None if no signature is dated.

    Where a document has no time of writing, this is the latest that it can have been written.
    """
    for stamp in document.timestamps:
        if stamp.kind != "signed" or stamp.moment is None:
            continue
        line_start = line_start_of(document.text, document.start, stamp.start)
        if not signed_by_patient_side(document.text, line_start, stamp.start):
            return stamp.moment
    return None


# --- scanning -----------------------------------------------------------------------------------------------------------------


def _scan(text: str, start: int, end: int) -> tuple[list[_Span], list[_Span]]:
    """The expressions that are calendar dates whatever stands around them, and the bare 03-09 that only context decides."""
    sure: list[_Span] = []
    bare: list[_Span] = []
    chinese: list[_Span] = []
    last = start
    for found in p.NUMERIC.finditer(text, start, end):
        at, stop = found.span()
        if at < last:
            continue
        form = found.lastindex or 0
        if form < THREE:  # TIMED or WORDS_TIMED: nearly all that hospitals print
            if form == WORDS_TIMED or text[at - 1] not in "-_－" or not _is_identifier(text, at):
                sure.append(_Span(at, stop, read_form(found[0])))
                last = stop
            continue
        if form in (TWO, DOTTED):
            if _looks_bare(text, found):
                follows = _continues(text, last, at)
                last = _clock_end(text, stop, end, start)
                bare.append(_Span(at, last, read_form(text[at:last]), follows))
            continue
        stop = _three_end(text, found, end) if form == THREE else _words_end(text, found)
        if not stop:
            continue
        follows = at - last <= _RANGE_SIGN and _continues(text, last, at)
        last = _clock_end(text, stop, end, start)
        printed = read_form(text[at:last])
        certain = form != COMPACT and (printed.year is None or printed.year >= _FIRST_YEAR or form == FULL_WORDS)
        (sure if certain else bare).append(_Span(at, last, printed, follows))
        if last < end and text[last] in p.RANGE_STARTS:
            pattern = p.RANGE_DOTTED if form == THREE else p.RANGE_DAY
            if second := pattern.match(text, last, end):
                last = _clock_end(text, second.end(), end, start)
                sure.append(_Span(second.start(1), last, _second_end(text[second.start(1) : last], form), True))
    month = text.find("月", start, end)
    while month >= 0:
        before = text[month - 1 : month].strip() or text[month - 2 : month - 1]
        if before in p.CHINESE_NUMERALS and before:
            chinese += _chinese(text, month, start, end)
        month = text.find("月", month + 1, end)
    return (_merge(sure, chinese) if chinese else sure), bare


def _words_end(text: str, found: re.Match[str]) -> int:
    """Where a date with 年月日, or of eight digits, ends; 0 if it is none."""
    form, first = found.lastindex, found[1]
    at, stop = found.span()
    if form == MONTH_DAY:
        if len(first) > _TWO or p.AGE_BEFORE.search(text, max(0, at - 6), at) or text[stop : stop + 1] in ("龄", "大"):
            return 0
        return stop
    if form == FULL_WORDS:
        return stop if len(first) > 1 else 0
    wide = len(first) == _FOUR and _FIRST_YEAR <= int(first) <= _LAST_YEAR
    return stop if wide and p.COMPACT_BEFORE.search(text, max(0, at - 6), at) else 0


def _three_end(text: str, found: re.Match[str], end: int) -> int:
    """Three numbers with one separator: 2026-03-02, 26.3.2, 03/15/2026; 0 for identifiers, versions and addresses."""
    first, third = found.group(1, THREE)
    at, stop = found.span()
    plain = len(first) == _FOUR and len(third) <= _TWO and first[:2] in ("20", "19")
    if plain and text[at - 1] not in "-_－" and (stop >= end or text[stop] not in "-_."):
        return stop  # nearly always
    if len(third) > _TWO:
        if len(third) == _FOUR and len(first) == _FOUR and text[stop : stop + 1] in (":", "：") and stop < end:
            stop -= 2  # 2026-03-0210:15, the space is missing
        elif len(third) != _FOUR or len(first) > _TWO or not _FIRST_YEAR <= int(third) <= _LAST_YEAR:
            return 0
    if len(first) == _FOUR:
        if not _FIRST_YEAR <= int(first) <= _LAST_YEAR:
            return 0
    elif len(first) != _TWO and len(third) <= _TWO:
        return 0
    before, behind = text[at - 1 : at], text[stop : stop + 2]
    if before and before in "-_－" and _is_identifier(text, at):
        return 0
    if behind[:1] in ("-", "_", ".") and behind[1:].isascii() and behind[1:].isalnum():
        return stop if p.RANGE_NEXT.match(text, stop, end) else 0
    if len(first) < _FOUR and (before in p.NOT_BEFORE or (before.isascii() and before.isalpha())):
        return 0
    return stop


def _is_identifier(text: str, at: int) -> bool:
    """True if a letter and a dash stand before ``at``: BL-2026-03-02."""
    letter = text[at - 2 : at - 1]
    return letter.isascii() and letter.isalpha()


def _clock_end(text: str, stop: int, end: int, start: int) -> int:
    """The end of the expression with the time of day that follows the date, if one does."""
    clock = p.CLOCK.match(text, stop, end)
    if clock:
        return clock.end()
    if stop >= end or text[stop] not in p.BLANKS:
        return stop
    turn = p.LINE_BREAK.match(text, stop, end)
    if not turn:
        return stop
    line_start = max(text.rfind("\n", start, stop) + 1, start)
    alone = not text[line_start:stop].strip("0123456789０１２３４５６７８９-/.年月日号 \t\u3000")
    if alone and not p.LONE_CLOCK.match(text, turn.end(), end):
        return stop  # a date over a list of clock times
    clock = p.CLOCK.match(text, turn.end(), end)
    return clock.end() if clock else stop


def _continues(text: str, last: int, at: int) -> bool:
    """True if only a range sign stands between the end of the expression before and ``at``."""
    return 0 < at - last <= _RANGE_SIGN and p.RANGE_ONLY.fullmatch(text, last, at) is not None


def _second_end(words: str, form: int | None) -> Form:
    """3月2日至 *5日*: a day without month; 2026.3.2- *3.5*: without year."""
    if form == THREE:
        return read_form(words)
    return read_form("1月" + words)._replace(month=0)


def _chinese(text: str, month: int, start: int, end: int) -> list[_Span]:
    found = p.CHINESE.search(text, max(start, month - 16), min(end, month + 16))
    if not found or not found.start() < month < found.end():
        return []
    if found[2] and p.AGE_BEFORE.search(text, max(0, found.start() - 6), found.start()):
        return []
    stop = _clock_end(text, found.end(), end, start)
    spans = [_Span(found.start(), stop, read_form(text[found.start() : stop]))]
    second = p.RANGE_DAY.match(text, stop, end)
    if second:
        last = _clock_end(text, second.end(), end, start)
        spans.append(_Span(second.start(1), last, _second_end(text[second.start(1) : last], None), True))
    return spans


def _merge(spans: list[_Span], more: list[_Span]) -> list[_Span]:
    """Both lists in order; of two that overlap the one that starts first, then the longer, stays."""
    result: list[_Span] = []
    for span in sorted([*spans, *more], key=lambda s: (s.start, -s.end)):
        if not result or span.start >= result[-1].end:
            result.append(span)
    return result


# --- bare month and day ---------------------------------------------------------------------------------------------------------


def _looks_bare(text: str, found: re.Match[str]) -> bool:
    """03-09, 3/2 …: numbers in range and nothing beside them that makes them a score, a fraction, a dose or an identifier."""
    first, second = found[1], found[found.lastindex or 0]
    if len(first) > _TWO or not 1 <= int(first) <= _MONTHS or not 1 <= int(second) <= _DAYS:
        return False
    at, stop = found.start(), found.end()
    before = text[at - 1 : at]
    if (
        before
        and (before in p.NOT_BEFORE or (before.isascii() and before.isalpha()))
        and not p.RANGE_BEFORE.search(text, max(0, at - 3), at)
    ):
        return False
    return text[stop : stop + 1] not in p.NOT_BEHIND or text[stop : stop + 1] == ""


def _only_believed(bare: list[_Span], text: str, reference: _Reference, ends: set[int]) -> list[_Span]:
    """The bare expressions that are dates; ``ends`` holds where dates end, for the second ends of ranges."""
    result = []
    for span in bare:
        second = span.follows and any(span.start - n in ends for n in range(1, _RANGE_SIGN + 1))
        if _believed(span, text, reference, second):
            result.append(span)
            ends.add(span.end)
    return result


def _believed(span: _Span, text: str, reference: _Reference, second: bool) -> bool:
    """Decide on a bare expression from its look, its neighbours and the stay; in doubt it is no date."""
    form = span.form
    if form.problem and not form.month:
        return False
    if form.year is not None and form.year < _FIRST_YEAR:  # 26-03-02: the year must be one of the stay
        return (
            1 <= form.month <= _MONTHS
            and 1 <= form.day <= _DAYS
            and reference.first.year - 1 <= 2000 + form.year <= reference.last.year + 1
        )
    if form.year is not None:
        moment = form.moment
        return moment is not None and reference.first - timedelta(days=400) <= moment.at <= reference.last + timedelta(
            days=400
        )
    days = [d for y in (-1, 0, 1) if (d := _date(reference.at.year + y, form.month, form.day))]
    printed = text[span.start : span.end]
    wide = any(reference.first - _BEFORE_STAY <= d <= reference.last + _AFTER_STAY for d in days)
    if second:
        return wide
    if form.clock is not None:
        return wide and not form.problem
    if not wide or (("." in printed or "．" in printed) and printed[0] not in "0０"):
        return False
    if printed[0] in "0０" and len(printed) == 5:
        return True
    close = any(reference.first - _AHEAD <= d <= reference.last + _CLOSE for d in days)
    return (
        close
        and text[max(0, span.start - 1) : span.start] in ("", *p.DATE_BEFORE)
        and (text.startswith(p.DONE, span.end) or p.DONE_SOMEWHERE.match(text, span.end) is not None)
    )


# --- completing -----------------------------------------------------------------------------------------------------------------


def _kinds(document: ExtractedDocument, spans: list[_Span]) -> list[str]:
    kinds: list[str] = []
    headed = False
    for span in spans:
        kind = kind_of(document, span.start, span.end, headed)
        headed = headed or kind == "written"
        kinds.append(kind)
    return kinds


def _reference(document: ExtractedDocument, stay: Stay, spans: list[_Span], kinds: list[str]) -> _Reference | None:
    """The note's own time, else the stay's, else the first full date; None if nothing tells the year."""
    admitted = stay.admitted_at.at if stay.admitted_at else None
    discharged = stay.discharged_at.at if stay.discharged_at else None
    own = None
    for wanted in ("written", "signed"):
        own = own or next(
            (s.form.moment.at for s, k in zip(spans, kinds, strict=True) if k == wanted and s.form.moment), None
        )
    stay_dates = [d for d in (admitted, discharged) if d]
    if own and stay_dates and not min(stay_dates) - _STRAY <= own <= max(stay_dates) + _STRAY:
        own = None  # not the time of a note of this stay
    closing = document.doc_type in _DISCHARGE_TYPES
    of_stay = (discharged or admitted) if closing else (admitted or discharged)
    at = own or of_stay or next((s.form.moment.at for s in spans if s.form.moment), None)
    if at is None:
        return None
    known = stay_dates or [at]
    return _Reference(at, min(known), max(known))


def _complete(
    span: _Span, document: ExtractedDocument, reference: _Reference | None, previous: Timestamp | None
) -> tuple[Moment | None, str]:
    """Fill in what the expression leaves out; (None, why) if the context does not decide it."""
    form = span.form
    if span.follows and previous and span.start - previous.end <= _RANGE_SIGN:
        return _complete_range(form, previous)
    if form.month == 0:
        return None, "缺月份"
    if not 1 <= form.month <= _MONTHS or not 1 <= form.day <= _DAYS:
        return None, "不存在的日期"
    if form.year is not None:
        if reference is None:
            return None, "年份不全"
        century = 2000 if 2000 + form.year <= reference.last.year + 1 else 1900
        return _moment(century + form.year, form)
    text = document.text
    if text[max(0, span.start - 3) : span.start].strip().endswith(p.NOT_CALENDAR_BEFORE):
        return None, "农历日期"
    sentence = _sentence(text, document.start, span.start)
    told = _year_told(sentence, form, reference)
    if told:
        return _moment(told, form)
    if told == 0 or reference is None:
        return None, "年份不明"
    year = _nearest_year(span, document, reference)
    return _moment(year, form) if year else (None, "年份不明")


def _complete_range(form: Form, previous: Timestamp) -> tuple[Moment | None, str]:
    if previous.moment is None:
        return None, previous.problem
    begin = previous.moment.at
    if form.month == 0:
        moment, problem = _moment(begin.year, form._replace(month=begin.month))
    else:
        moment, problem = _moment(begin.year, form)
        if moment and moment.at.date() < begin.date():
            moment, problem = _moment(begin.year + 1, form)
            if moment and moment.at - begin > _BACK:
                moment, problem = None, "区间终点早于起点"
    if moment and moment.latest < begin:
        return None, "区间终点早于起点"
    return moment, problem


def _sentence(text: str, start: int, at: int) -> str:
    """What stands before ``at`` in its sentence (at most 90 characters)."""
    return p.SENTENCE_END.split(text[max(start, at - _SENTENCE) : at])[-1]


def _year_told(sentence: str, form: Form, reference: _Reference | None) -> int | None:
    """The year that the sentence itself gives; 0 if it gives one that cannot be applied, None if it gives none."""
    bare = sentence.rstrip()
    shift = p.RELATIVE_YEAR.get(bare[-2:]) if bare.endswith("年") else None
    if shift is not None and bare[-2:] not in ("同年", "当年", "次年"):
        return reference.at.year + shift if reference else 0
    years = p.YEAR_IN_SENTENCE.findall(sentence) if "20" in sentence or "19" in sentence else ()
    if shift is not None:
        return int(years[-1][0]) + shift if years else 0
    if not years:
        return None
    year, month, day = int(years[-1][0]), int(years[-1][1] or years[-1][3] or 0), int(years[-1][2] or years[-1][4] or 0)
    if not month:
        return year
    begin, here = _date(year, month, day or 1), _date(year, form.month, form.day)
    if begin is None or here is None or here >= begin:
        return year
    turned = _date(year + 1, form.month, form.day)
    return year + 1 if turned and turned - begin <= _BACK else year


def _nearest_year(span: _Span, document: ExtractedDocument, reference: _Reference) -> int:
    """The year in which the date lies near the note; 0 if it is far on both sides and the text does not tell past from plan."""
    at, form = reference.at, span.form
    dates = [d for y in (at.year - 1, at.year, at.year + 1) if (d := _date(y, form.month, form.day))]
    if not dates:
        return at.year  # 2月30日: impossible in every year, told so by _moment
    inside = [d for d in dates if reference.first - _AHEAD <= d <= reference.last + _AHEAD]
    history = _in_history(document, span.start)
    if len(inside) == 1 and not (history and inside[0] - at > _HISTORY_SLIP):
        return inside[0].year
    ahead = min((d for d in dates if d >= at - timedelta(days=1)), default=None)
    back = max((d for d in dates if d < at - timedelta(days=1)), default=None)
    if history:
        if ahead and ahead - at <= _AHEAD:
            return ahead.year if ahead - at <= _HISTORY_SLIP else 0
        return back.year if back else 0
    if ahead and ahead - at <= _AHEAD:
        return ahead.year
    if back and at - back <= _BACK:
        return back.year
    planned = p.FUTURE.search(document.text, max(document.start, span.start - 14), span.start)
    return ahead.year if ahead and planned and ahead - at <= _PLAN else 0


def _in_history(document: ExtractedDocument, at: int) -> bool:
    """True in a section that tells only the past."""
    number = bisect_right(document.sections, at, key=lambda s: s.start) - 1
    return number >= 0 and at < document.sections[number].end and document.sections[number].label in _HISTORY


@lru_cache(maxsize=8192)
def _date(year: int, month: int, day: int) -> datetime | None:
    try:
        return datetime(year, month, day)
    except ValueError:
        return None


@lru_cache(maxsize=16384)
def _moment(year: int, form: Form) -> tuple[Moment | None, str]:
    return moment_of(year, form.month, form.day, form.clock)
