"""入院3天未确诊且无讨论 (TIM-DIAG-3D)

检查什么：主要诊断为“待查”“原因待查”“？”而到规定天数（undiagnosed_d）仍没有修正诊断、确定诊断，也没有病例讨论、上级医师分析的，提示人工核对。

依据：医院质量指标（三日确诊率）；地方评分表 ST5。

例外：见 exceptions。诊断是否应当明确须由人判断，因此只作人工复核线索。

整改：入院3天未确诊者组织讨论。
"""

from __future__ import annotations

import re
from datetime import timedelta

from pipeline.detect.case import Case
from pipeline.detect.coverage import cannot_judge_absence, hours_of_stay
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.limits import completed_at, limit
from pipeline.detect.rounds import rounds
from pipeline.detect.rule import Example, Need, Rule
from pipeline.detect.specimens import ATTENDING, CHIEF, MEDICAL, NOTE_5, NOTE_7, record

_PLAN = "上级医师查房已分析诊断，或已讨论"
_REVISED = "已有修正、补充、确定诊断"
_SHORT = "住院不足3天"
_OPEN = re.compile(r"待查|待排|原因(?:不明|未明)|性质待定")
_ADMISSION = MEDICAL[0].replace("初步诊断：胆囊结石伴慢性胆囊炎", "初步诊断：发热待查")
_FPN = MEDICAL[1].replace("初步诊断：胆囊结石伴慢性胆囊炎", "初步诊断：发热待查")
_REVISION = _ADMISSION.replace(
    "住院医师：沈一帆　2026-03-02 11:50", "修正诊断：伤寒　2026-03-05\n住院医师：沈一帆　2026-03-02 11:50"
)
_BRIEF = "@stay id=EX-1 admitted=2026-03-02T09:00 discharged=2026-03-04T10:00 outcome=好转\n"


def check(case: Case) -> Verdict:
    days, begin, length = limit(case, "undiagnosed_d"), case.extracted.admitted_at, hours_of_stay(case)
    if days is None or begin is None or length is None:
        return not_assessable("不知住院时间")
    if length[0] < days * 24:
        return not_applicable(_SHORT)
    found = _open(case)
    if found is None:
        return not_applicable("入院诊断已明确")
    why = cannot_judge_absence(case)
    if why:
        return not_assessable(why)
    if any(d.section("revised_diagnosis") for d in case.documents):
        return judged([])
    last = begin.latest + timedelta(days=days)
    if case.extracted.first("difficult_case_discussion") or any(
        r.formal and (r.at is None or r.at.earliest <= last) for r in rounds(case)
    ):
        return judged([])
    return judged([found])


def _open(case: Case) -> Defect | None:
    for doc in case.extracted.of_type("admission_record", "readmission_record", "first_progress_note"):
        section = doc.section("admission_diagnosis", "preliminary_diagnosis")
        first = doc.content(section).strip().split("\n", 1)[0][:40] if section else ""
        if section and _OPEN.search(first) and completed_at(case, doc) is not None:
            end = section.start + max(1, len(doc.text[section.start : section.end].rstrip()))
            proof = case.cite(doc, section.start, min(end, section.start + 60))
            return Defect(
                "入院诊断待查，三天内没有讨论、上级分析或修正诊断", doc.doc_id, (proof,), review=True, confidence=0.5
            )
    return None


RULE = Rule(
    id="TIM-DIAG-3D",
    name="入院3天未确诊且无讨论",
    category="timeliness",
    clause="K4; ST5",
    check=check,
    remedy="入院3天未确诊者组织讨论并记录",
    needs=frozenset({Need.DOCUMENTS, Need.ADMITTED_AT}),
    exceptions=(_PLAN, _REVISED, _SHORT),
    parameters=("undiagnosed_d",),
    status="preview",
    examples=(
        Example(
            Outcome.NOT_ASSESSABLE, record(_ADMISSION, _FPN, NOTE_5, NOTE_7, MEDICAL[6]), "待查而无查房", review=True
        ),
        Example(Outcome.NOT_ASSESSABLE, record(_FPN, _ADMISSION, NOTE_7, MEDICAL[6]), "待查而无讨论", review=True),
        Example(Outcome.PASS, record(_ADMISSION, _FPN, ATTENDING, CHIEF, *MEDICAL[4:]), "上级查房", shows=_PLAN),
        Example(Outcome.PASS, record(_REVISION, _FPN, NOTE_5, NOTE_7, MEDICAL[6]), "已修正", shows=_REVISED),
        Example(Outcome.NOT_APPLICABLE, record(_ADMISSION, _FPN, stay=_BRIEF), "两天", shows=_SHORT),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "诊断明确"),
    ),
    doc=__doc__ or "",
)
