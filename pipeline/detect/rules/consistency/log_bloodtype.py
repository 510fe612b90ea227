"""血型不一致 (LOG-BLOODTYPE)

检查什么：各文书写出的患者ABO血型是否一致。

依据：医疗机构临床用血管理办法；血型错误可危及生命。

例外：见 exceptions。

整改：立即复核血型报告，更正错误的一处；已输血的核对配血记录。
"""

from __future__ import annotations

from pipeline.detect.blood_groups import blood_types
from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, passed
from pipeline.detect.notes import author
from pipeline.detect.rule import Example, Rule


def check(case: Case) -> Verdict:
    """All printed ABO types of the patient agree."""
    found = blood_types(case)
    first = next(iter(found), None)
    odd = next((x for x in found if first and x[2] != first[2]), None)
    if first is None or odd is None:
        return passed("血型一致")
    return judged(
        [
            Defect(
                message=f"血型不一致：一处为{first[2]}型，另一处为{odd[2]}型",
                doc_id=odd[0].doc_id,
                evidence=(case.cite(odd[0], *odd[1].span()), case.cite(first[0], *first[1].span(), "compared")),
                person=author(odd[0]),
                confidence=0.95,
            )
        ]
    )


def _record(first: str, second: str) -> str:
    return (
        f"@stay sex=女 age=36岁\n@doc\n入院记录\n主诉：停经38周。\n现病史：停经38周。\n辅助检查：{first}\n初步诊断：孕38周\n医师签名：张三\n"
        f"@doc\n病程记录\n2026-03-02 10:00\n{second}\n医师签名：张三\n"
    )


RULE = Rule(
    id="LOG-BLOODTYPE",
    name="血型不一致",
    category="consistency",
    clause="ST3; YX",
    check=check,
    remedy="立即复核血型报告，更正错误的一处；已输血的核对配血记录。",
    exceptions=("新生儿、配偶、供者的血型", "移植后血型改变"),
    examples=(
        Example(Outcome.FAIL, _record("血型A型，Rh阳性。", "今输血，血型：B型，Rh（+）。"), "A与B"),
        Example(Outcome.FAIL, _record("血型：O型。", "血型为AB型。"), "O与AB"),
        Example(Outcome.PASS, _record("血型A型。", "血型：A型，Rh（+）。"), "一致"),
        Example(
            Outcome.PASS,
            _record("血型A型。", "新生儿血型：O型；丈夫血型B型。"),
            "新生儿和丈夫",
            shows="新生儿、配偶、供者的血型",
        ),
        Example(
            Outcome.PASS,
            _record("血型A型。", "异基因造血干细胞移植后血型：O型。"),
            "移植",
            shows="移植后血型改变",
        ),
    ),
    doc=__doc__ or "",
)
