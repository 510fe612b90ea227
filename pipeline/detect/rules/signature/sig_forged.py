"""代签名、冒充上级签名 (SIG-FORGED)

检查什么：医师签名处印有代签字样（某某代、代签）；两种以上间接迹象并存的，列为待人工确认的线索。

依据：S000 篇2 四（二）7（丙级）；医院规定（不得代替上级医师签名）。

例外：见 exceptions。间接迹象（先于事件签名、离院后签名、两级签名总在同一分钟、书写与审签同一人、同时参加两台手术等）
单独一种不报（同时在两名患者处除外），且只作为线索，不作结论。

整改：由被代签的医师本人核对后签名；对代签人按规定处理。
"""

from __future__ import annotations

from pipeline.detect.authority import is_outside
from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged
from pipeline.detect.indicators import candidates
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.signature.specimens import signed, stay
from pipeline.detect.specimens import CONSENT
from pipeline.extract.model import ExtractedDocument, Signature
from pipeline.records.ranks import Role

_KIN = "患方由代理人代签"
_NAME = "姓名末字为“代”"
_TICK = "未勾选的选项或正文中提到的代签"
_ORDERS = "医嘱单按规定代录（转人工核对）"
_SHORT = 2  # characters of a name whose last one may be 代: 王绍代


def check(case: Case) -> Verdict:
    defects: list[Defect] = []
    unknown = ""
    for doc in case.documents:
        if is_outside(doc):
            continue
        for signature in doc.signatures:
            if (
                signature.kind != "stand_in"
                or not signature.name
                or signature.capacity in (Role.PATIENT_SIDE, Role.NURSE)
            ):
                continue
            if _perhaps_a_name(doc, signature):
                known = _whose(case, signature.name)
                if known != "stand-in":
                    unknown = unknown if known else "签名末字为“代”，不能确定是代签还是姓名，须核对"
                    continue
            defects.append(_defect(case, doc, signature))
    accused = {defect.person for defect in defects}
    return judged(defects + [d for d in candidates(case) if d.person not in accused], unknown)


def _perhaps_a_name(doc: ExtractedDocument, signature: Signature) -> bool:
    """True for 王绍代: three characters, the last of which is 代, and nothing that says 签."""
    tail = doc.text[signature.end : signature.end + 2]
    return (
        signature.stands_for is None
        and len(signature.name) == _SHORT
        and tail[:1] == "代"
        and tail[1:] not in ("签", "笔")
    )


def _whose(case: Case, name: str) -> str:
    """``name``: the registry knows 王绍代; ``stand-in``: it knows 王绍 only; "": it settles nothing."""
    if case.registry is None:
        return ""
    if case.registry.named(name + "代"):
        return "name"
    return "stand-in" if case.registry.named(name) else ""


def _defect(case: Case, doc: ExtractedDocument, signature: Signature) -> Defect:
    start, end = _extent(doc, signature)
    message = f"{'本应由他人' if signature.stands_for is None else '医师签名'}由他人代签"
    return Defect(
        message if signature.stands_for is not None else "签名处注明代签，非本人签名",
        doc.doc_id,
        (case.cite(doc, start, end),),
        person=signature.name,
        review=doc.doc_type == "order_sheet",
    )


def _extent(doc: ExtractedDocument, signature: Signature) -> tuple[int, int]:
    """From the name that was signed for to the end of the mark: 贺某（邱某代签）."""
    for_ = [s for s in doc.signatures if s.name == signature.stands_for and abs(s.start - signature.start) <= 40]
    start = min([signature.start, *(s.start for s in for_)])
    end = max([signature.end, *(s.end for s in for_)])
    tail = doc.text[end : end + 8]
    for mark in ("代签名", "代签字", "代签", "代笔", "代"):
        place = tail.find(mark)
        if 0 <= place <= 2:
            end += place + len(mark)
            break
    if doc.text[end : end + 1] in "）)】]":
        end += 1
    return start, min(end, doc.end)


RULE = Rule(
    id="SIG-FORGED",
    name="代签名/冒充上级签名",
    category="signature",
    clause="C7c,W4; S000-P2 C7",
    check=check,
    across=True,
    remedy="由被代签的医师本人核对后签名；对代签人按规定处理",
    exceptions=(_KIN, _NAME, _TICK, _ORDERS),
    examples=(
        Example(Outcome.FAIL, stay(signed("主任医师：陆振华（顾长林代签）")), "上级医师签名由他人代签"),
        Example(Outcome.FAIL, stay(signed("上级医师签名：陆振华／顾长林代")), "斜线后注明代"),
        Example(
            Outcome.PASS,
            stay(CONSENT.replace("患者签名：林素云", "患者签名：林素云（周建国代签）　与患者关系：夫妻")),
            "患者的代理人代签",
            shows=_KIN,
        ),
        Example(
            Outcome.PASS,
            stay(signed("医师签名：王绍代")).replace(
                "@staff 沈", "@staff 王绍代,住院医师,licensed,2020-01-01\n@staff 沈", 1
            ),
            "名册中有此人",
            shows=_NAME,
        ),
        Example(
            Outcome.PASS,
            stay(CONSENT.replace("患方意见：", "签署方式：□本人签署　□家属代签\n患方意见：")),
            "未勾选的选项",
            shows=_TICK,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            stay("@doc\n临时医嘱单\n2026-03-05 10:00　一级护理\n医师签名：陆振华（顾长林代）\n"),
            "医嘱单上的代签",
            shows=_ORDERS,
            review=True,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            stay(
                *(
                    signed(
                        f"记录：沈一帆　2026-03-0{d} 08:30　审签：顾长林　2026-03-0{d} 08:30",
                        when=f"2026-03-0{d} 10:00",
                    )
                    for d in range(4, 8)
                )
            ),
            "上级签名总与下级同一分钟，且都早于记录时间",
            review=True,
        ),
        Example(
            Outcome.PASS,
            stay(signed("记录：沈一帆　2026-03-06 10:30　审签：顾长林　2026-03-06 10:30")),
            "只有一次同一分钟签名",
        ),
    ),
    doc=__doc__ or "",
)
