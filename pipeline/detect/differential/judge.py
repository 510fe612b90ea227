"""Judges the substance of a differential diagnosis by its structure alone, without a model."""

from __future__ import annotations

import re

from pipeline.detect.differential import patterns as p
from pipeline.detect.differential.alternatives import clauses, find_alternatives
from pipeline.detect.differential.locate import find_hints, find_passages, find_shared
from pipeline.detect.differential.model import Alternative, Differential, Passage, Span, Substance
from pipeline.extract.filled import is_filled
from pipeline.extract.model import ExtractedDocument

_SAYS_NOTHING = (Substance.PLACEHOLDER, Substance.DECLINED, Substance.UNCLEAR)
_LONGEST_PLACEHOLDER = 80  # characters, a reason in parentheses included
_LONGEST_REMAINDER = 12  # letters beside the names of a bare list: 需与…等病相鉴别, 待排除
_WORDLESS = re.compile(r"[^一-鿿A-Za-z0-9]")
_PARENTHESES = re.compile(r"[（(][^）)]*[）)]?")
_MARKS = re.compile(r"^[\d①-⑳.．、()（）\s]+|[?？\s。；;，,：:]+")
_NAME_SPLIT = re.compile(r"[\n\r。；;，,、]|(?:^|\s)\d{1,2}[.．、)）]|[①-⑳]|[（(]\d{1,2}[)）]|　|\s{2,}")


def find_differential(document: ExtractedDocument, diagnoses: tuple[str, ...] = ()) -> Differential:
    """Read and judge the differential diagnosis of ``document``.

    ``diagnoses`` are the admission diagnoses of the record, as printed, to see whether the text only repeats them.
    """
    passages = tuple(find_passages(document))
    if not passages:
        return Differential((), (), Substance.ABSENT, (), hints=tuple(find_hints(document)))
    found = _read(document, passages, diagnoses)
    if found.substance in _SAYS_NOTHING and passages[0].origin == "section":
        elsewhere = tuple(find_shared(document))  # 鉴别诊断：见拟诊讨论
        other = _read(document, elsewhere, diagnoses) if elsewhere else found
        return other if other.others else found
    return found


def _read(document: ExtractedDocument, passages: tuple[Passage, ...], diagnoses: tuple[str, ...]) -> Differential:
    alternatives = tuple(a for x in passages for a in find_alternatives(document.text, x.span.start, x.span.end))
    others = tuple(a for a in alternatives if not _is_admission_diagnosis(a.name.quote, diagnoses))
    substance, basis = _judge(document.text, passages, alternatives, others)
    return Differential(passages, alternatives, substance, basis, others)


def _judge(
    text: str, passages: tuple[Passage, ...], alternatives: tuple[Alternative, ...], others: tuple[Alternative, ...]
) -> tuple[Substance, tuple[Span, ...]]:
    whole = tuple(x.span for x in passages)
    argued = [a for a in others if a.argued]
    if argued:
        about = [a for a in argued if a.about_patient]
        basis = tuple(_basis(a) for a in (about or argued))
        return (Substance.SUBSTANTIAL if about else Substance.TEXTBOOK), basis
    if all(is_placeholder(s.quote) for s in whole):
        return Substance.PLACEHOLDER, whole
    declined = _declining(text, whole)
    if declined and not others:
        return Substance.DECLINED, declined
    if others:
        return (Substance.UNCLEAR if _more_than_names(whole, alternatives) else Substance.NAMES_ONLY), whole
    if alternatives and _concludes(whole):
        return Substance.REPEATS_ADMISSION, whole
    if all(x.origin == "merged" for x in passages):
        return Substance.UNCLEAR, whole
    if not any(list(clauses(text, s.start, s.end)) for s in whole):
        return Substance.PLACEHOLDER, whole  # 需进一步检查以鉴别: words, but nobody is named
    return Substance.UNCLEAR, whole


def _basis(alternative: Alternative) -> Span:
    parts = [*alternative.opposing, *alternative.tests, *alternative.supporting]
    return parts[0]


def is_placeholder(words: str) -> bool:
    """无, 略, 同上, ____ and the like stand for an empty entry; a reason in parentheses does not fill it."""
    if len(words) > _LONGEST_PLACEHOLDER:
        return False
    return not is_filled(_PARENTHESES.sub("", words), "differential_diagnosis")


def _declining(text: str, whole: tuple[Span, ...]) -> tuple[Span, ...]:
    return tuple(
        Span(m.start(), m.end(), m[0])
        for s in whole
        for m in p.SENTENCE.finditer(text, s.start, s.end)
        if p.DECLINE.search(m[0])
    )


def _more_than_names(whole: tuple[Span, ...], alternatives: tuple[Alternative, ...]) -> bool:
    """Whether words are left that no alternative owns, such as reasons in parentheses: structure cannot judge those."""
    left = "".join(s.quote for s in whole)
    for a in alternatives:
        left = left.replace(_PARENTHESES.sub("", a.name.quote), "", 1)
    return len(_WORDLESS.sub("", p.GENERIC.sub("", p.SCHOOL.sub("", left)))) > _LONGEST_REMAINDER


def _concludes(whole: tuple[Span, ...]) -> bool:
    words = "".join(s.quote for s in whole)
    return p.CONCLUDES.search(words) is not None and not p.STRONG_CUE.search(words)


def plain_name(name: str) -> str:
    """A diagnosis without number, parentheses, question mark and spaces."""
    return _MARKS.sub("", _PARENTHESES.sub("", name))


def split_diagnoses(words: str) -> tuple[str, ...]:
    """The diagnoses of a printed list, in order, without 中医诊断： and the like."""
    bare = re.sub(r"(?:中医|西医)(?:诊断)?\s*[：:]|(?:初步|入院)诊断\s*[：:]?", "；", words)
    return tuple(n for n in (plain_name(x) for x in _NAME_SPLIT.split(_PARENTHESES.sub("", bare))) if len(n) > 1)


def _is_admission_diagnosis(name: str, diagnoses: tuple[str, ...]) -> bool:
    bare = plain_name(name)
    return any(bare == d or (len(bare) >= 4 and (bare in d or (len(d) >= 4 and d in bare))) for d in diagnoses)
