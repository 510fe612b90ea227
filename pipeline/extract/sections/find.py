"""Find the headed sections of a document, and tile the document with them.

One pass over the lines: a heading is looked up where a line begins, at brackets, and at delimiters after a character that can
end a heading. What it means depends on the family of the document; whether it opens a section, on the section it stands in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from pipeline.extract.documents.heads import is_institution, read_head
from pipeline.extract.layout import (
    DATED,
    Span,
    fold,
    is_date_only,
    is_page_line,
    is_signoff,
    is_strong_signoff,
    lines,
    looks_like_name,
    signoff_start,
    trim,
)
from pipeline.extract.model import ExtractedDocument, Section
from pipeline.extract.sections import patterns as p

BRACKET, LINE, OWN, GAP, INLINE = "bracket", "line", "own", "gap", "inline"


@dataclass(slots=True)
class _Candidate:
    start: int
    heading_end: int
    label: str
    kind: str  # formal | minor | family
    place: str  # bracket | line | own | gap | inline
    word: str = ""
    numbered: bool = False
    style: str = ""  # of the numbering
    boundary: bool = False  # ends the section before it, opens none


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a document: ``title``, ``preamble``, ``section``, ``signoff``, ``empty`` or ``unknown``."""

    kind: str
    start: int
    end: int
    section: Section | None = None


def find_sections(document: ExtractedDocument) -> list[Section]:
    """The headed sections of ``document`` in order, never overlapping; each ends before trailing white space."""
    family = p.FAMILY_OF.get(document.doc_type, "")
    text = document.text
    whole = lines(text, document.start, document.end)
    title_end, body, first = _after_title(text, document.start, whole)
    table = whole[first:]
    if table and table[0][0] < body:
        table[0] = trim(text, body, table[0][1])
    stop = signoff_start(text, body, document.end, table)
    while table and table[-1][0] >= stop:
        table.pop()
    if table and table[-1][1] > stop:
        table[-1] = trim(text, table[-1][0], stop)
    found = [] if family == "sheet" else list(_candidates(text, title_end, body, table, family))
    found.sort(key=lambda c: c.start)
    general = _general(text, table, family, found)
    if general is not None:
        before = [c for c in found if c.start < general.start]
        edge = _Candidate(general.start, general.start, "", "", LINE, boundary=True)
        found = [*before, edge, *(c for c in found if c.start >= general.end)]
    sections = _sections(text, _accepted(text, found, family), stop)
    if general is not None:
        sections.append(general)
        sections.sort(key=lambda s: s.start)
    return sections


def _after_title(text: str, start: int, table: list[Span]) -> tuple[int, int, int]:
    """Where the printed title ends, where the text behind title, hospital and time begins, and on which line that is."""
    title_end, body = start, start
    for number, (begin, end) in enumerate(table):
        if number > 5:
            return title_end, body, number
        if is_institution(text, begin, end):
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


# --- candidates -----------------------------------------------------------------------------------------------------------
def _candidates(text: str, title_end: int, body: int, table: list[Span], family: str) -> Iterator[_Candidate]:
    words = p.WORDS[family]
    if title_end < body:
        yield from _inline(text, title_end, title_end, body, words, family)
    broken = False  # the line before ends in mid-sentence
    for begin, end in table:
        first = None if broken else _leading(text, begin, end, words, family)
        broken = text[end - 1] in "，、,（(“‘"
        if (first is None or first.place == LINE) and _signs(text, begin, end, first, family):
            yield _Candidate(begin, begin, "", "", LINE, boundary=True)
            continue
        if first is None and family == "consult" and _request(text, begin, end):
            yield _Candidate(begin, begin, "general", p.FORMAL, LINE, p.REQUEST)
        elif first is not None:
            yield first
        elif family in ("consent", "notice") and p.DECLARATION.match(text, begin, end):
            yield _Candidate(begin, begin, "", "", LINE, boundary=True)
        yield from _inline(text, begin, first.heading_end if first else begin, end, words, family)


