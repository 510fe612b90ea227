"""Has what comes in changed? By department: scores, findings a stay, vocabulary and layout of the last runs against earlier ones.

Every difference is compared with those of random divisions of the same stays, so that small departments do not cry wolf. Nothing of a
record is in the result: vocabulary is counted in hashed pairs of characters, headings by their form.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pipeline.detect.rules import all_rules
from pipeline.errors import UsageError
from pipeline.store import Store
from pipeline.store.run_folder import RunFolder

if TYPE_CHECKING:
    import altair
    import pandas

Floats = NDArray[np.float64]

ALL = "（全部）"
BUCKETS = 1024  # of hashed character pairs
DIVISIONS = 500  # random divisions of the stays that a difference is compared with
LEAST = 5  # stays on each side
LEVEL = 0.01  # a difference that fewer random divisions than this reach is called a change
MEASURES = {
    "score": "分数分布",
    "rule": "每份病历的缺陷",
    "vocabulary": "词汇",
    "layout": "标题形式",
    "untyped": "未识别类型的文书",
}
FORMS = ("【】类", "编号加冒号", "编号", "冒号", "独立成行", "其他")
_BRACKET = re.compile(r"^\s*[【\[［〔〖<《]")
_NUMBER = re.compile(r"^\s*[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）]?[、.．:：\s]")


@dataclass(frozen=True, slots=True)
class Profile:
    """Figures of one stay. ``pairs``, ``forms`` and ``untyped`` (other documents, all documents) need its text."""

    stay_id: str
    department: str
    score: float
    rules: Counter[str]
    pairs: NDArray[np.uint32] | None = None
    forms: Counter[str] = field(default_factory=Counter)
    untyped: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Drift:
    """One measure in one department, before and after. ``p`` is the share of random divisions that differ as much.

    ``distance``: Kolmogorov–Smirnov for scores; Jensen–Shannon (0 to 1) for vocabulary and layout; else the difference of
    ``after`` and ``before`` (mean findings a stay, share of documents). For rules ``p`` allows for their number.
    """

    department: str
    measure: str
    rule_id: str
    n_before: int
    n_after: int
    before: float | None
    after: float | None
    distance: float
    p: float

    @property
    def changed(self) -> bool:
        return self.p < LEVEL

    def row(self) -> dict[str, Any]:
        return {**asdict(self), "changed": self.changed}


def profiles_of_folder(run: RunFolder) -> list[Profile]:
    """One profile a stay, with vocabulary and layout."""
    return [
        Profile(
            dossier.stay_id,
            run.about[dossier.stay_id].get("department") or "",
            run.grades[dossier.stay_id]["score"],
            Counter(f["rule_id"] for f in run.findings.get(dossier.stay_id, ())),
            _pairs([dossier.text_of(d["doc_id"])[d["start"] : d["end"]] for d in dossier.documents]),
            Counter(
                _form(dossier.text_of(d["doc_id"]), s["start"], s["heading_end"])
                for d in dossier.documents
                for s in d["sections"]
            ),
            (sum(d["doc_type"] == "other" for d in dossier.documents), len(dossier.documents)),
        )
        for dossier in run.dossiers()
    ]


def profiles_of_store(store: Store, run_id: str) -> list[Profile]:
    """Scores and findings only: the store holds no texts."""
    rules: dict[str, Counter[str]] = defaultdict(Counter)
    for finding in store.findings(run_id):
        rules[finding["stay_id"]][finding["rule_id"]] += 1
    standard = next((run["standard"] for run in store.runs() if run["run_id"] == run_id), None)
    return [
        Profile(row["stay_id"], row["department"] or "", row["score"], rules[row["stay_id"]])
        for row in store.grades(run_id, standard=standard)
    ]


def _pairs(texts: Sequence[str]) -> NDArray[np.uint32]:
    """Counts of hashed pairs of characters; every digit counts as the same sign."""
    found = np.zeros(BUCKETS, np.uint32)
    for text in texts:
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint64)
        codes[(codes >= ord("0")) & (codes <= ord("9"))] = ord("0")
        mixed = (codes[:-1] * np.uint64(0x9E3779B1) ^ codes[1:] * np.uint64(0x85EBCA77)) & np.uint64(0xFFFFFFFF)
        found += np.bincount((mixed >> np.uint64(11)) % np.uint64(BUCKETS), minlength=BUCKETS).astype(np.uint32)
    return found


def _form(text: str, start: int, end: int) -> str:
    heading = text[start:end]
    if _BRACKET.match(heading):
        return FORMS[0]
    numbered, colon = bool(_NUMBER.match(heading)), heading.rstrip().endswith((":", "："))
    if numbered:
        return FORMS[1] if colon else FORMS[2]
    if colon:
        return FORMS[3]
    return FORMS[4] if heading.endswith(("\n", "\r")) or text[end : end + 1] in ("\n", "\r", "") else FORMS[5]


def drift(before: Iterable[Profile], after: Iterable[Profile], seed: int = 0) -> list[Drift]:
    """Compare by department, and all together. A stay that is in both counts as after. Raises UsageError if one side is too small."""
    late = {p.stay_id: p for p in after}
    early = {p.stay_id: p for p in before if p.stay_id not in late}
    if min(len(early), len(late)) < LEAST:
        raise UsageError("E651", f"病历太少：之前 {len(early)} 份、最近 {len(late)} 份，各至少要 {LEAST} 份")
    names = [ALL, *sorted({p.department for p in (*early.values(), *late.values()) if p.department})]
    found: list[Drift] = []
    for name in names:
        sides = [[p for p in side.values() if name in (ALL, p.department)] for side in (early, late)]
        if min(map(len, sides)) >= LEAST:
            found += _Comparison(name, sides[0], sides[1], seed).measures()
    return found


class _Comparison:
    """One department: the true division of its stays, and many random ones."""

    def __init__(self, department: str, before: list[Profile], after: list[Profile], seed: int) -> None:
        self.department, self.n = department, (len(before), len(after))
        self.profiles = [*before, *after]
        rng = np.random.default_rng(seed)
        late = np.zeros(len(self.profiles), bool)
        late[len(before) :] = True
        self.late = np.array([late, *(rng.permutation(late) for _ in range(DIVISIONS))])

    def measures(self) -> Iterable[Drift]:
        yield self._scores()
        yield from self._rules()
        if all(p.pairs is not None for p in self.profiles):
            yield self._spread("vocabulary", np.array([p.pairs for p in self.profiles], float))
            yield self._spread("layout", np.array([[p.forms[form] for form in FORMS] for p in self.profiles], float))
            yield self._untyped()

    def _drift(
        self, measure: str, distances: Floats, before: float | None, after: float | None, rule: str = ""
    ) -> Drift:
        p = float((distances >= distances[0] - 1e-12).mean())  # the true division is one of them
        return Drift(self.department, measure, rule, *self.n, before, after, round(float(distances[0]), 6), p)

    def _means(self, values: Floats) -> tuple[Floats, Floats]:
        """Means before and after, division × column."""
        late = self.late.astype(float)
        return (1 - late) @ values / self.n[0], late @ values / self.n[1]

    def _scores(self) -> Drift:
        scores = np.array([p.score for p in self.profiles], float)
        order = np.argsort(scores, kind="stable")
        late = self.late[:, order]
        ends = np.append(np.diff(scores[order]) > 0, True)  # equal scores step together
        gaps = np.abs(np.cumsum(late, 1) / self.n[1] - np.cumsum(~late, 1) / self.n[0])[:, ends]
        before, after = scores[~self.late[0]].mean(), scores[self.late[0]].mean()
        return self._drift("score", gaps.max(1), round(float(before), 2), round(float(after), 2))

    def _rules(self) -> Iterable[Drift]:
        ids = sorted({rule for p in self.profiles for rule in p.rules})
        if not ids:
            return
        counts = np.array([[p.rules[rule] for rule in ids] for p in self.profiles], float)
        before, after = self._means(counts)
        spread = counts.std(0)
        sizes = np.abs(after - before) / np.where(spread > 0, spread, 1.0)
        largest = sizes.max(1)
        for column, rule in enumerate(ids):
            p = float((np.append(largest[1:], sizes[0, column]) >= sizes[0, column] - 1e-12).mean())
            old, new = (round(float(side[0, column]), 4) for side in (before, after))
            yield Drift(self.department, "rule", rule, *self.n, old, new, round(new - old, 4), p)

    def _spread(self, measure: str, counts: Floats) -> Drift:
        before, after = self._means(counts)
        return self._drift(measure, _jensen_shannon(before, after), None, None)

    def _untyped(self) -> Drift:
        counts = np.array([p.untyped for p in self.profiles], float)
        before, after = (side[:, 0] / np.maximum(side[:, 1], 1e-12) for side in self._means(counts))
        return self._drift("untyped", np.abs(after - before), round(float(before[0]), 4), round(float(after[0]), 4))


def _jensen_shannon(one: Floats, other: Floats) -> Floats:
    """Divergence in bits of each pair of rows."""

    def shares(counts: Floats) -> Floats:
        result: Floats = counts / np.maximum(counts.sum(1, keepdims=True), 1e-12)
        return result

    def from_middle(share: Floats, middle: Floats) -> Floats:
        ratio = np.divide(share, middle, out=np.ones_like(share), where=share > 0)
        result: Floats = (share * np.log2(ratio)).sum(1)
        return result

    a, b = shares(one), shares(other)
    middle = (a + b) / 2
    result: Floats = (from_middle(a, middle) + from_middle(b, middle)) / 2
    return result


def drift_table(found: Iterable[Drift]) -> pandas.DataFrame:
    """One row a measure, the surest changes first; names of the rules beside their ids."""
    import pandas

    names = {rule.id: rule.name for rule in all_rules()}
    rows = [
        {
            "科室": d.department,
            "指标": MEASURES[d.measure],
            "规则": f"{d.rule_id} {names.get(d.rule_id, '')}".strip(),
            "之前": d.before,
            "最近": d.after,
            "差异": d.distance,
            "p": d.p,
            "变化": d.changed,
            "之前份数": d.n_before,
            "最近份数": d.n_after,
        }
        for d in sorted(found, key=lambda d: (d.p, -abs(d.distance)))
    ]
    columns = ["科室", "指标", "规则", "之前", "最近", "差异", "p", "变化", "之前份数", "最近份数"]
    return pandas.DataFrame(rows, columns=columns)


def drift_chart(found: Iterable[Drift]) -> altair.Chart:
    """Departments against measures (of the rules the one that changed most surely): the darker, the surer the change."""
    import altair

    table = drift_table(found).drop_duplicates(["科室", "指标"])
    chart: altair.Chart = (
        altair.Chart(table, title=f"漂移（深色：随机划分中少于 {LEVEL:.0%} 有这样大的差异）")
        .mark_rect()
        .encode(
            x=altair.X("指标:N", title=None, sort=list(MEASURES.values())),
            y=altair.Y("科室:N", title=None),
            color=altair.Color(
                "p:Q",
                scale=altair.Scale(type="threshold", domain=[LEVEL, 0.05], range=["#b42318", "#e3b9a3", "#eef1f4"]),
            ),
            tooltip=["科室", "指标", "规则", "之前", "最近", "差异", "p", "之前份数", "最近份数"],
        )
        .properties(width=420)
    )
    return chart
