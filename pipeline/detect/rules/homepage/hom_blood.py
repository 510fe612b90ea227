"""首页血型栏与检验不符 (HOM-BLOOD)

检查什么：首页血型与病历中印出的患者血型不一致；或病历中有血型结果而首页血型栏空白。

依据：ST1、ST3；住院病案首页数据填写质量规范第三条。

例外：见 exceptions。

整改：核对血型报告后更正。
"""

from __future__ import annotations

import re

from pipeline.detect.blood_groups import blood_types
from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.front_page import front_page
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.homepage.specimens import MEDICAL_PAGE, data, printed
from pipeline.detect.specimens import note

_UNTESTED = "未查血型"
_OTHERS = "新生儿、供者的血型"
_TYPE = re.compile(r"(?<![A-Za-zＡ-Ｚ])(AB|A|B|O|ＡＢ|Ａ|Ｂ|Ｏ)(?![A-Za-zＡ-Ｚ])")
_CODES = {"1": "A", "2": "B", "3": "O", "4": "AB"}
_WIDE = str.maketrans("ＡＢＯ", "ABO")


def check(case: Case) -> Verdict:
    page = front_page(case)
    if page is None:
        return not_assessable("没有导出病案首页")
    field = page.fields.get("blood_type")
    if field is None:
        return not_assessable("首页没有印出血型栏")
    known = [(d, m, kind) for d, m, kind in blood_types(case) if d.doc_type != "front_page"]
    if not known:
        return not_applicable("病历中没有血型结果")
    kinds = {kind for _, _, kind in known}
    if len(kinds) > 1:
        return not_assessable("病历中血型前后不一，由LOG-BLOODTYPE判定")
    doc, found, kind = known[0]
    shown = _TYPE.search(field.value)
    value = _CODES.get(field.value.strip(), shown[1].translate(_WIDE) if shown else "")
    if value == kind or (not value and not field.blank and not re.search(r"未查|不详|^[-－56]$", field.value.strip())):
        return judged([])
    message = f"病历中血型为{kind}型，首页填{value}型" if value else f"病历中血型为{kind}型，首页未填血型"
    base = page.defect(message, field)
    proof = (*base.evidence, case.cite(doc, *found.span(), "expected"))
    return judged([Defect(message, base.doc_id or doc.doc_id, proof, confidence=0.9)])


def _stay(page: str, text: str) -> str:
    return printed(page, note("2026-03-06 10:00", text))


RULE = Rule(
    id="HOM-BLOOD",
    name="血型栏与检验不符",
    category="homepage",
    clause="SY 3; ST1,ST3",
    check=check,
    remedy="核对血型报告后更正",
    exceptions=(_UNTESTED, _OTHERS),
    examples=(
        Example(Outcome.FAIL, _stay(MEDICAL_PAGE, "查血型：O型，Rh（+）。"), "首页A型"),
        Example(Outcome.FAIL, _stay(MEDICAL_PAGE.replace("血型：A", "血型："), "查血型：O型，Rh（+）。"), "首页空白"),
        Example(Outcome.FAIL, data(note("2026-03-06 10:00", "查血型：O型。"), 血型="1"), "代码1为A型"),
        Example(Outcome.PASS, _stay(MEDICAL_PAGE, "查血型：A型，Rh（+）。"), "一致"),
        Example(Outcome.NOT_APPLICABLE, printed(MEDICAL_PAGE.replace("血型：A", "血型：未查")), "", shows=_UNTESTED),
        Example(Outcome.NOT_APPLICABLE, _stay(MEDICAL_PAGE, "新生儿血型：O型。"), "", shows=_OTHERS),
    ),
    doc=__doc__ or "",
)