def _signs(text: str, begin: int, end: int, heading: _Candidate | None, family: str) -> bool:
    """True for a sign-off in mid-document: each phase of a checklist, the requesting doctor of a consultation."""
    if family == "checklist":
        return is_signoff(text, begin, end)
    return (heading is None or heading.word == "") and is_strong_signoff(text, begin, end)


def _request(text: str, begin: int, end: int) -> bool:
    """A line of at least two administrative keys: the request or the place of a consultation."""
    line = text[begin:end]
    return end - begin <= 120 and _admin_key(line) and sum(_admin_key(part) for part in line.split()) >= 2


def _leading(text: str, begin: int, end: int, words: dict[str, p.Word], family: str) -> _Candidate | None:
    """The heading with which the line begins, if any."""
    at = begin
    while at < end and text[at] in p.BULLETS:
        at += 1
    number = p.NUMBER.match(text, at, min(end, at + 16)) if text[at : at + 1] in p.NUMBER_STARTS else None
    at = number.end() if number else at
    if at >= end:
        return None
    if text[at] in p.OPENING:
        return _bracketed(text, begin, at, end, words, line_start=True)
    found = _keyed(text, begin, at, end, words, family, bool(number))
    if found is not None and number:
        found.style = _style(number[0])
    if found is None and number and text[begin] in "（(":
        return None
    return found


def _style(number: str) -> str:
    """The kind of a numbering: 一、 and 1. and (1) and ① are four."""
    if number[0] in "（(":
        return "paren"
    return (
        "circled"
        if not number[0].isdecimal() and number[0].isnumeric() and number[0] not in "一二三四五六七八九十"
        else "arabic"
        if number[0].isdecimal()
        else "cjk"
    )


def _bracketed(
    text: str, begin: int, at: int, end: int, words: dict[str, p.Word], line_start: bool
) -> _Candidate | None:
    close = next((i for i in range(at + 1, min(end, at + 26)) if text[i] in p.CLOSING), -1)
    if close < 0:
        return None
    inner = fold(text[at + 1 : close])
    word = _lookup(inner, words)
    if word is None:
        if not line_start or len(inner) < 2 or text[at] not in "【〔〖" or inner[0].isdigit():
            return None
        word, inner = p.Word("other", p.FAMILY), ""
    stop = close + 1
    while stop < end and text[stop] in p.DELIMITERS + " \t　":
        stop += 1
    return _Candidate(begin, stop, word.label, word.kind, BRACKET if line_start else INLINE, inner)


def _keyed(
    text: str, begin: int, at: int, end: int, words: dict[str, p.Word], family: str, numbered: bool
) -> _Candidate | None:
    limit = min(end, at + p.MAX_WORD + 14)
    delimiter = p.LINE_DELIMITER.search(text, at, limit)
    cut = delimiter.start() if delimiter else -1
    if cut > at:
        inner = fold(text[at:cut]).strip(p.EMPHASIS)
        word = _lookup(inner, words) or _by_ending(inner, family)
        if word is not None:
            while cut + 1 < end and text[cut + 1] in p.EMPHASIS:
                cut += 1
            return _Candidate(begin, cut + 1, word.label, word.kind, LINE, inner, numbered)
        if family in p.FREE_HEADINGS and not numbered and _free_heading(inner):
            return _Candidate(begin, cut + 1, "other", p.FAMILY, LINE)
    if end - at <= p.MAX_WORD + 10:
        inner = fold(text[at:end]).strip(p.EMPHASIS).rstrip(".。、;")
        word = _lookup(inner, words)
        if word is not None:
            return _Candidate(begin, end, word.label, word.kind, OWN, inner, numbered)
    return _gapped(text, begin, at, limit, words, numbered)


