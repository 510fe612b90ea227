"""The particulars (要素) that a kind of document must hold, and which of them are missing.

A particular counts as present if its section is filled or if its words stand anywhere in the document, so that tables,
merged headings and narrative notes pass; only what is nowhere to be found is missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Verdict, judged, not_applicable
from pipeline.detect.notes import author
from pipeline.extract.filled import is_filled
from pipeline.extract.model import ExtractedDocument


@dataclass(frozen=True, slots=True)
class Particular:
    """One particular: its Chinese name, the sections that hold it, and the words that show it.

    ``soft`` ones alone give a candidate for review. ``dated``, ``timed`` (to the
    minute) and ``signed`` ones are also shown by any date, time of day or signature.
    """

    name: str
    sections: tuple[str, ...]
    words: re.Pattern[str]
    soft: bool = False
    dated: bool = False
    timed: bool = False
    signed: bool = False


def particular(
    name: str,
    sections: str,
    words: str,
    *,
    soft: bool = False,
    dated: bool = False,
    timed: bool = False,
    signed: bool = False,
) -> Particular:
    """Shorthand: ``sections`` are labels parted by spaces."""
    return Particular(name, tuple(sections.split()), re.compile(words), soft, dated, timed, signed)


_is_filled = lru_cache(maxsize=4096)(is_filled)  # short contents recur: 无, 顺利, 全麻
_SURELY_FILLED = 60  # characters: no placeholder is longer
_SAME = re.compile(r"[\s　]*[（(]?(?:诊断)?同(?:上|前|术前|入院|左|初步)")  # 术中诊断：同上 is an answer


def missing(document: ExtractedDocument, particulars: tuple[Particular, ...]) -> list[Particular]:
    """The particulars of which ``document`` says nothing, in order."""
    return [p for p in particulars if not _present(document, p)]


def _present(document: ExtractedDocument, p: Particular) -> bool:
    if (p.dated and any(t.moment for t in document.timestamps)) or (
        p.signed and any(s.name for s in document.signatures)
    ):
        return True
    if p.timed and any(t.moment and t.moment.timed for t in document.timestamps):
        return True
    sections = [s for s in document.sections if s.label in p.sections]
    if any(s.end - s.heading_end > _SURELY_FILLED for s in sections):
        return True
    if any(_is_filled(document.content(s), s.label) or _SAME.match(document.content(s)) for s in sections):
        return True
    empty = [(s.start, s.end) for s in sections]
    return any(
        not any(a <= m.start() < b for a, b in empty)
        for m in p.words.finditer(document.text, document.start, document.end)
    )


def particulars_check(
    doc_types: tuple[str, ...], particulars: tuple[Particular, ...], what: str, least: int = 40
) -> Callable[[Case], Verdict]:
    """A rule's check: every document of ``doc_types`` longer than ``least`` characters holds all ``particulars``."""

    def check(case: Case) -> Verdict:
        """Name what each document lacks."""
        documents = [d for d in case.extracted.of_type(*doc_types) if len(d.body.strip()) >= least]
        if not documents:
            return not_applicable(f"没有{what}")
        return judged([x for d in documents if (x := _defect(d, missing(d, particulars), what))])

    return check


def _defect(document: ExtractedDocument, lacking: list[Particular], what: str) -> Defect | None:
    if not lacking:
        return None
    review = all(p.soft for p in lacking)
    names = "、".join(p.name for p in lacking)
    return Defect(
        message=f"{what}缺少：{names}" + ("（请人工确认）" if review else ""),
        doc_id=document.doc_id,
        searched=tuple(f"{what}：{p.name}" for p in lacking),
        person=author(document),
        confidence=0.6 if review else 0.85,
        review=review,
    )
