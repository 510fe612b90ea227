"""出院记录超时 (TIM-DISCHARGE-24H)

检查什么：出院记录的书写时间与出院时间之差是否超过时限（discharge_note_h）。

依据：病历书写基本规范第二十二条（二十）；病案质控指标 6。

例外：见 exceptions。没有出院记录的归 CMP-DISCHARGE。

整改：出院后24小时内完成出院记录；本例说明原因。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.deadlines import clock, late
from pipeline.detect.finding import Outcome, Verdict, judged, not_applicable
from pipeline.detect.limits import earliest, limit
from pipeline.detect.rule import Example, Need, Rule
from pipeline.detect.specimens import DEATH_STAY, DEATHS, DISCHARGE, MEDICAL, SHORT_FORM, SHORT_STAY, record, without

_EARLY = "离院前不久提前写好"
_FORM = "24小时内入出院记录另有时限"
_DEAD = "死亡病例没有出院记录"
_LATE = DISCHARGE.replace("出院记录　2026-03-08 09:30", "出院记录　2026-03-10 15:20").replace(
    "2026-03-08 09:40", "2026-03-10 15:40"
)
_DAYS_LATE = DISCHARGE.replace("出院记录　2026-03-08 09:30", "出院记录　2026-03-12").replace(
    "2026-03-08 09:40", "2026-03-12"
)
_SAME_DAY = DISCHARGE.replace("出院记录　2026-03-08 09:30", "出院记录　2026-03-08 11:50").replace(
    "2026-03-08 09:40", "2026-03-08 12:00"
)


def check(case: Case) -> Verdict:
    hours = limit(case, "discharge_note_h")
    records = [d for d in case.extracted.of_type("discharge_record") if d.body.strip()]
    if hours is None or case.facts.deaths or not records:
        return not_applicable("没有出院记录（死亡、24小时内入出院或缺失，另计）")
    first = earliest(case, records)
    defects, unknown = late(case, first, clock(case, "出院", case.extracted.discharged_at), hours, "出院记录")
    return judged(defects, "" if "早于" in unknown else unknown)


RULE = Rule(
    id="TIM-DISCHARGE-24H",
    name="出院记录超时",
    category="timeliness",
    clause="BW 22(20); ZB6",
    check=check,
    remedy="出院后24小时内完成出院记录",
    needs=frozenset({Need.DOCUMENTS, Need.DISCHARGED_AT}),
    exceptions=(_EARLY, _FORM, _DEAD),
    parameters=("discharge_note_h",),
    examples=(
        Example(Outcome.FAIL, record(*without(MEDICAL, DISCHARGE), _LATE), "出院后53小时"),
        Example(Outcome.FAIL, record(*without(MEDICAL, DISCHARGE), _DAYS_LATE), "出院第4天，只印日期也必定超时"),
        Example(Outcome.PASS, record(*MEDICAL), "离院前半小时", shows=_EARLY),
        Example(Outcome.PASS, record(*without(MEDICAL, DISCHARGE), _SAME_DAY), "离院后两小时"),
        Example(Outcome.NOT_APPLICABLE, record(SHORT_FORM, stay=SHORT_STAY), "不足24小时", shows=_FORM),
        Example(Outcome.NOT_APPLICABLE, record(*DEATHS, stay=DEATH_STAY), "死亡", shows=_DEAD),
    ),
    doc=__doc__ or "",
)
