"""Sheets that many hospitals keep in other systems (麻醉、护理、手术室): their absence is a hint only where their like is exported."""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.coverage import cannot_judge_absence, lookalike, searched
from pipeline.detect.finding import Defect, Verdict, judged, not_assessable
from pipeline.detect.operated import describe
from pipeline.extract.model import Operation


def absent_sheet(
    case: Case, op: Operation, present: tuple[str, ...], companions: tuple[str, ...], kind: str, name: str
) -> Verdict:
    """Judge whether an operated record lacks the sheet ``name``.

    Present: it passes. Absent with companion sheets in the bundle: a candidate for review. Absent without any companion: the
    hospital does not export such sheets, so nothing can be said.
    """
    if case.extracted.first(*present):
        return judged([])
    why = cannot_judge_absence(case)
    if why:
        return not_assessable(why)
    if lookalike(case, kind):
        return not_assessable(f"有疑似{name}的文书未能识别，请人工核对")
    if not case.extracted.first(*companions):
        return not_assessable(f"手术室、麻醉类文书未导出，无法判断有无{name}")
    return judged(
        [
            Defect(
                f"{describe(op)}没有{name}",
                evidence=(case.cite_mention(op.mention),),
                searched=searched(name),
                review=True,
                confidence=0.6,
            )
        ]
    )
