"""签名无时间 (SIG-TIME)

检查什么：知情同意书、病危（重）通知书有医患双方签名，而全文没有任何日期时间。

依据：病历书写基本规范第九条；电子病历应用管理规范第十五条。

例外：见 exceptions。病程类文书标题已写明时间，不另要求签名时间；系统可能另存签名时间，故只作为待人工确认的线索。

整改：由签名者本人如实注明签名时间（精确到分钟）。
"""

from __future__ import annotations

from pipeline.detect.authority import cite_line, doctors, is_outside, unread
from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.signature.specimens import stay
from pipeline.detect.specimens import CONSENT

_HEADED = "文书标题或正文已写明时间"
_UNSIGNED = "医患任一方未签名（由其他规则判断）"
_FORMS = ("consent_form", "critical_notice")


def check(case: Case) -> Verdict:
    forms = [d for d in case.extracted.of_type(*_FORMS) if not is_outside(d)]
    if not forms:
        return not_applicable("没有知情同意书或病危（重）通知书")
    defects: list[Defect] = []
    unknown = ""
    for doc in forms:
        signers = doctors(case, doc)
        patient = any(s.name and s.kind in ("patient", "family") for s in doc.signatures)
        if not signers or not patient or doc.timestamps or any(s.signed_at for s in doc.signatures):
            continue
        if unread(doc) or sum(c.isdigit() for c in doc.body[-120:]) >= 4:
            unknown = "文末可能有未能识别的时间"
            continue
        evidence = (cite_line(case, doc, signers[0].signature),)
        defects.append(Defect("医患签名均未注明时间", doc.doc_id, evidence, person=signers[0].name, review=True))
    return judged(defects, unknown)


_BARE = CONSENT.replace("　2026-03-04 17:30", "")

RULE = Rule(
    id="SIG-TIME",
    name="签名无时间/未到分钟",
    category="signature",
    clause="BW 9; DZ 15",
    check=check,
    remedy="由签名者本人如实注明签名时间（精确到分钟）",
    exceptions=(_HEADED, _UNSIGNED),
    examples=(
        Example(Outcome.NOT_ASSESSABLE, stay(_BARE), "医患双方签名均无时间", review=True),
        Example(Outcome.NOT_ASSESSABLE, stay(_BARE.replace("谈话医师：", "医师签名：")), "另一种格式", review=True),
        Example(Outcome.PASS, stay(CONSENT), "签名后注明时间"),
        Example(Outcome.PASS, stay(_BARE.replace("书\n", "书　2026-03-04 17:20\n", 1)), "标题有时间", shows=_HEADED),
        Example(Outcome.PASS, stay(_BARE.replace("患者签名：林素云\n", "")), "患方未签名", shows=_UNSIGNED),
    ),
    status="preview",
    doc=__doc__ or "",
)
