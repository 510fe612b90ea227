"""出院前无病程记录 (TIM-PREDISCHARGE)

检查什么：出院当日或前一日有没有病程类记录；更早的末次病程已写明出院安排（同意、拟、定于出院）的，视为已记录。

依据：S000 篇6 一.4(4)；地方评分表（ST5）。

例外：见 exceptions。

整改：出院前一日或当日记录病情及上级医师同意出院的意见。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.course import Entry, entries, undated
from pipeline.detect.coverage import cannot_judge_absence, short_stay_form
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.rule import Example, Need, Rule
from pipeline.detect.specimens import (
    DEATH_STAY,
    DEATHS,
    DISCHARGE,
    MEDICAL,
    NOTE_5,
    NOTE_7,
    SHORT_FORM,
    SHORT_STAY,
    record,
    without,
)

_FORM = "24小时内入出院的病历"
_DEAD = "死亡病例"
_AMA = "患者自行离院、自动出院"
_ARRANGED = "末次病程已写明出院安排"
_PLANNED = re.compile(
    r"(?:同意|拟|定于|计划|准予|准许|可以?|予以?|安排|要求|嘱|明日|明天|后天|近日|择日|[日号])[^，。；\n]{0,12}(?:出院|回家)|出院(?:准备|前|带药|指导|宣教|安排|计划|事宜|交代|医嘱)"
)
_LEFT = re.compile(r"自动出院|自行(?:离院|出院)|非医嘱离院|擅自离")
_PLAN_DAYS = 7
_SETTLED = NOTE_5.replace("继续目前治疗。", "顾长林主治医师看过患者，同意3月8日出院。")
_LEFT_DISCHARGE = DISCHARGE.replace("无腹痛，一般情况好。", "患者要求自动出院，已签字。")


def check(case: Case) -> Verdict:
    if short_stay_form(case):
        return not_applicable(_FORM)
    if case.facts.deaths:
        return not_applicable(_DEAD)
    end = case.extracted.discharged_at
    outcome = case.extracted.stay.outcome or ""
    if end is None or cannot_judge_absence(case) or not case.extracted.first("discharge_record"):
        return not_assessable("不知出院时间，或病历不完整")
    if _LEFT.search(outcome) or any(
        _LEFT.search(d.body) for d in case.extracted.of_type("discharge_record", "progress_note")
    ):
        return not_applicable(_AMA)
    found = entries(case)
    near = [e for e in found if 0 <= (end.at.date() - e.at.at.date()).days <= 1]
    if near:
        return judged([])
    if not found or undated(case):
        return not_assessable("有未注明时间的病程")
    recent = [e for e in found if (end.at.date() - e.at.at.date()).days <= _PLAN_DAYS]
    if any(_PLANNED.search(e.doc.body) for e in recent):
        return judged([])
    return judged([_defect(case, found[-1])])


def _defect(case: Case, last: Entry) -> Defect:
    return Defect(
        f"出院前一日及当日没有病程记录，末次病程在{last.at.at:%Y-%m-%d}",
        last.doc.doc_id,
        (case.cite(last.doc, last.start, last.end),),
        confidence=0.9,
    )


RULE = Rule(
    id="TIM-PREDISCHARGE",
    name="出院前无病程/上级医师同意出院记录",
    category="timeliness",
    clause="S000-P6 L11; ST5",
    check=check,
    remedy="出院前一日或当日记录病程及上级医师同意出院的意见",
    needs=frozenset({Need.DOCUMENTS, Need.DISCHARGED_AT}),
    exceptions=(_FORM, _DEAD, _AMA, _ARRANGED),
    examples=(
        Example(Outcome.FAIL, record(*without(MEDICAL, NOTE_7)), "末次病程在出院前三天"),
        Example(Outcome.FAIL, record(*without(MEDICAL, NOTE_7, NOTE_5)), "末次病程在出院前四天"),
        Example(Outcome.PASS, record(*MEDICAL), "前一日有病程"),
        Example(Outcome.PASS, record(*without(MEDICAL, NOTE_7, NOTE_5), _SETTLED), "三天前", shows=_ARRANGED),
        Example(Outcome.NOT_APPLICABLE, record(SHORT_FORM, stay=SHORT_STAY), "不足24小时", shows=_FORM),
        Example(Outcome.NOT_APPLICABLE, record(*DEATHS, stay=DEATH_STAY), "死亡", shows=_DEAD),
        Example(
            Outcome.NOT_APPLICABLE,
            record(*without(MEDICAL, NOTE_7, DISCHARGE), _LEFT_DISCHARGE),
            "自动出院",
            shows=_AMA,
        ),
    ),
    doc=__doc__ or "",
)
