"""首页诊断在病历中无依据 (HOM-TRACE)

检查什么：首页列有呼吸衰竭、休克、脓毒症、急性肾损伤、消化道出血等影响分组的诊断，而其余全部病历一次也没有提到。只提示人工核对。

依据：住院病案首页数据填写质量规范第五条。

例外：见 exceptions。

整改：核对依据；没有依据的删除该诊断，有依据的补记于病程。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Outcome, Verdict, judged, not_assessable
from pipeline.detect.front_page import front_page
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.homepage.specimens import MEDICAL_PAGE, printed
from pipeline.detect.specimens import note, record

_WORDING = "病程用另一种写法"
_PARTIAL = "只导出了个别文书"
_LEAST = 4  # documents besides the page
_DISEASES = tuple(
    (name, re.compile(there), re.compile(here))
    for name, there, here in (
        ("呼吸衰竭", r"呼吸衰竭", r"呼吸?衰|ARDS|呼吸窘迫|低氧|血气|PaO|SpO|氧饱和|机械通气|呼吸机"),
        ("休克", r"休克", r"休克|血压[^。]{0,12}(?:低|降|\d{2}/)|升压|去甲肾|多巴胺|循环容量"),
        ("脓毒症", r"脓毒|败血", r"脓毒|败血|菌血|感染中毒|sepsis|PCT|降钙素"),
        ("急性肾损伤", r"急性肾(?:损伤|衰竭|功能)", r"肾(?:损伤|衰|功能)|肌酐|少尿|无尿|AKI"),
        ("消化道出血", r"消化道(?:大)?出血", r"消化道|呕血|黑便|便血|柏油|溃疡"),
        ("肝性脑病", r"肝性脑病|肝昏迷", r"肝性|肝昏迷|血氨|扑翼"),
        ("弥散性血管内凝血", r"弥[散漫]性血管内凝血|DIC", r"DIC|弥[散漫]|凝血"),
        ("压力性损伤", r"压疮|褥疮|压力性损伤", r"压疮|褥疮|压力性|骶尾|皮肤破|压红"),
        ("营养不良", r"营养不良|恶病质", r"营养|消瘦|体重|恶病质|白蛋白|BMI|NRS"),
    )
)


def check(case: Case) -> Verdict:
    page = front_page(case)
    if page is None:
        return not_assessable("没有导出病案首页")
    others = [d for d in case.documents if d.doc_type != "front_page"]
    if len(others) < _LEAST:
        return not_assessable("只导出了个别文书，无法判断诊断有无依据")
    defects = []
    for entry in page.diagnoses:
        for name, there, here in _DISEASES:
            if there.search(entry.name) and not any(here.search(d.text, d.start, d.end) for d in others):
                message = f"首页诊断{name}，其余病历没有提到任何依据（请人工核对）"
                defects.append(page.defect(message, entry, review=True, confidence=0.6))
    return judged(defects)


def _stay(dx: str, text: str = "") -> str:
    page = MEDICAL_PAGE.replace("其他诊断：无", f"其他诊断：{dx}")
    return printed(page, *([note("2026-03-06 10:00", text)] if text else []))


RULE = Rule(
    id="HOM-TRACE",
    name="首页诊断在病历中无依据",
    category="homepage",
    clause="SY 5",
    check=check,
    remedy="核对依据；没有依据的删除该诊断，有依据的补记于病程",
    exceptions=(_WORDING, _PARTIAL),
    status="preview",
    examples=(
        Example(Outcome.NOT_ASSESSABLE, _stay("Ⅰ型呼吸衰竭"), "没有血气、氧饱和度", review=True),
        Example(Outcome.NOT_ASSESSABLE, _stay("重度营养不良"), "没有营养评估", review=True),
        Example(Outcome.PASS, _stay("Ⅰ型呼吸衰竭", "血气：PaO2 52mmHg，予高流量吸氧。"), "有血气"),
        Example(Outcome.PASS, _stay("脓毒症", "考虑败血症，血培养阳性。"), "", shows=_WORDING),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(MEDICAL_PAGE.replace("其他诊断：无", "其他诊断：Ⅰ型呼吸衰竭")),
            "只有首页",
            shows=_PARTIAL,
        ),
    ),
    doc=__doc__ or "",
)
