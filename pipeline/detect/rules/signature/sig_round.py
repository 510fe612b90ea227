"""上级医师查房记录未经查房医师签名 (SIG-ROUND)

检查什么：查房记录标题写明的查房医师没有在该记录上签名。

依据：浙江省住院病历质量检查评分表；医院规定。本标准不要求时不适用。

例外：见 exceptions。

整改：由查房医师审阅查房记录后本人签名。
"""

from __future__ import annotations

from pipeline.detect.authority import among, doctors, unread
from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import ATTENDING, CHIEF, MEDICAL, record, without

_NATIONAL = "国家规范不要求查房医师签名，由标准参数决定"


def check(case: Case) -> Verdict:
    if not case.parameters.get("round_signature_required"):
        return not_applicable("本标准不要求查房医师签名")
    defects: list[Defect] = []
    unknown = ""
    for doc in case.extracted.of_type("ward_round_attending", "ward_round_chief"):
        signers = doctors(case, doc)
        if doc.round is None or not doc.round.name or not signers:
            unknown = unknown or "查房记录未写明查房医师或没有签名"
            continue
        if len(doc.round.name) < 2:
            unknown = "查房医师只写姓氏"
            continue
        signed = among(doc.round.name, (s.name for s in signers), case.registry)
        if signed is None or (not signed and unread(doc)):
            unknown = "姓名已隐去或有未能识别的签名"
        elif not signed:
            evidence = (case.cite(doc, doc.round.start, doc.round.end),)
            defects.append(Defect("查房医师未在查房记录上签名", doc.doc_id, evidence, person=doc.round.name))
    return judged(defects, unknown)


RULE = Rule(
    id="SIG-ROUND",
    name="上级医师查房记录未经查房医师签名",
    category="signature",
    clause="ZJ; L9; D22",
    check=check,
    remedy="由查房医师审阅查房记录后本人签名",
    exceptions=(_NATIONAL,),
    parameters=("round_signature_required",),
    examples=(
        Example(
            Outcome.FAIL,
            record(*without(MEDICAL, ATTENDING), ATTENDING.replace("主治医师：顾长林", "住院医师：沈一帆")),
            "主治查房只有住院医师签名",
            standard="ZJ-2021",
        ),
        Example(
            Outcome.FAIL,
            record(*without(MEDICAL, CHIEF), CHIEF.replace("主任医师：陆振华", "记录：沈一帆　审签：顾长林")),
            "主任查房没有主任签名",
            standard="S000-P6",
        ),
        Example(Outcome.PASS, record(*MEDICAL), "查房医师均已签名", standard="ZJ-2021"),
        Example(
            Outcome.NOT_APPLICABLE,
            record(*without(MEDICAL, ATTENDING), ATTENDING.replace("主治医师：顾长林", "住院医师：沈一帆")),
            "S000-P2 不要求",
            shows=_NATIONAL,
        ),
    ),
    status="preview",
    doc=__doc__ or "",
)
