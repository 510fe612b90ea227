"""护理级别天数矛盾 (NUR-LEVEL)

检查什么：首页特级、一、二、三级护理天数之和大于住院天数加1；或某一级护理天数单独大于住院天数加1。

依据：vendor HR；分级护理管理规定。

例外：见 exceptions。

整改：核对护理级别医嘱与首页天数。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Outcome, Verdict, judged, not_assessable
from pipeline.detect.front_page import front_page
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.homepage.specimens import data
from pipeline.detect.specimens import MEDICAL, record

_BOUNDARY = "入院日、出院日各计一天"
_NOT_SHOWN = "首页没有导出护理天数"
_NAMES = {"nursing_special": "特级", "nursing_first": "一级", "nursing_second": "二级", "nursing_third": "三级"}


def check(case: Case) -> Verdict:
    page = front_page(case)
    if page is None:
        return not_assessable("没有导出病案首页")
    begin, end = case.extracted.admitted_at, case.extracted.discharged_at
    if begin is None or end is None:
        return not_assessable("入出院时间不明")
    days = {k: n for k in _NAMES if (n := _days(page.value(k))) is not None}
    if not days:
        return not_assessable("首页没有导出护理天数")
    stay = (end.latest.date() - begin.earliest.date()).days + 1
    total = sum(days.values())
    if total <= stay:
        return judged([])
    message = f"首页护理天数之和{total:g}天，大于住院天数{stay - 1}天"
    return judged([page.defect(message, *(page.fields[k] for k in days))])


def _days(text: str) -> float | None:
    found = re.fullmatch(r"\s*(\d{1,3}(?:\.\d)?)\s*(?:天|日)?\s*", text)
    return float(found[1]) if found else None


RULE = Rule(
    id="NUR-LEVEL",
    name="护理级别天数矛盾",
    category="nursing",
    clause="SY 5",
    check=check,
    remedy="核对护理级别医嘱与首页天数",
    exceptions=(_BOUNDARY, _NOT_SHOWN),
    examples=(
        Example(Outcome.FAIL, data(一级护理天数="9", 二级护理天数="3"), "住院6天，护理12天"),
        Example(Outcome.FAIL, data(特级护理天数="8天"), "特级护理8天"),
        Example(Outcome.PASS, data(一级护理天数="2", 二级护理天数="4"), "相符"),
        Example(Outcome.PASS, data(一级护理天数="2", 二级护理天数="5"), "", shows=_BOUNDARY),
        Example(Outcome.NOT_ASSESSABLE, data(), "", shows=_NOT_SHOWN),
        Example(Outcome.NOT_ASSESSABLE, record(*MEDICAL), "没有首页"),
    ),
    doc=__doc__ or "",
)
