"""住院超30天缺阶段小结 (CMP-STAGE)

检查什么：住院满30天（stage_summary_d）又一周以上的病历，有没有阶段小结；交接班记录、转科记录可以代替。

依据：病历书写基本规范第二十二条（七）。

例外：见 exceptions。

整改：住院每满一个月书写阶段小结。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.coverage import cannot_judge_absence, hours_of_stay, lookalike, searched
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.limits import limit
from pipeline.detect.rule import Example, Need, Rule
from pipeline.detect.specimens import ADMISSION, ATTENDING, CHIEF, DISCHARGE, FPN, MEDICAL, note, record

_INSTEAD = "交接班记录、转科记录代替阶段小结"
_SHORT = "刚满30天即出院"
_GRACE_DAYS = 7
_STAY = "@stay id=EX-1 admitted=2026-03-02T09:00 discharged=2026-04-15T10:00 outcome=好转\n"
_MONTH = "@stay id=EX-1 admitted=2026-03-02T09:00 discharged=2026-04-02T10:00 outcome=好转\n"
_END = DISCHARGE.replace("2026-03-08", "2026-04-15")
_NOTES = "".join(
    note(f"2026-{m:02d}-{d:02d} 09:00", "患者病情平稳，继续治疗。") for m, d in ((3, 12), (3, 20), (3, 28), (4, 14))
)


def _summary(title: str) -> str:
    return f"@doc\n{title}　2026-04-01 09:00\n入院日期：2026-03-02\n目前情况：病情平稳。\n诊疗计划：继续治疗。\n住院医师：沈一帆\n"


def check(case: Case) -> Verdict:
    days, hours = limit(case, "stage_summary_d"), hours_of_stay(case)
    if days is None or hours is None:
        return not_applicable("本标准不要求，或不知住院时间")
    if hours[0] < (days + _GRACE_DAYS) * 24:
        return not_applicable(_SHORT if hours[0] >= days * 24 else "住院不足30天")
    if case.extracted.first("stage_summary", "handover_record", "transfer_record"):
        return judged([])
    why = cannot_judge_absence(case)
    if why:
        return not_assessable(why)
    if lookalike(case, "stage_summary") or lookalike(case, "transfer_record"):
        return not_assessable("有疑似阶段小结的文书未能识别，请人工核对")
    message = f"住院{int(hours[0] // 24)}天，没有阶段小结"
    return judged([Defect(message, searched=searched("阶段小结、交接班记录、转科记录"))])


RULE = Rule(
    id="CMP-STAGE",
    name="住院超30天缺阶段小结",
    category="completeness",
    clause="BW 22(7)",
    check=check,
    remedy="住院每满一个月书写阶段小结",
    needs=frozenset({Need.DOCUMENTS, Need.ADMITTED_AT, Need.DISCHARGED_AT}),
    exceptions=(_INSTEAD, _SHORT),
    parameters=("stage_summary_d",),
    examples=(
        Example(Outcome.FAIL, record(ADMISSION, FPN, ATTENDING, CHIEF, _NOTES, _END, stay=_STAY), "住院44天"),
        Example(Outcome.FAIL, record(ADMISSION, FPN, CHIEF, _NOTES, _END, stay=_STAY), "住院44天，病程不断而无小结"),
        Example(
            Outcome.PASS,
            record(ADMISSION, FPN, ATTENDING, CHIEF, _NOTES, _summary("阶段小结"), _END, stay=_STAY),
            "有小结",
        ),
        Example(
            Outcome.PASS,
            record(ADMISSION, FPN, ATTENDING, CHIEF, _NOTES, _summary("转入记录"), _END, stay=_STAY),
            "转入记录",
            shows=_INSTEAD,
        ),
        Example(Outcome.NOT_APPLICABLE, record(ADMISSION, FPN, CHIEF, _NOTES, _END, stay=_MONTH), "31天", shows=_SHORT),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "住院6天"),
    ),
    doc=__doc__ or "",
)
