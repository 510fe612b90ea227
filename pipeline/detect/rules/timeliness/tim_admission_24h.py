"""入院记录未在规定时限内完成 (TIM-ADMISSION-24H)

检查什么：入院记录的记录（完成）时间与入院（病区接诊）时间之差是否超过时限（admission_note_h）。

依据：病历书写基本规范第十七条；病案质控指标 4；S000 篇3。

例外：见 exceptions。没有入院记录的归 CMP-ADMISSION。时间不到分钟、无法断定的，不判。

整改：入院后24小时内完成入院记录；本例由书写医师说明原因。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.coverage import ADMISSION
from pipeline.detect.deadlines import clock, late
from pipeline.detect.finding import Outcome, Verdict, judged, not_applicable
from pipeline.detect.limits import earliest, limit
from pipeline.detect.rule import Example, Need, Rule
from pipeline.detect.specimens import ADMISSION as RECORD
from pipeline.detect.specimens import MEDICAL, SHORT_FORM, SHORT_STAY, SURGICAL, record, without

_SHORT = "24小时内入出院（死亡）记录另有时限"
_NIGHT = "夜间入院、次日书写而未满24小时"
_VAGUE = "记录时间只有日期，无法断定是否超时"
_LATE = RECORD.replace("记录时间：2026-03-02 11:30", "记录时间：2026-03-03 15:30").replace(
    "2026-03-02 11:50", "2026-03-03 15:50"
)
_DAYS_LATE = RECORD.replace("记录时间：2026-03-02 11:30", "记录时间：2026-03-05").replace(
    "2026-03-02 11:50", "2026-03-05"
)
_NEXT_DAY = RECORD.replace("记录时间：2026-03-02 11:30", "记录时间：2026-03-03 08:10").replace(
    "2026-03-02 11:50", "2026-03-03 08:20"
)
_DATE_ONLY = RECORD.replace("记录时间：2026-03-02 11:30", "记录时间：2026-03-03").replace(
    "2026-03-02 11:50", "2026-03-03"
)


def check(case: Case) -> Verdict:
    hours = limit(case, "admission_note_h")
    records = [d for d in case.extracted.of_type(*ADMISSION) if d.body.strip()]
    if hours is None or not records:
        return not_applicable("没有入院记录（或为24小时内入出院记录），缺失另计")
    first = earliest(case, records)
    defects, unknown = late(case, first, clock(case, "入院", case.extracted.admitted_at), hours, "入院记录")
    return judged(defects, unknown)


RULE = Rule(
    id="TIM-ADMISSION-24H",
    name="入院记录未在规定时限内完成",
    category="timeliness",
    clause="BW 17; ZB4; S000-P3 L1",
    check=check,
    remedy="入院后24小时内完成入院记录；本例说明原因",
    needs=frozenset({Need.DOCUMENTS, Need.ADMITTED_AT}),
    exceptions=(_SHORT, _NIGHT, _VAGUE),
    parameters=("admission_note_h",),
    examples=(
        Example(Outcome.FAIL, record(_LATE, *without(MEDICAL, RECORD)), "入院后30小时30分完成"),
        Example(Outcome.FAIL, record(_DAYS_LATE, *without(SURGICAL, RECORD)), "只有日期，也必定超过24小时"),
        Example(Outcome.PASS, record(*MEDICAL), "入院后两个半小时完成"),
        Example(Outcome.PASS, record(_NEXT_DAY, *without(MEDICAL, RECORD)), "23小时10分", shows=_NIGHT),
        Example(Outcome.NOT_ASSESSABLE, record(_DATE_ONLY, *without(MEDICAL, RECORD)), "次日", shows=_VAGUE),
        Example(Outcome.NOT_APPLICABLE, record(SHORT_FORM, stay=SHORT_STAY), "不足24小时", shows=_SHORT),
    ),
    doc=__doc__ or "",
)
