"""The keyed administrative lines of a form: a ``general`` section that has no heading of its own."""

from __future__ import annotations

from pipeline.extract.layout import Span, is_date_only, is_page_line, trim
from pipeline.extract.model import Section
from pipeline.extract.sections import patterns as p
from pipeline.extract.sections.candidates import BRACKET, INLINE, Candidate, begins_with_key, is_administrative_key


def general_block(text: str, table: list[Span], family: str, found: list[Candidate]) -> Section | None:
    """The keyed administrative lines before the first heading, as a ``general`` section without a heading."""
    found = [c for c in found if c.word != p.REQUEST]
    opening = next((c for c in found if not c.boundary and c.place != INLINE and not is_administrative_key(c)), None)
    if family in p.GENERAL_FREE or (opening is not None and opening.label == "general"):
        return None
    headings = (c.start for c in found if c.place == BRACKET or (not c.boundary and not is_administrative_key(c)))
    limit = next(headings, table[-1][1] if table else 0)
    first = last = -1
    for begin, end in table:
        if begin >= limit:
            break
        if is_page_line(text, begin, end) or (first < 0 and is_date_only(text, begin, end)):
            continue
        if begin < limit and not _administrative(text, begin, min(end, limit), first >= 0):
            break
        first = begin if first < 0 else first
        last = trim(text, begin, min(end, limit))[1]
    return Section("general", first, last, first) if first >= 0 else None


def _administrative(text: str, begin: int, end: int, going_on: bool) -> bool:
    number = p.NUMBER.match(text, begin, min(end, begin + 12))
    at = number.end() if number else begin
    line = text[at:end]
    if begins_with_key(line):
        return True
    if p.IDENTITY.match(line) and len(line) <= 140:
        if p.NARRATIVE.search(line):
            return False
        chunks = p.CHUNKS.split(line.rstrip("。"))
        return bool(p.IDENTITY_KEYS.search(line)) or (
            "。" not in line[:-1] and all(len(chunk) <= 16 or "：" in chunk for chunk in chunks)
        )
    return (
        going_on
        and len(line) <= 60
        and any(key in line for key in "：:|｜")
        and "。" not in line
        and not p.DECLARATION.match(line)
    )
