"""Samples of the differential task, read as the audit reads a first progress note.

A sample's text holds three parts: the line 主诉：…, the line 初步诊断：…, and the passage under the heading that its author uses.
"""

from __future__ import annotations

from functools import lru_cache

from pipeline.detect.differential import Differential, Substance, find_differential, split_diagnoses
from pipeline.detect.meaning.differential import reading_of
from pipeline.detect.meaning.reading import Reading
from pipeline.extract.model import ExtractedDocument
from pipeline.extract.pipeline import read_documents
from pipeline.records.moment import Moment
from pipeline.records.stay import Document, Stay

UNCLEAR = "unclear"
_LABELS = {
    Substance.ABSENT: "absent",
    Substance.PLACEHOLDER: "absent",
    Substance.DECLINED: "absent",
    Substance.REPEATS_ADMISSION: "absent",
    Substance.NAMES_ONLY: "names_only",
    Substance.TEXTBOOK: "unspecific",
    Substance.SUBSTANTIAL: "substantial",
    Substance.UNCLEAR: UNCLEAR,
}
_NOTE = "首次病程记录\n2026-03-02 10:30\n{}\n诊疗计划：1.二级护理；2.完善检查。\n医师签名：张三\n"


def note_of(text: str) -> ExtractedDocument:
    """The first progress note that a sample stands for, through the real extraction."""
    admitted, discharged = Moment.parse("2026-03-02T09:00"), Moment.parse("2026-03-10T10:00")
    document = Document("sample-01", _NOTE.format(text))
    return read_documents(Stay("sample", (document,), admitted_at=admitted, discharged_at=discharged))[0]


def differential_of(text: str) -> Differential:
    """What structure finds in a sample's text."""
    note = note_of(text)
    named = "\n".join(note.content(s) for s in note.sections if s.label == "preliminary_diagnosis")
    return find_differential(note, split_diagnoses(named))


def structure_label(text: str) -> str:
    """The label by structure alone, or ``unclear``."""
    return _LABELS[differential_of(text).substance]


@lru_cache(maxsize=4096)
def reading(text: str) -> Reading:
    """What the judge reads of a sample: the passage that structure found, or else all below the two opening lines."""
    return reading_of(differential_of(text), text.split("\n", 2)[-1])
