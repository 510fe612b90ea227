"""住院超30天缺评估/大查房记录 (CMP-LOS30-REVIEW)

检查什么：标准要求（los_review_d）时，住院超过该天数的病历有没有科主任评估、大查房或病例讨论的记录。

依据：S003 计划3 四3。

例外：见 exceptions。

整改：住院超过30天由科主任组织评估并记录。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.coverage import cannot_judge_absence, hours_of_stay, searched
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.limits import limit
from pipeline.detect.rule import Example, Need, Rule
from pipeline.detect.specimens import ADMISSION, ATTENDING, CHIEF, DISCHARGE, FPN, MEDICAL, note, record

_OFF = "标准没有要求"
_SPECIAL = "精神、康复等长期住院学科"
_LONG = re.compile(r"精神|康复|安宁|临终|老年病|结核")
_REVIEW = re.compile(
    r"住院(?:时间)?(?:已)?(?:超过?|大于|>|＞|满|达)\s*(?:30|三十)\s*(?:天|日)|大查房|长期住院.{0,6}(?:评估|讨论)|超30天"
)
_ON = {"los_review_d": 30}
_STAY = "@stay id=EX-1 department=普外科 admitted=2026-03-02T09:00 discharged=2026-04-15T10:00 outcome=好转\n"
_REHAB = _STAY.replace("普外科", "康复医学科")
_END = DISCHARGE.replace("2026-03-08", "2026-04-15")
_NOTES = "".join(
    note(f"2026-{m:02d}-{d:02d} 09:00", "患者病情平稳，继续治疗。") for m, d in ((3, 12), (3, 20), (3, 28), (4, 14))
)
_ASSESSED = note("2026-04-02 09:00", "患者住院超过30天，科主任组织评估：切口感染愈合缓慢，继续换药，预计两周出院。")


def check(case: Case) -> Verdict:
    days, hours = limit(case, "los_review_d"), hours_of_stay(case)
    if days is None:
        return not_applicable(_OFF)
    if hours is None or hours[0] <= days * 24:
        return not_applicable("住院未超过规定天数")
    if _LONG.search(case.extracted.stay.department or ""):
        return not_applicable(_SPECIAL)
    if case.extracted.first("difficult_case_discussion") or any(_REVIEW.search(d.body) for d in case.documents):
        return judged([])
    why = cannot_judge_absence(case)
    if why:
        return not_assessable(why)
    message = f"住院{int(hours[0] // 24)}天，没有科主任评估、大查房或讨论记录"
    return judged([Defect(message, searched=searched("评估、大查房、病例讨论记录"), confidence=0.85)])


RULE = Rule(
    id="CMP-LOS30-REVIEW",
    name="住院超30天缺评估/大查房记录",
    category="completeness",
    clause="S003 L30",
    check=check,
    remedy="住院超过30天由科主任组织评估并记录",
    needs=frozenset({Need.DOCUMENTS, Need.ADMITTED_AT, Need.DISCHARGED_AT}),
    exceptions=(_OFF, _SPECIAL),
    parameters=("los_review_d",),
    examples=(
        Example(
            Outcome.FAIL, record(ADMISSION, FPN, ATTENDING, CHIEF, _NOTES, _END, stay=_STAY), "44天", parameters=_ON
        ),
        Example(
            Outcome.FAIL, record(ADMISSION, FPN, CHIEF, _NOTES, _END, stay=_STAY), "44天，没有评估", parameters=_ON
        ),
        Example(
            Outcome.PASS, record(ADMISSION, FPN, CHIEF, _NOTES, _ASSESSED, _END, stay=_STAY), "有评估", parameters=_ON
        ),
        Example(
            Outcome.NOT_APPLICABLE,
            record(ADMISSION, FPN, CHIEF, _NOTES, _END, stay=_REHAB),
            "康复科",
            shows=_SPECIAL,
            parameters=_ON,
        ),
        Example(Outcome.NOT_APPLICABLE, record(ADMISSION, FPN, CHIEF, _NOTES, _END, stay=_STAY), "未要求", shows=_OFF),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "住院6天", parameters=_ON),
    ),
    doc=__doc__ or "",
)