def _gapped(text: str, begin: int, at: int, limit: int, words: dict[str, p.Word], numbered: bool) -> _Candidate | None:
    """A heading set off from its text by white space only (1.1 主诉　反复咳嗽; 主 诉 反复咳嗽)."""
    joined = ""
    for count, token in enumerate(p.TOKEN.finditer(text, at, limit)):
        begin_token, end_token = token.span()
        if count > 4 or end_token >= limit or end_token - begin_token > p.MAX_WORD:
            return None
        joined = (joined + fold(token[0])).strip(p.EMPHASIS)
        word = words.get(joined)
        if word is not None and word.kind == p.FORMAL and len(joined) >= 2:
            return _Candidate(begin, end_token, word.label, word.kind, GAP, joined, numbered)
    return None


def _lookup(inner: str, words: dict[str, p.Word]) -> p.Word | None:
    if not inner or len(inner) > p.MAX_WORD + 18:
        return None
    word = words.get(inner)
    if word is not None:
        return word
    for ending in ("如下", "为", "是", "有", "包括"):
        if inner.endswith(ending) and inner[: -len(ending)] in words:
            return words[inner[: -len(ending)]]
    if inner.endswith(")"):
        cut = inner.rfind("(")
        within = words.get(inner[cut + 1 : -1])
        if within is not None and within.label in p.CONTAINED and inner[:cut] in p.CONTAINERS:
            return within  # 拟诊讨论(鉴别诊断)
        return words.get(inner[:cut]) if cut > 0 else None
    if inner[0] == "(" and ")" in inner:
        return words.get(inner[inner.find(")") + 1 :])
    return None


@lru_cache(maxsize=4096)
def _by_ending(inner: str, family: str) -> p.Word | None:
    """A known formal heading behind a word or two (患者家属意见, 本次入院诊断), at the start of a line only."""
    if inner.startswith(("需", "应", "须", "本病")) and "鉴别" in inner:
        return p.WORDS[family].get("鉴别诊断")
    bare = p.BRACKETED.sub("", inner)
    if bare != inner and bare in p.WORDS[family]:
        return p.WORDS[family][bare]
    inner = bare
    if not 3 <= len(inner) <= 16 or not all("一" <= c <= "鿿" for c in inner):
        return None
    least = 2 if family in p.SHORT_ENDINGS else 4
    words = p.WORDS[family]
    for at in range(1, min(7, len(inner) - 1)):
        tail = inner[at:]
        if len(tail) < least and not tail.endswith("史"):
            return None
        word = words.get(tail)
        if word is not None and word.kind != p.MINOR and not inner.startswith(p.NOT_BEFORE_HEADING):
            return word
    return None


def _free_heading(inner: str) -> bool:
    inner = p.BRACKETED.sub("", inner)
    return (
        2 <= len(inner) <= 16
        and inner not in p.ADMIN_KEYS
        and not any(c in "，。；,;、()" or c.isdigit() for c in inner)
    )


def _inline(text: str, line: int, at: int, end: int, words: dict[str, p.Word], family: str) -> Iterator[_Candidate]:
    bracket = text.find("【", at, end)
    while bracket >= 0:
        found = _bracketed(text, bracket, bracket, end, words, line_start=False)
        if found is not None:
            found.place = BRACKET
            yield found
        bracket = text.find("【", bracket + 1, end)
    for match in p.INLINE.finditer(text, at, end):
        found = _inline_at(text, max(line, at), match.start() + 1, match.end(), words, family)
        if found is not None and (family not in p.NOTE_FAMILIES or found.word in p.NOTE_INLINE):
            yield found


_STOPS = "。；;，,、！!？?\t \xa0　】]〕）)"


def _inline_at(
    text: str, floor: int, stop: int, heading_end: int, words: dict[str, p.Word], family: str
) -> _Candidate | None:
    word_end = stop + (1 if text[stop : stop + 1] in ("）", ")") else 0)
    at, reach = stop, max(floor, stop - p.MAX_WORD - 8)
    for _ in range(5):
        at -= 1
        while at > reach and text[at - 1] not in _STOPS:
            at -= 1
        if at < floor:
            return None
        piece = fold(text[at:word_end])
        number = p.NUMBER.match(piece)
        bare = piece[number.end() :] if number else piece
        word = words.get(bare)
        before = text[at - 1] if at > floor else "\n"
        if word is not None:
            return _inline_candidate(text, at, floor, heading_end, bare, word, family, before)
        if not before.isspace():
            return None
        while at > reach and text[at - 1].isspace():
            at -= 1
        if at <= reach:
            return None
    return None


