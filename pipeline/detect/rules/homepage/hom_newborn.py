"""新生儿体重缺失 (HOM-NEWBORN)

检查什么：出生不满28天的患儿，首页新生儿出生体重、入院体重印出（导出）而空白或填“-”。

依据：住院病案首页填写说明（2011）。

例外：见 exceptions。

整改：补填出生体重、入院体重（精确到10克）。
"""

from __future__ import annotations

import json
import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.front_page import front_page
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.homepage.specimens import DATA

_OLDER = "28天及以上"
_NOT_SHOWN = "体重栏没有导出"
_DAYS = re.compile(r"^\s*(\d{1,2})\s*(?:天|日)|^\s*\d{1,3}\s*(?:小时|时|分|h)")


def check(case: Case) -> Verdict:
    page = front_page(case)
    if page is None:
        return not_assessable("没有导出病案首页")
    age = case.extracted.age or page.value("age")
    found = _DAYS.match(age) if age else None
    if not age:
        return not_assessable("年龄不明")
    if found is None or (found[1] and int(found[1]) >= 28):
        return not_applicable("不是新生儿")
    names = {"birth_weight": "新生儿出生体重", "admission_weight": "新生儿入院体重"}
    shown = [k for k in names if k in page.fields]
    if not shown:
        return not_assessable("首页没有印出新生儿体重栏")
    empty = [k for k in shown if page.is_blank(k) or not page.fields[k].value.strip(" -－/／无0克g")]
    if not empty:
        return judged([])
    return judged([page.defect("、".join(names[k] for k in empty) + "未填", *(page.fields[k] for k in empty))])


def _baby(age: str, **weights: str) -> str:
    front = {**DATA, "年龄": age, "主要诊断": "新生儿高胆红素血症", "手术": [], **weights}
    return (
        f"@stay name=林小宝 sex=男 age={age} admitted=2026-03-02T09:00 discharged=2026-03-08T10:00\n"
        f"@front {json.dumps(front, ensure_ascii=False)}\n@doc\n入院记录\n主诉：皮肤黄染2天。\n现病史：出生后2天出现皮肤黄染。\n"
    )


RULE = Rule(
    id="HOM-NEWBORN",
    name="新生儿体重缺失",
    category="homepage",
    clause="SY 3",
    check=check,
    remedy="补填出生体重、入院体重（精确到10克）",
    exceptions=(_OLDER, _NOT_SHOWN),
    examples=(
        Example(Outcome.FAIL, _baby("3天", 新生儿出生体重="3200", 新生儿入院体重=""), "入院体重空白"),
        Example(Outcome.FAIL, _baby("5天", 新生儿出生体重="-", 新生儿入院体重="-"), "两项填“-”"),
        Example(Outcome.PASS, _baby("3天", 新生儿出生体重="3200", 新生儿入院体重="3100"), "已填"),
        Example(Outcome.NOT_APPLICABLE, _baby("2月", 新生儿出生体重="", 新生儿入院体重=""), "", shows=_OLDER),
        Example(Outcome.NOT_ASSESSABLE, _baby("3天"), "", shows=_NOT_SHOWN),
    ),
    doc=__doc__ or "",
)
