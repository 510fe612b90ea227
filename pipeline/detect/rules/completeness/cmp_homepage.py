"""缺病案首页或首页诊疗信息空白 (CMP-HOMEPAGE)

检查什么：导出了病案首页的，诊断、手术、过敏、离院方式等诊疗信息是否全部空白。没有导出首页的不判断。

依据：S000 篇2 四（一）1（乙级）；住院病案首页数据填写质量规范第三条。

例外：见 exceptions。

整改：补填病案首页诊疗信息。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.coverage import searched
from pipeline.detect.differential import is_placeholder
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import MEDICAL, OPEN_STAY, record

_NOT_EXPORTED = "没有导出病案首页"
_DASH = "无可填内容处填“-”而诊断已填"
_CLINICAL = re.compile(r"诊断|手术|操作|过敏|离院|血型|病理|抢救|切口")
_KEYS = re.compile(r"diagn|oper|surg|allerg|blood|dispos|outcome|patholog", re.I)
_LINE = re.compile(
    r"(?P<k>(?:主要|出院|入院|门诊|其他)?诊断|手术(?:名称|及操作)?|药物过敏|过敏|离院方式|血型)(?:名称)?\s*[】\]）)〕]?\s*[:：|｜]?[ \t　]*(?P<v>[^\n]{0,40})"
)
_HEAD = (
    "@doc\n住院病案首页\n姓名：林素云　性别：女　年龄：52岁\n入院时间：2026-03-02 09:00　出院时间：2026-03-08 10:00\n"
)
_FILLED = _HEAD + "出院诊断：胆囊结石伴慢性胆囊炎\n手术名称：-\n药物过敏：无\n血型：A\n离院方式：医嘱离院\n"
_BLANK = _HEAD + "出院诊断：\n手术名称：\n药物过敏：\n血型：\n离院方式：\n"
_DASHES = _HEAD + "出院诊断：-\n手术名称：-\n药物过敏：-\n血型：-\n离院方式：-\n"


def check(case: Case) -> Verdict:
    if case.extracted.stay.front_page:
        return _structured(case)
    page = case.extracted.first("front_page")
    if page is None:
        return not_assessable(_NOT_EXPORTED)
    if case.extracted.discharged_at is None:
        return not_applicable("尚未出院")
    found = list(_LINE.finditer(page.text, page.start, page.end))
    if len(found) < 3:
        return not_assessable("首页的栏目未能识别")
    if any(_filled(m["v"]) for m in found):
        return judged([])
    first, last = found[0], found[-1]
    proof = case.cite(page, first.start(), last.end())
    return judged([Defect("病案首页的诊疗信息全部空白", page.doc_id, (proof,))])


def _filled(value: str) -> bool:
    words = value.strip(" 　\t\r-—–/:：|｜】]")
    return bool(words) and not is_placeholder(words) and not _LINE.match(words)


def _structured(case: Case) -> Verdict:
    page = case.extracted.stay.front_page or {}
    clinical = {k: v for k, v in page.items() if _CLINICAL.search(str(k)) or _KEYS.search(str(k))}
    if len(clinical) < 3:
        return not_assessable("首页的诊疗栏目未导出")
    if any(_value(v) for v in clinical.values()):
        return judged([])
    return judged([Defect("病案首页的诊疗信息全部空白", searched=searched("首页诊断、手术、过敏、离院方式"))])


def _value(value: object) -> bool:
    if isinstance(value, list | tuple):
        return any(_value(v) for v in value)
    if isinstance(value, dict):
        return any(_value(v) for v in value.values())
    return value is not None and _filled(str(value))


RULE = Rule(
    id="CMP-HOMEPAGE",
    name="缺病案首页或首页诊疗信息空白",
    category="completeness",
    clause="S000-P2 B1a; SY 3",
    check=check,
    remedy="补填病案首页诊疗信息",
    exceptions=(_NOT_EXPORTED, _DASH),
    examples=(
        Example(Outcome.FAIL, record(_BLANK, *MEDICAL), "诊疗信息空白"),
        Example(Outcome.FAIL, record(_DASHES, *MEDICAL), "诊断也填“-”"),
        Example(Outcome.PASS, record(_FILLED, *MEDICAL), "手术栏填“-”", shows=_DASH),
        Example(Outcome.NOT_ASSESSABLE, record(*MEDICAL), "没有首页", shows=_NOT_EXPORTED),
        Example(
            Outcome.NOT_APPLICABLE,
            record(_BLANK.replace("　出院时间：2026-03-08 10:00", ""), MEDICAL[0], stay=OPEN_STAY),
            "尚未出院",
        ),
    ),
    doc=__doc__ or "",
)
