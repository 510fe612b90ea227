"""大手术后24小时内无主治以上查房 (TIM-ROUND-POSTOP-ATT)

检查什么：大手术（写明四级的）后时限（postop_attending_round_h）内有没有主治以上医师查房，或由主治以上医师书写、审签的术后病程。

依据：S000 篇2 六1(5)。

例外：见 exceptions。

整改：大手术后24小时内由主治以上医师查房并审阅手术记录。
"""

from __future__ import annotations

from datetime import timedelta

from pipeline.detect.case import Case
from pipeline.detect.coverage import COURSE, cannot_judge_absence
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.limits import completed_at, limit
from pipeline.detect.operated import describe, operations
from pipeline.detect.rounds import registry_rank, rounds
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import MEDICAL, POSTOP, POSTOP_ROUND, SURGICAL, note, record, without
from pipeline.extract.model import Operation
from pipeline.records.ranks import Rank

_TOP_GRADE = 4
_SMALLER = "三级以下手术：规范未把大手术定义到这一级"
_OWN = "术者本人为主治以上并书写术后病程"
_LEFT = "时限内出院或死亡"
_JUNIOR = POSTOP.replace("主治医师：顾长林", "住院医师：沈一帆")
_LATE = POSTOP_ROUND.replace("2026-03-06 08:50", "2026-03-07 16:00").replace("2026-03-06 09:20", "2026-03-07 16:20")
_MAJOR = [d.replace("三级手术", "四级手术") for d in SURGICAL]
_FOURTH = SURGICAL[4].replace("三级手术", "四级手术")
_LEFT_STAY = "@stay id=EX-1 admitted=2026-03-02T09:00 discharged=2026-03-06T09:00 outcome=好转\n"


def check(case: Case) -> Verdict:
    hours = limit(case, "postop_attending_round_h")
    done = [op for op in operations(case) if op.ended_at and op.ended_at.timed and op.grade == _TOP_GRADE]
    if hours is None or not done:
        return not_applicable("本标准不要求，或没有大手术")
    why = cannot_judge_absence(case)
    if why:
        return not_assessable(why)
    end = case.extracted.discharged_at
    due = [op for op in done if op.ended_at and end and end.earliest > op.ended_at.latest + timedelta(hours=hours)]
    if not due:
        return not_applicable(_LEFT)
    missing = [op for op in due if not _seen(case, op, hours, certain=True)]
    firm = [op for op in missing if not _seen(case, op, hours, certain=False)]
    undated = any(d.doc_type in COURSE and completed_at(case, d) is None for d in case.documents)
    if missing and undated:
        return not_assessable("有未注明时间的病程")
    return judged([_defect(case, op, hours) for op in firm], "术后病程的签名者职称不明" if missing else "")


def _seen(case: Case, op: Operation, hours: float, certain: bool) -> bool:
    """Whether an attending or higher saw the patient in the window: certainly, or as far as can be told."""
    if op.ended_at is None:
        return True
    first, last = op.ended_at.earliest, op.ended_at.latest + timedelta(hours=hours)
    for r in rounds(case):
        if (
            r.at
            and r.at.latest >= first
            and r.at.earliest <= last
            and ((r.low if certain else r.high or Rank.CHIEF) or Rank.INTERN) >= Rank.ATTENDING
        ):
            return True
    for doc in case.documents:
        at = completed_at(case, doc)
        if doc.doc_type not in COURSE or doc.doc_type == "operation_record" or at is None:
            continue
        if at.latest < first or at.earliest > last:
            continue
        ranks = [registry_rank(case.registry, s.name, at) or s.rank for s in doc.signatures]
        if any(r is not None and r >= Rank.ATTENDING for r in ranks):
            return True
        if not certain and (not ranks or None in ranks):
            return True  # who signed is not known
    return False


def _defect(case: Case, op: Operation, hours: float) -> Defect:
    return Defect(
        f"{describe(op)}后{hours:g}小时内没有主治以上医师查房或书写、审签的病程",
        evidence=(case.cite_mention(op.mention),),
        searched=(f"{op.ended_at}起{hours:g}小时内的查房与病程",),
        confidence=0.85,
    )


RULE = Rule(
    id="TIM-ROUND-POSTOP-ATT",
    name="大手术后24小时内无主治以上查房并审阅手术记录",
    category="timeliness",
    clause="S000-P2 L21",
    check=check,
    remedy="大手术后24小时内由主治以上医师查房并审阅手术记录",
    exceptions=(_OWN, _LEFT, _SMALLER),
    parameters=("postop_attending_round_h",),
    examples=(
        Example(
            Outcome.FAIL,
            record(_FOURTH, *without(SURGICAL, SURGICAL[4], POSTOP, POSTOP_ROUND), _JUNIOR, _LATE),
            "术后第3天才有上级查房",
        ),
        Example(
            Outcome.FAIL,
            record(
                _FOURTH,
                *without(SURGICAL, SURGICAL[4], POSTOP, POSTOP_ROUND),
                _JUNIOR,
                note("2026-03-06 09:00", "患者平稳。"),
            ),
            "术后只有住院医师病程",
        ),
        Example(Outcome.PASS, record(*_MAJOR), "术后首程由主治书写，次日主任查房"),
        Example(Outcome.PASS, record(*_MAJOR[:8], *_MAJOR[9:]), "主治医师书写术后首程", shows=_OWN),
        Example(
            Outcome.NOT_APPLICABLE,
            record(*_MAJOR[:7], _JUNIOR, SURGICAL[10].replace("03-08", "03-06"), stay=_LEFT_STAY),
            "术后22小时出院",
            shows=_LEFT,
        ),
        Example(Outcome.NOT_APPLICABLE, record(*SURGICAL), "三级手术", shows=_SMALLER),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "没有手术"),
    ),
    doc=__doc__ or "",
)
