"""首次病程/入院记录首签超时 (SIG-FPN-LATE)

检查什么：入院记录、首次病程记录标题时间在时限内，而最早的医师签名时间超过时限。

依据：病历书写基本规范第十七、二十二条；时限按签名计算。

例外：见 exceptions。标题时间本身超时的，由时限规则判断。

整改：按时完成并即时签名；说明迟签原因。
"""

from __future__ import annotations

from pipeline.detect.authority import cite_line, doctors, is_outside
from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.limits import Timing, delay, timing
from pipeline.detect.rule import Example, Need, Rule
from pipeline.detect.specimens import FPN, STAY, record

_DAY = "签名只写日期，不能确定超时"
_REVIEWED = "只有上级审签带时间，书写者何时签名不明"
_LIMITS = {
    "first_progress_note": "fpn_h",
    "admission_record": "admission_note_h",
    "readmission_record": "admission_note_h",
}


def check(case: Case) -> Verdict:
    admitted = case.extracted.admitted_at
    defects: list[Defect] = []
    unknown, seen = "", False
    for doc in case.extracted.of_type(*_LIMITS):
        hours = case.parameters.get(_LIMITS[doc.doc_type])
        everybody = list(doctors(case, doc))
        signers = [s for s in everybody if s.signature.signed_at is not None]
        if is_outside(doc) or not isinstance(hours, int | float) or not signers or admitted is None:
            continue
        seen = True
        first = min(signers, key=lambda s: s.signature.signed_at.at if s.signature.signed_at else admitted.at)
        signed = first.signature.signed_at
        state = timing(signed, admitted, hours)
        if state == Timing.UNKNOWN:
            unknown = "签名时间不够精确"
        elif state == Timing.LATE and signed is not None and timing(doc.written_at, admitted, hours) == Timing.IN_TIME:
            if len(signers) < len(everybody) or first.signature.kind == "reviewer":
                unknown = "书写者的签名没有时间，最早签名不能确定"
                continue
            message = f"最早签名在入院后{delay(signed, admitted)}，超过{hours:g}小时"
            evidence = (cite_line(case, doc, first.signature),)
            defects.append(Defect(message, doc.doc_id, evidence, person=first.name))
    return judged(defects, unknown) if seen else not_applicable("没有带时间的签名")


_SIGN = "住院医师：沈一帆　2026-03-02 10:30"

RULE = Rule(
    id="SIG-FPN-LATE",
    name="首次病程/入院记录首签超时",
    category="signature",
    clause="vendor NX 1276/1278; BW 22(1),17",
    check=check,
    remedy="按时完成并即时签名；说明迟签原因",
    needs=frozenset({Need.DOCUMENTS, Need.ADMITTED_AT}),
    exceptions=(_DAY, _REVIEWED),
    parameters=("fpn_h", "admission_note_h"),
    examples=(
        Example(
            Outcome.FAIL, record(FPN.replace(_SIGN, "住院医师：沈一帆　2026-03-03 16:00"), stay=STAY), "次日才签名"
        ),
        Example(
            Outcome.FAIL, record(FPN.replace(_SIGN, "住院医师：沈一帆　2026-03-02 19:30"), stay=STAY), "10小时后签名"
        ),
        Example(Outcome.PASS, record(FPN, stay=STAY), "按时签名"),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(FPN.replace(_SIGN, "住院医师：沈一帆　2026-03-02"), stay=STAY),
            "签名只写日期",
            shows=_DAY,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(FPN.replace(_SIGN, "住院医师：沈一帆　审签：顾长林　2026-03-03 09:30"), stay=STAY),
            "审签在次日",
            shows=_REVIEWED,
        ),
        Example(Outcome.NOT_APPLICABLE, record(FPN.replace(_SIGN, "住院医师：沈一帆"), stay=STAY), "签名不带时间"),
    ),
    status="preview",
    doc=__doc__ or "",
)
