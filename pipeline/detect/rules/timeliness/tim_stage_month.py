"""阶段小结未按月完成 (TIM-STAGE-MONTH)

检查什么：住院超过两个月的病历，每满30天（stage_summary_d）是否有阶段小结；交接班记录、转科记录可以代替。一份都没有的归 CMP-STAGE。

依据：病历书写基本规范第二十二条（七）。

例外：见 exceptions。

整改：每月书写阶段小结。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.coverage import cannot_judge_absence, hours_of_stay
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.limits import completed_at, limit
from pipeline.detect.rule import Example, Need, Rule
from pipeline.detect.specimens import ADMISSION, ATTENDING, CHIEF, DISCHARGE, FPN, MEDICAL, note, record

_INSTEAD = "交接班记录、转科记录代替当月阶段小结"
_LAST = "最后不满一个月的部分"
SUMMARIES = ("stage_summary", "handover_record", "transfer_record")
_STAY = "@stay id=EX-1 admitted=2026-03-02T09:00 discharged=2026-05-12T10:00 outcome=好转\n"
_END = DISCHARGE.replace("2026-03-08", "2026-05-12")
_NOTES = "".join(
    note(f"2026-{m:02d}-{d:02d} 09:00", "患者病情平稳，继续治疗。") for m, d in ((3, 20), (4, 10), (4, 25), (5, 11))
)


def _summary(day: str, title: str = "阶段小结") -> str:
    return f"@doc\n{title}　{day} 09:00\n入院日期：2026-03-02\n目前情况：病情平稳。\n诊疗计划：继续治疗。\n住院医师：沈一帆\n"


def check(case: Case) -> Verdict:
    days = limit(case, "stage_summary_d")
    hours = hours_of_stay(case)
    if days is None or hours is None:
        return not_applicable("本标准不要求，或不知住院时间")
    due = int(hours[0] // (24 * days))
    written = [d for d in case.documents if d.doc_type in SUMMARIES]
    if due < 2 or not written:
        return not_applicable("住院不足两个月，或没有阶段小结（缺失另计）")
    why = cannot_judge_absence(case)
    if why:
        return not_assessable(why)
    if len(written) >= due:
        return judged([])
    last = written[-1]
    at = completed_at(case, last)
    message = f"住院{int(hours[0] // 24)}天，应有阶段小结{due}次，只有{len(written)}次" + (
        f"，末次在{at}" if at else ""
    )
    end = min(last.end, last.start + 30)
    return judged([Defect(message, last.doc_id, (case.cite(last, last.start, end),), confidence=0.9)])


RULE = Rule(
    id="TIM-STAGE-MONTH",
    name="阶段小结未按月完成",
    category="timeliness",
    clause="BW 22(7)",
    check=check,
    remedy="住院每满一个月书写一次阶段小结",
    needs=frozenset({Need.DOCUMENTS, Need.ADMITTED_AT, Need.DISCHARGED_AT}),
    exceptions=(_INSTEAD, _LAST),
    parameters=("stage_summary_d",),
    examples=(
        Example(
            Outcome.FAIL,
            record(ADMISSION, FPN, ATTENDING, CHIEF, _NOTES, _summary("2026-04-01"), _END, stay=_STAY),
            "70天只有一份",
        ),
        Example(
            Outcome.FAIL,
            record(ADMISSION, FPN, ATTENDING, CHIEF, _NOTES, _summary("2026-04-01", "转入记录"), _END, stay=_STAY),
            "70天只有一份转入记录",
        ),
        Example(
            Outcome.PASS,
            record(
                ADMISSION,
                FPN,
                ATTENDING,
                CHIEF,
                _NOTES,
                _summary("2026-04-01"),
                _summary("2026-05-01", "交班记录"),
                _END,
                stay=_STAY,
            ),
            "一份由交班记录代替",
            shows=_INSTEAD,
        ),
        Example(
            Outcome.PASS,
            record(
                ADMISSION,
                FPN,
                ATTENDING,
                CHIEF,
                _NOTES,
                _summary("2026-04-01"),
                _summary("2026-05-01"),
                _END,
                stay=_STAY,
            ),
            "两份，第三个月不满",
            shows=_LAST,
        ),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "住院6天"),
    ),
    doc=__doc__ or "",
)
