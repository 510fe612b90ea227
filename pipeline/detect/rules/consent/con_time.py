"""同意书签署时间晚于手术或早于术前讨论 (CON-TIME)

检查什么：只有一次手术的，手术（麻醉）同意书患方签署时间晚于手术开始；或早于术前讨论完成（后者只提示人工核对）。

依据：医疗质量安全核心制度（八）：术前讨论完成后方可签署手术知情同意书。

例外：见 exceptions。签署时间或手术开始时间不到分钟、当天先后不明的，不判断。

整改：核对实际签署时间；确为术后签署的按缺陷上报。
"""

from __future__ import annotations

import re

from pipeline.detect.authority import cite_line
from pipeline.detect.case import Case
from pipeline.detect.consents import Consent, consents, emergency
from pipeline.detect.finding import Defect, Evidence, Outcome, Verdict, judged, not_applicable
from pipeline.detect.limits import completed_at, stamp_of
from pipeline.detect.operated import operations
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.consent.specimens import EMERGENCY, FULL, operated
from pipeline.detect.specimens import MEDICAL, record
from pipeline.extract.model import Operation
from pipeline.records.moment import Moment

_URGENT = "急诊手术边抢救边签署（转人工核对）"
_DAY = "只写日期、与手术同一天"
_LATER = "术后新签的其他同意书（术中变更、再次手术、镇痛）"
_SHARED = "患方签名旁没有时间，只有同行医师的签名时间（转人工核对）"
_EARLY = "术前讨论之前签署（转人工核对）"
_ADDED = re.compile(r"变更|追加|补充|术中|再次|二次|镇痛|术后|植入|耗材|自费|标本|冰冻")
_LATE = FULL.replace("林素云　2026-03-04 17:30", "林素云　2026-03-05 14:00").replace(
    "陆振华　2026-03-04 17:30", "陆振华　2026-03-05 14:00"
)
_BEFORE = FULL.replace("2026-03-04 17:30", "2026-03-04 10:00")


def check(case: Case) -> Verdict:
    done = [op for op in operations(case) if op.started_at is not None]
    forms = [c for c in consents(case) if c.for_operation or "anaesthesia" in c.kinds]
    forms = [c for c in forms if not _ADDED.search(c.title)]
    if not done or not forms:
        return not_applicable("没有手术或没有手术、麻醉同意书")
    if len(operations(case)) > 1:
        return not_applicable("多次手术，同意书与手术的对应须人工核对")
    op = done[0]
    before = [c for c in forms if c.signed_at and op.started_at and c.signed_at.certainly_before(op.started_at)]
    defects: list[Defect] = []
    unknown = ""
    for c in forms:
        found, why = _late(case, c, op, any(b.kinds & c.kinds for b in before))
        defects += found
        unknown = unknown or why
    return judged(defects + _early(case, before), unknown)


def _late(case: Case, form: Consent, op: Operation, covered: bool) -> tuple[list[Defect], str]:
    signed, start = form.signed_at, op.started_at
    if signed is None or start is None:
        return [], "同意书没有签署时间"
    if not start.certainly_before(signed):
        return [], "" if signed.certainly_before(start) else "同意书与手术同一天，先后不明"
    if covered or _same_minute(start, signed):
        return [], ""
    urgent = emergency(case, op) or "急" in form.title
    review = urgent or not form.own_time
    message = "同意书患方签署时间晚于手术开始" + (
        "（急诊，请人工核对）" if urgent else "（请核对是谁的签名时间）" if review else ""
    )
    return [_defect(case, form, message, start, review=review)], ""


def _same_minute(a: Moment, b: Moment) -> bool:
    return a.at.replace(second=0) == b.at.replace(second=0)


def _early(case: Case, forms: list[Consent]) -> list[Defect]:
    """A consent that was certainly signed before the discussion was written."""
    notes = list(case.extracted.of_type("preop_discussion"))
    if len(notes) != 1:
        return []
    done = completed_at(case, notes[0])
    if done is None or not done.timed:
        return []
    message = "手术同意书签署早于术前讨论完成（请人工核对）"
    return [
        _defect(case, c, message, done, review=True)
        for c in forms
        if c.signed_at is not None
        and c.signed_at.timed
        and c.signed_at.certainly_before(done)
        and "operation" in c.kinds
    ]


def _defect(case: Case, form: Consent, message: str, other: Moment, *, review: bool) -> Defect:
    span = stamp_of(form.doc, form.signed_at) if form.signed_at else None
    signer = (form.patient or form.kin)[0]
    first = case.cite(form.doc, *span) if span else cite_line(case, form.doc, signer)
    return Defect(
        message,
        form.doc.doc_id,
        (first, *_where(case, other)),
        person=form.doctors[0].name if form.doctors else "",
        review=review,
        confidence=0.6 if review else 0.9,
    )


def _where(case: Case, moment: Moment) -> tuple[Evidence, ...]:
    for doc in case.extracted.of_type("operation_record", "anesthesia_record", "preop_discussion"):
        span = stamp_of(doc, moment)
        if span:
            return (case.cite(doc, *span, role="expected"),)
    return ()


RULE = Rule(
    id="CON-TIME",
    name="同意书签署时间晚于操作/早于讨论",
    category="consent",
    clause="HX 8; BW 23",
    check=check,
    remedy="核对实际签署时间；术前讨论完成后、手术开始前签署",
    exceptions=(_URGENT, _DAY, _LATER, _EARLY, _SHARED),
    examples=(
        Example(Outcome.FAIL, operated(_LATE), "手术09:00，同意书14:00"),
        Example(Outcome.FAIL, operated(_LATE.replace("2026-03-05 14:00", "2026-03-06")), "次日签署"),
        Example(Outcome.PASS, operated(FULL.replace("2026-03-04 17:30", "2026-03-05 08:00")), "手术当天早晨签署"),
        Example(Outcome.NOT_ASSESSABLE, operated(_BEFORE), "讨论16:00，签署10:00", shows=_EARLY, review=True),
        Example(
            Outcome.NOT_ASSESSABLE, operated(FULL.replace("2026-03-04 17:30", "2026-03-05")), "只写日期", shows=_DAY
        ),
        Example(
            Outcome.PASS,
            operated(
                FULL.replace("2026-03-04 17:30", "2026-03-05 08:00"),
                _LATE.replace("手术知情同意书", "术后镇痛知情同意书"),
            ),
            "术后镇痛",
            shows=_LATER,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(*EMERGENCY[:5], _LATE, *EMERGENCY[5:]),
            "急诊",
            shows=_URGENT,
            review=True,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            operated(_LATE.replace("患者签名：林素云　2026-03-05 14:00\n", "患者签名：林素云　")),
            "",
            shows=_SHARED,
            review=True,
        ),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "没有手术"),
    ),
    doc=__doc__ or "",
)
