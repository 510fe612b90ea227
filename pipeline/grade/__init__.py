"""Grading: score, single-item vetoes, level, fines; what-if and re-grading. Reads findings, never text."""

from pipeline.grade.grade import coverage, grade_stay, level_of
from pipeline.grade.model import Deduction, Grade, Penalty, Veto

__all__ = ["Deduction", "Grade", "Penalty", "Veto", "coverage", "grade_stay", "level_of"]
