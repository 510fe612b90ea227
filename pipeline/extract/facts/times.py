"""Start and end of an operation or a rescue, as its own record prints them."""

from __future__ import annotations

from datetime import timedelta
from re import Match

from pipeline.extract.facts import patterns as p
from pipeline.extract.model import ExtractedDocument, Timestamp
from pipeline.records.moment import MINUTE, Moment


def start_and_end(doc: ExtractedDocument) -> tuple[Moment | None, Moment | None]:
    """The labelled start and end in ``doc``; None for what is not printed. Times of the anaesthesia or of writing do not count."""
    start = end = None
    stamps = [t for t in doc.timestamps if t.moment and t.kind != "signed"]
    for n, stamp in enumerate(stamps):
        label = _label(doc, stamps[n - 1] if n else None, stamp)
        if p.WRONG_LABEL.search(label):
            continue
        ranged = n and start is not None and stamps[n - 1].moment == start and p.RANGE.search(label)
        if end is None and (ranged or _is_end(doc, stamp, label)):
            end = stamp.moment
        elif _is_start(doc, stamp, label, start):
            start = stamp.moment
            end = end or _clock_range(doc, stamp)
    return _with_clocks(doc, start, end)


def _label(doc: ExtractedDocument, previous: Timestamp | None, stamp: Timestamp) -> str:
    left = max(doc.start, stamp.start - 16, previous.end if previous else doc.start)
    words = doc.text[left : stamp.start]
    line = words.rpartition("\n")[2]
    if p.START_LABEL.search(line) or p.END_LABEL.search(line) or p.RANGE.search(line):
        return line
    return words.replace("\n", "").replace("\r", "")  # a line break may stand in the label or after it


def _is_end(doc: ExtractedDocument, stamp: Timestamp, label: str) -> bool:
    return bool(p.END_LABEL.search(label)) or doc.text[stamp.end : stamp.end + 1] == "止"


def _is_start(doc: ExtractedDocument, stamp: Timestamp, label: str, known: Moment | None) -> bool:
    if known is not None and (known.timed or not p.FIRM_START_LABEL.search(label)):
        return False
    return bool(p.START_LABEL.search(label)) or doc.text[stamp.end : stamp.end + 1] == "起"


def _clock_range(doc: ExtractedDocument, stamp: Timestamp) -> Moment | None:
    found = p.CLOCK_RANGE.match(doc.text, stamp.end, min(doc.end, stamp.end + 20))
    return _at_clock(stamp.moment, found) if found and stamp.moment else None


def _with_clocks(
    doc: ExtractedDocument, start: Moment | None, end: Moment | None
) -> tuple[Moment | None, Moment | None]:
    """Complete a day with bare clock times that carry a label (手术日期 2026-03-05 开始 09:10 结束 10:45)."""
    if start is None:
        return start, end
    head = doc.text[doc.start : min(doc.end, doc.start + 600)]
    if not start.timed:
        found = p.CLOCK_START.search(head)
        if found:
            clock = f"{int(found[1]):02d}:{found[2] or '00'}"
            start = _parsed(start, clock) or start
    if end is None or not end.timed:
        found = p.CLOCK_END.search(head)
        if found:
            end = _at_clock(start, found) or end
    return start, end


def _at_clock(day: Moment, found: Match[str]) -> Moment | None:
    moment = _parsed(day, f"{int(found[2]):02d}:{found[3] or '00'}")
    if moment and (found[1] or (day.timed and moment.at < day.at)):
        return Moment(moment.at + timedelta(days=1), MINUTE)
    return moment


def _parsed(day: Moment, clock: str) -> Moment | None:
    try:
        return Moment.parse(f"{day.at:%Y-%m-%d}T{clock}")
    except ValueError:
        return None
