"""A grading standard (评分标准), as the kernel uses it: plain data, already validated by :mod:`pipeline.standards.load`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Severity:
    """How a standard judges a rule.

    ``kind``: ``VETO_C`` (forces 丙级), ``VETO_B`` (forces 乙级 at best), ``points``, ``review`` (raise for a person, never
    graded) or ``off``. ``per``: ``item`` (once for the rule), ``occurrence`` (each defect) or ``once`` (once a record and
    section). ``bundle`` names the printed veto item that several rules belong to.
    """

    kind: str
    points: float = 0.0
    per: str = "item"
    section: str = ""
    bundle: str = ""


@dataclass(frozen=True, slots=True)
class Standard:
    """One resolved standard: parameters of rules, severities, and the arithmetic of the grade."""

    id: str
    name: str
    version: str
    parameters: Mapping[str, Any]
    severities: Mapping[str, Severity]
    grading: Mapping[str, Any] = field(default_factory=dict)  # cuts, caps, veto mode, penalties: read by pipeline.grade
