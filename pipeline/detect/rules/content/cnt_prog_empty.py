"""病程记录流水账、无分析 (CNT-PROG-EMPTY)

检查什么：日常病程记录除去套话后是否还有内容。空洞的病程有两次以上判为缺陷；只有一次的提示人工复核。

依据：病历书写基本规范第二十二条（二）。

例外：见 exceptions。

整改：写明病情变化、重要检查结果、医嘱更改及理由。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import author
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.content.cnt_round_content import _span

_LONG = 260  # characters with title and sign-off: no longer note is hollow
_ENOUGH = 12  # letters that are left without phrases that fit every day of every patient
_TALK = re.compile(
    r"患者|病人|今日|今晨|昨日|目前|一般情况|一般状况|精神|食欲|饮食|睡眠|二便|大小便|大便|小便|神志|神清|生命体征|病情|可|尚可|好|良好|佳|如常|正常|平稳|稳定|无特殊|特殊|无明显|明显|不适|主诉|诉|变化|查体|同前|较前|无|未见|异常|"
    r"继续|目前|当前|现|原|上述|治疗|方案|对症|支持|处理|观察|密切|注意|护理|医嘱|执行|按|维持|巩固|不变|随访|续观|治|上级医师|查房|指示|同意|的|了|及|并|等|，|。"
)


def check(case: Case) -> Verdict:
    """Daily notes that say nothing of this patient on this day."""
    notes = [d for d in case.extracted.of_type("progress_note") if d.body.strip()]
    if not notes:
        return not_applicable("没有日常病程记录")
    hollow = [d for d in notes if len(d.body) < _LONG and _left(d.text[slice(*_span(d))]) < _ENOUGH]
    review = len(hollow) == 1
    return judged(
        [
            Defect(
                message="病程记录没有实质内容" + ("（仅一次，请人工确认）" if review else ""),
                doc_id=d.doc_id,
                evidence=(case.cite(d, *_span(d)),),
                person=author(d),
                confidence=0.6 if review else 0.85,
                review=review,
            )
            for d in hollow
        ]
    )


def _left(words: str) -> int:
    return len(re.sub(r"[^一-鿿A-Za-z0-9]", "", _TALK.sub("", re.sub(r"\d{4}\s*[-年./][^\n]{0,24}", "", words))))


def _notes(*words: str) -> str:
    return "@stay sex=男 age=56岁\n" + "".join(
        f"@doc\n2026-03-0{i} 10:00　病程记录\n{w}\n医师签名：张三\n" for i, w in enumerate(words, 4)
    )


RULE = Rule(
    id="CNT-PROG-EMPTY",
    name="病程记录流水账、无分析",
    category="content",
    clause="BW 22(2); ST5",
    check=check,
    remedy="写明病情变化、重要检查结果、医嘱更改及理由。",
    exceptions=("短而有内容", "只有一次的提示人工复核"),
    examples=(
        Example(
            Outcome.FAIL,
            _notes("患者一般情况可，无特殊不适，继续目前治疗。", "患者病情平稳，生命体征平稳，继续观察。"),
            "两次空洞",
        ),
        Example(
            Outcome.FAIL,
            _notes("今日患者精神、饮食、睡眠可，二便正常，继续原治疗方案。", "患者无特殊主诉，查体同前，治疗同前。"),
            "两次空洞",
        ),
        Example(
            Outcome.PASS,
            _notes("体温降至36.8℃，咳痰减少，痰培养未见致病菌，头孢曲松用满5天停用。"),
            "有内容",
            shows="短而有内容",
        ),
        Example(Outcome.PASS, _notes("切口换药，愈合好，拆线。", "拔除引流管，引流液20ml。"), "短", shows="短而有内容"),
        Example(
            Outcome.NOT_ASSESSABLE,
            _notes(
                "患者一般情况可，无特殊不适，继续目前治疗。",
                "体温降至36.8℃，咳痰减少，痰培养未见致病菌，头孢曲松停用。",
            ),
            "只有一次",
            shows="只有一次的提示人工复核",
            review=True,
        ),
    ),
    doc=__doc__ or "",
)
