"""Titles in the middle of a line: such lines are cut before them, so that the rest need know nothing of it."""

from __future__ import annotations

import re

from pipeline.extract.doctypes import STRONG_TITLES
from pipeline.extract.documents.heads import keyed_title
from pipeline.extract.layout import DATED, Span, is_signoff, trim

_LONG = 100  # shorter lines hold no two documents
_TITLE = re.compile(
    "(?<=[\\s。；;])(?:[^\\s，。；;：:]{0,16}(?:医院|中心|卫生院)[ \t　]*)?(?:"
    + "|".join(sorted(map(re.escape, STRONG_TITLES), key=len, reverse=True))
    + "|[^\\s，。；;：:、]{2,14}查房(?:记录)?)(?=[\\s：:【（(]|\\d{4})"
)
_HINTS = (
    "记录",
    "小结",
    "查房",
    "病程",
    "病历",
    "讨论",
    "同意书",
    "通知书",
    "首页",
    "首程",
    "核查",
    "访视",
)  # in every such title
_BEFORE = 80  # characters in which the sign-off before a title stands


def starts_inside(text: str, table: list[Span]) -> list[Span]:
    """``table`` with every line cut where a document begins inside it: at a title with its date, or after a sign-off."""
    if all(end - begin < _LONG for begin, end in table):
        return table
    keyed = keyed_title(text, *table[0]) > 0
    cut: list[Span] = []
    for begin, end in table:
        if end - begin < _LONG or all(text.find(hint, begin, end) < 0 for hint in _HINTS):
            cut.append((begin, end))
            continue
        at = begin
        for match in _TITLE.finditer(text, begin + 1, end):
            place = _opening(text, at, match.start(), match.end(), end)
            if place is None and keyed and keyed_title(text, match.start(), end):
                place = match.start()
            if place is not None:
                cut += _with_signoff(text, at, place)
                at = place
        cut.append((at, end))
    return cut


def _opening(text: str, floor: int, start: int, stop: int, end: int) -> int | None:
    """Where the document whose title is ``text[start:stop]`` begins, or None if the title is only mentioned."""
    dated = next(
        (m for m in DATED.finditer(text, max(floor, start - 40), start) if not text[m.end() : start].strip()), None
    )
    if _time_follows(text, stop, end):  # then a date before the title is that of the signature
        dated = None
    place = dated.start() if dated else start
    if place <= floor:
        return None
    timed = (dated is not None and dated["clock"] is not None) or _time_follows(text, stop, end)
    if _signoff_before(text, floor, place) is not None:
        return place
    return place if timed and text[max(0, place - 20) : place].rstrip()[-1:] in ("。", "；", ";") else None


def _time_follows(text: str, stop: int, end: int) -> bool:
    at, _ = trim(text, stop, min(end, stop + 40))
    found = DATED.match(text, at, end)
    return found is not None and found["clock"] is not None


def _signoff_before(text: str, floor: int, place: int) -> int | None:
    """The start of a sign-off that ends just before ``place``: behind the last sentence."""
    begin = max(floor, place - _BEFORE)
    cut = max(text.rfind(mark, begin, place) for mark in "。；;")
    first, last = trim(text, max(cut + 1, floor), place)
    if cut < 0 or first >= last or not is_signoff(text, first, last):
        return None
    return first


def _with_signoff(text: str, begin: int, end: int) -> list[Span]:
    first = _signoff_before(text, begin, end)
    spans = [(begin, end)] if first is None or first <= begin else [(begin, first), (first, end)]
    return [span for span in (trim(text, *s) for s in spans) if span[0] < span[1]]
