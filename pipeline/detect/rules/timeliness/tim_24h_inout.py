"""24小时内入出院记录超时 (TIM-24H-INOUT)

检查什么：24小时内入出院记录的书写时间与出院时间之差是否超过时限（discharge_note_h）。

依据：病历书写基本规范第十七条。

例外：见 exceptions。

整改：出院后24小时内完成；本例说明原因。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.deadlines import clock, late
from pipeline.detect.finding import Outcome, Verdict, judged, not_applicable
from pipeline.detect.limits import earliest, limit
from pipeline.detect.rule import Example, Need, Rule
from pipeline.detect.specimens import MEDICAL, SHORT_FORM, SHORT_STAY, record

_EARLY = "离院前不久写好"
_VAGUE = "记录时间只有日期，无法断定是否超时"


def _at(day: str) -> str:
    return SHORT_FORM.replace("记录时间：2026-03-03 07:00", f"记录时间：{day}").replace("　2026-03-03 07:10", "")


def check(case: Case) -> Verdict:
    hours = limit(case, "discharge_note_h")
    forms = list(case.extracted.of_type("admission_discharge_24h"))
    if hours is None or not forms:
        return not_applicable("不是24小时内入出院的病历")
    first = earliest(case, forms)
    defects, unknown = late(case, first, clock(case, "出院", case.extracted.discharged_at), hours, "24小时内入出院记录")
    return judged(defects, "" if "早于" in unknown else unknown)


RULE = Rule(
    id="TIM-24H-INOUT",
    name="24小时内入出院记录超时",
    category="timeliness",
    clause="BW 17",
    check=check,
    remedy="出院后24小时内完成24小时内入出院记录",
    needs=frozenset({Need.DOCUMENTS, Need.DISCHARGED_AT}),
    exceptions=(_EARLY, _VAGUE),
    parameters=("discharge_note_h",),
    examples=(
        Example(Outcome.FAIL, record(_at("2026-03-04 10:00"), stay=SHORT_STAY), "出院后28小时"),
        Example(Outcome.FAIL, record(_at("2026-03-06"), stay=SHORT_STAY), "出院后第3天"),
        Example(Outcome.PASS, record(SHORT_FORM, stay=SHORT_STAY), "出院后1小时"),
        Example(Outcome.PASS, record(_at("2026-03-03 05:40"), stay=SHORT_STAY), "离院前20分钟", shows=_EARLY),
        Example(Outcome.NOT_ASSESSABLE, record(_at("2026-03-04"), stay=SHORT_STAY), "次日", shows=_VAGUE),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "普通住院"),
    ),
    doc=__doc__ or "",
)