def _inline_candidate(
    text: str, at: int, floor: int, heading_end: int, bare: str, word: p.Word, family: str, before: str
) -> _Candidate | None:
    if before in "，,、（(" or word.kind == p.MINOR or len(bare) < 2:
        return None
    if at == floor and floor > 0 and text[floor - 1] not in p.CLOSING and not text[floor - 1].isspace():
        return None
    gap = before.isspace()
    if word.kind == p.FAMILY and not ((gap or (before in "。；;" and family == "consent")) and family in p.STRUCTURED):
        return None
    return _Candidate(at, heading_end, word.label, word.kind, INLINE, bare)


# --- which candidates open a section --------------------------------------------------------------------------------------
def _accepted(text: str, found: list[_Candidate], family: str) -> list[_Candidate]:
    led = {c.label for c in found if c.place != INLINE and c.kind == p.FORMAL}
    bracketed = sum(c.place == BRACKET for c in found) >= 2
    last = {c.label: c.start for c in found}
    kept: list[_Candidate] = []
    current: _Candidate | None = None
    for c in found:
        if c.boundary:
            kept.append(c)
            current = None
            continue
        if not _stands(c, led, bracketed, family):
            continue
        final = last[c.label] == c.start
        if current is not None and _absorbed(current, c, text, family, final):
            continue
        if c.label == "general" and c.word != p.REQUEST and any(not k.boundary for k in kept):
            continue
        kept.append(c)
        current = c
    return _without_containers(text, kept)


def _stands(c: _Candidate, led: set[str], bracketed: bool, family: str) -> bool:
    if family in p.NOTE_FAMILIES and c.numbered and c.label in p.EXAM | p.HISTORY:
        return False
    if c.kind == p.MINOR and (c.numbered or c.place not in (LINE, OWN, BRACKET)):
        return False
    if c.place == INLINE and (bracketed or c.label in led):
        return False
    if bracketed and c.place in (LINE, OWN, GAP) and c.kind != p.FORMAL:
        return family in p.NOTE_FAMILIES and not c.numbered
    return not (c.place == OWN and c.kind == p.FAMILY and len(c.word) < 2)


def _absorbed(current: _Candidate, c: _Candidate, text: str, family: str, final: bool) -> bool:
    """True if ``c`` stays inside the section that ``current`` opened. ``final``: no later candidate has its label."""
    if current.label == "general" and c.place != BRACKET and _is_admin(c):
        return True
    if current.label == "surgical_team" and c.label == "anesthesia_method" and c.place == INLINE:
        return looks_like_name(
            text[c.heading_end : c.heading_end + 12].split(None, 1)[0]
            if text[c.heading_end : c.heading_end + 12].strip()
            else ""
        )
    empty = p.TOKEN.search(text, current.heading_end, c.start) is None
    gathers = _gathers(current)
    if c.label == current.label and c.numbered and c.style != current.style and c.place != BRACKET:
        return not (empty and gathers)
    if c.label == current.label and empty and not gathers and c.label in p.ONE_OF_A_KIND:
        return True
    if c.numbered and not current.numbered and c.kind == p.FAMILY and family in p.NARRATIVE_FAMILIES:
        return True
    if c.place == BRACKET and current.place == BRACKET:
        return False
    if c.place == INLINE and current.label == "present_illness" and final and c.label in p.AFTER_ILLNESS:
        return False  # all on one line: what the history quotes would come again
    if c.label in (p.ABSORBS_INLINE if c.place == INLINE else p.ABSORBS).get(current.label, ()):
        return True
    if current.word in p.CHAIR and c.label == current.label:
        return True
    if c.label == current.label and (c.word in p.SPLIT_DIAGNOSES or c.word in p.PAST_PARTS):
        return True
    if c.numbered and current.numbered and p.DEPTH[c.style] > p.DEPTH[current.style] and c.label not in p.NEVER_NESTED:
        return not empty
    if (
        current.label == "diagnostic_basis"
        and "鉴别" in current.word
        and c.label in ("diagnostic_basis", "differential_diagnosis")
    ):
        return not empty
    return c.place == INLINE and c.label == current.label


