"""A grading standard (评分标准), as the kernel uses it: plain data, already validated by :mod:`pipeline.standards.load`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

VETO_C, VETO_B, POINTS, REVIEW, OFF = "VETO_C", "VETO_B", "points", "review", "off"
LEVELS = ("甲级", "乙级", "丙级")  # best first
WHO = {
    "doctor": "经治医师",
    "superior": "上级医师",
    "head": "科主任",
    "department": "科室",
    "assistant": "医疗助理员",
    "office_head": "医务处主任",
    "vice_president": "医疗副院长",
}
KINDS = {"yuan": "元", "dept_points": "科室考评分", "bonus_percent": "% 当月奖金", "suspension": "暂停"}


@dataclass(frozen=True, slots=True)
class Severity:
    """How a standard judges a rule.

    ``kind``: ``VETO_C`` (forces 丙级), ``VETO_B`` (forces 乙级 at best), ``points``, ``review`` (raise for a person, never
    graded) or ``off``. ``per``: ``item`` (once for the rule), ``occurrence`` (each defect) or ``once`` (of all ``once``
    rules that share section and bundle only the largest deduction counts). ``bundle`` names the printed veto item that
    several rules belong to. ``cap`` is the most that the rule may deduct from one record; 0 means no limit of its own.
    ``confirmed`` is the kind that a ``review`` finding takes on once a person has confirmed it; empty: it stays ungraded.
    """

    kind: str
    points: float = 0.0
    per: str = "item"
    section: str = ""
    bundle: str = ""
    cap: float = 0.0
    confirmed: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """A range of scores, e.g. ``[75,90)``: bounds in points, each with or without its end."""

    low: float
    high: float
    low_closed: bool = True
    high_closed: bool = False

    def __contains__(self, score: float) -> bool:
        above = score >= self.low if self.low_closed else score > self.low
        below = score <= self.high if self.high_closed else score < self.high
        return above and below

    def __str__(self) -> str:
        return f"{'[' if self.low_closed else '('}{self.low:g},{self.high:g}{']' if self.high_closed else ')'}"


@dataclass(frozen=True, slots=True)
class Fine:
    """One consequence of a penalty.

    ``who`` is a key of ``WHO``, ``kind`` of ``KINDS``; bonus_percent is a share of the month's bonus.
    """

    who: str
    kind: str
    amount: float


@dataclass(frozen=True, slots=True)
class PenaltyRule:
    """One clause of the fines, kept apart from the grade.

    Exactly one trigger is set: ``score`` (the record's score lies in the interval), ``level`` (the record's level), or
    ``rules`` (one of these rules failed). ``inspections`` lists the kinds of inspection it applies to; empty means all.
    ``per`` is ``record`` or ``occurrence`` and matters for ``rules`` only.
    """

    id: str
    fines: tuple[Fine, ...]
    source: str = ""
    score: Interval | None = None
    level: str = ""
    rules: tuple[str, ...] = ()
    inspections: tuple[str, ...] = ()
    per: str = "record"


@dataclass(frozen=True, slots=True)
class Scheme:
    """The arithmetic of the grade: everything :mod:`pipeline.grade` reads.

    ``cuts``: level to range of scores, together exactly [0, 100]. ``sections``: most points that a section can lose, sum
    100. ``veto_mode``: ``override`` (the level is forced), ``points`` (a veto costs ``veto_points``, the level follows the
    score) or ``rebase`` (the score starts just below the cut). ``absent_roots``: rule to the rules whose findings without
    words of their own it explains (a missing document is one deduction). ``supersedes``: rule to the rules whose
    findings in the same document it replaces. Everything is ordered, so that two processes write the same ``repr``.
    """

    cuts: Mapping[str, Interval] = field(
        default_factory=lambda: {
            "甲级": Interval(90, 100, True, True),
            "乙级": Interval(75, 90),
            "丙级": Interval(0, 75),
        }
    )
    sections: Mapping[str, float] = field(default_factory=dict)
    veto_mode: str = "override"
    veto_points: float = 10.0
    rebase_margin: float = 0.1
    b_items_to_c: int | None = 2
    inspection: str = "院内抽查"
    bundles: Mapping[str, str] = field(default_factory=dict)  # id of a printed item to its words
    absent_roots: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    supersedes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    penalties: tuple[PenaltyRule, ...] = ()


@dataclass(frozen=True, slots=True)
class Standard:
    """One resolved standard: parameters of rules, severities, and the arithmetic of the grade.

    ``parameters`` holds every name of ``configs/rules/parameters.toml`` (None where the standard sets ``off``), and
    ``grade_cut``, ``veto_mode`` and ``b_items_to_c``.
    """

    id: str
    name: str
    version: str
    parameters: Mapping[str, Any]
    severities: Mapping[str, Severity]
    grading: Mapping[str, Any] = field(
        default_factory=dict
    )  # as written, for show and diff; the grade reads ``scheme``
    scheme: Scheme = field(default_factory=Scheme)
    lineage: tuple[str, ...] = ()  # ids of the standards it extends, nearest first
    effective_from: date | None = None
    effective_to: date | None = None  # last day in force
    source: str = ""
    digest: str = ""  # of the resolved content: two equal digests judge alike
