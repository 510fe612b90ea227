"""缺出院记录 (CMP-DISCHARGE)

检查什么：已出院的病历中有没有出院记录。末次病程里的出院交代不能代替。

依据：病历书写基本规范第二十二条（二十）；S000 篇2 四（一）7（乙级）。

例外：见 exceptions。末次记录距出院很久（疑似导出不全）时不判断。

整改：补写出院记录，注明补写时间；复印一份交患者。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.coverage import UNTITLED, cannot_judge_absence, lookalike, searched, short_stay_form
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable, passed
from pipeline.detect.limits import completed_at, limit
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import (
    DEATH_STAY,
    DEATHS,
    DISCHARGE,
    MEDICAL,
    NOTE_5,
    NOTE_7,
    OPEN_STAY,
    SHORT_FORM,
    SHORT_STAY,
    SURGICAL,
    record,
    without,
)

_DEAD = "死亡病例以死亡记录代替出院记录"
_SHORT = "24小时内入出院记录代替出院记录"
_OPEN = "尚未出院，或出院时间不明"
_TAIL_DAYS = 4


def check(case: Case) -> Verdict:
    if case.facts.deaths:
        return not_applicable(_DEAD)
    if case.extracted.first("discharge_record") or short_stay_form(case):
        return passed()
    discharged = case.extracted.discharged_at
    if discharged is None:
        return not_assessable("不知出院时间")
    hours = limit(case, "discharge_note_h") or 24
    if case.as_of and case.as_of.hours_after(discharged)[0] < hours:
        return not_applicable("出院记录时限未到")
    why = cannot_judge_absence(case)
    if why:
        return not_assessable(why)
    if lookalike(case, "discharge_record") or any(_reads_like(d.body) for d in case.extracted.of_type(*UNTITLED)):
        return not_assessable("有疑似出院记录的文书未能识别，请人工核对")
    written = [m for d in case.documents if (m := completed_at(case, d))]
    last = max(written, key=lambda m: m.at, default=None)
    if last is None or (discharged.at.date() - last.at.date()).days > _TAIL_DAYS:
        return not_assessable("末次记录距出院较久，可能导出不全")
    return judged([Defect("患者已出院，病历中没有出院记录", searched=searched("出院记录、24小时内入出院记录"))])


def _reads_like(text: str) -> bool:
    return "出院诊断" in text and "入院诊断" in text and ("出院医嘱" in text or "诊疗经过" in text)


RULE = Rule(
    id="CMP-DISCHARGE",
    name="缺出院记录",
    category="completeness",
    clause="BW 22(20); S000-P2 B7a",
    check=check,
    remedy="由经治医师补写出院记录，上级医师审签",
    exceptions=(_DEAD, _SHORT, _OPEN),
    parameters=("discharge_note_h",),
    examples=(
        Example(Outcome.FAIL, record(*without(MEDICAL, DISCHARGE)), "末次病程交代出院，没有出院记录"),
        Example(Outcome.FAIL, record(*without(SURGICAL, DISCHARGE)), "手术病历缺出院记录"),
        Example(Outcome.PASS, record(*MEDICAL), "有出院记录"),
        Example(Outcome.NOT_APPLICABLE, record(*DEATHS, stay=DEATH_STAY), "死亡", shows=_DEAD),
        Example(Outcome.PASS, record(SHORT_FORM, stay=SHORT_STAY), "不足24小时", shows=_SHORT),
        Example(
            Outcome.NOT_ASSESSABLE, record(*without(MEDICAL, DISCHARGE), stay=OPEN_STAY), "不知是否出院", shows=_OPEN
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(*without(MEDICAL, DISCHARGE, NOTE_5, NOTE_7), stay=record().replace("03-08T10:00", "03-12T10:00")),
            "末次记录后八天出院，像是导出不全",
        ),
    ),
    doc=__doc__ or "",
)
