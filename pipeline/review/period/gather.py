"""Everything a report about a period shows, of the hospital or of one department, counted once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import dropwhile

from pipeline.review.cohort import Cohort, Period, cohort
from pipeline.review.indicators import Counted, indicators
from pipeline.review.intervals import wilson
from pipeline.review.ledger import Entry, entries
from pipeline.review.period.aggregate import Judged, Material, Month, judge_all, month_of
from pipeline.review.sample_plan import LEAST, Plan, plans
from pipeline.standards.catalogue import catalogue
from pipeline.standards.model import LEVELS, Standard
from pipeline.store import Store
from pipeline.store.periods import first_day, undated

HISTORY = 12  # months before the period that the trend shows


@dataclass(slots=True)
class Group:
    """Grades and findings of a department, a rule or a person. ``stays``: all, or those with a finding."""

    name: str
    stays: set[str] = field(default_factory=set)
    levels: Counter[str] = field(default_factory=Counter)
    scores: list[float] = field(default_factory=list)
    firm: int = 0
    open: int = 0

    @property
    def found(self) -> int:
        return self.firm + self.open

    @property
    def graded(self) -> int:
        return len(self.scores)

    @property
    def share_a(self) -> float | None:
        return self.levels["甲级"] / self.graded if self.graded else None

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.levels["甲级"], self.graded)

    @property
    def mean(self) -> float | None:
        return sum(self.scores) / self.graded if self.graded else None


@dataclass(frozen=True)
class Gathered:
    """One report. ``undated``: stays of the store that belong to no period, since nobody knows when they left."""

    cohort: Cohort
    standard: Standard
    total: Group
    departments: list[Group]
    rules: list[Group]
    people: list[Group]
    counted: list[Counted]
    judged: list[Judged]
    entries: list[Entry]
    plans: list[Plan]
    months: list[Month]
    undated: int = 0


def gather(
    store: Store,
    period: Period,
    standard: Standard,
    today: date,
    published: Collection[str] | None = None,
) -> tuple[Gathered, list[Gathered]]:
    """The hospital's report and one for every department with a discharge in ``period``, by name."""
    whole = cohort(store, period, standard=standard)
    past: dict[str, list[Month]] = defaultdict(list)
    names = whole.departments()
    for month in period.before(HISTORY):
        before = cohort(store, month, standard=standard)
        past[""].append(month_of(before))
        for name in names:
            past[name].append(month_of(before.of(name)))
    since, lost = first_day(store), undated(store)

    def report(part: Cohort) -> Gathered:
        rows = entries(part)
        months = list(dropwhile(lambda month: not month.stays, past[part.department]))  # nothing before the first stay
        material = Material(part, standard, rows, months, today, published, since)
        return _report(material, rows, lost)

    return report(whole), [report(whole.of(name)) for name in names]


def _report(material: Material, rows: list[Entry], lost: int) -> Gathered:
    part, standard = material.cohort, material.standard
    now = [month_of(part.in_month(month)) for month in part.period.months()]
    groups: dict[str, dict[str, Group]] = {"department": {}, "rule": {}, "person": {}}
    total = Group(part.name)
    for stay in part.stays:
        department = groups["department"].setdefault(stay.department, Group(stay.department))
        for group in (total, department):
            group.stays.add(stay.stay_id)
            group.levels.update([stay.level] if stay.level else [])
            group.scores += [stay.score] if stay.score is not None else []
        for finding, firm in [*((f, True) for f in stay.firm), *((f, False) for f in stay.open)]:
            rule, person = finding["rule_id"], finding["person"]
            named = [groups["person"].setdefault(person, Group(person))] if person else []
            for group in (groups["rule"].setdefault(rule, Group(rule)), *named):
                group.stays.add(stay.stay_id)
            for group in (total, department, groups["rule"][rule], *named):
                group.firm += firm
                group.open += not firm
    quota = int(standard.parameters.get("sample_per_dept_month") or LEAST)
    return Gathered(
        cohort=part,
        standard=standard,
        total=total,
        departments=sorted(groups["department"].values(), key=lambda g: (g.share_a if g.graded else 2, g.name)),
        rules=_ranked(groups["rule"].values()),
        people=_ranked(groups["person"].values()),
        counted=indicators(part),
        judged=judge_all(material),
        entries=rows,
        plans=[p for month in part.period.months()[-1:] for p in plans(part.in_month(month), quota)],
        months=[*material.months, *now],
        undated=lost,
    )


def _ranked(groups: Iterable[Group]) -> list[Group]:
    return sorted(groups, key=lambda g: (-g.firm, -g.open, g.name))


def rule_names() -> dict[str, str]:
    """Chinese names by rule id, also of rules that are not built."""
    return {rule_id: entry.name for rule_id, entry in catalogue().items()}


__all__ = ["HISTORY", "LEVELS", "Gathered", "Group", "gather", "rule_names"]
