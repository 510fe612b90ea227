"""Two people read a sample blind: how far do they agree, and where a third has to decide."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipeline.detect.rules import all_rules
from pipeline.review.intervals import wilson
from pipeline.review.sampling import ABOUT_STAY, blind_readings, finished, stay_key, to_decide
from pipeline.store import Store, standing

if TYPE_CHECKING:
    import pandas

WORDS = {
    "confirmed": "确认",
    "rejected": "否定",
    "unsure": "存疑",
    "clean": "无遗漏",
    "missed": "有漏查",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One question that two people answered blind: a finding, or (``rule_id`` empty) whether a stay is clean.

    ``settled`` is the verdict of whoever decided afterwards, seeing both; empty if nobody has.
    """

    stay_id: str
    fingerprint: str
    rule_id: str
    verdicts: Mapping[str, str] = field(default_factory=dict)  # reader -> verdict
    settled: str = ""

    @property
    def agreed(self) -> bool:
        return len(set(self.verdicts.values())) == 1


@dataclass(frozen=True, slots=True)
class Agreement:
    """Cohen's κ over ``n`` questions in ``stays`` stays; ``agreed`` of them were answered alike.

    ``low`` and ``high`` bound κ at 95 %: Wilson's interval of the observed agreement, at the expected agreement as it was
    found. Questions of one stay depend on each other, so the true interval is somewhat wider. κ is None where it is not
    defined: nothing was read twice, or both always gave the same single answer.
    """

    n: int
    stays: int
    agreed: int
    kappa: float | None
    low: float
    high: float


def double_readings(store: Store, run_id: str) -> list[Reading]:
    """Every question of the run's stays that two people have finished reading blind, in stay order."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for finding in store.findings(run_id):
        found[finding["stay_id"]].append(finding)
    wanted = to_decide(run_id, [row["stay_id"] for row in store.stays(run_id)], found)
    rows = store.decisions_with(run_id=run_id)
    return readings_of(rows, wanted, {f["fingerprint"]: f["rule_id"] for some in found.values() for f in some})


def readings_of(
    rows: Sequence[Mapping[str, Any]], wanted: Mapping[str, set[str]], rules: Mapping[str, str]
) -> list[Reading]:
    """The same from decisions (of one run, in order), what had to be decided, and the rule of each fingerprint."""
    settled = _settled(rows)
    return [
        Reading(
            stay_id,
            key,
            rules.get(key, ""),
            {who: verdicts[key] for who, verdicts in said.items()},
            settled.get(key, ""),
        )
        for stay_id, said in sorted(blind_readings(rows, wanted).items())
        if finished(said, wanted.get(stay_id, set()))
        for key in sorted(wanted[stay_id])
    ]


def _settled(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The last verdict by fingerprint, or by stay, that was not given blind."""
    last: dict[str, str] = {}
    for row in standing(dict(r) for r in rows):
        if not (row["meta"] or {}).get("blind"):
            about_stay = row["verdict"] in ABOUT_STAY and row["run_id"]
            last[stay_key(row["run_id"], row["stay_id"]) if about_stay else row["fingerprint"]] = row["verdict"]
    return last


def agreement(readings: Iterable[Reading]) -> Agreement:
    """Cohen's κ of the two readers of each question. Readers are taken in the order of their names."""
    pairs, stays = [], set()
    for reading in readings:
        first, second = (reading.verdicts[who] for who in sorted(reading.verdicts))
        pairs.append((first, second))
        stays.add(reading.stay_id)
    n, agreed = len(pairs), sum(a == b for a, b in pairs)
    left, right = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    expected = sum(left[label] * right[label] for label in left) / (n * n) if n else 1.0
    if expected >= 1.0:
        return Agreement(n, len(stays), agreed, None, -1.0, 1.0)
    low, high = ((share - expected) / (1 - expected) for share in wilson(agreed, n))
    return Agreement(n, len(stays), agreed, (agreed / n - expected) / (1 - expected), max(-1.0, low), high)


def disagreements(readings: Iterable[Reading]) -> list[Reading]:
    """The queue: what two people answered differently and nobody has settled."""
    return [reading for reading in readings if not reading.agreed and not reading.settled]


def disagreement_table(store: Store, run_id: str) -> pandas.DataFrame:
    """The queue as a table: stay, rule, and what each of the two said."""
    import pandas

    names = {rule.id: rule.name for rule in all_rules()}
    rows = [
        {
            "住院": reading.stay_id,
            "规则": reading.rule_id or "（抽样病历有无漏查）",
            "名称": names.get(reading.rule_id, ""),
            "意见": "；".join(f"{who}：{WORDS.get(verdict, verdict)}" for who, verdict in reading.verdicts.items()),
        }
        for reading in disagreements(double_readings(store, run_id))
    ]
    return pandas.DataFrame(rows, columns=["住院", "规则", "名称", "意见"])


def agreement_table(store: Store, run_id: str) -> pandas.DataFrame:
    """One row for all questions, and one a rule that was read twice: n, agreement, κ and its interval."""
    import pandas

    readings = double_readings(store, run_id)
    groups: dict[str, list[Reading]] = {"全部": readings}
    for reading in readings:
        groups.setdefault(reading.rule_id or "（有无漏查）", []).append(reading)
    rows = []
    for name, group in groups.items():
        a = agreement(group)
        rows.append(
            {"规则": name, "n": a.n, "病历": a.stays, "一致": a.agreed, "κ": a.kappa, "下限": a.low, "上限": a.high}
        )
    return pandas.DataFrame(rows, columns=["规则", "n", "病历", "一致", "κ", "下限", "上限"])
