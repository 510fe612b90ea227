"""死亡记录超时 (TIM-DEATH-24H)

检查什么：死亡记录的书写时间与死亡时间之差是否超过时限（death_note_h）。

依据：病历书写基本规范第二十二条（二十一）。

例外：见 exceptions。没有死亡记录的归 CMP-DEATH。

整改：患者死亡后24小时内完成死亡记录；本例说明原因。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.deadlines import clock, late
from pipeline.detect.finding import Outcome, Verdict, judged, not_applicable
from pipeline.detect.limits import earliest, limit
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import DEATH, DEATH_STAY, DEATHS, MEDICAL, record, without

_FORM = "24小时内入院死亡记录另有时限"
_NEXT_DAY = "次日书写而未满24小时"


def _at(day: str) -> str:
    return DEATH.replace("记录时间：2026-03-05 09:00", f"记录时间：{day}").replace("2026-03-05 09:20", day)


_EARLY_STAY = "@stay id=EX-1 admitted=2026-03-02T09:00 discharged=2026-03-02T20:00 outcome=死亡\n"
_FORM_TEXT = (
    DEATH.replace("死亡记录\n", "24小时内入院死亡记录\n", 1)
    .replace("2026-03-05 03:40", "2026-03-02 20:00")
    .replace("2026-03-05 09", "2026-03-02 21")
)


def check(case: Case) -> Verdict:
    hours = limit(case, "death_note_h")
    records = list(case.extracted.of_type("death_record"))
    if hours is None or not records or not case.facts.deaths:
        return not_applicable("没有死亡记录（缺失另计）")
    first = earliest(case, records)
    defects, unknown = late(case, first, clock(case, "死亡", case.facts.deaths[0].at), hours, "死亡记录")
    return judged(defects, unknown)


RULE = Rule(
    id="TIM-DEATH-24H",
    name="死亡记录超时",
    category="timeliness",
    clause="BW 22(21)",
    check=check,
    remedy="患者死亡后24小时内完成死亡记录",
    exceptions=(_FORM, _NEXT_DAY),
    parameters=("death_note_h",),
    examples=(
        Example(
            Outcome.FAIL, record(*without(DEATHS, DEATH), _at("2026-03-07 09:00"), stay=DEATH_STAY), "死亡后53小时"
        ),
        Example(Outcome.FAIL, record(*without(DEATHS, DEATH), _at("2026-03-08"), stay=DEATH_STAY), "第4天，只印日期"),
        Example(Outcome.PASS, record(*DEATHS, stay=DEATH_STAY), "死亡后5小时"),
        Example(
            Outcome.PASS,
            record(*without(DEATHS, DEATH), _at("2026-03-06 02:30"), stay=DEATH_STAY),
            "22小时50分",
            shows=_NEXT_DAY,
        ),
        Example(Outcome.NOT_APPLICABLE, record(_FORM_TEXT, stay=_EARLY_STAY), "入院11小时死亡", shows=_FORM),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "好转出院"),
    ),
    doc=__doc__ or "",
)
