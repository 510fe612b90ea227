"""急会诊超时 (TIM-CONSULT-URGENT)

检查什么：写明急会诊的会诊记录，从申请（发出）到会诊（到场）的时间是否超过时限（consult_urgent_min）。超过半小时的判缺陷，其间的只提示。

依据：医疗质量安全核心制度（三）；病历书写基本规范第二十二条（十）。

例外：见 exceptions。

整改：急会诊在10分钟内到场，记录到分钟。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.deadlines import clock
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.limits import Timing, delay, limit, stamp_of, timing
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import MEDICAL, record
from pipeline.extract.model import Consultation

_PHONE = "电话先行指导并有记载"
_ROUTINE = "普通会诊"
_FIRM_HOURS = 0.5
_URGENT = re.compile(r"急会诊|紧急会诊|会诊(?:类型|性质|级别)\s*[:：|｜]?\s*(?:急|紧急)|[☑√■]\s*急")
_TOLD = re.compile(r"电话(?:会诊|指导|嘱|告知|医嘱)")


def _sheet(asked: str, held: str, kind: str = "急会诊记录", more: str = "") -> str:
    return f"""@doc
{kind}
申请科室：普外科　申请时间：{asked}
会诊目的：突发胸闷，请急会诊。
会诊意见：会诊时间：{held}。{more}窦性心动过速，予吸氧，复查心肌酶。
会诊医师：许文达
"""


def check(case: Case) -> Verdict:
    minutes = limit(case, "consult_urgent_min")
    notes = {d.doc_id: d for d in case.documents}
    urgent = [c for c in case.facts.consultations if c.note_id and _URGENT.search(notes[c.note_id].body)]
    if minutes is None or not urgent:
        return not_applicable("没有急会诊")
    defects: list[Defect] = []
    unknown = ""
    for talk in urgent:
        found, why = _judge(case, talk, minutes / 60)
        defects += found
        unknown = unknown or why
    return judged(defects, unknown)


def _judge(case: Case, talk: Consultation, hours: float) -> tuple[list[Defect], str]:
    doc = next(d for d in case.documents if d.doc_id == talk.note_id)
    asked, held = talk.requested_at, talk.held_at
    if asked is None or held is None or not asked.timed or not held.timed:
        return [], "急会诊的申请或到场时间不到分钟"
    if timing(held, asked, hours) is not Timing.LATE or _TOLD.search(doc.body):
        return [], ""
    span = stamp_of(doc, held) or (doc.start, min(doc.end, doc.start + 20))
    proofs = [case.cite(doc, *span), *(p for p in (clock(case, "申请", asked, doc).proof,) if p)]
    firm = timing(held, asked, _FIRM_HOURS) is Timing.LATE
    message = f"急会诊在申请后{delay(held, asked)}到场，超过{hours * 60:g}分钟"
    return [Defect(message, doc.doc_id, tuple(proofs), review=not firm, confidence=0.85 if firm else 0.5)], ""


RULE = Rule(
    id="TIM-CONSULT-URGENT",
    name="急会诊超时",
    category="timeliness",
    clause="HX 3; BW 22(10); L33",
    check=check,
    remedy="急会诊在10分钟内到场，记录到分钟",
    exceptions=(_PHONE, _ROUTINE),
    parameters=("consult_urgent_min",),
    examples=(
        Example(Outcome.FAIL, record(*MEDICAL, _sheet("2026-03-03 20:00", "2026-03-03 20:45")), "45分钟到场"),
        Example(Outcome.FAIL, record(*MEDICAL, _sheet("2026-03-03 20:00", "2026-03-03 22:10")), "两小时后到场"),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(*MEDICAL, _sheet("2026-03-03 20:00", "2026-03-03 20:18")),
            "18分钟",
            review=True,
        ),
        Example(Outcome.PASS, record(*MEDICAL, _sheet("2026-03-03 20:00", "2026-03-03 20:08")), "8分钟"),
        Example(
            Outcome.PASS,
            record(*MEDICAL, _sheet("2026-03-03 20:00", "2026-03-03 20:50", more="20:05电话指导先予吸氧。")),
            "电话指导",
            shows=_PHONE,
        ),
        Example(
            Outcome.NOT_APPLICABLE,
            record(*MEDICAL, _sheet("2026-03-03 09:00", "2026-03-03 15:00", "会诊记录").replace("请急会诊", "请会诊")),
            "普通会诊",
            shows=_ROUTINE,
        ),
    ),
    doc=__doc__ or "",
)
