"""住院超过24小时缺三大常规 (ORD-ROUTINE3)

检查什么：住院超过24小时，医嘱和全部病历文本都没有血常规、尿常规、便常规之一。

依据：S000 篇6（12）。

例外：见 exceptions。

整改：按诊疗常规完成三大常规；不做的在病程说明理由。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.coverage import hours_of_stay
from pipeline.detect.finding import Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.notes import whole_text
from pipeline.detect.ordered import LEAST, asked, order_defect, orders
from pipeline.detect.rule import Example, Need, Rule
from pipeline.detect.rules.orders.specimens import ORDERS, but, ordered
from pipeline.detect.specimens import MEDICAL, SHORT_STAY

_OUTPATIENT = "门诊结果转录在病历中"
_SHORT = "住院不足24小时"
_REFUSED = "患者拒绝或无法留取并已注明"
_EXCERPT = "医嘱只导出了片段"
_TESTS = ("血常规", "尿常规", "便常规")
_EXCUSE = re.compile(r"(?:拒绝|未能?|无法|不能)[^。；\n]{0,8}(?:留取|送检|标本|检查|化验)|无尿|未解大便|便秘未")


def check(case: Case) -> Verdict:
    hours = hours_of_stay(case)
    if hours is None:
        return not_assessable("入出院时间不明")
    if hours[1] <= 24:
        return not_applicable("住院不足24小时")
    if len(orders(case)) < LEAST:
        return not_assessable("医嘱只导出了片段")
    absent = [t for t in _TESTS if not asked(case, t)]
    if not absent:
        return judged([])
    if _EXCUSE.search(whole_text(case)):
        return not_assessable("病程写到未能留取标本或拒绝检查，须人工核对")
    return judged([order_defect("住院超过24小时没有" + "、".join(absent), confidence=0.8)])


RULE = Rule(
    id="ORD-ROUTINE3",
    name="住院>24小时缺三大常规",
    category="orders",
    clause="S000-P6 L12",
    check=check,
    remedy="按诊疗常规完成三大常规；不做的在病程说明理由",
    needs=frozenset({Need.DOCUMENTS, Need.ORDERS}),
    exceptions=(_OUTPATIENT, _SHORT, _REFUSED, _EXCERPT),
    examples=(
        Example(Outcome.FAIL, ordered(*but("尿常规", "大便常规")), "没有尿、便常规"),
        Example(Outcome.FAIL, ordered(*but("血常规")), "没有血常规"),
        Example(Outcome.PASS, ordered(*ORDERS), "齐全"),
        Example(
            Outcome.PASS,
            ordered(
                *but("血常规"),
                documents=tuple(
                    d.replace("辅助检查：腹部彩超", "辅助检查：门诊血常规 WBC 7.2；腹部彩超") for d in MEDICAL
                ),
            ),
            "",
            shows=_OUTPATIENT,
        ),
        Example(Outcome.NOT_APPLICABLE, ordered(*but("血常规"), stay=SHORT_STAY), "", shows=_SHORT),
        Example(
            Outcome.NOT_ASSESSABLE,
            ordered(
                *but("大便常规"),
                documents=tuple(d.replace("继续目前治疗", "未解大便，未能留取标本。继续目前治疗") for d in MEDICAL),
            ),
            "",
            shows=_REFUSED,
        ),
        Example(Outcome.NOT_ASSESSABLE, ordered(*ORDERS[:2]), "", shows=_EXCERPT),
    ),
    doc=__doc__ or "",
)
