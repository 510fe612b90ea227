"""会诊意见执行情况未记录 (CNT-PROG-CONSULTEXEC)

检查什么：会诊意见有具体建议的，其后的病程、查房、手术或出院记录有没有提到会诊或所建议的内容。一处也没有的提示人工复核。

依据：病历书写基本规范第二十二条（十）：申请会诊医师应在病程记录中记录会诊意见执行情况。

例外：见 exceptions。

整改：在病程记录中写明会诊意见的执行情况。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import author, cite_section, entry
from pipeline.detect.rule import Example, Rule

_ADVICE = re.compile(r"建议|加用|改用|停用|调整|给予|予|口服|静滴|复查|完善|行[^。；]{2,16}(?:术|检查)")
_THING = re.compile(
    r"[一-鿿]{2,8}(?:片|胶囊|针|素|坦|平|汀|林|唑|洛尔|沙星|普利|沙坦)|[A-Z]{2,}|CT|MRI|超声|心电图|胃镜|肠镜|造影|穿刺"
)
_NOTES = frozenset(
    (
        "progress_note",
        "ward_round_attending",
        "ward_round_chief",
        "preop_discussion",
        "preop_summary",
        "operation_record",
        "postop_first_note",
        "discharge_record",
        "stage_summary",
        "transfer_record",
        "death_record",
        "rescue_record",
        "handover_record",
        "difficult_case_discussion",
    )
)


def check(case: Case) -> Verdict:
    """After a consultation with advice, some note mentions the consultation or what was advised."""
    asked = [
        d for d in case.extracted.of_type("consultation_record") if _ADVICE.search(entry(d, "consultation_opinion"))
    ]
    if not asked:
        return not_applicable("没有提出建议的会诊")
    defects = []
    notes = "\n".join(d.body for d in case.documents if d.doc_type in _NOTES)
    for document in asked:
        opinion = entry(document, "consultation_opinion")
        if "会诊" in notes or any(t[-4:] in notes for t in set(_THING.findall(opinion))):
            continue
        section = document.section("consultation_opinion")
        assert section is not None
        defects.append(
            Defect(
                message="会诊意见提出后，病程等记录没有提到其执行情况，请人工复核",
                doc_id=document.doc_id,
                evidence=(cite_section(case, document, section, 200),),
                person=author(document),
                confidence=0.6,
                review=True,
            )
        )
    return judged(defects)


def _stay(opinion: str, note: str) -> str:
    return (
        "@stay sex=男 age=56岁\n@doc\n会诊记录\n会诊目的：协助降压。\n"
        f"会诊意见：{opinion}\n会诊医师：李四　会诊时间：2026-03-04 15:00\n@doc\n2026-03-05 10:00　病程记录\n{note}\n医师签名：张三\n"
    )


RULE = Rule(
    id="CNT-PROG-CONSULTEXEC",
    name="会诊意见执行情况未记录",
    category="content",
    clause="BW 22(10); HX 3; L38",
    check=check,
    remedy="在病程记录中写明会诊意见的执行情况。",
    exceptions=("意见无需处理", "病程写有所建议的内容", "一律由人工确认"),
    examples=(
        Example(
            Outcome.NOT_ASSESSABLE,
            _stay("建议加用氨氯地平5mg qd，复查血钾。", "患者无不适，切口愈合好。"),
            "没有反应",
            review=True,
            shows="一律由人工确认",
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            _stay("建议完善下肢静脉超声，予低分子肝素抗凝。", "患者可下地活动，引流管已拔。"),
            "没有反应",
            review=True,
        ),
        Example(Outcome.PASS, _stay("建议加用氨氯地平5mg qd。", "心内科会诊意见已执行，血压130/80mmHg。"), "已执行"),
        Example(
            Outcome.PASS,
            _stay("建议加用氨氯地平5mg qd。", "今起氨氯地平5mg qd，血压130/80mmHg。"),
            "写有药名",
            shows="病程写有所建议的内容",
        ),
        Example(
            Outcome.NOT_APPLICABLE,
            _stay("目前心肺情况稳定，无特殊处理。", "患者无不适。"),
            "无需处理",
            shows="意见无需处理",
        ),
    ),
    doc=__doc__ or "",
)
