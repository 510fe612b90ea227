"""Which records a department reads this month: at least a quota, deaths, operations, critical patients and long stays first.

The plan depends on the stays alone: whoever asks, whenever, gets the same list. (S000-P2 六1(6); M3.)
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.detect.finding import Outcome
from pipeline.review.cohort import AuditedStay, Cohort

LEAST = 8  # records a department and month
LONG_DAYS = 30
READ = ("confirmed", "rejected", "unsure", "missed", "clean")  # verdicts that tell that somebody has read a stay

DEATH, RISK, MAJOR, OPERATED, CRITICAL, LONG, ORDINARY = (
    *("死亡", "丙级风险", "大手术", "手术", "危重抢救", "长期住院", "普通"),
)
ORDER = (DEATH, RISK, MAJOR, CRITICAL, LONG, OPERATED, ORDINARY)
_APPLIES = {  # rules that apply only to such stays
    DEATH: ("CMP-DEATH",),
    MAJOR: ("CMP-PREOP-MDT",),
    OPERATED: ("CMP-OPNOTE",),
    CRITICAL: ("CMP-RESCUE", "CMP-CRIT-NOTICE", "TIM-PROG-CRITICAL"),
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """One stay of the plan. ``types`` are its key types, the gravest first; ``read`` tells that a person has judged it."""

    stay_id: str
    department: str
    discharged_at: str
    level: str
    types: tuple[str, ...]
    read: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The sample of one department. ``short`` if the department has discharged fewer than the quota."""

    department: str
    quota: int
    discharges: int
    drawn: tuple[Drawn, ...]

    @property
    def short(self) -> bool:
        return self.discharges < self.quota

    @property
    def read(self) -> int:
        return sum(d.read for d in self.drawn)


def plans(cohort: Cohort, quota: int = LEAST) -> list[Plan]:
    """The plan of every department of a month, by name."""
    return [plan(cohort.of(name), quota) for name in cohort.departments()]


def plan(cohort: Cohort, quota: int = LEAST) -> Plan:
    """The plan of one department: one stay of each key type in turn until the quota is full, then others by lot."""
    read = {row["stay_id"] for row in cohort.decisions if row["verdict"] in READ}
    drawn = tuple(
        Drawn(s.stay_id, s.department, s.discharged_at[:10], s.level, key_types(s), s.stay_id in read)
        for s in _draw(cohort.stays, quota, cohort.period.label)
    )
    return Plan(cohort.department, quota, len(cohort.stays), drawn)


def key_types(stay: AuditedStay) -> tuple[str, ...]:
    """The key types of a stay in the order of ``ORDER``; never empty."""
    found = {kind for kind, rules in _APPLIES.items() if any(_applied(stay, rule) for rule in rules)}
    found |= {DEATH} if stay.outcome == "死亡" else set()
    found |= {RISK} if stay.level == "丙级" else set()
    found |= {LONG} if stay.days is not None and stay.days > LONG_DAYS else set()
    return tuple(kind for kind in ORDER if kind in found) or (ORDINARY,)


def _applied(stay: AuditedStay, rule_id: str) -> bool:
    return stay.outcomes.get(rule_id) in (Outcome.PASS, Outcome.FAIL)


def _draw(stays: Sequence[AuditedStay], quota: int, label: str) -> list[AuditedStay]:
    queues: dict[str, list[AuditedStay]] = {kind: [] for kind in ORDER}
    for stay in sorted(stays, key=lambda s: (-len(key_types(s)), _lot(label, s.stay_id), s.stay_id)):
        queues[key_types(stay)[0]].append(stay)
    ordinary = queues.pop(ORDINARY)
    taken: list[AuditedStay] = []
    while any(queues.values()) and len(taken) < quota:
        for queue in queues.values():
            if queue and len(taken) < quota:
                taken.append(queue.pop(0))
    return taken + ordinary[: quota - len(taken)]


def _lot(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
