"""抢救主持者未审核签名 (SIG-RESCUE-LEAD)

检查什么：抢救记录写明的主持者没有在该记录上签名。

依据：十八项核心制度（急危重患者抢救制度）。

例外：见 exceptions。

整改：由抢救主持者审阅抢救记录后签名。
"""

from __future__ import annotations

from pipeline.detect.attendance import presiding
from pipeline.detect.authority import among, doctors, is_outside, unread
from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.signature.specimens import RESCUE_NOTE
from pipeline.detect.specimens import MEDICAL, record

_WROTE = "主持者本人书写"
_HOSTED = "抢救主持人：陆振华主任医师\n抢救经过："


def check(case: Case) -> Verdict:
    notes = [d for d in case.extracted.of_type("rescue_record") if not is_outside(d)]
    if not notes:
        return not_applicable("没有抢救记录")
    defects: list[Defect] = []
    unknown = ""
    for doc in notes:
        host, signers = presiding(case, doc), doctors(case, doc)
        if host is None or not signers:
            unknown = "抢救记录未写明主持者或没有签名"
            continue
        signed = among(host.name, (s.name for s in signers), case.registry)
        if signed is None or (not signed and unread(doc)):
            unknown = "姓名已隐去或有未能识别的签名"
        elif not signed:
            evidence = (case.cite(doc, host.start, host.end),)
            defects.append(Defect("抢救主持者未签名", doc.doc_id, evidence, person=host.name))
    return judged(defects, unknown)


def _with(sign_off: str) -> str:
    text = RESCUE_NOTE.replace("抢救经过：", _HOSTED).replace("记录：沈一帆　主持：陆振华　2026-03-05 05:30", sign_off)
    return record(*MEDICAL, text)


RULE = Rule(
    id="SIG-RESCUE-LEAD",
    name="抢救主持者未审核签名",
    category="signature",
    clause="HX 7; vendor NX 1230",
    check=check,
    remedy="由抢救主持者审阅抢救记录后签名",
    exceptions=(_WROTE,),
    examples=(
        Example(Outcome.FAIL, _with("医师签名：沈一帆"), "只有住院医师签名"),
        Example(Outcome.FAIL, _with("记录：沈一帆　上级医师：顾长林"), "他人审签，主持者未签"),
        Example(Outcome.PASS, _with("记录：沈一帆　主任医师：陆振华"), "主持者已签名"),
        Example(Outcome.PASS, _with("医师签名：陆振华"), "主持者书写", shows=_WROTE),
    ),
    status="preview",
    doc=__doc__ or "",
)
