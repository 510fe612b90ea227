"""Split a text into the documents that it holds.

One pass over the line table. A line opens a document if it is a title, a dated title, or a date under which a note begins;
what it may open depends on what came before (a sign-off closes a document). Nothing is copied but candidate lines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.extract.doctypes import (
    ATTENDING_ROUND,
    ENTRY_SHEETS,
    NOTES,
    OTHER,
    PROGRESS,
    Heading,
    read_title,
    type_of_hint,
)
from pipeline.extract.documents.content import round_in_text, superior_in_text, type_by_content
from pipeline.extract.documents.heads import Head, institution_in, is_institution, read_head
from pipeline.extract.documents.inline import starts_inside
from pipeline.extract.layout import (
    DATED,
    LINE_ENDS,
    Span,
    ends_in_signoff,
    indentation,
    is_date_only,
    is_page_header,
    is_page_line,
    is_signoff,
    lines,
    trim,
)
from pipeline.extract.model import ExtractedDocument, Round
from pipeline.records.stay import Document, Stay


@dataclass(slots=True)
class _Start:
    """A place where a document begins: its first line, and the line after its head (title and time)."""

    line: int
    head: Head
    body: int  # index of the first line after the head
    running: bool = False  # its text runs on behind its date, on the same line
    tail: Span | None = (
        None  # the text behind its title on the title's own line, where a whole document is one paragraph
    )


_SHORTEST_NOTE = 24  # characters of a dated line that may be a note by itself
_PAGES = 20_000  # characters in which the head of a page comes again
_RIGHT = 6  # columns of indentation that set a line to the right
_LONGEST_HEAD = 90  # characters that hospitals print beside a title; more is the document's own text


def split_documents(source: Document, stay: Stay) -> list[ExtractedDocument]:
    """Split ``source`` into the documents that it holds, in order, tiling its text exactly.

    Each has its FORMAT type, its title as printed, and for rounds the rounding doctor. A text that is one document keeps the
    source's id; several get ``<id>#01``, ``#02`` … An empty text gives one empty ``other``.
    """
    text = source.text
    table = starts_inside(text, lines(text))
    starts = _starts(text, table)
    hint = _hint(source)
    if not starts or starts[0].line > 0:
        starts.insert(0, _Start(0, Head(None), 0))
    starts = _merge(text, table, starts)
    documents = []
    for number, start in enumerate(starts):
        begin = 0 if number == 0 else _line_start(text, table[start.line][0], table[start.line - 1][1])
        follower = starts[number + 1] if number + 1 < len(starts) else None
        end = len(text) if follower is None else _line_start(text, table[follower.line][0], table[follower.line - 1][1])
        doc_id = source.doc_id if len(starts) == 1 else f"{source.doc_id}#{number + 1:02d}"
        body = table[start.body : follower.line if follower else len(table)]
        body = [start.tail, *body] if start.tail else body
        documents.append(_document(source, doc_id, (begin, end), start.head, body, hint if number == 0 else None))
    return _without_outside(documents, stay)


_ELSEWHERE = frozenset(
    ("admission_record", "readmission_record", "discharge_record", "first_progress_note", "operation_record", "front_page", "death_record", "procedure_record", "anesthesia_record", "order_sheet", "nursing_record")
)  # fmt: skip


def _without_outside(documents: list[ExtractedDocument], stay: Stay) -> list[ExtractedDocument]:
    """A record of another hospital that is filed in this one becomes ``other``, whatever its title says."""
    named = {
        number: hospital
        for number, document in enumerate(documents)
        if document.doc_type in _ELSEWHERE and (hospital := _hospital_of(document.text, document.start, document.end))
    }
    if not named:
        return documents
    hospitals = _hospitals(stay.documents) if len(stay.documents) > 1 else _heads_of(documents)
    if not hospitals:  # named only inside a source text, not at its head
        return documents
    own = max(hospitals, key=lambda name: hospitals[name])
    for number, hospital in named.items():
        alike = hospital in own or own in hospital
        if hospitals[own] >= 2 and hospitals.get(hospital, 0) < hospitals[own] and not alike:
            documents[number] = replace(documents[number], doc_type=OTHER)
    return documents


def _hospital_of(text: str, start: int, end: int) -> str:
    first, last = trim(text, start, min(end, start + 120))
    return institution_in(text, first, last) if first < last else ""


@lru_cache(maxsize=8)
def _hospitals(documents: tuple[Document, ...]) -> dict[str, int]:
    """How often each hospital stands at the head of a document of the stay."""
    return _counted(_hospital_of(d.text, 0, len(d.text)) for d in documents)


def _heads_of(documents: list[ExtractedDocument]) -> dict[str, int]:
    return _counted(_hospital_of(d.text, d.start, d.end) for d in documents)


def _counted(names: Iterable[str]) -> dict[str, int]:
    counts = Counter(names)
    del counts[""]
    return counts


def _hint(source: Document) -> Heading | None:
    for words in (source.title, source.doc_type):
        found = type_of_hint(words) if words else None
        if found:
            return found
    return None


def _line_start(text: str, first: int, floor: int) -> int:
    """The start of the physical line (with its indentation) on which ``first`` stands, never before ``floor``."""
    at = first
    while at > floor and text[at - 1] not in LINE_ENDS:
        at -= 1
    return at if not text[at:first].strip() else first


def _starts(text: str, table: list[Span]) -> list[_Start]:
    starts: list[_Start] = []
    for number, (begin, end) in enumerate(table):
        head = read_head(text, begin, end)
        if head is None or (head.keyed and number and not (starts and starts[-1].head.keyed)):
            continue
        if not head.dated and _heads_page(text, table, number):
            continue
        current = starts[-1] if starts else None
        if current is not None and _belongs_to(current, head, number):
            current.body = number + 1
            current.head = current.head.joined(head)
            continue
        running = head.heading is None and not head.alone
        if (
            running
            and current is not None
            and current.body == number
            and current.tail is None
            and head.timed
            and _is_note(current)
        ):
            current.running = True
            continue
        if _opens(text, table, number, head, current):
            first = _with_institution(text, table, number, current)
            tail = _tail(text, head, end)
            starts.append(_Start(first, head, number if running or head.keyed else number + 1, running, tail))
    return starts


def _heads_page(text: str, table: list[Span], number: int) -> bool:
    """True for the title with which every page is headed, above a line with the patient and the number of the page."""
    if number + 1 >= len(table) or not is_page_header(text, *table[number + 1]):
        return False
    begin, end = table[number]
    line = text[begin:end]
    return text.find(line, end, end + _PAGES) >= 0 or text.rfind(line, max(0, begin - _PAGES), begin) >= 0


def _tail(text: str, head: Head, end: int) -> Span | None:
    """What runs on behind the title of a line (首次病程记录 患者张某，男…), if it is more than times and keys of the head."""
    if head.span is None or head.keyed or end - head.span[1] < _SHORTEST_NOTE:
        return None
    tail = trim(text, head.span[1], end)
    return tail if "。" in text[slice(*tail)] or tail[1] - tail[0] > _LONGEST_HEAD else None


def _belongs_to(current: _Start, head: Head, number: int) -> bool:
    """A date under a title, a title under a date: one head in two lines."""
    if current.body != number or current.tail is not None:
        return False
    if head.heading is None:
        return head.alone and not current.head.dated
    if current.head.heading is None:
        return not head.dated
    return not head.dated and not current.head.dated and current.head.heading.general


def _opens(text: str, table: list[Span], number: int, head: Head, current: _Start | None) -> bool:
    if head.keyed:
        return number == 0 or (current is not None and current.head.keyed)
    if head.heading is not None and head.heading.weak and current is not None:
        same = current.head.heading is not None and current.head.heading.doc_type[:5] == head.heading.doc_type[:5]
        if same and head.heading.doc_type not in NOTES:
            return False  # 【会诊意见】会诊时间：… in a consultation record
        if not head.dated:
            return not same and _after_signoff(text, table, number)
    if head.heading is not None:
        return not _repeats(text, table, number, head, current)
    if number == 0:
        return True
    if current is not None and number == current.body and current.tail is None and head.alone:
        return False
    following = read_head(text, *table[number + 1]) if number + 1 < len(table) else None
    if head.alone:
        if number + 1 >= len(table):
            return False
        return _date_opens_note(text, table, number, head, current, following)
    if _in_sheet(current):
        return False
    if not head.timed:  # a day, and a note of some length behind it
        long_enough = table[number][1] - table[number][0] >= _SHORTEST_NOTE
        return long_enough and _after_note(current) and _after_signoff(text, table, number)
    if current is not None and current.running and text[table[number - 1][1] - 1] in "。.！!；;":
        return True  # notes without sign-offs, each running on behind its date
    return _after_signoff(text, table, number)


def _date_opens_note(
    text: str, table: list[Span], number: int, head: Head, current: _Start | None, following: Head | None
) -> bool:
    if following is not None and (following.dated or following.heading is None):
        return False
    if _dates_signoff(text, table, number):
        return False
    if following is not None:  # 2026-03-09 08:40 / 顾某主治医师查房记录
        return not following.dated and (head.timed or not is_signoff(text, *table[number - 1]))
    if is_signoff(text, *table[number + 1]) or _closes(text, *table[number + 1]):
        return False
    if not head.timed and current is not None and current.head.dated and not current.head.timed:
        return current.head.heading is None and _after_signoff(text, table, number)  # every note of this text opens so
    if not _in_sheet(current) and _after_signoff(text, table, number):
        return head.timed or not _unsigned_date_above(text, table, number)
    if _in_sheet(current):  # whose rows run on behind their dates: under a date alone, something else begins
        return head.timed and _row_above(text, *table[number - 1])
    return head.timed and current is not None and _is_note(current)


def _dates_signoff(text: str, table: list[Span], number: int) -> bool:
    """True if the date alone on line ``number`` dates the sign-off above it: set as far to the right, or parted from what follows."""
    above, (begin, end) = table[number - 1], table[number]
    if number == 0 or not _unsigned_date_above(text, table, number):
        return False
    if indentation(text, begin) >= _RIGHT and indentation(text, above[0]) >= _RIGHT:
        return True
    behind = text[end : table[number + 1][0]] if number + 1 < len(table) else ""
    return _breaks(behind) > 1 >= _breaks(text[above[1] : begin])


def _breaks(gap: str) -> int:
    return gap.count("\n") or gap.count("\r")


def _closes(text: str, begin: int, end: int) -> bool:
    """True for what is printed under a finished document: 以下空白, a page number, a rule."""
    return is_page_line(text, begin, end) or "以下空白" in text[begin : min(end, begin + 12)]


def _unsigned_date_above(text: str, table: list[Span], number: int) -> bool:
    """True if the sign-off just above prints no date of its own: then a day alone under it is that date."""
    begin, end = table[number - 1]
    return is_signoff(text, begin, end) and DATED.search(text, begin, end) is None


def _row_above(text: str, begin: int, end: int) -> bool:
    """True for a row of a sheet that runs on behind its time and is signed at its end."""
    return DATED.match(text, begin, end) is not None and not is_date_only(text, begin, end)


def _after_note(start: _Start | None) -> bool:
    return start is not None and (start.head.heading is None or start.head.heading.doc_type in NOTES)


def _is_note(start: _Start) -> bool:
    return start.head.heading is None or (
        start.head.heading.doc_type in NOTES and not start.head.heading.doc_type.startswith("first")
    )


def _in_sheet(start: _Start | None) -> bool:
    return start is not None and start.head.heading is not None and start.head.heading.doc_type in ENTRY_SHEETS


def _after_signoff(text: str, table: list[Span], number: int) -> bool:
    while number > 0 and (is_page_line(text, *table[number - 1]) or _heads(text, table, number - 1)):
        number -= 1
    if number == 0 or ends_in_signoff(text, *table[number - 1]):
        return number > 0
    return number > 1 and is_date_only(text, *table[number - 1]) and is_signoff(text, *table[number - 2])


def _repeats(text: str, table: list[Span], number: int, head: Head, current: _Start | None) -> bool:
    """A page header that prints the title of the current document again."""
    if current is None or head.dated or head.heading is None or current.head.heading is None:
        return False
    if head.heading.doc_type != current.head.heading.doc_type or head.heading.rank is not None:
        return False
    return not _after_signoff(text, table, number)


def _with_institution(text: str, table: list[Span], number: int, current: _Start | None) -> int:
    """The lines just before a title that print the hospital belong to its document."""
    floor = current.body if current is not None else 0
    first = number
    while first > floor and number - first < 3 and _heads(text, table, first - 1):
        first -= 1
    return first


def _heads(text: str, table: list[Span], number: int) -> bool:
    """True for a line that prints the hospital, or belongs to the head of a page."""
    span = table[number]
    return is_institution(text, *span) or is_page_header(text, *span) or _heads_page(text, table, number)


def _merge(text: str, table: list[Span], starts: list[_Start]) -> list[_Start]:
    """A head with nothing under it (a printed container 病程记录, the hospital's letterhead) belongs to the next document."""
    merged: list[_Start] = []
    for start in starts:
        previous = merged[-1] if merged else None
        if previous is not None and _hollow(text, table[previous.body : start.line], previous):
            start.line = previous.line
            if _outweighs(previous.head.heading, start.head.heading):
                start.head = start.head._replace(heading=previous.head.heading, span=previous.head.span)
            merged[-1] = start
        else:
            merged.append(start)
    return merged


def _outweighs(first: Heading | None, second: Heading | None) -> bool:
    """True if the first of two titles on top of each other tells the type: it is the document's, the other a part's."""
    if first is None or second is None or first.general:
        return False
    return second.general or (first.doc_type != OTHER and first.rank is None and second.rank is None)


def _hollow(text: str, body: list[Span], start: _Start) -> bool:
    if start.tail is not None:
        return False
    if not body:
        return start.head.heading is None or start.head.heading.general or not start.head.dated
    if start.head.heading is not None and not start.head.heading.general:
        return False
    above = start.head.heading is None and not start.head.dated  # what stands above the first title of a text
    return len(body) <= 3 and all(_is_letterhead(text, *span) or (above and _is_caption(text, *span)) for span in body)


def _is_caption(text: str, begin: int, end: int) -> bool:
    """True for a short line of words alone, such as the unusual title of a printed form."""
    return (
        end - begin <= 20
        and text[begin:end].replace(" ", "").replace("\u3000", "").isalnum()
        and not is_signoff(text, begin, end)
    )


def _is_letterhead(text: str, begin: int, end: int) -> bool:
    line = text[begin:end]
    return is_institution(text, begin, end) or (
        end - begin <= 80
        and sum(word in line for word in ("姓名", "科室", "科别", "床号", "住院号", "病案号", "病区", "性别", "年龄"))
        >= 2
        and "。" not in line
    )


def _document(
    source: Document, doc_id: str, span: Span, head: Head, body: list[Span], hint: Heading | None
) -> ExtractedDocument:
    text = source.text
    heading = head.heading
    if hint is not None and (heading is None or (heading.general and not hint.general)):
        heading = hint
    doc_type = heading.doc_type if heading else None
    rounding = _round_of(text, head, heading)
    if heading is None or heading.general:
        seen = round_in_text(text, body)
        if seen is None and doc_type == ATTENDING_ROUND:
            seen = superior_in_text(text, body)
        if seen is not None and (doc_type is None or doc_type in (PROGRESS, ATTENDING_ROUND)):
            doc_type, rounding = seen
        elif doc_type is None:
            doc_type = type_by_content(text, body, head.dated)
    if rounding is None and heading is not None and heading.rank is not None and body:
        rounding = _round_of_hint(text, heading, body)
    return ExtractedDocument(
        doc_id, source.doc_id, doc_type or OTHER, text, span[0], span[1], title=head.title(text), round=rounding
    )


def _round_of_hint(text: str, heading: Heading, body: list[Span]) -> Round:
    """The rounding doctor of whom only the exporter's title speaks: shown where the text names him, else its first line."""
    seen = superior_in_text(text, body)
    if seen is not None and seen[1].rank == heading.rank:
        return seen[1]
    return Round(heading.name, heading.rank, *body[0])


def _round_of(text: str, head: Head, heading: Heading | None) -> Round | None:
    if heading is None or not heading.doc_type.startswith("ward_round") or head.span is None:
        return None
    begin, end = head.span
    at = text.find(heading.name, begin, end) if heading.name else -1
    if at >= 0:
        return Round(heading.name, heading.rank, at, at + len(heading.name))
    return Round("", heading.rank, begin, end)


__all__ = ["read_title", "split_documents"]
