"""补记抢救记录未注明补记 (TIM-RESCUE-LABEL)

检查什么：抢救结束一小时以后才书写的抢救记录，有没有注明“补记”。

依据：病历书写基本规范第二十二条（八）；医疗纠纷预防和处理条例第十五条。

例外：见 exceptions。

整改：据实补记的抢救记录须注明补记时间。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.deadlines import clock, late
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import DEATH_STAY, DEATHS, MEDICAL, RESCUE, record, without

_SOON = "抢救结束一小时以内书写"
_WORDS = "写作补录、追记、后补等"
_LABELS = ("补记", "补录", "追记", "后补", "补写")
_ALLOWED_H = 1.0
_UNLABELLED = RESCUE.replace("抢救记录（补记）", "抢救记录")
_QUICK = _UNLABELLED.replace("记录时间：2026-03-05 05:10", "记录时间：2026-03-05 04:10").replace(
    "2026-03-05 05:30", "2026-03-05 04:20"
)
_SAVED = _UNLABELLED.replace("03:40宣布临床死亡", "03:40恢复窦律，抢救成功").replace("2026-03-05", "2026-03-04")


def check(case: Case) -> Verdict:
    recorded = [r for r in case.facts.rescues if r.note_id]
    if not recorded:
        return not_applicable("没有抢救记录")
    notes = {d.doc_id: d for d in case.documents}
    defects: list[Defect] = []
    unknown = ""
    for rescue in recorded:
        doc = notes[rescue.note_id or ""]
        if any(word in doc.body for word in _LABELS):
            continue
        found, why = late(case, doc, clock(case, "抢救结束", rescue.ended_at, doc), _ALLOWED_H, "抢救记录")
        defects += [Defect("补记的抢救记录没有注明补记", d.doc_id, d.evidence, person=d.person) for d in found]
        unknown = unknown or ("" if "早于" in why else why)
    return judged(defects, unknown)


RULE = Rule(
    id="TIM-RESCUE-LABEL",
    name="补记抢救记录未注明补记",
    category="timeliness",
    clause="BW 22(8); JF 15",
    check=check,
    remedy="补记的抢救记录注明补记及补记时间",
    exceptions=(_SOON, _WORDS),
    examples=(
        Example(
            Outcome.FAIL, record(*without(DEATHS, RESCUE), _UNLABELLED, stay=DEATH_STAY), "一个半小时后书写，未注明"
        ),
        Example(Outcome.FAIL, record(*MEDICAL, _SAVED), "抢救成功，事后书写未注明"),
        Example(Outcome.PASS, record(*DEATHS, stay=DEATH_STAY), "注明补记"),
        Example(Outcome.PASS, record(*without(DEATHS, RESCUE), _QUICK, stay=DEATH_STAY), "半小时后", shows=_SOON),
        Example(
            Outcome.PASS,
            record(*without(DEATHS, RESCUE), RESCUE.replace("（补记）", "（追记）"), stay=DEATH_STAY),
            "追记",
            shows=_WORDS,
        ),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "没有抢救"),
    ),
    doc=__doc__ or "",
)
