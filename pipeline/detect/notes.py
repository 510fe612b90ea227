"""Small questions about notes that several content rules ask in the same way."""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Evidence
from pipeline.extract.model import ExtractedDocument, Section

_LETTERS = re.compile(r"[^一-鿿A-Za-z0-9]")


def first_progress_notes(case: Case) -> list[ExtractedDocument]:
    """The 首次病程记录 of the stay that hold any text."""
    return [d for d in case.extracted.of_type("first_progress_note") if d.body.strip()]


def admission_records(case: Case) -> list[ExtractedDocument]:
    """入院记录 and 再次入院记录 that hold any text. The 24-hour forms have rules of their own."""
    return [d for d in case.extracted.of_type("admission_record", "readmission_record") if d.body.strip()]


def entry(document: ExtractedDocument, *labels: str) -> str:
    """The contents of all sections with one of ``labels``, joined; "" if there are none."""
    return "\n".join(document.content(s) for s in document.sections if s.label in labels)


def whole_text(case: Case) -> str:
    """The texts of all documents joined: to ask once for the whole stay whether a word occurs at all."""
    if "whole_text" not in case.memo:
        case.memo["whole_text"] = "\n".join(d.body for d in case.documents)
    text: str = case.memo["whole_text"]
    return text


def author(document: ExtractedDocument) -> str:
    """The signer who answers for the note: its author, else whoever signed first; "" if nobody did."""
    named = [s for s in document.signatures if s.name and s.kind not in ("patient", "family")]
    return next((s.name for s in named if s.kind == "author"), named[0].name if named else "")


def admission_diagnoses(case: Case, note: ExtractedDocument) -> str:
    """The printed admission diagnoses: of ``note`` itself, else of the admission record; "" if there are none."""
    for document in (note, *case.extracted.of_type("admission_record", "readmission_record")):
        section = document.section("preliminary_diagnosis", "admission_diagnosis")
        if section is not None:
            return document.content(section)
    return ""


def cite_section(case: Case, document: ExtractedDocument, section: Section, limit: int = 400) -> Evidence:
    """The section with its heading as evidence, cut to ``limit`` characters."""
    end = section.end
    while end > section.start + 1 and document.text[end - 1].isspace():
        end -= 1
    return case.cite(document, section.start, min(end, section.start + limit))


def letters(words: str) -> int:
    """How many Chinese characters, Latin letters and digits ``words`` hold."""
    return len(_LETTERS.sub("", words))
