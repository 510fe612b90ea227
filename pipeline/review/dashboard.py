"""Tables and plots of the store for the dashboard notebook: grades, rules, departments, trend, precision from decisions."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.detect.rules import all_rules
from pipeline.review.intervals import wilson
from pipeline.review.sampling import unflagged_sample
from pipeline.store import Store, standing

if TYPE_CHECKING:
    import altair
    import pandas

LEVELS = ["甲级", "乙级", "丙级"]
_COLOURS = ["#2f855a", "#c27803", "#c53030"]


def grade_table(store: Store, run_id: str) -> pandas.DataFrame:
    """One row a stay: department, doctor, discharge, level, score."""
    import pandas

    columns = ["stay_id", "department", "doctor", "discharged_at", "standard", "level", "score"]
    return pandas.DataFrame([{key: row[key] for key in columns} for row in store.grades(run_id)], columns=columns)


def rule_table(store: Store, run_id: str) -> pandas.DataFrame:
    """One row a rule that found something: failures, candidates, stays, and what controllers said of its findings so far."""
    import pandas

    names = {rule.id: rule.name for rule in all_rules()}
    said = decided_by_rule(store, run_id)
    rows = [
        {
            "rule_id": row["key"],
            "name": names.get(row["key"], ""),
            "fail": row["fail"],
            "review": row["review"],
            "stays": row["stays"],
        }
        | _precision(said[row["key"]])
        for row in store.counts(run_id, "rule_id")
    ]
    return pandas.DataFrame(
        rows,
        columns=["rule_id", "name", "fail", "review", "stays", "confirmed", "rejected", "precision", "low", "high"],
    )


def decided_by_rule(store: Store, run_id: str) -> dict[str, Counter[str]]:
    """How often the findings of each rule were confirmed and rejected, by the decisions that hold."""
    findings = store.findings(run_id)
    held = store.last_decisions(f["fingerprint"] for f in findings)
    said: dict[str, Counter[str]] = defaultdict(Counter)
    for finding in findings:
        decision = held.get(finding["fingerprint"])
        if decision is not None:
            said[finding["rule_id"]][decision["verdict"]] += 1
    return said


def _precision(said: Counter[str]) -> dict[str, Any]:
    right, wrong = said["confirmed"], said["rejected"]
    low, high = wilson(right, right + wrong)
    share = right / (right + wrong) if right + wrong else None
    return {"confirmed": right, "rejected": wrong, "precision": share, "low": low, "high": high}


@dataclass(frozen=True, slots=True)
class Missed:
    """Of ``read`` unflagged stays of the random sample, ``missed`` held a defect; 95 % interval of that share."""

    sampled: int
    read: int
    missed: int
    low: float
    high: float


def missed_rate(store: Store, run_id: str) -> Missed:
    """How often the program passed over a defect in silence, from the random sample of unflagged stays.

    A stay counts once a controller has read it in full (``clean``) or has added a defect to it; stays that somebody opened
    out of turn do not, since they are no random sample.
    """
    flagged = {f["stay_id"] for f in store.findings(run_id)}
    sample = set(
        unflagged_sample(run_id, (row["stay_id"] for row in store.stays(run_id) if row["stay_id"] not in flagged))
    )
    # the takings back are needed to know what stands
    rows = standing(store.decisions_with("clean", "missed", "withdrawn", run_id=run_id))
    last: dict[str, str] = {}
    for row in (row for row in rows if row["stay_id"] in sample):
        blind = (row["meta"] or {}).get("blind")  # one who missed it says nothing against one who found it
        last[row["stay_id"]] = "missed" if blind and last.get(row["stay_id"]) == "missed" else row["verdict"]
    missed = sum(verdict == "missed" for verdict in last.values())
    return Missed(len(sample), len(last), missed, *wilson(missed, len(last)))


def trend_table(store: Store) -> pandas.DataFrame:
    """One row a finished run and level: share of stays."""
    import pandas

    rows = []
    for run in store.runs():
        levels = Counter(row["level"] for row in store.grades(run["run_id"])) if run["status"] == "done" else Counter()
        rows += [
            {
                "started_at": run["started_at"],
                "standard": run["standard"],
                "level": level,
                "share": levels[level] / levels.total(),
            }
            for level in LEVELS
            if levels
        ]
    return pandas.DataFrame(rows, columns=["started_at", "standard", "level", "share"])


def level_chart(grades: pandas.DataFrame) -> altair.Chart:
    """Levels by department."""
    import altair

    return (
        altair.Chart(grades, title="各科室等级")
        .mark_bar()
        .encode(
            x=altair.X("count()", title="病历数"),
            y=altair.Y("department:N", title=None, sort="-x"),
            color=altair.Color("level:N", title="等级", scale=altair.Scale(domain=LEVELS, range=_COLOURS)),
            tooltip=["department", "level", "count()"],
        )
        .properties(width=520)
    )


def score_chart(grades: pandas.DataFrame) -> altair.Chart:
    """Distribution of the scores."""
    import altair

    return (
        altair.Chart(grades, title="分数分布")
        .mark_bar(color="#52606d")
        .encode(x=altair.X("score:Q", bin=altair.Bin(step=5), title="得分"), y=altair.Y("count()", title="病历数"))
        .properties(width=520, height=180)
    )


def rule_chart(rules: pandas.DataFrame, most: int = 20) -> altair.Chart:
    """The rules that found most."""
    import altair

    long = rules.head(most).melt(["rule_id", "name"], ["fail", "review"], var_name="outcome", value_name="count")
    return (
        altair.Chart(long, title="常见缺陷")
        .mark_bar()
        .encode(
            x=altair.X("count:Q", title="处"),
            y=altair.Y("name:N", title=None, sort="-x"),
            color=altair.Color(
                "outcome:N", title=None, scale=altair.Scale(domain=["fail", "review"], range=["#b7473f", "#e3b9a3"])
            ),
            tooltip=["rule_id", "name", "outcome", "count"],
        )
        .properties(width=520)
    )


def precision_chart(rules: pandas.DataFrame) -> altair.LayerChart:
    """Precision of each rule as controllers judged it, with the 95 % interval."""
    import altair

    judged = rules[rules["confirmed"] + rules["rejected"] > 0]
    base = altair.Chart(judged, title="复核后的精度（95% 区间）").encode(y=altair.Y("name:N", title=None))
    scale = altair.Scale(domain=[0, 1])
    bars = base.mark_rule(color="#9aa8b3").encode(x=altair.X("low:Q", title="精度", scale=scale), x2="high:Q")
    dots = base.mark_point(filled=True, size=60, color="#1d5fa8").encode(
        x=altair.X("precision:Q", scale=scale), tooltip=["rule_id", "confirmed", "rejected"]
    )
    return (bars + dots).properties(width=520)


def trend_chart(trend: pandas.DataFrame) -> altair.Chart:
    """Share of each level over the runs."""
    import altair

    return (
        altair.Chart(trend, title="历次审核")
        .mark_line(point=True)
        .encode(
            x=altair.X("started_at:T", title=None),
            y=altair.Y("share:Q", title="比例", axis=altair.Axis(format="%")),
            color=altair.Color("level:N", title="等级", scale=altair.Scale(domain=LEVELS, range=_COLOURS)),
        )
        .properties(width=520, height=180)
    )
