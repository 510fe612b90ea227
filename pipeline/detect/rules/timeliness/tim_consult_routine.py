"""普通会诊超时 (TIM-CONSULT-ROUTINE)

检查什么：普通会诊从申请到会诊的时间是否超过时限。两份规范并行：24小时（核心制度）与48小时（书写规范）之间只提示，超过48小时判缺陷。

依据：医疗质量安全核心制度（三）；病历书写基本规范第二十二条（十）。

例外：见 exceptions。

整改：会诊科室在规定时限内完成会诊。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.deadlines import clock
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.limits import Timing, delay, limit, stamp_of, timing
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import MEDICAL, record
from pipeline.extract.model import Consultation

_BETWEEN = "24至48小时之间完成，只提示"
_MDT = "多学科会诊、远程会诊、院外专家会诊"
_APART = ("多学科", "MDT", "远程", "院外", "外请", "外院专家", "全院")


def _sheet(asked: str, held: str, kind: str = "会诊记录") -> str:
    return f"""@doc
{kind}
申请科室：普外科　申请时间：{asked}
会诊目的：评估心脏情况。
会诊意见：会诊时间：{held}。心电图大致正常，无特殊处理。
会诊医师：许文达
"""


def check(case: Case) -> Verdict:
    soft, hard = limit(case, "consult_routine_h"), limit(case, "consult_warn_only_h")
    talks = [c for c in case.facts.consultations if c.note_id]
    if soft is None or not talks:
        return not_applicable("没有会诊记录")
    defects: list[Defect] = []
    unknown = ""
    for talk in talks:
        found, why = _judge(case, talk, soft, max(soft, hard or soft))
        defects += found
        unknown = unknown or why
    return judged(defects, unknown)


def _judge(case: Case, talk: Consultation, soft: float, hard: float) -> tuple[list[Defect], str]:
    doc = next(d for d in case.documents if d.doc_id == talk.note_id)
    if any(word in doc.body for word in _APART):
        return [], ""
    asked, held = talk.requested_at, talk.held_at
    if asked is None or held is None:
        return [], "会诊申请时间或会诊时间没有印出"
    if timing(held, asked, soft) is not Timing.LATE:
        return [], ("会诊时间不到分钟" if timing(held, asked, soft) is Timing.UNKNOWN else "")
    span = stamp_of(doc, held) or (doc.start, min(doc.end, doc.start + 20))
    proofs = [case.cite(doc, *span)]
    event = clock(case, "会诊申请", asked, doc)
    if event.proof:
        proofs.append(event.proof)
    firm = timing(held, asked, hard) is Timing.LATE
    message = f"普通会诊在申请后{delay(held, asked)}完成，超过{hard if firm else soft:g}小时"
    return [Defect(message, doc.doc_id, tuple(proofs), review=not firm, confidence=0.9 if firm else 0.5)], ""


RULE = Rule(
    id="TIM-CONSULT-ROUTINE",
    name="普通会诊超时",
    category="timeliness",
    clause="HX 3; BW 22(10)",
    check=check,
    remedy="普通会诊在申请后24小时内完成",
    exceptions=(_BETWEEN, _MDT),
    parameters=("consult_routine_h", "consult_warn_only_h"),
    examples=(
        Example(Outcome.FAIL, record(*MEDICAL, _sheet("2026-03-03 09:00", "2026-03-06 10:00")), "三天后会诊"),
        Example(Outcome.FAIL, record(*MEDICAL, _sheet("2026-03-03 09:00", "2026-03-07")), "第5天，只印日期"),
        Example(Outcome.PASS, record(*MEDICAL, _sheet("2026-03-03 09:00", "2026-03-03 15:00")), "当日"),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(*MEDICAL, _sheet("2026-03-03 09:00", "2026-03-04 16:00")),
            "31小时",
            shows=_BETWEEN,
            review=True,
        ),
        Example(
            Outcome.PASS,
            record(*MEDICAL, _sheet("2026-03-03 09:00", "2026-03-06 15:00").replace("评估心脏", "多学科会诊评估心脏")),
            "多学科",
            shows=_MDT,
        ),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "没有会诊"),
    ),
    doc=__doc__ or "",
)
