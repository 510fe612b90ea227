"""主要手术编码错误 (HOM-OP-CODE)

检查什么：首页主要手术有名称而编码栏空白，或编码不符合 ICD-9-CM-3 格式。

依据：病案质控指标 24；住院病案首页数据填写质量规范第六条。

例外：见 exceptions。编码与术式是否对应需要编码库，本规则不判断。

整改：由编码员按国家临床版手术操作编码更正。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.front_page import front_page
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.homepage.specimens import PAGE, data, printed
from pipeline.detect.specimens import MEDICAL, record

_NOT_SHOWN = "首页没有导出手术编码栏"
_EXTENSION = "国家临床版的扩展码"
_CODE = re.compile(r"\d{2}(?:\.\d{1,2}[0-9xX]{0,6})?(?:[+/]\d{2}\.\S{1,8})*|[A-Z]{1,4}\d{3,8}")


def check(case: Case) -> Verdict:
    page = front_page(case)
    if page is None:
        return not_assessable("没有导出病案首页")
    if page.operations is None:
        return not_assessable("首页没有导出手术操作栏")
    if not page.operations:
        return not_applicable("首页没有手术操作")
    main = page.operations[0]
    if main.code is None:
        return not_applicable("首页没有导出手术编码")
    code = main.code.strip().replace("．", ".")
    if not code or code in ("-", "/"):
        return judged([page.defect("主要手术有名称而编码空白", main)])
    if not _CODE.fullmatch(code):
        return judged([page.defect("主要手术编码不符合ICD-9-CM-3格式", main)])
    return judged([])


def _op(code: str) -> str:
    return data(手术=[{"name": "腹腔镜胆囊切除术", "code": code}])


RULE = Rule(
    id="HOM-OP-CODE",
    name="主要手术编码错误",
    category="homepage",
    clause="ZB24; SY 6",
    check=check,
    remedy="由编码员按国家临床版手术操作编码更正",
    exceptions=(_NOT_SHOWN, _EXTENSION),
    examples=(
        Example(Outcome.FAIL, _op(""), "编码空白"),
        Example(Outcome.FAIL, _op("K80.101"), "填了诊断编码"),
        Example(Outcome.PASS, _op("51.23"), "格式正确"),
        Example(Outcome.PASS, _op("51.2300x001"), "", shows=_EXTENSION),
        Example(Outcome.NOT_APPLICABLE, printed(PAGE, operated=True), "没有印出编码", shows=_NOT_SHOWN),
        Example(Outcome.NOT_ASSESSABLE, record(*MEDICAL), "没有首页"),
    ),
    doc=__doc__ or "",
)
