"""The sixteen rules about departments and periods (AGG-*): functions of a period, with the five outcomes of any rule.

A rule whose data nobody keeps (meetings, registers) is ``not_assessable`` and says which data would decide it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pipeline.detect.finding import Outcome
from pipeline.review.cohort import AuditedStay, Cohort
from pipeline.review.indicators import INDICATORS, KEY_RECORDS, Counted, indicator, indicators
from pipeline.review.ledger import Entry, State
from pipeline.review.ledger.entries import RECHECK_DAYS
from pipeline.review.sample_plan import READ, plans
from pipeline.standards.catalogue import catalogue
from pipeline.standards.model import Standard
from pipeline.store import SUPPRESSING

REPEATS = 3  # the same person, the same rule, in as many stays of one period
TREND_MONTHS, TREND_LEAST = 6, 20  # months before, and stays in a month, that a control limit needs
DIAGNOSED_TARGET = 0.90  # S003 plans 3 and 5: diagnosis established within three days
DISCUSSIONS = ("CMP-PREOP-DISC", "CMP-PREOP-MDT", "CMP-DEATH-DISC", "CMP-DIFFICULT")


@dataclass(frozen=True, slots=True)
class Month:
    """A month as counts. ``shares``: indicator number to numerator and denominator."""

    label: str
    stays: int
    levels: Mapping[str, int]
    firm: int
    shares: Mapping[int, tuple[int, int]]


def month_of(cohort: Cohort) -> Month:
    return Month(
        cohort.period.label,
        len(cohort.stays),
        Counter(stay.level for stay in cohort.stays),
        sum(len(stay.firm) for stay in cohort.stays),
        {c.indicator.number: (c.numerator, c.denominator) for c in indicators(cohort)},
    )


@dataclass(frozen=True)
class Material:
    """What the rules look at.

    ``months``: the months before the period, the oldest first, as counts. ``published``: labels of the periods whose report exists,
    None if nobody knows. ``live_since``: the earliest discharge in the store.
    """

    cohort: Cohort
    standard: Standard
    entries: Sequence[Entry] = ()
    months: Sequence[Month] = ()
    today: date = field(default_factory=date.today)
    published: Collection[str] | None = None
    live_since: date | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """The answer of one rule. ``value`` is the figure as people read it; ``items`` the stays, persons or departments behind."""

    rule_id: str
    outcome: Outcome
    value: str = ""
    reason: str = ""
    items: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return catalogue()[self.rule_id].name

    @property
    def clause(self) -> str:
        return catalogue()[self.rule_id].source


Check = Callable[[str, Material], Judged]


def judge_all(material: Material) -> list[Judged]:
    """Every AGG rule of the catalogue, in its order."""
    return [AGGREGATES[i].check(i, material) for i, entry in catalogue().items() if entry.kind == "aggregate"]


def grade_a(rule_id: str, m: Material) -> Judged:
    target = m.standard.parameters.get("target_grade_a")
    counted = _number(27, m.cohort.stays)
    if target is None:
        return Judged(rule_id, Outcome.NOT_APPLICABLE, rate_text(counted), "本标准没有甲级率目标，只监测")
    if counted.bounds is None:
        return Judged(rule_id, Outcome.NOT_APPLICABLE, reason="本期没有出院病历")
    low, high = (100 * bound for bound in counted.bounds)
    why = f"目标 ≥{target:g} %"
    if high < target:
        return Judged(rule_id, Outcome.FAIL, rate_text(counted), why, counted.unmet)
    if low >= target:
        return Judged(rule_id, Outcome.PASS, rate_text(counted), why)
    return Judged(
        rule_id, Outcome.NOT_ASSESSABLE, rate_text(counted), f"{why}，等级未定的病历会改变结论", counted.unknown
    )


def no_c(rule_id: str, m: Material) -> Judged:
    worst = tuple(s.stay_id for s in m.cohort.stays if s.level == "丙级")
    unknown = tuple(s.stay_id for s in m.cohort.stays if not s.level)
    value = f"丙级 {len(worst)} 份，等级未定 {len(unknown)} 份，共 {len(m.cohort.stays)} 份"
    if worst:
        return Judged(rule_id, Outcome.FAIL, value, "机器定级，处罚前须人工核对", worst)
    if unknown:
        return Judged(rule_id, Outcome.NOT_ASSESSABLE, value, "有等级未定的病历", unknown)
    return _any(rule_id, m, value)


def all_27(rule_id: str, m: Material) -> Judged:
    counted = indicators(m.cohort)
    empty = [c.indicator.code for c in counted if c.rate is None]
    value = f"27 项中 {27 - len(empty)} 项有值"
    if not empty:
        return Judged(rule_id, Outcome.PASS, value)
    return Judged(rule_id, Outcome.NOT_ASSESSABLE, value, "其余缺数据或本期没有适用病历，见指标表", tuple(empty))


def clone_rate(rule_id: str, m: Material) -> Judged:
    c = _number(25, m.cohort.stays)
    value = f"出院 {len(m.cohort.stays)}，已确认 {c.numerator}，疑似待核 {len(c.suspected)}，无法判定 {len(c.unknown)}"
    if c.met:
        return Judged(rule_id, Outcome.FAIL, value, "经人工确认的不合理复制", c.met)
    if c.suspected or c.unknown:
        return Judged(rule_id, Outcome.NOT_ASSESSABLE, value, "疑似须人工确认后才计入", c.suspected)
    return _any(rule_id, m, value)


def key_records(rule_id: str, m: Material) -> Judged:
    some = [_number(number, m.cohort.stays) for number in KEY_RECORDS]
    met, unmet = sum(c.numerator for c in some), sum(len(c.unmet) for c in some)
    open_ = [c.indicator.code for c in some if c.rate is None and (c.unknown or not c.indicator.rules)]
    value = f"可判定 {met + unmet} 例次，完整 {met} 例次"
    if unmet:
        items = tuple(sorted({stay_id for c in some for stay_id in c.unmet}))
        return Judged(rule_id, Outcome.FAIL, value, "有关键诊疗行为的记录不完整", items)
    if open_:
        return Judged(rule_id, Outcome.NOT_ASSESSABLE, value, "部分指标缺数据", tuple(open_))
    if met:
        return Judged(rule_id, Outcome.PASS, value)
    return Judged(rule_id, Outcome.NOT_APPLICABLE, value, "本期没有关键诊疗行为")


def sample(rule_id: str, m: Material) -> Judged:
    quota = m.standard.parameters.get("sample_per_dept_month")
    if quota is None:
        return Judged(rule_id, Outcome.NOT_APPLICABLE, reason="本标准不规定抽查份数")
    if m.today <= m.cohort.period.last:
        return Judged(rule_id, Outcome.NOT_ASSESSABLE, reason="本期未结束")
    if not any(row["verdict"] in READ for row in m.cohort.decisions):
        return Judged(
            rule_id, Outcome.NOT_ASSESSABLE, reason="没有抽查登记：本期病历没有任何人工审阅记录，可能在别处审阅"
        )
    short = []
    for month in m.cohort.period.months():
        part = m.cohort.in_month(month)
        for p in plans(part, int(quota)):
            read = {row["stay_id"] for row in part.of(p.department).decisions if row["verdict"] in READ}
            if len(read) < min(p.quota, p.discharges):
                short.append(f"{p.department} {month.label}：{len(read)}/{min(p.quota, p.discharges)}")
    value = f"每科每月 {quota} 份"
    return Judged(rule_id, Outcome.FAIL if short else Outcome.PASS, value, "出院不足定额的科室须全部抽查", tuple(short))


def report(rule_id: str, m: Material) -> Judged:
    if m.published is None or m.live_since is None:
        return Judged(rule_id, Outcome.NOT_ASSESSABLE, reason="不知道以前的报告放在哪里")
    due = [p.label for p in m.cohort.period.before(12) if p.first > m.live_since and p.last < m.today]
    missing = tuple(label for label in due if label not in m.published)
    if not due:
        return Judged(rule_id, Outcome.NOT_APPLICABLE, reason="启用后的第一个月")
    outcome = Outcome.FAIL if missing else Outcome.PASS
    return Judged(rule_id, outcome, f"应出月报 {len(due)} 期，缺 {len(missing)} 期", items=missing)


def rectify(rule_id: str, m: Material) -> Judged:
    late = [e for e in m.entries if e.overdue(m.today)]
    unchecked = [e for e in m.entries if e.unchecked(m.today)]
    open_ = [e for e in m.entries if e.state is State.OPEN and e.due is None]
    value = f"逾期 {len(late)}，整改后未复查 {len(unchecked)}，未分派 {len(open_)}，共 {len(m.entries)}"
    if late or unchecked:
        items = tuple(f"{e.department} {e.stay_id} {e.rule_id}" for e in (*late, *unchecked))
        return Judged(rule_id, Outcome.FAIL, value, "申诉期间停止计时", items)
    if open_:
        return Judged(rule_id, Outcome.NOT_ASSESSABLE, value, "未分派的缺陷没有期限")
    if not m.entries:
        return Judged(rule_id, Outcome.NOT_APPLICABLE, value, "台账为空")
    return Judged(rule_id, Outcome.PASS, value)


def repeat(rule_id: str, m: Material) -> Judged:
    stays: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for stay in m.cohort.stays:
        for finding in stay.firm:
            if finding["person"]:
                stays[stay.department, finding["person"], finding["rule_id"]].add(stay.stay_id)
    often = sorted((key, len(ids)) for key, ids in stays.items() if len(ids) >= REPEATS)
    items = tuple(f"{dept} {who}：{rule} {n} 份" for (dept, who, rule), n in often)
    value = f"{len(often)} 人次（同科同名同规则 ≥{REPEATS} 份病历）"
    if often:
        return Judged(rule_id, Outcome.FAIL, value, "按病历中的签名统计，同名者须人工区分", items)
    return _any(rule_id, m, value)


def discuss(rule_id: str, m: Material) -> Judged:
    done, lacking, unknown = set(), set(), set()
    for stay in m.cohort.stays:
        for rule in DISCUSSIONS:
            outcome = stay.outcomes.get(rule)
            if outcome == Outcome.PASS:
                done.add((stay.stay_id, rule))
            elif outcome == Outcome.FAIL:
                lacking.add((stay.stay_id, rule))
            elif outcome in (Outcome.NOT_ASSESSABLE, Outcome.ERROR):
                unknown.add((stay.stay_id, rule))
    value = f"应讨论 {len(done) + len(lacking)} 例，已讨论 {len(done)} 例，无法判定 {len(unknown)} 例"
    if lacking:
        return Judged(rule_id, Outcome.FAIL, value, items=tuple(f"{s} {r}" for s, r in sorted(lacking)))
    if unknown:
        return Judged(rule_id, Outcome.NOT_ASSESSABLE, value, items=tuple(f"{s} {r}" for s, r in sorted(unknown)))
    if done:
        return Judged(rule_id, Outcome.PASS, value)
    return Judged(rule_id, Outcome.NOT_APPLICABLE, value, "本期没有应讨论的病例")


def dx_match(rule_id: str, m: Material) -> Judged:
    """Only the share diagnosed within three days is known from rules, and only as not found wanting."""
    if "S003" not in (m.standard.id, *m.standard.lineage):
        return Judged(rule_id, Outcome.NOT_APPLICABLE, reason="本标准没有诊断符合率目标")
    outcomes = [s.outcomes.get("TIM-DIAG-3D", Outcome.NOT_ASSESSABLE.value) for s in m.cohort.stays]
    failed, n = outcomes.count(Outcome.FAIL), sum(o in (Outcome.PASS, Outcome.FAIL) for o in outcomes)
    value = f"三日确诊：可判定 {n} 份，未确诊 {failed} 份"
    unknown = sum(o in (Outcome.NOT_ASSESSABLE, Outcome.ERROR) for o in outcomes)
    if n and (n - failed + unknown) / (n + unknown) < DIAGNOSED_TARGET:
        ids = tuple(s.stay_id for s in m.cohort.stays if s.outcomes.get("TIM-DIAG-3D") == Outcome.FAIL)
        return Judged(rule_id, Outcome.FAIL, value, "三日确诊率目标 ≥90 %", ids)
    return Judged(
        rule_id, Outcome.NOT_ASSESSABLE, value, "入出院、术前术后、临床病理符合率须有成对的诊断（首页、病理报告）"
    )


def trend(rule_id: str, m: Material) -> Judged:
    """A share outside three standard deviations of the months before (p chart)."""
    if len(m.months) < TREND_MONTHS:
        return Judged(rule_id, Outcome.NOT_ASSESSABLE, reason=f"少于 {TREND_MONTHS} 个月的历史，不能定控制限")
    outside, judged = [], 0
    for wanted in INDICATORS:
        now = indicator(wanted, m.cohort.stays)
        shares = [month.shares[wanted.number] for month in m.months]
        past = [share for share in shares if share[1] >= TREND_LEAST]
        limits = control_limits(past, now.denominator) if len(past) >= TREND_MONTHS else None
        if limits is None or now.rate is None or now.denominator < TREND_LEAST:
            continue
        judged += 1
        if not limits[0] <= now.rate <= limits[1]:
            outside.append(f"{wanted.code} {wanted.name} {now.rate:.1%}（控制限 {limits[0]:.1%}–{limits[1]:.1%}）")
    value = f"可判定 {judged} 项，超出控制限 {len(outside)} 项"
    if outside:
        return Judged(rule_id, Outcome.FAIL, value, items=tuple(outside))
    if judged:
        return Judged(rule_id, Outcome.PASS, value)
    return Judged(rule_id, Outcome.NOT_ASSESSABLE, value, f"每月可判定病历不足 {TREND_LEAST} 份的指标不作判断")


def control_limits(past: Sequence[tuple[int, int]], n: int) -> tuple[float, float] | None:
    """Three standard deviations around the pooled share of ``past`` (numerators, denominators), for ``n`` stays."""
    whole = sum(denominator for _, denominator in past)
    if not whole or not n:
        return None
    share = sum(numerator for numerator, _ in past) / whole
    width = 3 * (share * (1 - share) / n) ** 0.5
    return max(0.0, share - width), min(1.0, share + width)


def appeals(rule_id: str, m: Material) -> Judged:
    """A finding that was under appeal, or found wrong, before the run must not be raised by it again."""
    last: dict[str, dict[str, Any]] = {row["fingerprint"]: row for row in m.cohort.decisions}
    again = []
    for stay in m.cohort.stays:
        for finding in stay.findings:
            row = last.get(finding["fingerprint"])
            if row and row["verdict"] in SUPPRESSING and _time(row["at"]) < _time(stay.run_started):
                again.append(f"{stay.stay_id} {finding['rule_id']}")
    pending = sum(e.state is State.APPEALED for e in m.entries)
    value = f"申诉中 {pending} 条，被再次提出 {len(again)} 条"
    if again:
        return Judged(rule_id, Outcome.FAIL, value, "申诉中或已否定的缺陷被再次提出", tuple(again))
    if any(row["verdict"] in SUPPRESSING for row in m.cohort.decisions):
        return Judged(rule_id, Outcome.PASS, value)
    return Judged(rule_id, Outcome.NOT_APPLICABLE, value, "没有申诉或被否定的缺陷")


def _time(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


def needs_data(what: str) -> Check:
    return lambda rule_id, _: Judged(rule_id, Outcome.NOT_ASSESSABLE, reason=f"缺数据：{what}")


def _any(rule_id: str, m: Material, value: str) -> Judged:
    if m.cohort.stays:
        return Judged(rule_id, Outcome.PASS, value)
    return Judged(rule_id, Outcome.NOT_APPLICABLE, value, "本期没有出院病历")


def _number(number: int, stays: Sequence[AuditedStay]) -> Counted:
    return indicator(INDICATORS[number - 1], stays)


def rate_text(c: Counted) -> str:
    """``甲级率`` as people read it: share, counts, Wilson's interval, and what could not be judged."""
    if c.rate is None or c.interval is None:
        return f"n/a（{c.numerator}/{c.denominator}，无法判定 {len(c.unknown)}）"
    low, high = c.interval
    more = f"，无法判定 {len(c.unknown)}" if c.unknown else ""
    return f"{c.rate:.1%}（{c.numerator}/{c.denominator}，95 % 区间 {low:.1%}–{high:.1%}{more}）"


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A rule about a period: how it is decided, what it looks at and what to do about it, in Chinese."""

    check: Check
    what: str
    remedy: str
    status: str = "stable"  # stable | preview | needs_data


def _lacking(what: str, data: str, remedy: str) -> Aggregate:
    return Aggregate(needs_data(data), what, remedy, "needs_data")


AGGREGATES: dict[str, Aggregate] = {
    "AGG-GRADE-A": Aggregate(
        grade_a,
        "甲级病历数除以已定级的出院病历数，与标准的 target_grade_a 比较；等级未定的病历按最好、最坏两种情况都不改变结论才下结论。",
        "分析乙级、丙级病历的主要缺陷，限期整改。",
    ),
    "AGG-NO-C": Aggregate(no_c, "本期有没有丙级病历；申诉未决的不计，记为无法判定。", "逐份核对，按标准处理并上台账。"),
    "AGG-27": Aggregate(all_27, "27 项国家指标是否都有数值；缺数据的列出编码。", "补充导出缺少的数据。"),
    "AGG-CLONE-RATE": Aggregate(
        clone_rate, "指标25规定的四种不合理复制；只有人工确认的才计入，疑似的另列。", "先复核疑似，再按科室整改。"
    ),
    "AGG-KEYREC": Aggregate(
        key_records, "指标8至18（关键诊疗行为相关记录）中能判定的有没有不完整的。", "按指标清单逐份补正。"
    ),
    "AGG-SAMPLE": Aggregate(
        sample,
        "每科每月有人工审阅记录的病历是否达到 sample_per_dept_month；出院不足定额的须全部审阅。全院没有任何审阅记录时不作判断。",
        "按 bingan sample-plan 的清单抽查。",
    ),
    "AGG-MEETING": _lacking("每月是否召开质量分析会。", "科室质量分析会、讨论会登记", "登记会议后由人工核对。"),
    "AGG-REPORT": Aggregate(
        report, "启用后的每个月是否都出过月报（报告文件夹中有没有该月）；启用首月不算。", "用 bingan period 补出。"
    ),
    "AGG-RECTIFY": Aggregate(
        rectify,
        f"台账中有没有过期未整改的、整改后 {RECHECK_DAYS} 天未复查的；申诉期间停止计时，未分派的没有期限，不作判断。",
        "督办逾期项目，安排复查。",
    ),
    "AGG-REPEAT": Aggregate(
        repeat,
        f"同一科室同一签名在本期至少 {REPEATS} 份病历中有同一规则的缺陷；一份病历只算一次。没有签名的缺陷不计。",
        "列入 PDCA 或根因分析。",
    ),
    "AGG-DISCUSS-100": Aggregate(
        discuss, "应有术前、死亡、疑难讨论的病例是否都有；依例外免除的不在分母。", "补做讨论并核查流程。"
    ),
    "AGG-BIGRECORD": _lacking("各级医师每月大病历份数。", "大病历登记本与轮转、请假名单", "由教学管理部门核对。"),
    "AGG-BC-REPORT": _lacking(
        "乙级、丙级病历是否逐份上报质控部门。",
        "科室向质控部门上报乙丙级病历的登记；本期乙丙级病历见病历表",
        "按月报中的清单核对上报。",
    ),
    "AGG-DXMATCH": Aggregate(
        dx_match, "目前只核对三日确诊（TIM-DIAG-3D），其余符合率缺成对的诊断数据。", "分析未及时确诊的病例。", "preview"
    ),
    "AGG-TREND": Aggregate(
        trend,
        f"指标是否超出此前至少 {TREND_MONTHS} 个月合并率的三倍标准差（p 控制图）；每月可判定不足 {TREND_LEAST} 份的不判。",
        "查找原因，必要时做根因分析。",
    ),
    "AGG-APPEAL": Aggregate(
        appeals, "审核前已在申诉中或已被否定的缺陷有没有被再次提出。", "核对审核是否连接了同一数据库（--store）。"
    ),
}

NAMES = {
    Outcome.FAIL: "未达标",
    Outcome.PASS: "达标",
    Outcome.NOT_APPLICABLE: "不适用",
    Outcome.NOT_ASSESSABLE: "无法判定",
    Outcome.ERROR: "出错",
}

__all__ = ["AGGREGATES", "NAMES", "Judged", "Material", "Month", "control_limits", "judge_all", "month_of", "rate_text"]
