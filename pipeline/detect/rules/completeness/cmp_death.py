"""死亡患者缺死亡记录 (CMP-DEATH)

检查什么：在院死亡的病历中有没有死亡记录。

依据：病历书写基本规范第二十二条（二十一）；S000 篇2 四（一）7（乙级）。

例外：见 exceptions。

整改：补写死亡记录，死亡时间具体到分钟。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.coverage import cannot_judge_absence, lookalike, searched
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable, passed
from pipeline.detect.limits import limit
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import (
    DEATH,
    DEATH_DISCUSSION,
    DEATH_STAY,
    DEATHS,
    MEDICAL,
    SHORT_FORM,
    record,
    without,
)

_SHORT = "24小时内入院死亡记录代替死亡记录"
_HOME = "临终自动出院，不是在院死亡"
_DIED_EARLY = "@stay id=EX-1 admitted=2026-03-02T09:00 discharged=2026-03-02T20:00 outcome=死亡\n"
_EARLY_FORM = SHORT_FORM.replace("24小时内入出院记录", "24小时内入院死亡记录").replace(
    "出院时间：2026-03-03 06:00", "死亡时间：2026-03-02 20:00"
)
_LEFT = MEDICAL[6].replace("无腹痛，一般情况好。", "患者病情危重，家属签字要求自动出院，告知途中可能死亡。")
_LEFT_STAY = "@stay id=EX-1 admitted=2026-03-02T09:00 discharged=2026-03-08T10:00 outcome=自动出院\n"


def check(case: Case) -> Verdict:
    if not case.facts.deaths:
        return not_applicable("不是死亡病例")
    if case.extracted.first("death_record", "admission_death_24h"):
        return passed()
    death = case.facts.deaths[0]
    hours = limit(case, "death_note_h") or 24
    if case.as_of and death.at and case.as_of.hours_after(death.at)[0] < hours:
        return not_applicable("死亡记录时限未到")
    why = cannot_judge_absence(case)
    if why:
        return not_assessable(why)
    if lookalike(case, "death_record"):
        return not_assessable("有疑似死亡记录的文书未能识别，请人工核对")
    proof = (case.cite_mention(death.mention),) if death.mention else ()
    return judged([Defect("死亡病例没有死亡记录", evidence=proof, searched=searched("死亡记录、24小时内入院死亡记录"))])


RULE = Rule(
    id="CMP-DEATH",
    name="死亡患者缺死亡记录",
    category="completeness",
    clause="BW 22(21); S000-P2 B7c",
    check=check,
    remedy="补写死亡记录，注明补写时间并由上级医师审签",
    exceptions=(_SHORT, _HOME),
    parameters=("death_note_h",),
    examples=(
        Example(Outcome.FAIL, record(*without(DEATHS, DEATH), stay=DEATH_STAY), "有抢救记录和讨论，没有死亡记录"),
        Example(
            Outcome.FAIL,
            record(*without(DEATHS, DEATH, DEATH_DISCUSSION), stay="@stay id=EX-1 admitted=2026-03-02T09:00\n"),
            "抢救记录写明宣布临床死亡，没有死亡记录",
        ),
        Example(Outcome.PASS, record(*DEATHS, stay=DEATH_STAY), "有死亡记录"),
        Example(Outcome.PASS, record(_EARLY_FORM, DEATHS[4], stay=_DIED_EARLY), "入院11小时死亡", shows=_SHORT),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL[:6], _LEFT, stay=_LEFT_STAY), "自动出院", shows=_HOME),
    ),
    doc=__doc__ or "",
)
