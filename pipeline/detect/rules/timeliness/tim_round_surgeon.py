"""术者术前/术后24小时内未查房 (TIM-ROUND-SURGEON)

检查什么：手术前一日至手术、手术结束至次日的病程、查房、讨论、谈话中，有没有术者本人（姓名出现或签名）。

依据：医疗质量安全核心制度（二）。

例外：见 exceptions。术前、术后都找不到术者的，只作人工复核线索：姓氏加职务（陆主任）的称呼也算见到。

整改：术者在术前、术后24小时内亲自查看患者并记录。
"""

from __future__ import annotations

from datetime import datetime, timedelta

from pipeline.detect.case import Case
from pipeline.detect.coverage import cannot_judge_absence
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.limits import completed_at, limit
from pipeline.detect.operated import describe, operations
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import (
    CHIEF,
    CONSENT,
    MEDICAL,
    POSTOP,
    POSTOP_ROUND,
    PREOP_DISCUSSION,
    SURGICAL,
    note,
    record,
    without,
)
from pipeline.extract.model import Operation

_BOTH = 2
_EMERGENCY = "急诊手术在首次病程、术前小结或谈话中见术者"
_TALK = "术者主持术前讨论或亲自谈话"
_LEFT = "术后24小时内出院、死亡"
_NOT_SEEN = frozenset(
    {"operation_record", "anesthesia_record", "surgical_safety_checklist", "order_sheet", "front_page"}
)
_NOTE_6 = note("2026-03-06 09:00", "术后第1天，患者一般情况好。", "顾长林")
_LEFT_STAY = "@stay id=EX-1 admitted=2026-03-02T09:00 discharged=2026-03-06T09:00 outcome=好转\n"
_NO_SURGEON = (
    PREOP_DISCUSSION.replace("陆振华主任医师、", "").replace("术者陆振华，", "").replace("主持：陆振华", "主持：顾长林")
)


def check(case: Case) -> Verdict:
    before, after = limit(case, "surgeon_round_pre_h"), limit(case, "surgeon_round_post_h")
    done = [op for op in operations(case) if op.surgeon and op.started_at and op.started_at.timed]
    if not done or (before is None and after is None):
        return not_applicable("没有手术，或手术记录没有术者与时间")
    why = cannot_judge_absence(case)
    if why:
        return not_assessable(why)
    found = [(op, _missing(case, op, before, after)) for op in done]
    # one of the two alone is too often a matter of wording to trouble a reader with
    return judged([d for op, missing in found if len(missing) == _BOTH for d in missing])


def _missing(case: Case, op: Operation, before: float | None, after: float | None) -> list[Defect]:
    if op.started_at is None:
        return []
    start, end = op.started_at.earliest, (op.ended_at or op.started_at).latest
    found = []
    # whole days: a round of the morning before counts also when it lies 26 hours back
    if before is not None and not op.emergency:
        first = datetime.combine((start - timedelta(hours=before)).date(), datetime.min.time())
        if not _named(case, op, first, start):
            found.append(_defect(case, op, "术前"))
    left = case.extracted.discharged_at
    if after is not None and left is not None and left.earliest > end + timedelta(hours=after):
        last = datetime.combine((end + timedelta(hours=after)).date(), datetime.max.time())
        if not _named(case, op, end, last):
            found.append(_defect(case, op, "术后"))
    return found


def _named(case: Case, op: Operation, first: datetime, last: datetime) -> bool:
    address = [op.surgeon[0] + word for word in ("主任", "教授", "副主任", "医师", "主治", "副教授", "院长")]
    for doc in case.documents:
        if doc.doc_type in _NOT_SEEN:
            continue
        at = completed_at(case, doc)
        if at is not None and not (at.latest >= first and at.earliest <= last):
            continue
        if op.surgeon in doc.body or any(word in doc.body for word in address):
            return True
    return False


def _defect(case: Case, op: Operation, when: str) -> Defect:
    return Defect(
        f"{describe(op)}{when}一天内的病程、查房、讨论、谈话中未见术者{op.surgeon}",
        evidence=(case.cite_mention(op.mention),),
        searched=(f"{when}24小时的病程、查房、讨论、谈话",),
        person=op.surgeon,
        review=True,
        confidence=0.5,
    )


RULE = Rule(
    id="TIM-ROUND-SURGEON",
    name="术者术前/术后24小时内未查房",
    category="timeliness",
    clause="HX 2; ST10",
    check=check,
    remedy="术者在术前、术后24小时内亲自查看患者并记录",
    exceptions=(_EMERGENCY, _TALK, _LEFT),
    parameters=("surgeon_round_pre_h", "surgeon_round_post_h"),
    status="preview",
    examples=(
        Example(
            Outcome.NOT_ASSESSABLE,
            record(*without(SURGICAL, POSTOP_ROUND, PREOP_DISCUSSION, CHIEF), _NO_SURGEON, _NOTE_6),
            "术前、术后都不见术者",
            review=True,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(*without(SURGICAL, POSTOP_ROUND, PREOP_DISCUSSION, CHIEF, CONSENT), _NOTE_6),
            "没有讨论，查房不见术者",
            review=True,
        ),
        Example(Outcome.PASS, record(*without(SURGICAL, POSTOP_ROUND), _NOTE_6), "术前主持讨论，术后一日由助手查看"),
        Example(Outcome.PASS, record(*SURGICAL), "术者主持讨论，次日查房", shows=_TALK),
        Example(
            Outcome.PASS,
            record(
                *without(SURGICAL, PREOP_DISCUSSION, CHIEF, CONSENT, SURGICAL[6]),
                SURGICAL[6].replace("腹腔镜胆囊切除术", "急诊手术：腹腔镜胆囊切除术"),
            ),
            "急诊手术",
            shows=_EMERGENCY,
        ),
        Example(
            Outcome.PASS,
            record(
                *without(SURGICAL, POSTOP, POSTOP_ROUND)[:7], SURGICAL[10].replace("03-08", "03-06"), stay=_LEFT_STAY
            ),
            "术后22小时出院",
            shows=_LEFT,
        ),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "没有手术"),
    ),
    doc=__doc__ or "",
)
