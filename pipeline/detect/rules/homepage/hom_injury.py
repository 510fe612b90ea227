"""损伤、中毒未填外部原因 (HOM-INJURY)

检查什么：首页主要诊断为损伤、中毒（S00–T65、T66–T78，或骨折、外伤、烧伤、中毒等文字），损伤中毒外部原因栏印出而空白或填“-”。

依据：住院病案首页填写说明（2011）；ST2。

例外：见 exceptions。外部原因栏没有印出的不判断。

整改：补填损伤、中毒的外部原因及编码。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.front_page import Entry, front_page
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.homepage.specimens import data

_COMPLICATION = "T80–T88 医疗并发症"
_NOT_INJURY = "病理性骨折、陈旧性骨折、骨折术后取内固定"
_NOT_SHOWN = "外部原因栏没有导出"
_INJURY = re.compile(
    r"骨折|外伤|挫伤|裂伤|割伤|刺伤|脱位|烧伤|烫伤|冻伤|电击伤|溺水|(?:药物|农药|有机磷|一氧化碳|酒精|乙醇|百草枯|毒鼠|食物|鼠药)[^，。]{0,4}中毒|(?:脑|脾|肝|肾)(?:挫)?[破裂]{1,2}伤?|咬伤|扭伤|断裂伤|创伤性"
)
_NOT = re.compile(r"病理性|陈旧|术后|内固定|骨质疏松|自发|后遗症|愈合|疲劳|应力|压缩性骨折[（(]?骨质")


def check(case: Case) -> Verdict:
    page = front_page(case)
    if page is None:
        return not_assessable("没有导出病案首页")
    main = page.main
    if main is None or not main.name:
        return not_assessable("首页主要诊断未能识别")
    if not _injured(main):
        return not_applicable("主要诊断不是损伤、中毒")
    cause = page.fields.get("injury")
    if cause is None:
        return not_assessable("首页没有导出损伤中毒外部原因栏")
    if cause.blank or cause.value.strip(" -－/／无") == "":
        return judged([page.defect("主要诊断为损伤、中毒，外部原因未填", main, cause)])
    return judged([])


def _injured(main: Entry) -> bool:
    code = (main.code or "").upper()
    if re.match(r"[A-Z]\d{2}", code):
        return code[0] == "S" or (code[0] == "T" and int(code[1:3]) < 80)
    return bool(_INJURY.search(main.name)) and not _NOT.search(main.name)


def _stay(name: str, code: str, cause: str | None) -> str:
    extra = {} if cause is None else {"损伤中毒的外部原因": cause}
    return data(主要诊断={"name": name, "code": code}, **extra)


RULE = Rule(
    id="HOM-INJURY",
    name="损伤中毒未填外部原因",
    category="homepage",
    clause="SY 3; ST2",
    check=check,
    remedy="补填损伤、中毒的外部原因及编码",
    exceptions=(_COMPLICATION, _NOT_INJURY, _NOT_SHOWN),
    examples=(
        Example(Outcome.FAIL, _stay("左股骨颈骨折", "S72.000", ""), "外因空白"),
        Example(Outcome.FAIL, _stay("有机磷农药中毒", "", "-"), "填“-”"),
        Example(Outcome.PASS, _stay("左股骨颈骨折", "S72.000", "在家中跌倒"), "已填"),
        Example(Outcome.NOT_APPLICABLE, _stay("人工关节感染", "T84.500", ""), "", shows=_COMPLICATION),
        Example(Outcome.NOT_APPLICABLE, _stay("左胫骨骨折内固定术后", "", ""), "", shows=_NOT_INJURY),
        Example(Outcome.NOT_ASSESSABLE, _stay("左股骨颈骨折", "S72.000", None), "", shows=_NOT_SHOWN),
    ),
    doc=__doc__ or "",
)
