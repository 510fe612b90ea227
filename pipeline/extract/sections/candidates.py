"""Candidates for headings: where a line begins, at brackets, and at delimiters after a character that can end a heading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.extract.layout import Span, fold, is_signoff, is_strong_signoff
from pipeline.extract.sections import patterns as p

BRACKET, LINE, OWN, GAP, INLINE = "bracket", "line", "own", "gap", "inline"
SENTENCE = "sentence"  # at the start of a sentence, in a form that is one paragraph


_WRAPS = 24  # a printed line is at least so long where its sentence wraps
_LINE_CLOSERS = "。；;:：！!？?.．…）)】]"


@dataclass(slots=True)
class Candidate:
    start: int
    heading_end: int
    label: str
    kind: str  # formal | minor | family
    place: str  # bracket | line | own | gap | inline | sentence
    word: str = ""
    numbered: bool = False
    style: str = ""  # of the numbering
    boundary: bool = False  # ends the section before it, opens none


def candidates(text: str, title_end: int, body: int, table: list[Span], family: str) -> Iterator[Candidate]:
    words = p.WORDS[family]
    inside = p.INSIDE_NOTE if family in p.NOTE_FAMILIES else p.INSIDE
    if title_end < body:
        yield from _inline(text, title_end, title_end, body, words, family)
    broken = wrapped = False  # the line before ends in mid-sentence; certainly, or as print that wraps
    for begin, end in table:
        first = None if broken else _leading(text, begin, end, words, family)
        if wrapped and first is not None and first.kind == p.MINOR and text[first.heading_end - 1] in "—→":
            first = None
        broken = text[end - 1] in "，、,（(“‘"
        wrapped = end - begin > _WRAPS and text[end - 1] not in _LINE_CLOSERS
        if (first is None or first.place == LINE) and _signs(text, begin, end, first, family):
            yield Candidate(begin, begin, "", "", LINE, boundary=True)
            continue
        if first is None and family == "consult" and _request(text, begin, end):
            yield Candidate(begin, begin, "general", p.FORMAL, LINE, p.REQUEST)
        elif first is not None:
            yield first
        elif family in ("consent", "notice") and p.DECLARATION.match(text, begin, end):
            yield Candidate(begin, begin, "", "", LINE, p.DECLARED, boundary=True)
        at = first.heading_end if first else begin
        if inside.search(text, at, end):
            yield from _inline(text, begin, at, end, words, family)


def _signs(text: str, begin: int, end: int, heading: Candidate | None, family: str) -> bool:
    """True for a sign-off in mid-document: each phase of a checklist, the requesting doctor of a consultation."""
    if family == "checklist":
        return is_signoff(text, begin, end)
    return (heading is None or heading.word == "") and is_strong_signoff(text, begin, end)


def _request(text: str, begin: int, end: int) -> bool:
    """A line of at least two administrative keys: the request or the place of a consultation."""
    line = text[begin:end]
    return end - begin <= 120 and begins_with_key(line) and sum(begins_with_key(part) for part in line.split()) >= 2


def _leading(text: str, begin: int, end: int, words: dict[str, p.Word], family: str) -> Candidate | None:
    """The heading with which the line begins, if any."""
    at = begin
    while at < end and text[at] in p.BULLETS:
        at += 1
    if text[at : at + 1].isascii() and (latin := p.LATIN_BEFORE.match(text, at, end)):
        at = latin.end()
    number = p.NUMBER.match(text, at, min(end, at + 16)) if text[at : at + 1] in p.NUMBER_STARTS else None
    at = number.end() if number else at
    if at >= end:
        return None
    if end - at > p.MAX_WORD + 10 and p.MAY_HEAD.match(text, at, min(end, at + p.MAX_WORD + 14)) is None:
        return None  # narrative: a sentence ends or pauses before anything that may part a heading from its text
    if text[at] in p.OPENING:
        return _bracketed(text, begin, at, end, family, line_start=True)
    if text[at] in p.ROUND_OPENING and (found := _in_round_brackets(text, begin, at, end, words)):
        return found
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


def _bracketed(text: str, begin: int, at: int, end: int, family: str, line_start: bool) -> Candidate | None:
    close = next((i for i in range(at + 1, min(end, at + 26)) if text[i] in p.CLOSING), -1)
    if close < 0:
        return None
    inner = fold(text[at + 1 : close])
    word = _lookup(inner, family)
    if word is None:
        if not line_start or len(inner) < 2 or text[at] not in "【〔〖" or inner[0].isdigit():
            return None
        word, inner = p.Word("other", p.FAMILY), ""
    stop = close + 1
    while stop < end and text[stop] in p.DELIMITERS + " \t　":
        stop += 1
    return Candidate(begin, stop, word.label, word.kind, BRACKET if line_start else INLINE, inner)


def _in_round_brackets(text: str, begin: int, at: int, end: int, words: dict[str, p.Word]) -> Candidate | None:
    """（主诉）…: a known heading in round brackets."""
    close = next((i for i in range(at + 3, min(end, at + p.MAX_WORD)) if text[i] in p.ROUND_CLOSING), -1)
    word = words.get(fold(text[at + 1 : close])) if close > 0 else None
    if word is None:
        return None
    stop = close + 1
    while stop < end and text[stop] in p.DELIMITERS + " \t　":
        stop += 1
    return Candidate(begin, stop, word.label, word.kind, BRACKET, fold(text[at + 1 : close]))


def _keyed(
    text: str, begin: int, at: int, end: int, words: dict[str, p.Word], family: str, numbered: bool
) -> Candidate | None:
    limit = min(end, at + p.MAX_WORD + 14)
    delimiter = p.LINE_DELIMITER.search(text, at, limit)
    cut = delimiter.start() if delimiter else -1
    if cut > at:
        inner = fold(text[at:cut]).strip(p.EMPHASIS)
        word = _lookup(inner, family) or _by_ending(inner, family)
        if word is not None and (word.kind == p.FORMAL or text[cut] not in "；;"):
            while cut + 1 < end and text[cut + 1] in p.EMPHASIS:
                cut += 1
            return Candidate(begin, cut + 1, word.label, word.kind, LINE, inner, numbered)
        free = family in p.FREE_HEADINGS and not numbered and text[cut] in p.FREE_DELIMITERS
        if free and _free_heading(inner):
            return Candidate(begin, cut + 1, "other", p.FAMILY, LINE)
    if end - at <= p.MAX_WORD + 10 and _may_end(text, at, end):
        inner = fold(text[at:end]).strip(p.EMPHASIS).rstrip(".。、;")
        word = _lookup(inner, family)
        if word is not None:
            return Candidate(begin, end, word.label, word.kind, OWN, inner, numbered)
    return _gapped(text, begin, at, limit, words, numbered)


def _may_end(text: str, at: int, end: int) -> bool:
    """True if the line ends like a heading on a line of its own: a cheap gate."""
    last = text[end - 1]
    if last in p.LINE_STOPS and end - at > 1:
        last = text[end - 2]
    return last in p.OWN_LAST


def _gapped(text: str, begin: int, at: int, limit: int, words: dict[str, p.Word], numbered: bool) -> Candidate | None:
    """A heading set off from its text by white space only (1.1 主诉　反复咳嗽; 主 诉 反复咳嗽)."""
    if p.GAP.match(text, at, limit) is None:
        return None
    joined = ""
    for count, token in enumerate(p.TOKEN.finditer(text, at, limit)):
        begin_token, end_token = token.span()
        if count > 4 or end_token >= limit or end_token - begin_token > p.MAX_WORD:
            return None
        joined = (joined + fold(token[0])).strip(p.EMPHASIS)
        word = words.get(joined)
        if word is not None and word.kind == p.FORMAL and len(joined) >= 2:
            return Candidate(begin, end_token, word.label, word.kind, GAP, joined, numbered)
    return None


def _lookup(inner: str, family: str) -> p.Word | None:
    if not inner or len(inner) > p.MAX_WORD + 18:
        return None
    return _looked_up(inner, family)


@lru_cache(maxsize=16384)
def _looked_up(inner: str, family: str) -> p.Word | None:
    words = p.WORDS[family]
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
    if inner[-1].isascii() and inner[-1].isalpha():  # 主诉Chief Complaint
        return words.get(inner.rstrip(p.LATIN))
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


def _inline(text: str, line: int, at: int, end: int, words: dict[str, p.Word], family: str) -> Iterator[Candidate]:
    bracket = text.find("【", at, end)
    while bracket >= 0:
        found = _bracketed(text, bracket, bracket, end, family, line_start=False)
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
) -> Candidate | None:
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
) -> Candidate | None:
    if before in "，,、（(" or word.kind == p.MINOR or len(bare) < 2:
        return None
    if at == floor and floor > 0 and text[floor - 1] not in p.CLOSING and not text[floor - 1].isspace():
        return None
    gap = before.isspace()
    if word.kind == p.FAMILY and not ((gap or (before in "。；;" and family == "consent")) and family in p.STRUCTURED):
        return None
    return Candidate(at, heading_end, word.label, word.kind, INLINE, bare)


def begins_with_key(line: str) -> bool:
    """True if the line begins with an administrative key and its delimiter (or a gap), perhaps as the row of a table."""
    line = line[:40].lstrip(p.BORDERS)
    cut = p.KEY_END.search(line, 1, 36)
    if cut and _is_key(fold(line[: cut.start()]).strip(p.EMPHASIS)):
        return True
    words = line[:24].split(None, 2)
    return len(words) > 1 and _is_key(fold(words[0]).strip(p.EMPHASIS))


@lru_cache(maxsize=4096)
def _is_key(word: str) -> bool:
    if word in p.ADMIN_KEYS:
        return True
    if word[-1:].isascii():
        return word.rstrip(p.LATIN) in p.ADMIN_KEYS  # 姓名Name
    return word.endswith(("时间", "日期")) and len(word) <= 8 and word.startswith(p.KEY_STEMS)


def is_administrative_key(c: Candidate) -> bool:
    return c.word in p.ADMIN_KEYS and c.label != "participants"
