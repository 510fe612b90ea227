"""Statements that are bound to a day, and whether they can be true on the day of their note."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pipeline.detect.case import Case
from pipeline.detect.clones.notes import DAILY, Span, body_span
from pipeline.detect.operated import operations
from pipeline.extract.model import ExtractedDocument, Operation

NOTES = DAILY - {"stage_summary", "handover_record", "transfer_record"}  # these tell of past days
HEAD = 48  # a day count that speaks of today stands in the first characters of a note, or after 今日 or 现
FAR = 120  # days after which nobody counts days any more

_NUMERAL = r"(?:\d{1,3}|[一二三四五六七八九十两]{1,3})"
_COUNT = re.compile(
    rf"(?P<what>入院|住院|术后|手术后)(?:后)?[ \t　]*(?P<nth>第?)[ \t　]*(?P<n>{_NUMERAL})[ \t　]*[天日](?=[\s，,。；;：:、（(）)]|$|患|病|今|诉|无|未|仍|现|精|体|一般|生命)"
)
_NOW = re.compile(
    r"(?:今[日天]?(?:为|是|系)?|现(?:为|系|是)?|目前(?:为|是|系)?|(?:患者|病人|患儿|产妇)(?:为|系)?|^|[\n。；;])[ \t　]*\Z"
)
_THEN = re.compile(r"出现|发生|起|始|拔除|出院|转入|行|予|停|曾|当时|上次|前次|外院|[0-9一二三四五六七八九十]+月")
_PLAN = re.compile(
    r"(?:拟|定于|计划|准备|预定|安排|预计)(?:于|在)?(?:明[日天晨]|次日|翌日)(?:上午|下午|晨)?[^。；;\n]{0,24}?(?P<what>手术|行[^，。；;\n]{2,60}?术|(?:切除|置换|内固定|成形|修补|造口|吻合|剖宫产)(?:术)?)"
)
_TOMORROW = ("明日", "明天", "明晨", "次日", "翌日")  # one of these is in everything that _PLAN finds
_TODAY = re.compile(
    r"今[日天晨](?:上午|下午|晨|晚)?(?:拟|将|准备)?(?:在|于)?[^，。；;\n]{0,20}?(?P<what>手术(?!室|后|区|切口|日|医师|者)|行[^，。；;\n]{2,60}?术(?!后|前|中|区|野))"
)
_QUOTED = re.compile(r"提出|提到|讨论|要求|指示|当时|查房时|定的|所定|原[拟定]|曾|“[^”]*\Z|\"[^\"]*\Z")
_SENTENCE = "。；;\n"
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_SUBJECT = re.compile(r"患者|病人|患儿|产妇|今[日天]|目前|现[为是系]?|为|是|系|今")
_NOT_NAME = re.compile(r"[^一-龥]|左|右|双侧|术|行|下|在|全麻|腰麻|硬膜外|麻醉|于|及|并")


@dataclass(frozen=True, slots=True)
class Stale:
    """A statement that cannot be true on the day of its note."""

    document: ExtractedDocument
    start: int
    end: int
    kind: str  # count | plan | today
    message: str


def stale_statements(case: Case) -> list[Stale]:
    """Every such statement of the progress notes and rounds, in order."""
    found: list[Stale] = []
    for document in case.extracted.of_type(*sorted(NOTES)):
        if document.written_at is not None and _plausible(case, document.written_at.at.date()):
            day = document.written_at.at.date()
            body = body_span(document)
            found += [
                *_counts(case, document, day, body),
                *_plans(case, document, day, body),
                *_todays(case, document, day, body),
            ]
    return found


def _plausible(case: Case, day: date) -> bool:
    """False for a note dated outside the stay: then its date is what is wrong."""
    since, until = case.extracted.admitted_at, case.extracted.discharged_at
    return (since is None or day >= since.at.date()) and (until is None or (day - until.at.date()).days <= 1)


def number(words: str) -> int:
    """The value of a day count in digits or Chinese numerals below one hundred."""
    if words.isdigit():
        return int(words)
    tens, ten, ones = words.rpartition("十")
    return (_DIGITS.get(tens, 1) if ten else 0) * 10 + (_DIGITS.get(ones, 0) if ones else 0)


def _counts(case: Case, document: ExtractedDocument, day: date, body: Span) -> Iterator[Stale]:
    start, end = body
    text = document.text
    for found in _COUNT.finditer(text, start, end):
        sentence = text[_sentence_start(text, found.start(), start) : found.start()]
        speaks_of_now = found.start() - start <= HEAD or _NOW.search(sentence)
        if not speaks_of_now or _THEN.search(sentence) or _quotes(document, found.start(), sentence):
            continue
        origins = _origins(case, found["what"])
        if found["what"] not in ("入院", "住院") and not _of_this_stay(
            case, text[max(start, found.start() - 16) : found.start()]
        ):
            continue
        n = number(found["n"])
        true = {(day - origin).days for origin in origins}
        allowed = {d + shift for d in true for shift in ((0, 1) if found["nth"] else (-1, 0, 1))}
        if origins and n not in allowed and 0 < n <= FAR and min(abs(n - d) for d in true) >= 2:
            real = min(true, key=lambda d: abs(d - n))
            what = "入院" if found["what"] in ("入院", "住院") else "手术"
            message = f"写“{found.group().strip()}”，按{what}日期和记录日期推算为第{real}至{real + 1}天"
            yield Stale(document, found.start(), found.end(), "count", message)


def _of_this_stay(case: Case, before: str) -> bool:
    """False if the operation named right before 术后 is not one of this stay (胆囊切除术后第9天 of another hospital)."""
    named = re.split(r"[，,。；;：:、\s]", before)[-1]
    named = _NOT_NAME.sub("", _SUBJECT.sub("", named))
    return len(named) < 2 or any(_same_operation(named, op) for op in case.facts.operations)


def _origins(case: Case, what: str) -> list[date]:
    if what in ("入院", "住院"):
        return [case.extracted.admitted_at.at.date()] if case.extracted.admitted_at else []
    days = [op.day.at.date() for op in case.facts.operations if op.day]
    # an operation without a day, or minor ones that may be meant, leave the origin open
    return days if days and all(op.day for op in operations(case)) else []


def _plans(case: Case, document: ExtractedDocument, day: date, body: Span) -> Iterator[Stale]:
    """Operations planned for the next day in a note that was written when they were long done."""
    start, end = body
    done = _done(case)
    if not done or not any(document.text.find(word, start, end) >= 0 for word in _TOMORROW):
        return
    for found in _PLAN.finditer(document.text, start, end):
        sentence = document.text[_sentence_start(document.text, found.start(), start) : found.start()]
        if _quotes(document, found.start(), sentence):
            continue
        meant = [op for op in done if _same_operation(found["what"], op)]
        if meant and all(_day(op) < day for op in done):
            message = f"写“拟明日”手术，而该手术已于{_day(meant[-1]):%Y-%m-%d}完成"
            stop = _sentence_end(document.text, found.end(), end)
            yield Stale(document, found.start(), stop, "plan", message)


def _todays(case: Case, document: ExtractedDocument, day: date, body: Span) -> Iterator[Stale]:
    """An operation "today" in a note of another day: stale, or a second operation without a record; a person must say which."""
    start, end = body
    done = [op for op in _done(case) if op.note_id]
    if not done or document.text.find("今", start, end) < 0:
        return
    for found in _TODAY.finditer(document.text, start, end):
        sentence = document.text[_sentence_start(document.text, found.start(), start) : found.start()]
        if _quotes(document, found.start(), sentence):
            continue
        meant = [op for op in done if _same_operation(found["what"], op)]
        if meant and all(abs((_day(op) - day).days) >= 2 for op in done) and all(_day(op) < day for op in done):
            message = f"写“今日”手术，而手术记录只有{_day(meant[-1]):%Y-%m-%d}的：内容陈旧或缺手术记录，请人工判断"
            yield Stale(document, found.start(), found.end(), "today", message)


def _done(case: Case) -> list[Operation]:
    """The operations of the stay, or none when the day of any is unknown: then nothing can be said."""
    done = operations(case)
    return case.once("dated operations", lambda: done if all(op.day for op in done) else [])


def _day(op: Operation) -> date:
    assert op.day is not None  # _done keeps no other
    return op.day.at.date()


def _same_operation(words: str, op: Operation) -> bool:
    """True if ``words`` name no operation in particular, or name this one."""
    wanted, name = _NOT_NAME.sub("", words.replace("手术", "")), _NOT_NAME.sub("", op.name)
    if len(wanted) < 2:
        return True
    pairs = {wanted[i : i + 2] for i in range(len(wanted) - 1)}
    return sum(pair in name for pair in pairs) * 2 >= len(pairs)


def _quotes(document: ExtractedDocument, at: int, sentence: str) -> bool:
    """True if the statement is told as one of another day: a date or a word of reporting stands before it."""
    if _QUOTED.search(sentence):
        return True
    low = at - len(sentence)
    return any(t.kind == "event" and low <= t.start < at for t in document.timestamps)


def _sentence_start(text: str, at: int, low: int) -> int:
    while at > low and text[at - 1] not in _SENTENCE:
        at -= 1
    return at


def _sentence_end(text: str, at: int, high: int) -> int:
    while at < high and text[at] not in "，" + _SENTENCE:
        at += 1
    return at
