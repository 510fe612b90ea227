"""Find the headed sections of a document.

One pass over the lines gives candidates for headings; what each means depends on the family of the document, and whether it
opens a section, on the section it stands in.
"""

from __future__ import annotations

from itertools import pairwise

from pipeline.extract.documents.heads import is_institution, read_head
from pipeline.extract.layout import DATED, LINE_ENDS, Span, is_page_header, is_page_line, lines, signoff_start, trim
from pipeline.extract.model import ExtractedDocument, Section
from pipeline.extract.sections import patterns as p
from pipeline.extract.sections.accept import accepted
from pipeline.extract.sections.administrative import general_block
from pipeline.extract.sections.candidates import LINE, SENTENCE, Candidate, candidates

_PAGE_ENDS = frozenset("页-—–_=*")  # with which page numbers and rules end


def find_sections(document: ExtractedDocument) -> list[Section]:
    """The headed sections of ``document`` in order, never overlapping; each ends before trailing white space."""
    family = p.FAMILY_OF.get(document.doc_type, "")
    text = document.text
    whole = lines(text, document.start, document.end)
    title_end, body, first = after_title(text, document.start, whole)
    table = whole[first:]
    if table and table[0][0] < body:
        table[0] = trim(text, body, table[0][1])
    stop = signoff_start(text, body, document.end, table)
    while table and table[-1][0] >= stop:
        table.pop()
    if table and table[-1][1] > stop:
        table[-1] = trim(text, table[-1][0], stop)
    paragraph = len(table) == 1 and family not in p.NOTE_FAMILIES and not _broken(text, title_end, table[0][0])
    if paragraph:
        table = _sentences(text, *table[0])
    found = [] if family == "sheet" else list(candidates(text, title_end, body, table, family))
    if paragraph:
        for candidate in found:
            candidate.place = SENTENCE if candidate.place == LINE and candidate.start > body else candidate.place
    found.sort(key=lambda c: c.start)
    general = general_block(text, table, family, found)
    if general is not None:
        before = [c for c in found if c.start < general.start]
        edge = Candidate(general.start, general.start, "", "", LINE, boundary=True)
        found = [*before, edge, *(c for c in found if c.start >= general.end)]
    sections = _sections(text, accepted(text, found, family), stop)
    if general is not None:
        sections.append(general)
        sections.sort(key=lambda s: s.start)
    return sections


def _broken(text: str, start: int, end: int) -> bool:
    """True if a line ends in ``text[start:end]``."""
    return any(end_of_line in text[start:end] for end_of_line in LINE_ENDS)


def _sentences(text: str, begin: int, end: int) -> list[Span]:
    """A form printed as one paragraph, cut before its keyed sentences: there these are what lines are elsewhere."""
    cuts = [begin, *(found.end() for found in p.KEYED_SENTENCE.finditer(text, begin, end)), end]
    return [trim(text, *span) for span in pairwise(cuts) if span[0] < span[1]]


def after_title(text: str, start: int, table: list[Span]) -> tuple[int, int, int]:
    """Where the printed title ends, where the text behind title, hospital and time begins, and on which line that is."""
    title_end, body = start, start
    for number, (begin, end) in enumerate(table):
        if number > 5:
            return title_end, body, number
        if is_institution(text, begin, end) or is_page_header(text, begin, end):
            body = title_end = end
            continue
        head = read_head(text, begin, end)
        if head is None:
            return title_end, body, number
        if head.heading is None:
            if not head.alone:
                return begin, begin, number
            body = title_end = end
            continue
        title_end = head.span[1] if head.span else begin
        if head.keyed:
            return title_end, title_end + 1, number
        if end - title_end > 60:  # the text goes on behind the title
            return title_end, _after_date(text, title_end, end), number
        body = end
    return title_end, body, len(table)


def _after_date(text: str, at: int, end: int) -> int:
    at, _ = trim(text, at, min(end, at + 40))
    found = DATED.match(text, at, end)
    return found.end() if found else at


def _sections(text: str, kept: list[Candidate], stop: int) -> list[Section]:
    sections = []
    for number, c in enumerate(kept):
        if c.boundary:
            continue
        limit = kept[number + 1].start if number + 1 < len(kept) else stop
        if c.label == "participants":
            limit = _end_of_list(text, c.heading_end, limit)
        end = _without_page_lines(text, c.start, trim(text, c.start, limit)[1])
        heading_end = min(c.heading_end, limit)
        if end < heading_end:  # nothing under the heading
            end = trim(text, c.start, heading_end)[1]
            heading_end = end
        sections.append(Section(c.label, c.start, end, heading_end))
    return sections


def _end_of_list(text: str, start: int, limit: int) -> int:
    """The end of a list of people: of the line on which it stands, if that line closes with a full stop."""
    cut = text.find("\n", start, limit)
    if cut < 0 or not text[start:cut].strip():
        return limit
    return cut if text[start:cut].rstrip()[-1] in "。." else limit


def _without_page_lines(text: str, start: int, end: int) -> int:
    """``end`` before a page number or rule that closes the section."""
    while end > start and text[end - 1] in _PAGE_ENDS:
        cut = max(text.rfind("\n", start, end), text.rfind("\r", start, end))
        if cut < 0 or not is_page_line(text, cut + 1, end):
            return end
        end = trim(text, start, cut)[1]
    return end
