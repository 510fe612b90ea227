"""出院或死亡后仍有医嘱执行 (ORD-AFTER)

检查什么：医嘱开始时间在出院（死亡）的次日或更晚，或停止时间在出院（死亡）的次日或更晚。

依据：病历书写基本规范第二十八条。

例外：见 exceptions。

整改：出院时停止全部长期医嘱；核对出院后的医嘱与费用。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Outcome, Verdict, judged, not_assessable
from pipeline.detect.ordered import order_defect, orders
from pipeline.detect.rule import Example, Need, Rule
from pipeline.detect.rules.orders.specimens import ORDERS, ordered

_TAKE_HOME = "出院带药、复查、随访"
_CHARGE = "补记费用、退费"
_SAME_DAY = "出院当天的医嘱"
_AFTER = re.compile(r"带药|出院|复查|随[诊访]|门诊|费|补[记录收]|退|材料|尸|遗体|护送|转[院运]|病理|预约|自备")


def check(case: Case) -> Verdict:
    left = case.extracted.discharged_at
    listed = orders(case)
    if left is None:
        return not_assessable("出院时间不明")
    last = left.latest.date()
    late = [
        o
        for o in listed
        if not _AFTER.search(o.content)
        and (
            (o.started_at is not None and o.started_at.at.date() > last)
            or (o.stopped_at is not None and o.stopped_at.at.date() > last)
        )
    ]
    if not late:
        return judged([])
    return judged([order_defect(f"{len(late)}条医嘱在出院（死亡）次日以后仍开始或执行", *late)])


RULE = Rule(
    id="ORD-AFTER",
    name="出院/死亡后仍有医嘱执行",
    category="orders",
    clause="BW 28; mrqc C-ORD-01",
    check=check,
    remedy="出院时停止全部长期医嘱；核对出院后的医嘱与费用",
    needs=frozenset({Need.ORDERS}),
    exceptions=(_TAKE_HOME, _CHARGE, _SAME_DAY),
    examples=(
        Example(Outcome.FAIL, ordered(*ORDERS, "二级护理,长期,2026-03-02T09:30,2026-03-10T08:00"), "执行到出院后两天"),
        Example(Outcome.FAIL, ordered(*ORDERS, "奥美拉唑40mg 静滴,临时,2026-03-09T08:00,"), "出院次日开立"),
        Example(Outcome.PASS, ordered(*ORDERS), "均已停止"),
        Example(Outcome.PASS, ordered(*ORDERS, "出院带药：消炎利胆片,临时,2026-03-09T08:00,"), "", shows=_TAKE_HOME),
        Example(Outcome.PASS, ordered(*ORDERS, "补记一次性材料费,临时,2026-03-09T08:00,"), "", shows=_CHARGE),
        Example(Outcome.PASS, ordered(*ORDERS, "二级护理,长期,2026-03-02T09:30,2026-03-08T17:00"), "", shows=_SAME_DAY),
        Example(
            Outcome.NOT_ASSESSABLE,
            ordered(*ORDERS, stay="@stay name=林素云\n", documents=("@doc\n会诊记录\n同意目前治疗。\n",)),
            "出院时间不明",
        ),
    ),
    doc=__doc__ or "",
)
