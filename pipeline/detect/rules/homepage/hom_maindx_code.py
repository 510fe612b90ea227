"""主要诊断编码错误或空 (HOM-MAINDX-CODE)

检查什么：首页主要诊断有文字而编码栏空白；编码不符合 ICD-10 格式；或以损伤中毒外部原因编码（V、W、X、Y）作主要诊断编码。

依据：病案质控指标 22；住院病案首页数据填写质量规范第六条。

例外：见 exceptions。编码与诊断文字是否对应需要编码库，本规则不判断。

整改：由编码员按国家临床版 ICD-10 更正。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.front_page import front_page
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.homepage.specimens import MEDICAL_PAGE, data, printed

_NOT_SHOWN = "首页没有导出编码栏"
_TCM = "中医病证编码"
_EXTENSION = "国家临床版的扩展码、星剑号"
_ICD = re.compile(r"[A-Z]\d{2}(?:\.?[0-9xX]{1,3}(?:[0-9xX]{0,4}))?[+*†]{0,2}(?:[/\s+][A-Z]\d{2}\S{0,10})?")
_TCM_CODE = re.compile(r"[A-Z]{2,3}|[A-Z]\d{2}(?:\.\d{2}){2}")
_NAME = "胆囊结石伴慢性胆囊炎"


def check(case: Case) -> Verdict:
    page = front_page(case)
    if page is None:
        return not_assessable("没有导出病案首页")
    main = page.main
    if main is None or not main.name:
        return not_assessable("首页主要诊断未能识别")
    if main.code is None:
        return not_applicable("首页没有导出主要诊断编码")
    code = main.code.strip().upper().replace("．", ".")
    if not code or code in ("-", "/"):
        return judged([page.defect("主要诊断有文字而编码空白", main)])
    if _TCM_CODE.match(code) and not _ICD.fullmatch(code):
        return not_applicable("主要诊断编码为中医病证编码")
    if not _ICD.fullmatch(code):
        return judged([page.defect("主要诊断编码不符合ICD-10格式", main)])
    if code[0] in "VWXY":
        return judged([page.defect("以外部原因编码作主要诊断编码", main)])
    return judged([])


def _main(code: str | None, name: str = _NAME) -> str:
    return data(主要诊断={"name": name, "code": code, "condition": "1"})


RULE = Rule(
    id="HOM-MAINDX-CODE",
    name="主要诊断编码错误/空",
    category="homepage",
    clause="ZB22; SY 6",
    check=check,
    remedy="由编码员按国家临床版ICD-10更正",
    exceptions=(_NOT_SHOWN, _TCM, _EXTENSION),
    examples=(
        Example(Outcome.FAIL, _main(""), "编码空白"),
        Example(Outcome.FAIL, _main("80.101"), "缺首字母"),
        Example(Outcome.FAIL, _main("W19.900", "跌倒"), "外部原因编码"),
        Example(Outcome.PASS, _main("K80.101"), "格式正确"),
        Example(Outcome.PASS, _main("I10.x00x002", "高血压病"), "扩展码", shows=_EXTENSION),
        Example(Outcome.NOT_APPLICABLE, _main("BNP020", "胆胀病"), "中医编码", shows=_TCM),
        Example(
            Outcome.NOT_APPLICABLE, printed(MEDICAL_PAGE.replace("　K80.101", "")), "没有印出编码", shows=_NOT_SHOWN
        ),
        Example(Outcome.PASS, printed(MEDICAL_PAGE), "印出的编码"),
    ),
    doc=__doc__ or "",
)
