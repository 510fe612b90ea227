"""术前常规检查不全 (ORD-PREOP-TESTS)

检查什么：全麻、椎管内麻醉下的择期手术，医嘱和全部病历文本都没有血常规、凝血功能、感染标志物、心电图之一。

依据：vendor HR（术前检查）；医院术前检查规定。

例外：见 exceptions。

整改：择期手术前完成规定的术前检查。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.consents import emergency
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.operated import describe, operations
from pipeline.detect.ordered import LEAST, asked, orders
from pipeline.detect.rule import Example, Need, Rule
from pipeline.detect.rules.orders.specimens import ORDERS, but, ordered
from pipeline.detect.specimens import MEDICAL, OPERATION, SURGICAL

_URGENT = "急诊手术"
_LOCAL = "局部麻醉手术"
_OUTPATIENT = "门诊已查并转录"
_DEEP = re.compile(r"全身|全麻|腰|硬膜外|椎管|蛛网膜|插管|喉罩|静吸")
_TESTS = ("血常规", "凝血功能", "感染标志物", "心电图")


def check(case: Case) -> Verdict:
    deep = [op for op in operations(case) if _DEEP.search(op.anaesthesia)]
    if not deep:
        return not_applicable("没有全麻、椎管内麻醉下的手术")
    if any(emergency(case, op) for op in deep):
        return not_applicable("急诊手术")
    if len(orders(case)) < LEAST:
        return not_assessable("医嘱只导出了片段")
    absent = [t for t in _TESTS if not asked(case, t)]
    if not absent:
        return judged([])
    op = deep[0]
    return judged(
        [
            Defect(
                f"{describe(op)}为择期手术，术前没有" + "、".join(absent),
                op.mention.doc_id,
                (case.cite_mention(op.mention),),
                ("全部医嘱和病历文本",),
                confidence=0.8,
            )
        ]
    )


RULE = Rule(
    id="ORD-PREOP-TESTS",
    name="术前常规检查不全",
    category="orders",
    clause="BW 22(10)",
    check=check,
    remedy="择期手术前完成规定的术前检查",
    needs=frozenset({Need.DOCUMENTS, Need.ORDERS}),
    exceptions=(_URGENT, _LOCAL, _OUTPATIENT),
    examples=(
        Example(Outcome.FAIL, ordered(*but("凝血"), documents=SURGICAL), "没有凝血功能"),
        Example(Outcome.FAIL, ordered(*but("凝血", "感染"), documents=SURGICAL), "没有凝血功能和感染标志物"),
        Example(Outcome.PASS, ordered(*ORDERS, documents=SURGICAL), "齐全"),
        Example(
            Outcome.NOT_APPLICABLE,
            ordered(
                *but("凝血"),
                documents=tuple(d.replace("手术名称：", "手术名称：急诊") if d is OPERATION else d for d in SURGICAL),
            ),
            "",
            shows=_URGENT,
        ),
        Example(
            Outcome.NOT_APPLICABLE,
            ordered(
                *but("凝血"),
                documents=tuple(d.replace("全身麻醉", "局麻").replace("在全麻下", "在局麻下") for d in SURGICAL),
            ),
            "",
            shows=_LOCAL,
        ),
        Example(
            Outcome.PASS,
            ordered(
                *but("凝血"),
                documents=tuple(d.replace("辅助检查：", "辅助检查：门诊凝血四项正常；") for d in SURGICAL),
            ),
            "",
            shows=_OUTPATIENT,
        ),
        Example(Outcome.NOT_APPLICABLE, ordered(*ORDERS, documents=MEDICAL), "没有手术"),
    ),
    doc=__doc__ or "",
)
