"""日常病程记录条数不足 (CMP-PROGRESS)

检查什么：病程类记录的天数是否少于住院天数除以规定间隔（progress_stable_d）的整数部分。病程、查房、术后、会诊、操作、阶段小结等都算。

依据：病历书写基本规范第二十二条（二）；HIS 评分项 PRG01。

例外：见 exceptions。

整改：按规定间隔记录病程。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.course import entries, undated
from pipeline.detect.coverage import cannot_judge_absence, hours_of_stay, searched, short_stay_form
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.limits import limit
from pipeline.detect.rule import Example, Need, Rule
from pipeline.detect.specimens import (
    ADMISSION,
    ATTENDING,
    CHIEF,
    DISCHARGE,
    FPN,
    MEDICAL,
    NOTE_7,
    SHORT_FORM,
    SHORT_STAY,
    record,
)

_SHORT = "住院不足3天"
_FORM = "24小时内入出院的病历"
_ANY = "查房、会诊、操作等病程类记录都算"
_STAY = "@stay id=EX-1 admitted=2026-03-02T09:00 discharged=2026-03-20T10:00 outcome=好转\n"
_BRIEF = "@stay id=EX-1 admitted=2026-03-02T09:00 discharged=2026-03-04T10:00 outcome=好转\n"
_END = DISCHARGE.replace("2026-03-08", "2026-03-20")


def check(case: Case) -> Verdict:
    days, hours = limit(case, "progress_stable_d"), hours_of_stay(case)
    if days is None or hours is None:
        return not_applicable("本标准不要求，或不知住院时间")
    if short_stay_form(case):
        return not_applicable(_FORM)
    wanted = int(hours[0] // 24 // days)
    if wanted < 1:
        return not_applicable(_SHORT)
    why = cannot_judge_absence(case)
    if why:
        return not_assessable(why)
    have = {e.at.at.date() for e in entries(case) if e.doc.doc_type not in ("admission_record", "readmission_record")}
    if len(have) >= wanted:
        return judged([])
    if undated(case) or not case.extracted.first("discharge_record", "death_record"):
        return not_assessable("有未注明时间的病程，或病历不完整")
    message = f"住院{int(hours[0] // 24)}天，只有{len(have)}天有病程类记录，少于{wanted}次"
    return judged([Defect(message, searched=searched("其余日期的病程类记录"), confidence=0.9)])


RULE = Rule(
    id="CMP-PROGRESS",
    name="日常病程记录条数不足",
    category="completeness",
    clause="BW 22(2); HIS PRG01",
    check=check,
    remedy="按规定间隔记录病程",
    needs=frozenset({Need.DOCUMENTS, Need.ADMITTED_AT, Need.DISCHARGED_AT}),
    exceptions=(_SHORT, _FORM, _ANY),
    parameters=("progress_stable_d",),
    examples=(
        Example(Outcome.FAIL, record(ADMISSION, FPN, ATTENDING, NOTE_7, _END, stay=_STAY), "18天只有3次"),
        Example(Outcome.FAIL, record(ADMISSION, FPN, CHIEF, _END, stay=_STAY), "18天只有2次"),
        Example(Outcome.PASS, record(*MEDICAL), "6天5次", shows=_ANY),
        Example(
            Outcome.NOT_APPLICABLE,
            record(ADMISSION, FPN, DISCHARGE.replace("03-08", "03-04"), stay=_BRIEF),
            "2天",
            shows=_SHORT,
        ),
        Example(Outcome.NOT_APPLICABLE, record(SHORT_FORM, stay=SHORT_STAY), "不足24小时", shows=_FORM),
    ),
    doc=__doc__ or "",
)
