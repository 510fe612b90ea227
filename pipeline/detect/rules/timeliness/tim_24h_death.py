"""24小时内入院死亡记录超时 (TIM-24H-DEATH)

检查什么：24小时内入院死亡记录的书写时间与死亡时间之差是否超过时限（death_note_h）。

依据：病历书写基本规范第十七条。

例外：见 exceptions。

整改：患者死亡后24小时内完成；本例说明原因。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.deadlines import clock, late
from pipeline.detect.finding import Outcome, Verdict, judged, not_applicable
from pipeline.detect.limits import earliest, limit
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import DEATH, DEATH_STAY, DEATHS, record

_NEXT_DAY = "次日书写而未满24小时"
_STAY = "@stay id=EX-1 admitted=2026-03-02T09:00 discharged=2026-03-02T20:00 outcome=死亡\n"


def _at(day: str) -> str:
    form = DEATH.replace("死亡记录\n", "24小时内入院死亡记录\n", 1).replace("2026-03-05 03:40", "2026-03-02 20:00")
    return form.replace("2026-03-05 09:00", day).replace("2026-03-05 09:20", day)


def check(case: Case) -> Verdict:
    hours = limit(case, "death_note_h")
    forms = list(case.extracted.of_type("admission_death_24h"))
    if hours is None or not forms or not case.facts.deaths:
        return not_applicable("不是24小时内入院死亡的病历")
    first = earliest(case, forms)
    event = clock(case, "死亡", case.facts.deaths[0].at)
    defects, unknown = late(case, first, event, hours, "24小时内入院死亡记录")
    return judged(defects, unknown)


RULE = Rule(
    id="TIM-24H-DEATH",
    name="24小时内入院死亡记录超时",
    category="timeliness",
    clause="BW 17",
    check=check,
    remedy="患者死亡后24小时内完成24小时内入院死亡记录",
    exceptions=(_NEXT_DAY,),
    parameters=("death_note_h",),
    examples=(
        Example(Outcome.FAIL, record(_at("2026-03-04 09:00"), stay=_STAY), "死亡后37小时"),
        Example(Outcome.FAIL, record(_at("2026-03-06"), stay=_STAY), "第4天，只印日期"),
        Example(Outcome.PASS, record(_at("2026-03-02 22:00"), stay=_STAY), "死亡后2小时"),
        Example(Outcome.PASS, record(_at("2026-03-03 15:00"), stay=_STAY), "19小时", shows=_NEXT_DAY),
        Example(Outcome.NOT_APPLICABLE, record(*DEATHS, stay=DEATH_STAY), "住院超过24小时"),
    ),
    doc=__doc__ or "",
)
