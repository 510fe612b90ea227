"""Grades a stored night again under another standard, without reading the records again.

What rules *found* depends on parameters (a limit of 8 h or 6 h); where these differ between the two standards the stored
findings cannot answer, and :func:`differing_parameters` names them; :func:`newly_judged` names the rules whose findings
the first standard dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from typing import Any

from pipeline.detect.finding import Evidence, Finding, Related
from pipeline.grade.grade import Outcomes, grade_stay
from pipeline.grade.ledger import UNDECIDED, Decided
from pipeline.grade.model import Grade
from pipeline.standards.model import OFF, REVIEW, Standard

_GRADING = ("grade_cut", "veto_mode", "b_items_to_c", "target_grade_a", "sample_per_dept_month")
_KEYS = {f.name for f in fields(Finding)}


def finding_from_row(row: Mapping[str, Any]) -> Finding:
    """A finding from its row in ``findings.jsonl`` or in the store. Raises KeyError or TypeError if a key is missing."""
    return Finding(
        **{k: v for k, v in row.items() if k in _KEYS and k not in ("evidence", "related", "searched")},
        evidence=tuple(Evidence(**e) for e in row["evidence"]),
        related=tuple(Related(**r) for r in row["related"]),
        searched=tuple(row["searched"]),
    )


def rejudged(finding: Finding, standard: Standard) -> Finding | None:
    """The finding with severity and points of ``standard``; None if it switches the rule off.

    What only a person may confirm stays so: ``review`` never turns into a failure here.
    """
    severity = standard.severities.get(finding.rule_id)
    kind = severity.kind if severity else REVIEW
    if kind == OFF:
        return None
    review = kind == REVIEW or finding.outcome == "review"
    points = 0.0 if review or severity is None else severity.points
    return replace(finding, outcome="review" if review else "fail", severity=kind, points=points)


def regrade(
    stays: Iterable[tuple[str, Iterable[Finding], Outcomes]],
    standard: Standard,
    inspection: str | None = None,
    decided: Decided = UNDECIDED,
) -> Iterator[Grade]:
    """Grade every ``(stay_id, findings, outcomes)`` under ``standard``, e.g. as the store gives them back."""
    for stay_id, findings, outcomes in stays:
        judged = [new for new in (rejudged(f, standard) for f in findings) if new is not None]
        yield grade_stay(stay_id, judged, outcomes, standard, inspection, decided)


def differing_parameters(old: Standard, new: Standard) -> tuple[str, ...]:
    """Parameters of rules whose values differ: for these the night must be audited again, not only re-graded."""
    return tuple(
        sorted(
            name
            for name in {*old.parameters, *new.parameters} - set(_GRADING)
            if old.parameters.get(name) != new.parameters.get(name)
        )
    )


def newly_judged(old: Standard, new: Standard) -> tuple[str, ...]:
    """Rules that ``old`` switches off and ``new`` does not: the stored night holds no findings of them."""
    off = {rule for rule, severity in old.severities.items() if severity.kind == OFF}
    return tuple(sorted(rule for rule in off if rule in new.severities and new.severities[rule].kind != OFF))
