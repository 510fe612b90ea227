"""病危患者病程记录间隔超时 (TIM-PROG-CRITICAL)

检查什么：病危期间（从下病危到停病危或死亡）每个自然日有没有病程类记录。停病危未写明的，不判到期以后。

依据：病历书写基本规范第二十二条（二）。

例外：见 exceptions。

整改：病危患者随时记录病情变化，每天至少一次，时间到分钟。
"""

from __future__ import annotations

from datetime import date, timedelta

from pipeline.detect.case import Case
from pipeline.detect.course import days_with_entry, undated
from pipeline.detect.coverage import cannot_judge_absence
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.limits import limit
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import ADMISSION, DEATH_STAY, DEATHS, DISCHARGE, FPN, MEDICAL, note, record
from pipeline.extract.model import CriticalState

_ANY = "查房、抢救、会诊等病程类记录都算"
_ENDS = "下病危与停病危当日、死亡当日"
_OPEN = "停病危的时间没有写明"
_CRITICAL_FPN = FPN.replace("诊疗计划：", "诊疗计划：病危，特级护理，")
_LIFTED = note("2026-03-06 09:00", "生命体征平稳，停病危，改病重。")


def check(case: Case) -> Verdict:
    if limit(case, "progress_critical") is None:
        return not_applicable("本标准不要求")
    states = [s for s in case.facts.critical if s.level == "病危"]
    if not states:
        return not_applicable("没有病危")
    why = cannot_judge_absence(case)
    if why:
        return not_assessable(why)
    have = days_with_entry(case)
    missing = [(s, d) for s in states for d in _days(case, s) if d not in have]
    if missing and undated(case):
        return not_assessable("有未注明时间的病程")
    unknown = "" if all(_end(case, s) for s in states) else _OPEN
    return judged([_defect(case, s, d) for s, d in missing], unknown)


def _end(case: Case, state: CriticalState) -> date | None:
    if state.until is not None:
        return state.until.at.date()
    death = next((d.at for d in case.facts.deaths if d.at), None)
    return death.at.date() if death else None


def _days(case: Case, state: CriticalState) -> list[date]:
    """The days strictly inside the interval; with an open end only the first day after its begin."""
    if state.since is None:
        return []
    first = state.since.at.date()
    last = _end(case, state) or first
    return [first + timedelta(days=n) for n in range(1, (last - first).days)]


def _defect(case: Case, state: CriticalState, day: date) -> Defect:
    return Defect(
        f"病危期间{day:%Y-%m-%d}全天没有病程记录",
        evidence=(case.cite_mention(state.mention),),
        searched=(f"{day:%Y-%m-%d}的病程类记录",),
        confidence=0.9,
    )


RULE = Rule(
    id="TIM-PROG-CRITICAL",
    name="病危患者病程记录间隔超时",
    category="timeliness",
    clause="BW 22(2)",
    check=check,
    remedy="病危患者每天至少记录一次病程",
    exceptions=(_ANY, _ENDS, _OPEN),
    parameters=("progress_critical",),
    examples=(
        Example(
            Outcome.FAIL,
            record(ADMISSION, _CRITICAL_FPN, MEDICAL[2], MEDICAL[3], _LIFTED, MEDICAL[5], DISCHARGE),
            "3月5日全天没有病程",
        ),
        Example(
            Outcome.FAIL,
            record(ADMISSION, _CRITICAL_FPN, MEDICAL[2], *DEATHS[4:], stay=DEATH_STAY),
            "死亡前一天没有病程",
        ),
        Example(
            Outcome.PASS,
            record(ADMISSION, _CRITICAL_FPN, *MEDICAL[2:5], _LIFTED, MEDICAL[5], DISCHARGE),
            "每天都有",
            shows=_ANY,
        ),
        Example(
            Outcome.PASS,
            record(ADMISSION, _CRITICAL_FPN, *MEDICAL[2:4], *DEATHS[4:], stay=DEATH_STAY),
            "死亡当日有抢救记录",
            shows=_ENDS,
        ),
        Example(Outcome.NOT_ASSESSABLE, record(ADMISSION, _CRITICAL_FPN, *MEDICAL[2:]), "没有停病危", shows=_OPEN),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "没有病危"),
    ),
    doc=__doc__ or "",
)
