"""实习、试用期、未注册人员书写的文书无执业医师审签 (SIG-COSIGN)

检查什么：文书只有无本院执业资格者（实习、试用期、未取得执照的规培、须审签的进修医师）签名，没有本院执业医师审阅签名。

依据：病历书写基本规范第八条；电子病历应用管理规范第十六条。

例外：见 exceptions。名册未写明执业状态或审签者不在名册中时不作判断。

整改：由本院执业医师审阅、修改并签名，注明审签时间。
"""

from __future__ import annotations

from pipeline.detect.authority import Signer, cite_line, doctors, duty, unread, written_by_doctors
from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.signature.specimens import signed, stay
from pipeline.detect.specimens import FPN
from pipeline.records.ranks import Role

_SIGNED = "执业医师已审签"
_LICENSED = "已取得执照并在本院注册的规培医师可独立签名"
_SINCE = "执照生效之日起可独立签名"
_INTERN_DOC = "实习医师书写禁写文书只按 SIG-INTERN-DOC 记一次"


def check(case: Case) -> Verdict:
    defects: list[Defect] = []
    unknown = ""
    for doc in written_by_doctors(case):
        signers = doctors(case, doc) if duty(doc.doc_type).cosign else ()
        if not signers:
            continue
        answers = [s.may_sign_alone for s in signers]
        if True in answers:
            continue
        if unread(doc):
            unknown = unknown or "文末有未能识别的签名"
            continue
        if all(s.intern for s in signers) and not duty(doc.doc_type).intern:
            continue
        if any(s.expired for s in signers) or not any(map(_needs_cosign, signers)):
            unknown = unknown or _why(case, answers)
            continue
        conflict = any(s.contradicted for s in signers)
        if None in answers and not conflict:
            unknown = "审签者的执业资格不能由名册确定"
            continue
        defects.append(_defect(case, next(s for s in signers if _needs_cosign(s)), conflict))
    return judged(defects, unknown)


def _needs_cosign(signer: Signer) -> bool:
    """True for people whom the clause names: not for licensed doctors whose licence ran out (SIG-UNLICENSED)."""
    if signer.printed_unlicensed:
        return True
    standing = signer.standing
    if standing is None or standing.may_sign_alone is not False:
        return False
    return standing.role in (Role.INTERN, Role.TRAINEE, Role.VISITING) or standing.probation


def _why(case: Case, answers: list[bool | None]) -> str:
    if None not in answers:
        return ""
    return "没有人员名册，不能核对签名者的执业资格" if case.registry is None else "有签名者的执业资格不能由名册确定"


def _defect(case: Case, signer: Signer, conflict: bool) -> Defect:
    message = "由无独立执业资格者单独签名，未见本院执业医师审签"
    if conflict:
        message = "签名处印作实习或试用期，而人员名册为执业医师，须核对"
    evidence = (cite_line(case, signer.doc, signer.signature),)
    return Defect(message, signer.doc.doc_id, evidence, person=signer.name, review=conflict)


RULE = Rule(
    id="SIG-COSIGN",
    name="实习/试用期/未注册人员文书无执业医师审签",
    category="signature",
    clause="BW 8; DZ 16",
    check=check,
    remedy="由本院执业医师审阅、修改并签名，注明审签时间",
    exceptions=(_SIGNED, _LICENSED, _SINCE, _INTERN_DOC),
    examples=(
        Example(Outcome.FAIL, stay(signed("规培医师：蒋小满")), "未取得执照的规培医师单独签名"),
        Example(Outcome.FAIL, stay(signed("实习医师：汤可心"), registry=False), "实习医师单独签名，印明身份，不需名册"),
        Example(Outcome.FAIL, stay(signed("医师签名：丁向荣")), "执照生效前为试用期，单独签名"),
        Example(Outcome.PASS, stay(signed("实习医师：汤可心　审签：沈一帆")), "已审签", shows=_SIGNED),
        Example(
            Outcome.PASS,
            stay(signed("医师签名：丁向荣", when="2026-03-07 10:00")),
            "执照当日生效",
            shows=_SINCE,
        ),
        Example(Outcome.PASS, stay(signed("规培医师：沈一帆")), "名册载明已注册", shows=_LICENSED),
        Example(
            Outcome.PASS,
            stay(FPN.replace("住院医师：沈一帆", "实习医师：汤可心")),
            "首次病程由实习医师单独书写，属 SIG-INTERN-DOC",
            shows=_INTERN_DOC,
        ),
        Example(Outcome.NOT_ASSESSABLE, stay(signed("规培医师：蒋小满"), registry=False), "没有名册"),
        Example(Outcome.NOT_ASSESSABLE, stay(signed("规培医师：蒋小满　审签：石敬之")), "审签者不在名册中"),
    ),
    doc=__doc__ or "",
)
