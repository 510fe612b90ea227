"""Which record next: by the harm that a miss would do, and by what a decision would teach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from random import Random
from typing import Any

from pipeline.store.run_folder import RunFolder

_RISK = {"丙级": 3.0, "乙级": 2.0, "甲级": 0.0}
SAMPLE_SHARE = 0.05  # of the unflagged records, so that misses can be estimated
SAMPLE_LEAST = 2


@dataclass(frozen=True, slots=True)
class Task:
    """One stay to review. ``why`` tells the controller why it is on the list."""

    stay_id: str
    level: str
    score: float
    open: int
    total: int
    why: str
    weight: float

    def row(self) -> dict[str, Any]:
        return asdict(self)


def worklist(run: RunFolder, decided: Mapping[str, Mapping[str, Any]]) -> list[Task]:
    """Flagged stays first by risk plus what their open findings would teach, then a random sample of unflagged ones.

    The sample depends on the run alone, so that everybody sees the same one.
    """
    known = Counter(d["rule_id"] for d in decided.values() if d["verdict"] in ("confirmed", "rejected"))
    tasks = [_task(run, stay_id, decided, known) for stay_id in run.grades if run.findings.get(stay_id)]
    clean = sorted(stay_id for stay_id in run.grades if not run.findings.get(stay_id))
    size = min(len(clean), max(SAMPLE_LEAST, round(SAMPLE_SHARE * len(clean))))
    sample = Random(run.manifest["run_id"]).sample(clean, size)  # noqa: S311 - a reproducible sample, no secret
    tasks += [_sampled(run, stay_id) for stay_id in sample]
    return sorted(tasks, key=lambda t: (-t.weight, t.stay_id))


def _task(run: RunFolder, stay_id: str, decided: Mapping[str, Mapping[str, Any]], known: Counter[str]) -> Task:
    grade, findings = run.grades[stay_id], run.findings[stay_id]
    open_ = [f for f in findings if f["fingerprint"] not in decided]
    # a finding near the border of confidence, of a rule with few decisions, teaches most
    teaches = sum((1.5 - abs(f["confidence"] - 0.5)) / (1 + known[f["rule_id"]]) for f in open_)
    weight = (_RISK[grade["level"]] + teaches + 1) if open_ else 0.0
    why = "、".join(grade["vetoes"]) or ("待复核" if any(f["outcome"] == "review" for f in open_) else "扣分")
    return Task(stay_id, grade["level"], grade["score"], len(open_), len(findings), why, round(weight, 4))


def _sampled(run: RunFolder, stay_id: str) -> Task:
    grade = run.grades[stay_id]
    return Task(stay_id, grade["level"], grade["score"], 0, 0, "未报缺陷的抽样", 0.5)
