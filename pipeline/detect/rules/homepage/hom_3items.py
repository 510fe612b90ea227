"""首页缺项、错项三项及以上 (HOM-3ITEMS)

检查什么：病案首页必填栏（性别、出生日期、年龄、民族、职业、婚姻、联系人、入院途径、入出院时间、住院天数、门急诊诊断、入院病情、药物过敏、
血型、Rh、离院方式、再住院计划、付费方式等）印出（或导出）而空白的项数，达到 homepage_missing_items（缺省3）项为缺陷。

依据：S000 篇2 四（一）1（乙级）；住院病案首页数据填写质量规范第三条。

例外：见 exceptions。没有印出、没有导出的栏目不算空白。

整改：逐项补填；没有可填内容的填“-”。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.finding import Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.front_page import MANDATORY, front_page
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.homepage.specimens import MEDICAL_PAGE, data, printed
from pipeline.detect.specimens import MEDICAL, record

_DASH = "没有可填内容填“-”或“未查”"
_NOT_SHOWN = "没有导出的栏目"
_CONDITIONAL = "新生儿体重、损伤外因、病理等条件性栏目不在此计"
_EMPTY_EXPORT = "绝大多数栏目都空白（导出问题）"
_LIMIT = 3
_BLANK3 = (
    MEDICAL_PAGE.replace("职业：教师", "职业：")
    .replace("血型：A", "血型：")
    .replace("离院方式：医嘱离院", "离院方式：")
)


def check(case: Case) -> Verdict:
    page = front_page(case)
    if page is None:
        return not_assessable("没有导出病案首页") if not _any_page(case) else not_assessable("首页的栏目未能识别")
    if case.extracted.discharged_at is None:
        return not_applicable("尚未出院")
    shown = [k for k in MANDATORY if k in page.fields]
    blank = [k for k in shown if page.is_blank(k)]
    limit = int(case.parameters.get("homepage_missing_items", _LIMIT))
    if len(blank) * 2 > len(shown):
        return not_assessable("首页多数栏目空白，可能未完整导出")
    if len(blank) < limit:
        return judged([])
    names = "、".join(MANDATORY[k] for k in blank)
    return judged([page.defect(f"首页{len(blank)}项必填栏空白：{names}", *(page.fields[k] for k in blank))])


def _any_page(case: Case) -> bool:
    return case.extracted.first("front_page") is not None


RULE = Rule(
    id="HOM-3ITEMS",
    name="首页缺项错项≥3",
    category="homepage",
    clause="S000-P2 B1b; SY 3",
    check=check,
    remedy="逐项补填首页；没有可填内容的填“-”",
    exceptions=(_DASH, _NOT_SHOWN, _CONDITIONAL, _EMPTY_EXPORT),
    parameters=("homepage_missing_items",),
    examples=(
        Example(Outcome.FAIL, printed(_BLANK3), "职业、血型、离院方式空白"),
        Example(Outcome.FAIL, data(职业="", 血型=None, 民族=" "), "导出的三项空白"),
        Example(Outcome.PASS, printed(MEDICAL_PAGE), "齐全"),
        Example(
            Outcome.PASS, printed(_BLANK3.replace("血型：", "血型：未查").replace("职业：", "职业：-")), "", shows=_DASH
        ),
        Example(
            Outcome.PASS,
            printed(MEDICAL_PAGE.replace("　职业：教师　婚姻：已婚", "").replace("血型：A　", "")),
            "这些栏目没有印出",
            shows=_NOT_SHOWN,
        ),
        Example(
            Outcome.PASS,
            data(新生儿出生体重="", 新生儿入院体重="", 损伤中毒的外部原因="", 病理诊断=""),
            "",
            shows=_CONDITIONAL,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            data(性别="", 出生日期="", 年龄="", 民族="", 职业="", 婚姻="", 入院途径="", 药物过敏="", 血型="", RH=""),
            "",
            shows=_EMPTY_EXPORT,
        ),
        Example(Outcome.NOT_ASSESSABLE, record(*MEDICAL), "没有首页"),
    ),
    doc=__doc__ or "",
)