def _gathers(c: _Candidate) -> bool:
    """True for headings that may only gather the headings under them (拟诊讨论, 诊断依据及鉴别诊断)."""
    return p.BRACKETED.sub("", c.word) in p.CONTAINERS or (c.label == "diagnostic_basis" and "鉴别" in c.word)


def _without_containers(text: str, kept: list[_Candidate]) -> list[_Candidate]:
    """Bare headings that only gather the headings under them (二、拟诊讨论, 【中医问诊】) open no section."""
    for c, follower in pairwise(kept):
        if c.boundary or follower.boundary or text[c.heading_end : follower.start].strip():
            continue
        if not c.word or (_gathers(c) and follower.label in p.CONTAINED):
            c.boundary = True
    return kept


def _sections(text: str, kept: list[_Candidate], stop: int) -> list[Section]:
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
    while True:
        cut = max(text.rfind("\n", start, end), text.rfind("\r", start, end))
        if cut < 0 or not is_page_line(text, cut + 1, end):
            return end
        end = trim(text, start, cut)[1]


# --- administrative lines -------------------------------------------------------------------------------------------------
def _general(text: str, table: list[Span], family: str, found: list[_Candidate]) -> Section | None:
    """The keyed administrative lines before the first heading, as a ``general`` section without a heading."""
    found = [c for c in found if c.word != p.REQUEST]
    opening = next((c for c in found if not c.boundary and c.place != INLINE and not _is_admin(c)), None)
    if family in p.GENERAL_FREE or (opening is not None and opening.label == "general"):
        return None
    headings = (c.start for c in found if c.place == BRACKET or (not c.boundary and not _is_admin(c)))
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
    if _admin_key(line):
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


def _admin_key(line: str) -> bool:
    """True if the line begins with an administrative key and its delimiter (or a gap)."""
    cut = next((i for i, c in enumerate(line[:20]) if c in p.DELIMITERS), -1)
    if cut > 0 and fold(line[:cut]).strip(p.EMPHASIS) in p.ADMIN_KEYS:
        return True
    words = line[:24].split(None, 2)
    return len(words) > 1 and fold(words[0]).strip(p.EMPHASIS) in p.ADMIN_KEYS


def _is_admin(c: _Candidate) -> bool:
    return c.word in p.ADMIN_KEYS and c.label != "participants"


# --- tiling ---------------------------------------------------------------------------------------------------------------
def tile(document: ExtractedDocument) -> list[Part]:
    """All of ``document`` as parts, in order and without gaps: sections, and what lies before, between and after them."""
    text = document.text
    sections = document.sections or tuple(find_sections(document))
    whole = lines(text, document.start, document.end)
    _, body, _ = _after_title(text, document.start, whole)
    stop = max(signoff_start(text, body, document.end, whole), sections[-1].end if sections else body)
    parts: list[Part] = []
    if body > document.start:
        parts.append(Part("title", document.start, body))
    at = body
    for section in sections:
        begin = max(section.start, at)
        if begin > at:
            parts.append(_between(text, at, begin, first=not any(q.kind == "section" for q in parts)))
        if section.end > begin:
            parts.append(Part("section", begin, section.end, section))
            at = section.end
    if stop > at:
        parts.append(_between(text, at, stop, first=not sections))
        at = stop
    if document.end > at:
        parts.append(Part("signoff" if text[at : document.end].strip() else "empty", at, document.end))
    return parts


def _between(text: str, start: int, end: int, first: bool) -> Part:
    if not text[start:end].strip():
        return Part("empty", start, end)
    return Part("preamble" if first else "unknown", start, end)
