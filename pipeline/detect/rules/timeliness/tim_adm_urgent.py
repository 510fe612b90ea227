"""危重/急诊手术患者入院记录未即刻完成 (TIM-ADM-URGENT)

检查什么：标准要求危重、急诊手术患者即刻完成入院记录（admission_note_critical_h）时，病危患者、急诊手术患者的入院记录是否超过宽限。

依据：S000 篇6 一.3(2)。

例外：见 exceptions。

整改：危重、急诊手术患者入院后即刻完成入院记录。
"""

from __future__ import annotations

from datetime import timedelta

from pipeline.detect.case import Case
from pipeline.detect.coverage import ADMISSION
from pipeline.detect.deadlines import clock, late
from pipeline.detect.finding import Outcome, Verdict, judged, not_applicable, passed
from pipeline.detect.limits import completed_at, earliest, limit
from pipeline.detect.operated import operations
from pipeline.detect.rule import Example, Need, Rule
from pipeline.detect.specimens import ADMISSION as RECORD
from pipeline.detect.specimens import FPN, MEDICAL, RESCUE, record, without

_OFF = "标准没有要求即刻完成"
_RESCUE = "入院即抢救，抢救结束后6小时内完成"
_ON = {"admission_note_critical_h": 0, "immediate_grace_h": 2}
_CRITICAL = FPN.replace("诊疗计划：", "诊疗计划：病危，特级护理，")
_SOON = RECORD.replace("记录时间：2026-03-02 11:30", "记录时间：2026-03-02 10:30").replace(
    "2026-03-02 11:50", "2026-03-02 10:40"
)
_DAY = 24.0
_FIRST_HOURS = (
    RESCUE.replace("2026-03-05 02:40", "2026-03-02 09:05")
    .replace("2026-03-05 03:40", "2026-03-02 10:40")
    .replace("宣布临床死亡", "抢救成功")
    .replace("2026-03-05 05", "2026-03-02 12")
)


def check(case: Case) -> Verdict:
    hours = limit(case, "admission_note_critical_h")
    begin = case.extracted.admitted_at
    records = list(case.extracted.of_type(*ADMISSION))
    if hours is None:
        return not_applicable(_OFF)
    if not records or begin is None or not _urgent(case):
        return not_applicable("不是危重或急诊手术患者，或没有入院记录")
    allowed = hours + (limit(case, "immediate_grace_h") or 0)
    first = earliest(case, records)
    defects, unknown = late(case, first, clock(case, "入院", begin), allowed, "危重患者入院记录")
    done = completed_at(case, first)
    grace = timedelta(hours=limit(case, "rescue_note_h") or 6)
    for r in case.facts.rescues:
        early = r.started_at and r.started_at.at <= begin.at + timedelta(hours=max(allowed, 2))
        if defects and early and r.ended_at and done and done.earliest <= r.ended_at.latest + grace:
            return passed(_RESCUE)
    return judged(defects, unknown)


def _urgent(case: Case) -> bool:
    """病危 within the first day, or an emergency operation within the first day."""
    begin = case.extracted.admitted_at
    if begin is None:
        return False
    limit_at = begin.latest + timedelta(hours=_DAY)
    critical = any(s.level == "病危" and s.since and s.since.earliest <= limit_at for s in case.facts.critical)
    return critical or any(op.emergency and op.day and op.day.earliest <= limit_at for op in operations(case))


RULE = Rule(
    id="TIM-ADM-URGENT",
    name="危重/急诊手术患者入院记录未即刻完成",
    category="timeliness",
    clause="S000-P6 L5",
    check=check,
    remedy="危重、急诊手术患者入院后即刻完成入院记录",
    needs=frozenset({Need.DOCUMENTS, Need.ADMITTED_AT}),
    exceptions=(_OFF, _RESCUE),
    parameters=("admission_note_critical_h", "immediate_grace_h", "rescue_note_h"),
    examples=(
        Example(Outcome.FAIL, record(_CRITICAL, *without(MEDICAL, FPN)), "病危，两个半小时后完成", parameters=_ON),
        Example(
            Outcome.FAIL,
            record(_CRITICAL, RECORD.replace("2026-03-02 11", "2026-03-03 08"), *MEDICAL[2:]),
            "病危，次日完成",
            parameters=_ON,
        ),
        Example(Outcome.PASS, record(_CRITICAL, _SOON, *MEDICAL[2:]), "一个半小时", parameters=_ON),
        Example(
            Outcome.PASS,
            record(_CRITICAL, _FIRST_HOURS, *without(MEDICAL, FPN)),
            "先抢救",
            shows=_RESCUE,
            parameters=_ON,
        ),
        Example(Outcome.NOT_APPLICABLE, record(_CRITICAL, *without(MEDICAL, FPN)), "未要求", shows=_OFF),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "不是危重", parameters=_ON),
    ),
    doc=__doc__ or "",
)
