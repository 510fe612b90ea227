"""医嘱与病情级别不符 (LOG-ORDER-LEVEL)

检查什么：医嘱有病危或病重，而病程、查房等记录没有一处提到病危、病重、危重。只提示人工复核。

依据：病历书写基本规范第二十二条（二）；护理分级。

例外：见 exceptions。

整改：在病程中写明病情级别及依据，或调整医嘱。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.prescribed import notes_text
from pipeline.detect.rule import Example, Need, Rule

_CRITICAL = re.compile(r"^\s*(?:下|告)?病[危重](?!护理)")
_TOLD = re.compile(r"病\s*[危重]|危重|病情重|抢救|告危|生命危险|特级护理|ICU|重症监护")


def check(case: Case) -> Verdict:
    """A critical order without a word of it in the notes."""
    order = next((o for o in case.extracted.stay.orders or () if _CRITICAL.search(o.content)), None)
    if order is None:
        return not_applicable("医嘱中没有病危、病重")
    if _TOLD.search(notes_text(case)) or any(True for _ in case.extracted.of_type("critical_notice")):
        return judged([])
    return judged(
        [
            Defect(
                message="医嘱为病危（重），病程等记录没有提到，请人工复核",
                searched=("病程、查房、抢救等全部记录", "病危（重）通知书"),
                confidence=0.6,
                review=True,
            )
        ]
    )


_NOTE = "@doc\n2026-03-04 10:00　病程记录\n{}\n医师签名：张三\n"
_ORDER = "@stay sex=男 age=50岁\n@order {},长期,2026-03-02T10:00,2026-03-07T10:00\n"
RULE = Rule(
    id="LOG-ORDER-LEVEL",
    name="医嘱与病情级别不符",
    category="consistency",
    clause="BW 22(2)",
    check=check,
    remedy="在病程中写明病情级别及依据，或调整医嘱。",
    needs=frozenset({Need.DOCUMENTS, Need.ORDERS}),
    exceptions=("病危（重）通知书已载明", "一律由人工确认"),
    examples=(
        Example(
            Outcome.NOT_ASSESSABLE,
            _ORDER.format("病危") + _NOTE.format("患者一般情况好，无不适，继续治疗。"),
            "没有提到",
            review=True,
            shows="一律由人工确认",
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            _ORDER.format("病重") + _NOTE.format("患者咳嗽减轻，饮食可。"),
            "没有提到",
            review=True,
        ),
        Example(Outcome.PASS, _ORDER.format("病重") + _NOTE.format("患者气促，病重，予吸氧、监护。"), "一致"),
        Example(
            Outcome.PASS,
            _ORDER.format("病危") + "@doc\n病危通知书\n患者吴某，呼吸衰竭，病情危重。\n家属签名：吴小军\n",
            "通知书",
            shows="病危（重）通知书已载明",
        ),
    ),
    doc=__doc__ or "",
)
