"""Comparable units of a stay: which texts of which documents are compared for copying, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.detect.clones.normalise import Normal, normalise_spans
from pipeline.detect.notes import author
from pipeline.extract.model import ExtractedDocument, ExtractedStay, Section
from pipeline.records.moment import Moment

Span = tuple[int, int]

# kinds of units
HPI, EXAM, TESTS = "hpi", "exam", "tests"
FEATURES, REASONING, PLAN = "features", "reasoning", "plan"
BODY, ANALYSIS, COURSE, DISCUSSION, OPERATION = "body", "analysis", "course", "discussion", "operation"

ADMISSIONS = frozenset({"admission_record", "readmission_record", "admission_discharge_24h", "admission_death_24h"})
ROUNDS = frozenset({"ward_round_attending", "ward_round_chief"})
DAILY = (
    frozenset({"progress_note", "stage_summary", "handover_record", "transfer_record", "postop_first_note"}) | ROUNDS
)
DISCUSSIONS = frozenset({"difficult_case_discussion", "preop_discussion", "death_discussion", "preop_summary"})

_SECTIONS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "first_progress_note": (
        (FEATURES, ("case_features",)),
        (REASONING, ("case_analysis", "tcm_pattern", "diagnostic_basis", "differential_diagnosis")),
        (PLAN, ("treatment_plan",)),
    ),
    "discharge_record": ((COURSE, ("condition", "course", "discharge_condition")),),
    "death_record": ((COURSE, ("condition", "course", "rescue_course")),),
    "operation_record": ((OPERATION, ("operation_course",)),),
    **dict.fromkeys(
        ADMISSIONS,
        (
            (HPI, ("present_illness",)),
            (EXAM, ("physical_exam", "specialist_exam", "tcm_four_exams")),
            (TESTS, ("auxiliary_exam",)),
            (COURSE, ("condition", "course")),
        ),
    ),
    **dict.fromkeys(
        DISCUSSIONS,
        (
            (
                DISCUSSION,
                (
                    "condition",
                    "indication",
                    "risks",
                    "discussion",
                    "conclusion",
                    "case_analysis",
                    "treatment_plan",
                    "other",
                ),
            ),
        ),
    ),
}
_ANALYTIC = ("case_analysis", "tcm_pattern", "diagnostic_basis", "differential_diagnosis")
_LEAD_IN = re.compile(
    r"(?:医师|医生|主任|主治|教授)[^。；\n]{0,24}?(?:指出|认为|分析|意见|指示|强调|示下|：|:)|(?:查房后|阅片后|看过(?:患者|病人)后?)[^。；\n]{0,12}?(?:指出|认为|分析|：|:)"
)
_SIGN_OFF = re.compile(
    r"(?:[ \t　]*(?:上级|住院|主治|副?主任|经治|责任|书写|记录|审核|审阅|查房|主管|值班)*(?:医师|医生|签名|签字|记录者|者)[ \t　]*[:：/／]*[ \t　]*)+\Z"
)
_LABEL = 30  # characters that the labels before a signature may take on its line
_HEAD = 120  # a note's heading with its time stands within the first characters
_TITLE_REST = 30  # what follows the time on the heading line, if it is still title


@dataclass(frozen=True, slots=True)
class Note:
    """One comparable unit. ``spans`` are raw offsets in ``source`` text; the text itself is not kept."""

    stay_id: str
    doc_id: str
    doc_type: str
    unit: str
    spans: tuple[Span, ...]
    number: int  # position of the document in its stay
    written_at: Moment | None
    author: str
    patient_id: str
    name: str
    sex: str
    department: str
    admitted_at: Moment | None

    def normal(self, text: str) -> Normal:
        """The unit's normal form, given its source text."""
        return normalise_spans(text, self.spans)

    def words(self, text: str) -> str:
        """The unit's own text, given its source text."""
        return "".join(text[start:end] for start, end in self.spans)


def notes_of(extracted: ExtractedStay) -> list[Note]:
    """The comparable units of a stay, in order of its documents."""
    stay = extracted.stay
    return [
        Note(
            stay_id=stay.stay_id,
            doc_id=document.doc_id,
            doc_type=document.doc_type,
            unit=unit,
            spans=spans,
            number=number,
            written_at=document.written_at,
            author=author(document),
            patient_id=stay.patient_id or "",
            name=extracted.patient_name or stay.name or "",
            sex=extracted.sex or stay.sex or "",
            department=stay.department or "",
            admitted_at=extracted.admitted_at,
        )
        for number, document in enumerate(extracted.documents)
        for unit, spans in _units(document)
    ]


def _units(document: ExtractedDocument) -> Iterator[tuple[str, tuple[Span, ...]]]:
    kind = document.doc_type
    if kind in DAILY:
        body = body_span(document)
        if body[0] < body[1]:
            yield BODY, (body,)
        if kind in ROUNDS:
            yield from ((ANALYSIS, spans) for spans in [_analysis(document, body)] if spans)
        return
    yielded = False
    for unit, labels in _SECTIONS.get(kind, ()):
        spans = tuple(_content(s, document) for s in document.sections if s.label in labels)
        spans = tuple((start, end) for start, end in spans if start < end)
        if spans:
            yielded = True
            yield unit, spans
    if not yielded and kind in DISCUSSIONS | {"first_progress_note", "operation_record"}:
        body = body_span(document)
        if body[0] < body[1]:  # no headings found: the whole text is what can be compared
            yield (DISCUSSION if kind in DISCUSSIONS else OPERATION if kind == "operation_record" else BODY), (body,)


def _content(section: Section, document: ExtractedDocument) -> Span:
    """The section's content without a sign-off that an unheaded end may have drawn in."""
    cut = min((s.start for s in document.signatures if section.heading_end <= s.start < section.end), default=None)
    end = section.end if cut is None else _line_start(document.text, cut, section.heading_end)
    return section.heading_end, end


def body_span(document: ExtractedDocument) -> Span:
    """A note's narrative: after its heading line, before its sign-off."""
    text, start, end = document.text, document.start, document.end
    stamp = next((t for t in document.timestamps if t.kind == "written" and t.start < start + _HEAD), None)
    if stamp is not None:
        start = stamp.end
    line_end = text.find("\n", start, end)
    if 0 <= line_end - start <= _TITLE_REST:
        start = line_end + 1
    sign = min((s.start for s in document.signatures if s.start > start + (end - start) // 3), default=None)
    if sign is not None:
        end = _line_start(text, sign, start)
        label = _SIGN_OFF.search(text, max(start, end - _LABEL), end)
        end = label.start() if label else end
    return start, max(start, end)


def _line_start(text: str, at: int, least: int) -> int:
    """Where the sign-off that holds ``at`` begins: its line, unless that line is the narrative itself."""
    start = max(text.rfind("\n", least, at) + 1, least)
    return start if at - start <= 60 else at


def _analysis(document: ExtractedDocument, body: Span) -> tuple[Span, ...]:
    """The part of a round in which the senior doctor speaks."""
    spans = tuple(_content(s, document) for s in document.sections if s.label in _ANALYTIC)
    spans = tuple((start, end) for start, end in spans if start < end)
    lead = _LEAD_IN.search(document.text, *body)
    if lead and (not spans or lead.end() < spans[0][0]):
        return ((lead.end(), body[1]),) if lead.end() < body[1] else ()
    return spans
