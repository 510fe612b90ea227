"""The grade of one record: score, level, and the ledger that explains both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from pipeline.standards.model import KINDS, WHO

__all__ = ["KINDS", "WHO", "Deduction", "Explained", "Grade", "Penalty", "Veto"]


@dataclass(frozen=True, slots=True)
class Deduction:
    """One line of the ledger. Points are copied here, so that a later edit of the standard never changes an old grade.

    ``points`` is what was taken, ``full`` what the rule would have cost without limits; ``capped`` tells that they differ.
    """

    rule_id: str
    points: float
    section: str
    capped: bool
    full: float
    finding_id: str = ""
    bundle: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class Veto:
    """A single-item veto that fell: rule, ``VETO_B`` or ``VETO_C``, and the printed item it belongs to."""

    rule_id: str
    kind: str
    bundle: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A finding that costs nothing, because rule ``by`` already accounts for it."""

    finding_id: str
    rule_id: str
    by: str


@dataclass(frozen=True, slots=True)
class Penalty:
    """A proposed consequence for a role (keys of ``WHO``), of a kind (keys of ``KINDS``).

    ``rule_id`` is empty when the score or the level is the reason; ``clause`` and ``source`` name the standard's clause.
    """

    who: str
    kind: str
    amount: float
    rule_id: str = ""
    clause: str = ""
    source: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class Grade:
    """Score (0 to 100), level and ledger of one stay under one standard."""

    stay_id: str
    standard: str
    level: str
    score: float
    base: float = 100.0  # below 100 only where vetoes re-base the total
    vetoes: tuple[Veto, ...] = ()
    deductions: tuple[Deduction, ...] = ()
    penalties: tuple[Penalty, ...] = ()
    coverage: Mapping[str, int] = field(default_factory=dict)
    explained: tuple[Explained, ...] = ()
    reasons: tuple[str, ...] = ()  # Chinese sentences: why this level
    standard_version: str = ""
    standard_digest: str = ""
    inspection: str = ""

    @property
    def assessed(self) -> bool:
        """False if no rule could be decided: the level then says nothing about the record."""
        return bool(self.coverage.get("pass") or self.coverage.get("fail"))

    def row(self) -> dict[str, Any]:
        """The contract's row of ``grades.jsonl``."""
        return {
            "stay_id": self.stay_id,
            "standard": self.standard,
            "level": self.level,
            "score": self.score,
            "vetoes": sorted({veto.rule_id for veto in self.vetoes}),
            "deductions": [
                {"rule_id": d.rule_id, "points": d.points, "section": d.section, "capped": d.capped}
                for d in self.deductions
            ],
            "penalties": [
                {"who": p.who, "kind": p.kind, "amount": p.amount, "rule_id": p.rule_id} for p in self.penalties
            ],
            "coverage": dict(self.coverage),
        }

    def detail(self) -> dict[str, Any]:
        """Everything, JSON-ready: what the store keeps and the report shows."""
        return asdict(self) | {"coverage": dict(self.coverage), "assessed": self.assessed}
