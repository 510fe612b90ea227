"""Entries of the ledger, read from findings and from the store's decisions; nothing is kept anywhere else.

A step in the ledger is a decision with the table ``ledger`` in its ``meta``: ``{"step": …, "owner": …, "measure": …, "due": …}``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from pipeline.review.cohort import Cohort, stands
from pipeline.standards.model import VETO_B, VETO_C

Row = dict[str, Any]
COMMON = 3  # defects of one rule in one department and period, from which on they are a common problem (M11)


class State(StrEnum):
    """Where an entry stands."""

    OPEN = "open"
    CORRECTED = "corrected"
    RECHECKED = "rechecked"
    CLOSED = "closed"
    APPEALED = "appealed"
    UPHELD = "appeal_upheld"  # the finding was wrong: it is dropped and never raised again
    DROPPED = "rejected"  # a controller found it wrong at the desk


NAMES = {
    State.OPEN: "待整改",
    State.CORRECTED: "已整改待复查",
    State.RECHECKED: "复查合格待销号",
    State.CLOSED: "已销号",
    State.APPEALED: "申诉中",
    State.UPHELD: "申诉成立",
    State.DROPPED: "人工否定",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One defect in the ledger.

    ``problem`` is 严重 (a veto), 共性 (the same rule at least ``COMMON`` times in the department and period) or 个别.
    ``due`` already holds the days that an appeal had stopped the clock. ``rejected`` tells that an appeal was turned down.
    """

    fingerprint: str
    stay_id: str
    department: str
    rule_id: str
    message: str
    person: str
    severity: str
    problem: str
    state: State = State.OPEN
    owner: str = ""
    measure: str = ""
    due: date | None = None
    corrected_by: str = ""
    rejected: bool = False
    since: str = ""  # time of the last step
    note: str = ""
    frozen_at: str = ""  # while an appeal is open: when it began
    before: State = State.OPEN  # the state to which a rejected appeal returns

    @property
    def name(self) -> str:
        return NAMES[self.state]

    def overdue(self, today: date) -> bool:
        """Past its due date without being corrected; an open appeal stops the clock."""
        return self.state is State.OPEN and self.due is not None and today > self.due

    def unchecked(self, today: date) -> bool:
        """Corrected, but not looked at again ``RECHECK_DAYS`` later."""
        if self.state is not State.CORRECTED or not self.since:
            return False
        return today > day_of(self.since) + timedelta(days=RECHECK_DAYS)


RECHECK_DAYS = 30


def entries(cohort: Cohort) -> list[Entry]:
    """The ledger of a period: every defect that stands, and whatever has been taken up; the gravest first."""
    history: dict[str, list[Row]] = defaultdict(list)
    for row in cohort.decisions:
        history[row["fingerprint"]].append(row)
    found = []
    for stay in cohort.stays:
        for finding in stay.findings:
            own = history[finding["fingerprint"]]
            if stands(finding) or any(_step(row) for row in own):
                found.append(entry_of(finding, stay.department, own))
    common = Counter((e.department, e.rule_id) for e in found)
    ranked = [replace(e, problem=_problem(e, common[e.department, e.rule_id])) for e in found]
    return sorted(ranked, key=lambda e: (_ORDER[e.problem], e.department, e.rule_id, e.stay_id, e.fingerprint))


_ORDER = {"严重": 0, "共性": 1, "个别": 2}


def _problem(entry: Entry, number: int) -> str:
    return "严重" if entry.severity in (VETO_B, VETO_C) else "共性" if number >= COMMON else "个别"


def entry_of(finding: Mapping[str, Any], department: str, history: Iterable[Row]) -> Entry:
    """The entry of one finding from its standing decisions, in the order they were made."""
    entry = Entry(
        fingerprint=finding["fingerprint"],
        stay_id=finding["stay_id"],
        department=department,
        rule_id=finding["rule_id"],
        message=finding["message"],
        person=finding["person"],
        severity=finding["severity"],
        problem="个别",
    )
    for row in history:
        entry = _after(entry, row)
    return entry


def _step(row: Mapping[str, Any]) -> Mapping[str, Any]:
    step: Mapping[str, Any] = (row["meta"] or {}).get("ledger") or {}
    return step


def _after(entry: Entry, row: Row) -> Entry:
    """The entry after one more decision. Of the review desk's verdicts only a rejection, or its revocation, matters."""
    step = _step(row)
    verdict = row["verdict"]
    kind = step.get("step") or (verdict if verdict in _OWN or verdict == "rejected" else "")
    if verdict == "confirmed" and entry.state is State.DROPPED:
        entry = replace(entry, state=State.OPEN)
    entry = replace(entry, since=row["at"], note=row["note"] or row["reason"]) if kind else entry
    if kind == "assigned":
        return replace(entry, owner=step["owner"], measure=step["measure"], due=date.fromisoformat(step["due"]))
    if kind == "corrected":
        return replace(entry, state=State.CORRECTED, corrected_by=row["who"])
    if kind == "appealed":
        return replace(entry, state=State.APPEALED, frozen_at=row["at"], before=entry.state)
    if kind == "appeal_rejected":
        return replace(entry, state=entry.before, rejected=True, due=_later(entry, row["at"]), frozen_at="")
    return replace(entry, state=_STATES[kind]) if kind in _STATES else entry


_OWN = ("corrected", "appealed", "appeal_upheld", "appeal_rejected", "closed", "reopened")
_STATES = {
    "rechecked": State.RECHECKED,
    "closed": State.CLOSED,
    "reopened": State.OPEN,
    "appeal_upheld": State.UPHELD,
    "rejected": State.DROPPED,
}


def _later(entry: Entry, decided_at: str) -> date | None:
    """The due date, later by the days the appeal took."""
    if entry.due is None or not entry.frozen_at:
        return entry.due
    return entry.due + (day_of(decided_at) - day_of(entry.frozen_at))


def day_of(moment: str) -> date:
    return datetime.fromisoformat(moment).date()


def counts(rows: Sequence[Entry]) -> dict[str, int]:
    """How many entries stand in each state, by its Chinese name."""
    number = Counter(entry.state for entry in rows)
    return {NAMES[state]: number[state] for state in State}
