"""The numbers on the overview page."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from pipeline.store.run_folder import RunFolder

LEVELS = ("甲级", "乙级", "丙级")
BANDS = ((0, 60), (60, 75), (75, 80), (80, 85), (85, 90), (90, 95), (95, 101))


@dataclass(slots=True)
class Group:
    """Grades and findings of one department or one doctor."""

    name: str
    stays: int = 0
    levels: Counter[str] = field(default_factory=Counter)
    scores: list[float] = field(default_factory=list)
    firm: int = 0
    open: int = 0

    @property
    def mean(self) -> float:
        return sum(self.scores) / len(self.scores) if self.scores else 0.0

    @property
    def share_a(self) -> float:
        return self.levels["甲级"] / self.stays if self.stays else 0.0


@dataclass(slots=True)
class Overview:
    """Everything that the overview template shows."""

    levels: Counter[str]
    bands: list[tuple[str, int]]
    departments: list[Group]
    doctors: list[Group]
    rules: list[tuple[str, int, int]]
    stays: list[dict[str, Any]]
    coverage: Counter[str]


def overview(run: RunFolder) -> Overview:
    """Count a run."""
    departments: dict[str, Group] = {}
    doctors: dict[str, Group] = {}
    firm: Counter[str] = Counter()
    open_: Counter[str] = Counter()
    coverage: Counter[str] = Counter()
    for stay_id, grade in run.grades.items():
        name = run.about[stay_id].get("department") or "（未注明科室）"
        group = departments.setdefault(name, Group(name))
        group.stays += 1
        group.levels[grade["level"]] += 1
        group.scores.append(grade["score"])
        coverage.update(grade["coverage"])
        for finding in run.findings.get(stay_id, []):
            _count(finding, group, doctors, firm, open_)
    rules = sorted({*firm, *open_}, key=lambda r: (-firm[r], -open_[r], r))
    return Overview(
        levels=Counter(g["level"] for g in run.grades.values()),
        bands=_bands(run),
        departments=sorted(departments.values(), key=lambda g: (g.share_a, g.name)),
        doctors=sorted(doctors.values(), key=lambda g: (-g.firm, -g.open, g.name)),
        rules=[(r, firm[r], open_[r]) for r in rules],
        stays=_stays(run),
        coverage=coverage,
    )


def _count(
    finding: dict[str, Any], group: Group, doctors: dict[str, Group], firm: Counter[str], open_: Counter[str]
) -> None:
    sure = finding["outcome"] == "fail"
    (firm if sure else open_)[finding["rule_id"]] += 1
    targets = [group]
    if finding["person"]:
        targets.append(doctors.setdefault(finding["person"], Group(finding["person"])))
    for target in targets:
        target.firm += sure
        target.open += not sure


def _bands(run: RunFolder) -> list[tuple[str, int]]:
    scores = [g["score"] for g in run.grades.values()]
    return [(f"{low}–{min(high, 100)}", sum(low <= s < high for s in scores)) for low, high in BANDS]


def _stays(run: RunFolder) -> list[dict[str, Any]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for stay_id, rows in run.findings.items():
        counts[stay_id].update(row["outcome"] for row in rows)
    rows = [
        {**run.about[s], "level": g["level"], "score": g["score"], "vetoes": g["vetoes"], **_sums(counts[s])}
        for s, g in run.grades.items()
    ]
    return sorted(rows, key=lambda r: (-LEVELS.index(r["level"]), r["score"], -r["firm"], r["stay_id"]))


def _sums(count: Counter[str]) -> dict[str, int]:
    return {"firm": count["fail"], "open": count["review"]}
