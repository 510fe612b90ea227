"""医嘱无起止时间或未到分钟 (ORD-TIME)

检查什么：医嘱没有开始时间，或开始时间不到分钟（其他医嘱到分钟的）。出院后仍没有停止时间的长期医嘱（其他长期医嘱有停止时间的），提示
人工核对。

依据：病历书写基本规范第二十八条。

例外：见 exceptions。

整改：补全医嘱起止时间，具体到分钟。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.finding import Outcome, Verdict, judged, not_assessable
from pipeline.detect.ordered import is_long, order_defect, orders
from pipeline.detect.rule import Example, Need, Rule
from pipeline.detect.rules.orders.specimens import ORDERS, ordered

_CANCELLED = "已取消、作废的医嘱"
_EXPORT = "全部医嘱都没有时分（导出未带）"
_STOPS = "全部长期医嘱都没有停止时间（随出院自动停止）"


def check(case: Case) -> Verdict:
    listed = orders(case)
    timed = [o for o in listed if o.started_at is not None and o.started_at.timed]
    if not timed:
        return not_assessable("医嘱没有导出到分钟的时间")
    defects = []
    blank = [o for o in listed if o.started_at is None]
    if blank and len(blank) < len(timed):
        defects.append(order_defect(f"{len(blank)}条医嘱没有开始时间", *blank))
    coarse = [o for o in listed if o.started_at is not None and not o.started_at.timed]
    if coarse and len(coarse) < len(timed):
        defects.append(order_defect(f"{len(coarse)}条医嘱的开始时间未到分钟", *coarse))
    standing = [o for o in listed if is_long(o)]
    stopped = [o for o in standing if o.stopped_at is not None]
    left_open = [o for o in standing if o.stopped_at is None]
    if case.extracted.discharged_at is not None and stopped and left_open:
        message = f"{len(left_open)}条长期医嘱到出院没有停止时间（请核对）"
        defects.append(order_defect(message, *left_open, review=True, confidence=0.6))
    return judged(defects)


RULE = Rule(
    id="ORD-TIME",
    name="医嘱无起止时间/未到分钟",
    category="orders",
    clause="BW 28",
    check=check,
    remedy="补全医嘱起止时间，具体到分钟",
    needs=frozenset({Need.ORDERS}),
    exceptions=(_CANCELLED, _EXPORT, _STOPS),
    examples=(
        Example(Outcome.FAIL, ordered(*ORDERS, "奥美拉唑40mg 静滴 qd,长期,,2026-03-07T10:00"), "没有开始时间"),
        Example(Outcome.FAIL, ordered(*ORDERS, "腹部CT,临时,2026-03-04,"), "只有日期"),
        Example(
            Outcome.NOT_ASSESSABLE,
            ordered(*ORDERS, "奥美拉唑40mg 静滴 qd,长期,2026-03-03T09:00,"),
            "一条没有停止时间",
            review=True,
        ),
        Example(Outcome.PASS, ordered(*ORDERS), "齐全"),
        Example(Outcome.PASS, ordered(*ORDERS, "腹部CT（作废）,临时,,"), "", shows=_CANCELLED),
        Example(
            Outcome.NOT_ASSESSABLE, ordered("二级护理,长期,2026-03-02,", "血常规,临时,2026-03-02,"), "", shows=_EXPORT
        ),
        Example(
            Outcome.PASS,
            ordered("二级护理,长期,2026-03-02T09:30,", "低脂饮食,长期,2026-03-02T09:30,"),
            "",
            shows=_STOPS,
        ),
    ),
    doc=__doc__ or "",
)
