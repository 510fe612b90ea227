"""Small questions about notes that several content rules ask in the same way."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.detect.case import Case
from pipeline.detect.finding import Evidence
from pipeline.extract.model import ExtractedDocument, Section

_LETTERS = re.compile(r"[^一-鿿A-Za-z0-9]+")


# formal headings that run on behind a comma or carry words that section extraction did not know
_KEYED = {
    "first_progress_note": re.compile(
        r"(?:^|(?<=[\n\r,，。；;、\s】|｜]))(?:[（(]?[\d一二三四五六七八九十]{1,2}[)）.．、]\s*)?(?:(?P<case_features>病[例史]特点)|(?P<preliminary_diagnosis>初步诊断|入院诊断)|(?P<diagnostic_basis>(?:[中西]医)?(?:辨病辨证|诊断)依据)"
        r"|(?P<differential_diagnosis>(?:[中西]医)?(?:鉴别诊断|类证鉴别|鉴别要点|需鉴别的?疾病))|(?P<treatment_plan>诊[疗治](?:计划|方案|措施|安排)|治疗(?:计划|方案|措施|安排)))[^：:，,。；;\n]{0,8}[：:】|｜]"
    ),
    "admission_record": re.compile(
        r"(?:^|(?<=[\n\r,，。；;、\s】|｜]))(?:(?P<present_illness>现病史)|(?P<past_history>既往史)|(?P<personal_history>个人史)|(?P<marital_history>婚育史|婚姻史)|(?P<menstrual_history>月经史)|(?P<family_history>家族史)|(?P<physical_exam>体格检查)|(?P<auxiliary_exam>辅助检查))[：:】|｜]"
    ),
}


# with these the layout was understood, and there is nothing to complete
_UNDERSTOOD = {
    "first_progress_note": {"diagnostic_basis", "differential_diagnosis", "treatment_plan"},
    "admission_record": {"present_illness", "past_history", "physical_exam"},
    "readmission_record": {"present_illness", "past_history", "physical_exam"},
}


def _read(case: Case, *doc_types: str) -> list[ExtractedDocument]:
    """Documents of these types with any text, their formal headings completed; once for all rules."""
    key = "read:" + doc_types[0]
    if key not in case.memo:
        pattern = _KEYED[doc_types[0]]
        case.memo[key] = [_completed(d, pattern) for d in case.extracted.of_type(*doc_types) if d.body.strip()]
    found: list[ExtractedDocument] = case.memo[key]
    return found


def _completed(document: ExtractedDocument, pattern: re.Pattern[str]) -> ExtractedDocument:
    """Add the sections whose formal heading stands in the text but was not found, cutting those that swallowed them.

    Only labels that the document has nowhere are added, so that words inside a section never split it twice.
    """
    known = {s.label for s in document.sections}
    if known >= _UNDERSTOOD[document.doc_type]:
        return document
    heads = [
        m
        for m in pattern.finditer(document.text, document.start, document.end)
        if m.lastgroup and m.lastgroup not in known
    ]
    if not heads:
        return document
    starts = sorted({s.start for s in document.sections} | {m.start() for m in heads} | {document.end})
    cut = [
        replace(s, end=min(s.end, *(m.start() for m in heads if m.start() > s.start), s.end)) for s in document.sections
    ]
    added = [Section(m.lastgroup or "", m.start(), min(x for x in starts if x > m.start()), m.end()) for m in heads]
    return replace(document, sections=tuple(sorted((*cut, *added), key=lambda s: s.start)))


def first_progress_notes(case: Case) -> list[ExtractedDocument]:
    """The 首次病程记录 of the stay that hold any text."""
    return _read(case, "first_progress_note")


def admission_records(case: Case) -> list[ExtractedDocument]:
    """入院记录 and 再次入院记录 that hold any text. The 24-hour forms have rules of their own."""
    return _read(case, "admission_record", "readmission_record")


def entry(document: ExtractedDocument, *labels: str) -> str:
    """The contents of all sections with one of ``labels``, joined; "" if there are none."""
    return "\n".join(document.content(s) for s in document.sections if s.label in labels)


def whole_text(case: Case) -> str:
    """The texts of all documents joined: to ask once for the whole stay whether a word occurs at all."""
    if "whole_text" not in case.memo:
        case.memo["whole_text"] = "\n".join(d.body for d in case.documents)
    text: str = case.memo["whole_text"]
    return text


def holds(text: str, word: str) -> bool:
    """``word in text``, asking for its first character first: several times faster where that is rare."""
    return word[0] in text and word in text


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
