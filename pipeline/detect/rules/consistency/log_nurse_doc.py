"""医护记录矛盾 (LOG-NURSE-DOC)

检查什么：护理记录写有抢救、心跳骤停、坠床、跌倒、输血反应、非计划拔管等事件，而医师的记录没有一处提到同类事件。只提示人工复核。

依据：病历书写基本规范第三条；护理记录与病程记录应一致。

例外：见 exceptions。

整改：核实事件，补记或更正。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.prescribed import notes_text
from pipeline.detect.rule import Example, Rule

_EVENTS = (
    (
        re.compile(r"(?:行|予|立即|配合|协助)[^，。；\n]{0,6}(?:抢救|心肺复苏|胸外按压)|心跳骤停|呼吸骤停"),
        re.compile(r"抢救|复苏|按压|骤停|死亡"),
    ),
    (re.compile(r"(?:患者|发现|不慎)[^，。；\n]{0,8}(?:坠床|跌倒|摔倒)"), re.compile(r"坠床|跌倒|摔")),
    (re.compile(r"(?:出现|发生)[^，。；\n]{0,6}(?:输血反应|输液反应|过敏反应)"), re.compile(r"反应|过敏|皮疹|寒战")),
    (re.compile(r"(?:自行|意外|非计划)[^，。；\n]{0,4}(?:拔[出管除]|脱管)"), re.compile(r"拔[出管除]|脱管|脱出")),
)
_NOT_HAPPENED = re.compile(r"预防|防|无|未|风险|评估|宣教|告知|必要时|准备|备|可能|避免|警惕")


def check(case: Case) -> Verdict:
    """Events of the nursing records that the doctors' notes never mention."""
    sheets = list(case.extracted.of_type("nursing_record"))
    if not sheets:
        return not_applicable("没有护理记录")
    notes = notes_text(case)
    defects = []
    for d in sheets:
        for event, told in _EVENTS:
            for m in event.finditer(d.text, d.start, d.end):
                if _NOT_HAPPENED.search(d.text[max(d.start, m.start() - 8) : m.end()]) or told.search(notes):
                    continue
                defects.append(
                    Defect(
                        message="护理记录有此事件，医师记录没有提到，请人工复核",
                        doc_id=d.doc_id,
                        evidence=(case.cite(d, *m.span()),),
                        confidence=0.6,
                        review=True,
                    )
                )
                break
    return judged(defects[:3])


def _stay(nursing: str, note: str) -> str:
    return (
        f"@stay sex=男 age=80岁\n@doc\n护理记录单\n2026-03-04 02:00　{nursing}\n护士：陈六\n"
        f"@doc\n2026-03-04 08:30　病程记录\n{note}\n医师签名：张三\n"
    )


RULE = Rule(
    id="LOG-NURSE-DOC",
    name="医护记录矛盾",
    category="consistency",
    clause="BW 3",
    check=check,
    remedy="核实事件，补记或更正。",
    exceptions=("预防、评估、宣教中的字样", "医师记录已写", "一律由人工确认"),
    examples=(
        Example(
            Outcome.NOT_ASSESSABLE,
            _stay("患者突发室颤，立即行胸外按压、除颤。", "昨夜睡眠好，无不适。"),
            "护士记录抢救",
            review=True,
            shows="一律由人工确认",
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            _stay("患者不慎坠床，额部擦伤。", "患者一般情况可，继续治疗。"),
            "护士记录坠床",
            review=True,
        ),
        Example(
            Outcome.PASS,
            _stay("予预防跌倒、坠床宣教，床栏使用。", "患者一般情况可。"),
            "宣教",
            shows="预防、评估、宣教中的字样",
        ),
        Example(
            Outcome.PASS,
            _stay("患者不慎坠床，额部擦伤。", "患者02:00坠床，额部皮擦伤，头颅CT未见出血。"),
            "一致",
            shows="医师记录已写",
        ),
    ),
    doc=__doc__ or "",
)
