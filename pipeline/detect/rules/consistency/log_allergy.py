"""过敏史矛盾 (LOG-ALLERGY)

检查什么：一处写明对某药过敏，另一处写明没有药物过敏史。

依据：病历书写基本规范第三条、第十八条（四）。

例外：见 exceptions。

整改：向患者核实，更正错误的一处，核对医嘱中有无所过敏的药物。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.detect.allergies import allergies
from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Evidence, Outcome, Verdict, judged, passed
from pipeline.detect.notes import author, whole_text
from pipeline.detect.rule import Example, Rule
from pipeline.extract.model import ExtractedDocument

_NEGATIVE = re.compile(
    r"(?:否认|无|未发现|没有|未诉|无明确)(?:明确|已知|明显)?(?:有)?(?:食物|花粉)?(?:、|及|和|或|与)?(?:药物|药品)(?:、|及|和|或|与)?(?:食物|其[他它])?(?:等)?(?:过敏|不良反应)(?:史|反应)?"
    r"|药物过敏(?:史)?\s*[：:]?\s*(?:无|否认|[（(][-－—][)）])"
)
_QUALIFIED = re.compile(r"其[他它余]|除.{0,16}外")


def check(case: Case) -> Verdict:
    """A named drug allergy here, a flat denial there."""
    if "过敏" not in whole_text(case):
        return passed("没有写到过敏")
    yes = [x for d in case.documents for x in allergies(d)]
    no = [x for d in case.documents for x in _negatives(d)]
    if not yes or not no:
        return passed("没有互相矛盾的过敏史")
    document, a, b = yes[0]
    evidence = [case.cite(document, a, b), *_cited(case, no)]
    return judged(
        [
            Defect(
                message="过敏史矛盾：一处写明药物过敏，另一处写无药物过敏史",
                doc_id=no[0][0].doc_id,
                evidence=tuple(reversed(evidence)),
                person=author(no[0][0]),
                confidence=0.85,
            )
        ]
    )


def _cited(case: Case, found: list[tuple[ExtractedDocument, int, int]]) -> Iterator[Evidence]:
    document, a, b = found[0]
    yield case.cite(document, a, b)


def _negatives(document: ExtractedDocument) -> Iterator[tuple[ExtractedDocument, int, int]]:
    if document.doc_type in ("consent_form", "order_sheet"):
        return
    if document.text.find("过敏", document.start, document.end) < 0:
        return
    for m in _NEGATIVE.finditer(document.text, document.start, document.end):
        near = document.text[max(document.start, m.start() - 24) : m.end() + 2]
        if not _QUALIFIED.search(near):
            yield document, m.start(), m.end()


def _record(first: str, second: str) -> str:
    return (
        f"@stay sex=男 age=56岁\n@doc\n入院记录\n主诉：咳嗽3天。\n现病史：3天前受凉后咳嗽。\n既往史：{first}\n初步诊断：急性支气管炎\n医师签名：张三\n"
        f"@doc\n首次病程记录\n病例特点：1.急性起病。2.{second}\n初步诊断：急性支气管炎\n医师签名：张三\n"
    )


RULE = Rule(
    id="LOG-ALLERGY",
    name="过敏史矛盾",
    category="consistency",
    clause="BW 3; BW 18(4)",
    check=check,
    remedy="向患者核实，更正错误的一处，核对医嘱中有无所过敏的药物。",
    exceptions=("否认其他药物过敏", "皮试阴性", "亲属的过敏史"),
    examples=(
        Example(Outcome.FAIL, _record("青霉素过敏（皮疹）。", "既往体健，否认药物过敏史。"), "首程否认"),
        Example(Outcome.FAIL, _record("否认食物、药物过敏史。", "对磺胺类药物过敏。"), "入院记录否认"),
        Example(
            Outcome.PASS, _record("青霉素过敏，否认其他药物过敏史。", "青霉素过敏。"), "其他", shows="否认其他药物过敏"
        ),
        Example(Outcome.PASS, _record("否认药物过敏史。", "青霉素过敏试验阴性。"), "皮试", shows="皮试阴性"),
        Example(
            Outcome.PASS, _record("否认药物过敏史，其母青霉素过敏。", "无药物过敏史。"), "母亲", shows="亲属的过敏史"
        ),
        Example(Outcome.PASS, _record("否认青霉素过敏史，否认药物过敏史。", "无药物过敏。"), "都否认"),
    ),
    doc=__doc__ or "",
)
