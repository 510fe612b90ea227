"""无出院医嘱 (ORD-DISCHARGE)

检查什么：患者存活出院，导出的医嘱中没有出院医嘱。

依据：病历书写基本规范第二十八条；医院规定。

例外：见 exceptions。

整改：补开出院医嘱。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.ordered import LEAST, order_defect, orders
from pipeline.detect.rule import Example, Need, Rule
from pipeline.detect.rules.orders.specimens import ORDERS, but, ordered
from pipeline.detect.specimens import DEATH_STAY, DEATHS, MEDICAL, STAY

_DEATH = "死亡"
_AMA = "自动出院"
_EXCERPT = "医嘱只导出了片段"
_OUT = re.compile(r"出院|离院|转院|办理出|明日出|今日出|结账|死亡|discharge", re.I)
_LEFT = re.compile(r"自动|非医嘱|擅自|放弃|转院|死亡")


def check(case: Case) -> Verdict:
    listed = orders(case)
    if case.extracted.discharged_at is None:
        return not_applicable("尚未出院")
    outcome = case.extracted.stay.outcome or ""
    if case.facts.deaths or _LEFT.search(outcome) or case.extracted.first("death_record"):
        return not_applicable("死亡、自动出院或转院")
    if len(listed) < LEAST:
        return not_assessable("医嘱只导出了片段")
    if any(_OUT.search(o.content) or (o.type and _OUT.search(o.type)) for o in listed):
        return judged([])
    return judged([order_defect("医嘱中没有出院医嘱", confidence=0.8)])


RULE = Rule(
    id="ORD-DISCHARGE",
    name="无出院医嘱",
    category="orders",
    clause="BW 28",
    check=check,
    remedy="补开出院医嘱",
    needs=frozenset({Need.ORDERS}),
    exceptions=(_DEATH, _AMA, _EXCERPT),
    examples=(
        Example(Outcome.FAIL, ordered(*but("今日出院")), "没有出院医嘱"),
        Example(Outcome.FAIL, ordered(*but("今日出院", "头孢")), "没有出院医嘱"),
        Example(Outcome.PASS, ordered(*ORDERS), "有出院医嘱"),
        Example(Outcome.PASS, ordered(*but("今日出院"), "明日出院,临时,2026-03-07T15:00,"), "提前一天开立"),
        Example(Outcome.NOT_APPLICABLE, ordered(*but("今日出院"), documents=DEATHS, stay=DEATH_STAY), "", shows=_DEATH),
        Example(
            Outcome.NOT_APPLICABLE,
            ordered(*but("今日出院"), documents=MEDICAL, stay=STAY.replace("好转", "自动出院")),
            "",
            shows=_AMA,
        ),
        Example(Outcome.NOT_ASSESSABLE, ordered(*ORDERS[:3]), "", shows=_EXCERPT),
    ),
    doc=__doc__ or "",
)
