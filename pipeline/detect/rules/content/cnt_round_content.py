"""上级查房无分析及指导意见 (CNT-ROUND-CONTENT)

检查什么：上级医师查房记录是否有病情分析或诊疗意见。全文很短，又只有“同意目前诊疗”“继续观察”之类的，判为缺陷；
较短而没有分析词语的，提示人工复核。

依据：病历书写基本规范第二十二条（三）。

例外：见 exceptions。

整改：补写上级医师对病情的分析、诊断依据与鉴别、诊疗意见。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import author
from pipeline.detect.rule import Example, Rule
from pipeline.extract.model import ExtractedDocument

_LONG = 400  # characters with title and sign-off: no longer note is empty
_EMPTY, _SHORT = 12, 60  # letters of substance
_TALK = re.compile(
    r"同意|目前|上述|以上|现有|当前|诊断|诊疗|治疗|方案|计划|意见|继续|观察|病情|变化|密切|注意|患者|一般情况|可|尚可|稳定|平稳|无特殊|不适|主诉|处理|暂|不变|执行|按|原|予|对症|查房|今日|随|主任|主治|医师|副|查看|病人|后|指示|表示|认为|的|了|，|。|同前|加强|护理|完善|相关|检查"
)
_ANALYSIS = re.compile(
    r"考虑|分析|指出|认为(?=.{4})|出院|未予|嘱|提示|可能|鉴别|排除|不支持|支持|原因|由于|因此|故|说明|机制|预后|依据|符合|建议|应|需|拟|调整|加用|停用|改|换|复查|避免|警惕|目标|评估|指示.{4}|鼓励|注意(?!观察)|手术|拔除|指征|\d\s*(?:mg|g|ml|mL|U)"
)


def check(case: Case) -> Verdict:
    """Rounds of a superior that neither analyse nor instruct. Only the first of several on one day is judged."""
    rounds = list(case.extracted.of_type("ward_round_attending", "ward_round_chief"))
    if not rounds:
        return not_applicable("没有上级医师查房记录")
    days: set[object] = set()
    defects = []
    for note in rounds:
        day = note.written_at.at.date() if note.written_at else note.doc_id
        if day in days:
            continue
        days.add(day)
        if len(note.body) > _LONG:
            continue
        words = _substance(note)
        analysed = _ANALYSIS.search(words) is not None
        if (len(words) < _EMPTY and not analysed) or (len(words) < _SHORT and not analysed):
            review = len(words) >= _EMPTY
            start, end = _span(note)
            defects.append(
                Defect(
                    message="上级查房没有病情分析和诊疗意见" + ("（请人工确认）" if review else ""),
                    doc_id=note.doc_id,
                    evidence=(case.cite(note, start, min(end, start + 200)),),
                    person=note.round.name if note.round else author(note),
                    confidence=0.6 if review else 0.85,
                    review=review,
                )
            )
    return judged(defects)


def _span(note: ExtractedDocument) -> tuple[int, int]:
    """The note without its title line and sign-off."""
    start, end = note.start, min((s.start for s in note.signatures), default=note.end)
    line = note.text.find("\n", start, note.end)
    start = line + 1 if 0 <= line - start < 40 else start
    end = end if end > start else note.end
    while start < end - 1 and note.text[start].isspace():
        start += 1
    while end > start + 1 and note.text[end - 1].isspace():
        end -= 1
    return start, end


def _substance(note: ExtractedDocument) -> str:
    start, end = _span(note)
    return re.sub(r"[^一-鿿A-Za-z0-9]", "", _TALK.sub("", note.text[start:end]))


def _round(words: str) -> str:
    return f"@stay sex=男 age=56岁\n@doc\n2026-03-04 09:00　王建国主任医师查房记录\n{words}\n主任医师：王建国\n住院医师：张三\n"


RULE = Rule(
    id="CNT-ROUND-CONTENT",
    name="上级查房无分析及指导意见",
    category="content",
    clause="BW 22(3)",
    check=check,
    remedy="补写上级医师对病情的分析、诊断依据与鉴别、诊疗意见。",
    exceptions=("短而有分析或医嘱调整", "同日第二次查房", "只有病情没有分析的提示人工复核"),
    examples=(
        Example(Outcome.FAIL, _round("王建国主任医师查房，同意目前诊断及治疗。"), "只表示同意"),
        Example(Outcome.FAIL, _round("今日随王主任查房，患者一般情况可，继续目前治疗，密切观察病情变化。"), "只有继续"),
        Example(
            Outcome.PASS,
            _round("王主任指出：黑便由溃疡出血所致，血红蛋白不再下降，出血已止，可停生长抑素，复查胃镜。"),
            "有分析和意见",
            shows="短而有分析或医嘱调整",
        ),
        Example(
            Outcome.PASS,
            _round("王主任分析：上腹痛、黑便，胃镜示溃疡，考虑幽门螺杆菌相关，建议四联根除。")
            + "@doc\n2026-03-04 16:00　王建国主任医师查房记录\n患者无特殊不适，继续观察。\n主任医师：王建国\n",
            "同日",
            shows="同日第二次查房",
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            _round(
                "患者诉昨夜入睡好，晨起进食小米粥半碗，大便一次黄色成形，腹部柔软无压痛，肠鸣音每分钟四次，双肺呼吸音清晰，心律齐，双下肢无浮肿。"
            ),
            "只有病情",
            shows="只有病情没有分析的提示人工复核",
            review=True,
        ),
    ),
    doc=__doc__ or "",
)
