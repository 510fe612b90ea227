"""Which record next: by the harm that a miss would do, and by what a decision would teach."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pipeline.review.sampling import stay_key, unflagged_sample
from pipeline.store.run_folder import RunFolder

_RISK = {"丙级": 3.0, "乙级": 2.0, "甲级": 0.0}
_DISPUTED = 1e6  # two people have read it and wait for a third: before everything else
_BETWEEN = 5


@dataclass(frozen=True, slots=True)
class Task:
    """One stay to review. ``why`` tells the controller why it is on the list; ``blind``: two read it, apart."""

    stay_id: str
    level: str
    score: float
    open: int
    total: int
    why: str
    weight: float
    sampled: bool = False  # nothing was found in it: is it clean?
    blind: bool = False

    def row(self) -> dict[str, Any]:
        return asdict(self)


def worklist(
    run: RunFolder,
    decided: Mapping[str, Mapping[str, Any]],
    hidden: Collection[str] = (),
    blind: Collection[str] = (),
    disputed: Collection[str] = (),
) -> list[Task]:
    """Flagged stays by risk plus what their open findings would teach, mixed with the random samples.

    ``decided`` maps fingerprints (of findings, and :func:`stay_key` of read stays) to what this controller may see. Stays
    in ``hidden`` are for two others; those in ``blind`` are read apart; those in ``disputed`` come first.
    """
    known = Counter(d["rule_id"] for d in decided.values() if d["verdict"] in ("confirmed", "rejected"))
    clean = [stay_id for stay_id in run.grades if not run.findings.get(stay_id)]
    flagged = [stay_id for stay_id in run.grades if run.findings.get(stay_id)]
    tasks = [_task(run, s, decided, known, s in blind, s in disputed) for s in flagged if s not in hidden]
    sample = [s for s in unflagged_sample(run.manifest["run_id"], clean) if s not in hidden]
    tasks += [_sampled(run, s, decided, s in blind, s in disputed) for s in sample]
    return list(_mixed(sorted(tasks, key=lambda t: (-t.weight, t.stay_id))))


def _mixed(ranked: list[Task]) -> Iterator[Task]:
    """Disputes, then the open stays by weight with one drawn by lot after every fifth, then what is done.

    By weight alone the samples would come after everything else, that is never.
    """
    drawn = deque(t for t in ranked if t.open and (t.sampled or t.blind) and t.weight < _DISPUTED)
    by_lot = {t.stay_id for t in drawn}
    others = [t for t in ranked if t.stay_id not in by_lot and (t.open or t.weight >= _DISPUTED)]
    for place, task in enumerate(others, 1):
        yield task
        if place % _BETWEEN == 0 and drawn:
            yield drawn.popleft()
    yield from drawn
    yield from (t for t in ranked if not t.open and t.weight < _DISPUTED)


def _task(
    run: RunFolder,
    stay_id: str,
    decided: Mapping[str, Mapping[str, Any]],
    known: Counter[str],
    blind: bool,
    disputed: bool,
) -> Task:
    grade, findings = run.grades[stay_id], run.findings[stay_id]
    open_ = [f for f in findings if f["fingerprint"] not in decided]
    # a finding near the border of confidence, of a rule with few decisions, teaches most
    teaches = sum((1.5 - abs(f["confidence"] - 0.5)) / (1 + known[f["rule_id"]]) for f in open_)
    weight = (_RISK[grade["level"]] + teaches + 1) if open_ else 0.0
    why = "、".join(grade["vetoes"]) or ("待复核" if any(f["outcome"] == "review" for f in open_) else "扣分")
    why = "两人意见不同，待裁定" if disputed else f"双人盲读　{why}" if blind else why
    weight += _DISPUTED * disputed
    return Task(stay_id, grade["level"], grade["score"], len(open_), len(findings), why, round(weight, 4), blind=blind)


def _sampled(
    run: RunFolder, stay_id: str, decided: Mapping[str, Mapping[str, Any]], blind: bool, disputed: bool
) -> Task:
    grade = run.grades[stay_id]
    unread = stay_key(run.manifest["run_id"], stay_id) not in decided
    why = "两人意见不同，待裁定" if disputed else "未报缺陷的抽样" + ("　双人盲读" if blind else "")
    weight = 0.5 * unread + _DISPUTED * disputed
    return Task(stay_id, grade["level"], grade["score"], int(unread), 1, why, weight, sampled=True, blind=blind)
