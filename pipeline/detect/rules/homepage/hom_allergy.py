"""首页药物过敏栏空白或与病历矛盾 (HOM-ALLERGY)

检查什么：首页药物过敏栏空白；或填“无”，而入院记录等写明对某药过敏。

依据：ST1、ST2；住院病案首页数据填写质量规范第三、五条。

例外：见 exceptions。

整改：按入院记录核实后补填过敏药物名称。
"""

from __future__ import annotations

from pipeline.detect.allergies import allergies
from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_assessable
from pipeline.detect.front_page import front_page
from pipeline.detect.notes import whole_text
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.homepage.specimens import MEDICAL_PAGE, data, printed

_LATER = "过敏在首页完成之后才发现"
_KIN = "亲属的过敏史"
_NOT_SHOWN = "首页没有印出过敏栏"
_NONE = ("无", "否", "1", "1.无", "1无", "-", "－", "无药物过敏", "否认", "无过敏", "未发现", "没有")
_ALLERGIC = ("否认食物、药物过敏", "青霉素过敏（皮疹），否认其他药物过敏")


def check(case: Case) -> Verdict:
    page = front_page(case)
    if page is None:
        return not_assessable("没有导出病案首页")
    field = page.fields.get("allergy")
    if field is None:
        return not_assessable("首页没有印出药物过敏栏")
    if field.blank:
        return judged([page.defect("首页药物过敏栏空白", field)])
    if field.value.split("，")[0].strip(" 　。；") not in _NONE or "过敏" not in whole_text(case):
        return judged([])
    left = case.extracted.discharged_at
    for doc in case.documents:
        if doc.doc_type == "front_page" or (left and doc.written_at and left.certainly_before(doc.written_at)):
            continue
        for _, start, end in allergies(doc):
            base = page.defect("首页药物过敏填“无”，病历写明药物过敏", field)
            proof = (*base.evidence, case.cite(doc, start, end, role="expected"))
            return judged([Defect(base.message, base.doc_id or doc.doc_id, proof, confidence=0.85)])
    return judged([])


def _stay(page: str = MEDICAL_PAGE, history: str = "否认药物过敏史") -> str:
    return printed(page).replace("否认药物过敏史", history)


RULE = Rule(
    id="HOM-ALLERGY",
    name="首页药物过敏栏空或矛盾",
    category="homepage",
    clause="SY 3,5; ST1,ST2",
    check=check,
    remedy="按入院记录核实后补填过敏药物名称",
    exceptions=(_LATER, _KIN, _NOT_SHOWN),
    examples=(
        Example(Outcome.FAIL, _stay(history="青霉素过敏（皮疹）"), "首页填无"),
        Example(Outcome.FAIL, data(药物过敏=""), "栏目空白"),
        Example(Outcome.PASS, _stay(), "均无过敏"),
        Example(
            Outcome.PASS, _stay(MEDICAL_PAGE.replace("药物过敏：无", "药物过敏：有（青霉素）"), "青霉素过敏"), "一致"
        ),
        Example(Outcome.PASS, _stay(history="本人无药物过敏，其母青霉素过敏"), "", shows=_KIN),
        Example(
            Outcome.PASS,
            printed(
                MEDICAL_PAGE,
                "@doc\n2026-03-12 09:00　病程记录\n电话随访，患者服头孢克肟后皮疹，考虑头孢类药物过敏。\n住院医师：沈一帆\n",
            ),
            "",
            shows=_LATER,
        ),
        Example(Outcome.NOT_ASSESSABLE, _stay(MEDICAL_PAGE.replace("药物过敏：无　", "")), "", shows=_NOT_SHOWN),
    ),
    doc=__doc__ or "",
)
