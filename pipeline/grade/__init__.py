"""Grading: score, single-item vetoes, level, fines; what-if and re-grading. Reads findings, never text."""

from pipeline.grade.grade import coverage, grade_stay, level_of
from pipeline.grade.ledger import Decided
from pipeline.grade.model import Deduction, Grade, Penalty, Veto
from pipeline.grade.regrade import differing_parameters, finding_from_row, newly_judged, regrade
from pipeline.grade.whatif import Corrections, smallest_corrections, what_if

__all__ = [
    "Corrections",
    "Decided",
    "Deduction",
    "Grade",
    "Penalty",
    "Veto",
    "coverage",
    "differing_parameters",
    "finding_from_row",
    "grade_stay",
    "level_of",
    "newly_judged",
    "regrade",
    "smallest_corrections",
    "what_if",
]
