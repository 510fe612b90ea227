"""手术前一天无病程记录 (TIM-PREOP-NOTE)

检查什么：择期手术的前一天、或手术当日术前，有没有病程类记录（术前小结、术前讨论、查房都算）。

依据：地方规则（厂家 NX 433）。

例外：见 exceptions。

整改：手术前一天记录患者病情与术前准备。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.course import entries, undated
from pipeline.detect.coverage import cannot_judge_absence
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.operated import describe, operations
from pipeline.detect.rule import Example, Need, Rule
from pipeline.detect.specimens import CHIEF, MEDICAL, OPERATION, PREOP_DISCUSSION, SURGICAL, record, without
from pipeline.extract.model import Operation

_EMERGENCY = "急诊手术"
_SAME_DAY = "入院当日或次日手术"
_ANY = "术前小结、术前讨论、术前访视、手术当日术前的查房都算"
_URGENT = OPERATION.replace("手术名称：腹腔镜胆囊切除术", "手术名称：急诊手术：腹腔镜胆囊切除术")
_STAY = "@stay id=EX-1 admitted=2026-03-05T07:00 discharged=2026-03-08T10:00 outcome=好转\n"
_LATER = OPERATION.replace("2026-03-05", "2026-03-06")
_POSTOP = SURGICAL[7].replace("2026-03-05", "2026-03-06")


def check(case: Case) -> Verdict:
    due = [op for op in operations(case) if op.day and not op.emergency and not _soon(case, op)]
    if not due:
        return not_applicable("没有择期手术，或入院当日、次日手术")
    why = cannot_judge_absence(case)
    if why:
        return not_assessable(why)
    missing = [op for op in due if not _seen(case, op)]
    if missing and undated(case):
        return not_assessable("有未注明时间的病程")
    return judged(
        [
            Defect(
                f"{describe(op)}的前一天没有病程记录",
                evidence=(case.cite_mention(op.mention),),
                searched=("手术前一天及手术当日术前的病程类记录",),
                confidence=0.85,
            )
            for op in missing
        ]
    )


def _soon(case: Case, op: Operation) -> bool:
    begin = case.extracted.admitted_at
    return begin is None or op.day is None or (op.day.at.date() - begin.at.date()).days <= 1


def _seen(case: Case, op: Operation) -> bool:
    if op.day is None:
        return True
    start = op.started_at or op.day
    for e in entries(case):
        gap = (op.day.at.date() - e.at.at.date()).days
        if gap == 1 or (gap == 0 and not start.certainly_before(e.at) and e.doc.doc_type != "operation_record"):
            return True
    return False


RULE = Rule(
    id="TIM-PREOP-NOTE",
    name="手术前一天无病程记录",
    category="timeliness",
    clause="地方规则",
    check=check,
    remedy="手术前一天记录患者病情与术前准备",
    needs=frozenset({Need.DOCUMENTS, Need.ADMITTED_AT}),
    exceptions=(_EMERGENCY, _SAME_DAY, _ANY),
    status="preview",
    examples=(
        Example(Outcome.FAIL, record(*without(SURGICAL, CHIEF, PREOP_DISCUSSION)), "手术前一天没有病程"),
        Example(
            Outcome.FAIL,
            record(*without(SURGICAL, OPERATION, SURGICAL[7], SURGICAL[8]), _LATER, _POSTOP),
            "术前讨论在两天前，前一天没有病程",
        ),
        Example(Outcome.PASS, record(*SURGICAL), "前一天讨论", shows=_ANY),
        Example(
            Outcome.NOT_APPLICABLE,
            record(*without(SURGICAL, CHIEF, PREOP_DISCUSSION, OPERATION), _URGENT),
            "急诊",
            shows=_EMERGENCY,
        ),
        Example(Outcome.NOT_APPLICABLE, record(*SURGICAL[6:], stay=_STAY), "入院当日手术", shows=_SAME_DAY),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "没有手术"),
    ),
    doc=__doc__ or "",
)
