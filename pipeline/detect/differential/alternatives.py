"""Takes a passage of differential diagnosis apart: who is considered, what speaks for and against, which test decides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.detect.differential import patterns as p
from pipeline.detect.differential.model import Alternative, Span

_LONGEST_NAME = 22
_SHORT_NAME = 6  # 湿肺：胸片待排
_LONGEST_LIST = 120
_LONGEST_LEAD = 20
_LONGEST_GENERIC = 26  # no phrase that fits every patient is longer
_SHORTEST_ARGUMENT = 4  # characters that are left of a clause without what may be said of any patient
_PARENTHESES = re.compile(r"[（(][^）)]*[）)]?")
_TAIL = re.compile(r"(?:可能|待排|待除外|等|类)$")
_FALLING_ILL = re.compile(r"[起发患得]病$")
_CLAUSE_NOT_NAME = re.compile(
    r"未|见|触及|提示|显示|患者|无(?![菌脉痛症功])|可[闻扪触]|偶|轻触|走到|逐渐|变为|此后|开始"
)
_LIST_LEAD = re.compile(r"(?:[与和同跟及或]|须与|需与|应与|还需|此外|其他|上述|以下|常见的?)+(?=.{2})")
_NO_DISEASE = re.compile(r"(?:以下|下列|上述|以上|下述|其他|其它|相关|多种|各种|此|该|本|情况|疾病)")
_SAYS_MORE = re.compile(r"[0-9０-９]{2}|患者|本例|诊断|检查|可能|考虑|鉴别|支持|符合|排除|[。！]")
_LETTERS = re.compile(r"[^一-鿿A-Za-z0-9]+")


@dataclass(slots=True)
class _Open:
    """Names that the following words argue about, until the next names come."""

    names: list[Span]
    argument: list[Span] = field(default_factory=list)


def find_alternatives(text: str, start: int, end: int) -> list[Alternative]:
    """The diseases considered in ``text[start:end]``, in order, each with its clauses.

    Spans are code points of ``text``. Diseases listed together (与A、B、C相鉴别) share the argument that follows them.
    """
    found: list[_Open] = []
    pieces = list(_pieces(text, start, end))
    itemised = any(numbered for _, _, numbered in pieces)
    for a, b, numbered in pieces:
        _read_piece(text, a, b, numbered, found, itemised)
    return [_alternative(name, group.argument, text) for group in found for name in group.names]


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """Cut at enumerators, then at the ends of sentences. The flag says that the piece opens a numbered item."""
    cuts = [(start, start, False)]
    cuts += [(m.start(), m.end(), True) for m in p.ENUMERATOR.finditer(text, start, end)]
    for (_, a, numbered), (b, _, _) in zip(cuts, [*cuts[1:], (end, end, False)], strict=True):
        first = True
        for m in p.SENTENCE.finditer(text, a, b):
            if m[0].strip():
                yield m.start(), m.end(), numbered and first
                first = False


def _read_piece(text: str, a: int, b: int, numbered: bool, found: list[_Open], itemised: bool) -> None:
    school = p.SCHOOL.match(text, a, b)
    a = school.end() if school and school.end() < b else a
    headed = _headed(text, a, b, numbered)
    if headed is None and _reasoned(text, a, b, found):
        return
    opened = (
        _bare_list(text, a, b)
        or headed
        or _compared(text, a, b)
        or _announced(text, a, b)
        or (None if itemised else _mentioned(text, a, b))
    )
    if opened is None:
        if found:
            found[-1].argument.append(_span(text, a, b))
        return
    names, rest = opened
    group = _Open(names)
    found.append(group)
    while rest < b:  # 与A鉴别，…，与B鉴别，… in one sentence
        again = _compared(text, rest, b)
        if again is None:
            group.argument.append(_span(text, rest, b))
            return
        if again[0][0].start > rest:
            group.argument.append(_span(text, rest, again[0][0].start))
        group, rest = _Open(again[0]), again[1]
        found.append(group)


def _reasoned(text: str, a: int, b: int, found: list[_Open]) -> bool:
    """肺结核（无盗汗）、肺癌（CT未见肿块）: each name with its reason in parentheses."""
    groups = []
    for m in p.REASONED.finditer(text, a, b):
        lead = p.LEAD.match(m["name"])
        name = _span(text, m.start("name") + (lead.end() if lead else 0), m.end("name"))
        argued = p.AGAINST.search(m["reason"]) or p.TEST.search(m["reason"]) or p.ABOUT_PATIENT.search(m["reason"])
        if argued and is_disease(name.quote):
            groups.append(_Open([name], [_span(text, *m.span("reason"))]))
    found.extend(groups)
    return bool(groups)


def _headed(text: str, a: int, b: int, numbered: bool) -> tuple[list[Span], int] | None:
    m = p.HEAD.match(text, a, b)
    if m is None:
        alone = numbered or (b < len(text) and text[b] in "\r\n")
        if alone and is_disease(text[a:b].strip(" 　。；;，,\r\n")):
            return _names(text, a, b), b
        return None
    raw = m["name"].strip()
    if p.COMPARED.search(text, a, m.end("name")) or p.DECLINE.search(raw):
        return None
    word = raw.split(maxsplit=1)[0]
    if numbered and len(word) < len(raw) and is_disease(word):  # ①肺脓肿 起病急，…
        at = text.index(word, m.start("name"))
        return [_span(text, at, at + len(word))], at + len(word)
    firm = m["mark"][0] in "：:—－-|｜"
    versus = p.VERSUS.match(raw) if firm else None
    if versus and is_disease(versus["name"]):
        at = text.index(versus["name"], m.start("name"))
        return [_span(text, at, at + len(versus["name"]))], m.end()
    if raw.startswith(("与", "和", "同")) and is_disease(raw[1:]):
        raw = raw[1:]
    if p.NOT_A_NAME.match(raw) and not (numbered and firm and is_disease(raw, lenient=True)):
        return None
    rest = text[m.end() : b]
    short = (
        firm
        and len(raw) <= _SHORT_NAME
        and _nameable(raw)
        and (p.EXCLUSION.search(rest) or p.TEST.search(rest) or "待排" in rest)
    )
    if is_disease(raw) or short or (numbered and firm and len(raw) <= _LONGEST_NAME and _nameable(raw)):
        names = _names(text, m.start("name"), m.end("name")) or [_span(text, m.start("name"), m.end("name"))]
        return names, m.end()
    return None


def _compared(text: str, a: int, b: int) -> tuple[list[Span], int] | None:
    m = p.COMPARED.search(text, a, b)
    if m is None:
        return None
    names = _names(text, m.start("names"), m.end("names"), strict=False)
    if not names or sum(is_disease(n.quote) for n in names) * 2 < len(names):
        names = names if len(names) == 1 and m.end("names") - m.start("names") <= _LONGEST_NAME else []
    return (names, m.end()) if names else None


def _bare_list(text: str, a: int, b: int) -> tuple[list[Span], int] | None:
    """肺结核、肺癌，支气管扩张等: nothing but names."""
    stop = b - 1 if text[b - 1] in "。；;！!" else b
    if stop - a > _LONGEST_LIST:
        return None
    names = _names(text, a, stop)
    return (names, b) if len(names) > 1 else None


def _announced(text: str, a: int, b: int) -> tuple[list[Span], int] | None:
    """需鉴别的疾病有A、B; 需除外A、B: names to the end of the sentence behind a short lead."""
    stop = b - 1 if text[b - 1] in "。；;！!" else b
    m = p.LISTED.search(text, a, stop)
    if m is None or m.start("names") - a > _LONGEST_LEAD:
        return None
    names = _names(text, m.start("names"), m.end("names"))
    return (names, b) if names else None


def _mentioned(text: str, a: int, b: int) -> tuple[list[Span], int] | None:
    """A disease in running text whose sentence excludes it: 阴道炎所致白带…，亦可排除."""
    if not p.EXCLUSION.search(text, a, b):
        return None
    for m in p.DISEASE_IN_TEXT.finditer(text, a, b):
        lead = p.LEAD.match(m[0])
        start = m.start() + (lead.end() if lead else 0)
        if text[start] not in "非如此某该根" and is_disease(text[start : m.end()]):
            return [_span(text, start, m.end())], m.end()
    return None


def _names(text: str, a: int, b: int, strict: bool = True) -> list[Span]:
    """The names of a list A、B及C; empty if one of the pieces cannot be a disease (``strict``)."""
    names: list[Span] = []
    cuts = [a, *(x for m in p.NAME_SEPARATOR.finditer(text, a, b) for x in m.span()), b]
    for x, y in zip(cuts[::2], cuts[1::2], strict=True):
        span = _trim(text, x, y)
        if span is None or p.NO_NAME.fullmatch(span.quote):
            continue
        if not (is_disease(span.quote) or (not strict and _nameable(span.quote))):
            if strict:
                return []
            continue
        names.append(span)
    return names


def _trim(text: str, x: int, y: int) -> Span | None:
    while x < y and text[x] in " 　\t\r\n的*·•":
        x += 1
    while y > x and text[y - 1] in " 　\t\r\n等。，,；;?？":
        y -= 1
    lead = _LIST_LEAD.match(text, x, y)
    x = lead.end() if lead else x
    return _span(text, x, y) if y - x >= 1 else None


@lru_cache(maxsize=4096)  # the same short names come several times in a note, and in every note of a ward
def is_disease(name: str, lenient: bool = False) -> bool:
    """Whether ``name`` can be the name of a disease: short, and ends like one (parentheses aside)."""
    bare = _TAIL.sub("", _PARENTHESES.sub("", name).strip(" 　?？。，,;；等"))
    if _FALLING_ILL.search(bare):
        return False
    if not 1 < len(bare) <= _LONGEST_NAME or (not lenient and p.NOT_A_NAME.match(bare) and not _sounds_like(bare)):
        return False
    if _CLAUSE_NOT_NAME.search(bare) or p.NO_NAME.fullmatch(bare):
        return False
    return bare[-1] in p.ENDING_CHARS or bare.endswith(p.ENDING_WORDS)


_BODY_PART_NAMES = re.compile(
    r"^(?:血[管小栓友液]|尿[路道毒崩]|多发|多囊|多形|多系统|可逆|无菌|无脉|无功能|不稳|不全|不完全|不典型|不明|病理性|临产|主动脉|主支|其他|其它|表[皮浅]|后[天纵颅循]|未破|急查|查)"
)


def _sounds_like(bare: str) -> bool:
    return _BODY_PART_NAMES.match(bare) is not None


def _nameable(name: str) -> bool:
    if _NO_DISEASE.match(name):
        return False
    bare = _PARENTHESES.sub("", name).strip()
    return 2 <= len(bare) <= _LONGEST_NAME and not _SAYS_MORE.search(bare)


def _span(text: str, a: int, b: int) -> Span:
    return Span(a, b, text[a:b])


def clauses(text: str, a: int, b: int) -> Iterator[Span]:
    """Clauses of ``text[a:b]`` that say more than what may be said of any patient."""
    for m in p.CLAUSE.finditer(text, a, b):
        long = m.end() - m.start() > _LONGEST_GENERIC
        left = p.GENERIC.sub("", m[0]) if not long and p.GENERIC_GATE.search(m[0]) else m[0]
        if long or len(_LETTERS.sub("", left)) >= _SHORTEST_ARGUMENT:
            yield _span(text, m.start(), m.end())


def _speaks_of_patient(words: str) -> bool:
    if p.ABOUT_PATIENT.search(words) is None:
        return False
    return len(words) > 2 * _LONGEST_GENERIC or p.ABOUT_PATIENT.search(p.GENERIC.sub("", words)) is not None


def _alternative(name: Span, argument: list[Span], text: str) -> Alternative:
    supporting, opposing, tests, about = [], [], [], False
    for part in argument:
        about = about or _speaks_of_patient(part.quote)
        for clause in clauses(text, part.start, part.end):
            if p.TEST.search(clause.quote):
                tests.append(clause)
            elif p.AGAINST.search(clause.quote):
                opposing.append(clause)
            else:
                supporting.append(clause)
    return Alternative(name, tuple(supporting), tuple(opposing), tuple(tests), about)
