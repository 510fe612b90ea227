"""What the differential judge reads: the passage without its proper names and figures, and measures of what it holds.

Names of diseases and numbers are replaced by one sign each, so that the judge learns how one argues and not which diseases a
department sees.
"""

from __future__ import annotations

from math import log1p

from pipeline.detect.differential.model import Differential, Substance
from pipeline.detect.meaning import patterns as p
from pipeline.detect.meaning.champion import champion_of
from pipeline.detect.meaning.linear import Opinion
from pipeline.detect.meaning.reading import Reading

_NAME, _NUMBER = "◇", "0"
_WORDS_WEIGHT, _STRUCTURE_WEIGHT = 1.0, 0.3  # beside n-grams of length 1; see annotations/differential/README.md

_OF_WORDS = (*(f"{name}:{kind}" for name in p.SIGNS for kind in ("count", "share")), "length", "clause length", "facts")
_OF_STRUCTURE = (
    *(f"structure:{substance}" for substance in Substance),
    "alternatives",
    "argued",
    "about patient",
    "supporting",
    "opposing",
    "tests",
)
_IN_WORDS = {
    "absent": "没有鉴别内容",
    "names_only": "只列病名",
    "unspecific": "没有联系本例的分析",
    "substantial": "有本例分析",
}
MEASURES = (*_OF_WORDS, *_OF_STRUCTURE)


def reading_of(differential: Differential, words: str = "") -> Reading:
    """Read a differential diagnosis. ``words`` stand for the passage where structure found none."""
    passage = "\n".join(x.span.quote for x in differential.passages) or words
    measures = {name: value * _WORDS_WEIGHT for name, value in _words(passage).items()}
    measures |= {name: value * _STRUCTURE_WEIGHT for name, value in _structure(differential).items()}
    return Reading(_without_names(passage, differential), measures)


def opinion_on(differential: Differential) -> tuple[str, Opinion] | None:
    """Version and opinion of the judge in charge, asked only where structure is unclear; None otherwise, or without a judge."""
    if differential.substance is not Substance.UNCLEAR:
        return None
    champion = champion_of("differential")
    return None if champion is None else (champion[0], champion[1].judge(reading_of(differential)))


def opinion_in_words(differential: Differential) -> str:
    """For the message of a candidate: what the judge says where structure is unclear, or that there is none; "" elsewhere."""
    if differential.substance is not Substance.UNCLEAR:
        return ""
    heard = opinion_on(differential)
    if heard is None:
        return "（没有判断模型，仅据结构）"
    version, opinion = heard
    said = f"认为{_IN_WORDS[opinion.label]}（{opinion.confidence:.2f}）" if opinion.label else "没有把握，未表态"
    return f"（模型{version}{said}）"


def _without_names(passage: str, differential: Differential) -> str:
    for name in sorted({a.name.quote for a in differential.alternatives}, key=len, reverse=True):
        passage = passage.replace(name, _NAME)
    return p.NUMBER.sub(_NUMBER, passage)


def _words(passage: str) -> dict[str, float]:
    length = max(len(passage), 1)
    clauses = [m[0] for m in p.CLAUSE.finditer(passage) if m[0].strip()]
    found = {"length": log1p(length) / 5}
    for name, pattern in p.SIGNS.items():
        count = len(pattern.findall(passage))
        found[f"{name}:count"] = log1p(count) / 2
        found[f"{name}:share"] = min(count / length * 20, 2.0)
    if clauses:
        found["clause length"] = sum(map(len, clauses)) / len(clauses) / 20
        found["facts"] = sum(map(_is_fact, clauses)) / len(clauses)
    return found


def _is_fact(clause: str) -> bool:
    signs = p.SIGNS
    told = signs["result"].search(clause) or signs["value"].search(clause)
    return told is not None and signs["textbook"].search(clause) is None


def _structure(differential: Differential) -> dict[str, float]:
    others = differential.others
    count = max(len(others), 1)
    return {
        f"structure:{differential.substance}": 1.0,
        "alternatives": log1p(len(others)) / 2,
        "argued": sum(a.argued for a in others) / count,
        "about patient": sum(a.about_patient for a in others) / count,
        "supporting": log1p(sum(len(a.supporting) for a in others)) / 2,
        "opposing": log1p(sum(len(a.opposing) for a in others)) / 2,
        "tests": log1p(sum(len(a.tests) for a in others)) / 2,
    }
