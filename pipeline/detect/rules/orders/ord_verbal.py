"""口头医嘱未补记 (ORD-VERBAL)

检查什么：抢救记录写明用药，导出的医嘱在抢救开始前半小时到结束后 rescue_note_h（6）小时内一条也没有。

依据：病历书写基本规范第二十八条：抢救结束后，医师应当即刻据实补记医嘱。

例外：见 exceptions。

整改：抢救结束后即刻据实补记口头医嘱。
"""

from __future__ import annotations

import re
from datetime import timedelta

from pipeline.detect.case import Case
from pipeline.detect.finding import Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.limits import limit
from pipeline.detect.ordered import LEAST, order_defect, orders
from pipeline.detect.rule import Example, Need, Rule
from pipeline.detect.rules.orders.specimens import ORDERS, ordered
from pipeline.detect.specimens import DEATH_STAY, DEATHS

_DURING = "抢救过程中已开医嘱"
_UNKNOWN = "抢救起止时间不明"
_EXCERPT = "医嘱只导出了片段"
_DRUGS = re.compile(r"\d\s*(?:mg|ug|μg|ml|g|支)|肾上腺素|多巴胺|阿托品|胺碘酮|利多卡因|静推|静注|静滴|泵入")
_BEFORE = timedelta(minutes=30)
_HERE = tuple(o for o in ORDERS if "出院" not in o)


def check(case: Case) -> Verdict:
    rescues = [r for r in case.facts.rescues if r.note_id]
    if not rescues:
        return not_applicable("没有抢救记录")
    listed = [o for o in orders(case) if o.started_at is not None and o.started_at.timed]
    if len(listed) < LEAST:
        return not_assessable("医嘱只导出了片段或没有时间")
    notes = {d.doc_id: d for d in case.documents}
    hours = timedelta(hours=limit(case, "rescue_note_h") or 6)
    defects, unknown = [], ""
    for rescue in rescues:
        start, end = rescue.started_at, rescue.ended_at
        if start is None or end is None or not start.timed or not end.timed:
            unknown = "抢救起止时间不明，无法核对补记医嘱"
            continue
        if not _DRUGS.search(notes[rescue.note_id or ""].body):
            continue
        if not any(start.at - _BEFORE <= o.started_at.at <= end.at + hours for o in listed if o.started_at):
            defects.append(order_defect("抢救用药没有任何补记医嘱", confidence=0.8))
    return judged(defects, unknown)


RULE = Rule(
    id="ORD-VERBAL",
    name="口头医嘱未补记",
    category="orders",
    clause="BW 28",
    check=check,
    remedy="抢救结束后即刻据实补记口头医嘱",
    needs=frozenset({Need.DOCUMENTS, Need.ORDERS}),
    exceptions=(_DURING, _UNKNOWN, _EXCERPT),
    parameters=("rescue_note_h",),
    examples=(
        Example(Outcome.FAIL, ordered(*_HERE, documents=DEATHS, stay=DEATH_STAY), "抢救时段没有医嘱"),
        Example(
            Outcome.FAIL,
            ordered(*_HERE, "心电监护,长期,2026-03-05T00:30,", documents=DEATHS, stay=DEATH_STAY),
            "只有抢救前两小时的医嘱",
        ),
        Example(
            Outcome.PASS,
            ordered(*_HERE, "肾上腺素1mg 静推（补记）,临时,2026-03-05T04:10,", documents=DEATHS, stay=DEATH_STAY),
            "抢救后半小时补记",
        ),
        Example(
            Outcome.PASS,
            ordered(*_HERE, "肾上腺素1mg 静推,临时,2026-03-05T02:45,", documents=DEATHS, stay=DEATH_STAY),
            "",
            shows=_DURING,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            ordered(
                *_HERE,
                documents=tuple(
                    d.replace("抢救开始：2026-03-05 02:40　抢救结束：2026-03-05 03:40\n", "") for d in DEATHS
                ),
                stay=DEATH_STAY,
            ),
            "",
            shows=_UNKNOWN,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            ordered("二级护理,长期,2026-03-02T09:30,", documents=DEATHS, stay=DEATH_STAY),
            "",
            shows=_EXCERPT,
        ),
    ),
    doc=__doc__ or "",
)
