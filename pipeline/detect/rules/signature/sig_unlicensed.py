"""非执业医师签署 (SIG-UNLICENSED)

检查什么：签名当日执业注册尚未生效、已失效或已迁出，而单独签署文书；已失效者开具医嘱。

依据：医师法第十四条；医疗机构管理条例；医院规定（按执业范围执业）。

例外：见 exceptions。外院文书的签名者不须在本院名册中；不在名册者不作判断。

整改：由当日有执业资格的医师核实内容后补签并说明；核查账号使用情况。
"""

from __future__ import annotations

from pipeline.detect.authority import Signer, cite_line, doctors, is_outside, unread, written_by_doctors
from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged
from pipeline.detect.rule import Example, Need, Rule
from pipeline.detect.rules.signature.specimens import signed, stay
from pipeline.records.staff import Licence, Standing

_OTHER = "另有当日具备资格的医师签名（转人工核对）"
_SAME_DAY = "注册生效当日与失效当日均有效"
_ABROAD = "外院文书的签名者"
_PROBATION = "注册生效前为试用期，已由执业医师审签"
_ROWS = frozenset({"order_sheet", "surgical_safety_checklist", "nursing_record"})


def check(case: Case) -> Verdict:
    defects: list[Defect] = []
    unknown = ""
    rows = [d for d in case.documents if d.doc_type in _ROWS and not is_outside(d)]
    for doc in (*written_by_doctors(case), *rows):
        signers = doctors(case, doc)
        backed = any(s.may_sign_alone for s in signers) or unread(doc)
        for signer in signers:
            standing = signer.standing
            if standing is None or standing.licence == Licence.UNKNOWN:
                unknown = unknown or (standing.why if standing else "") or "有签名者不在人员名册中，执业状态不能核对"
                continue
            if _unlicensed(standing):
                defects.append(_defect(case, signer, standing, backed))
    return judged(defects, unknown)


def _unlicensed(standing: Standing) -> bool:
    """True if a doctor's licence ran out, or has not begun and no probation is told of (SIG-COSIGN judges probation)."""
    if standing.licence == Licence.EXPIRED:
        return True
    return standing.licence == Licence.NOT_YET and not standing.probation


def _defect(case: Case, signer: Signer, standing: Standing, backed: bool) -> Defect:
    state = "执业注册已失效" if standing.licence == Licence.EXPIRED else "执业注册尚未生效"
    message = f"签名当日{state}" + ("，另有执业医师签名，须核对" if backed else "，且无其他执业医师签名")
    evidence = (cite_line(case, signer.doc, signer.signature),)
    return Defect(message, signer.doc.doc_id, evidence, person=signer.name, review=backed)


RULE = Rule(
    id="SIG-UNLICENSED",
    name="非执业医师签署/开具医嘱",
    category="signature",
    clause="W9; vendor NX 1288/1297",
    check=check,
    remedy="由当日有执业资格的医师核实内容后补签并说明；核查账号使用情况",
    needs=frozenset({Need.DOCUMENTS, Need.STAFF}),
    exceptions=(_OTHER, _SAME_DAY, _ABROAD, _PROBATION),
    examples=(
        Example(Outcome.FAIL, stay(signed("医师签名：马德民")), "注册已于2月28日失效"),
        Example(Outcome.FAIL, stay(signed("　　　　　　　　　　　马德民")), "只有姓名，注册已失效"),
        Example(
            Outcome.NOT_ASSESSABLE,
            stay(signed("医师签名：马德民　上级医师：陆振华")),
            "另有执业医师签名",
            shows=_OTHER,
            review=True,
        ),
        Example(
            Outcome.PASS,
            stay(signed("医师签名：马德民", when="2026-02-28 10:00")),
            "最后一日仍有效",
            shows=_SAME_DAY,
        ),
        Example(
            Outcome.PASS,
            stay(signed("医师签名：马德民", title="外院病程记录（复印件）")),
            "外院文书",
            shows=_ABROAD,
        ),
        Example(Outcome.PASS, stay(signed("医师签名：丁向荣　审签：顾长林")), "试用期已审签", shows=_PROBATION),
        Example(Outcome.NOT_ASSESSABLE, stay(signed("医师签名：石敬之")), "不在名册中"),
        Example(Outcome.NOT_ASSESSABLE, stay(signed("医师签名：马德民"), registry=False), "没有名册"),
    ),
    doc=__doc__ or "",
)
