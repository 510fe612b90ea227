"""异常结果未分析处理 (CNT-PROG-RESULT)

检查什么：检查检验报告或护理记录里标明“危急值”，而病程、查房等医师记录没有一处提到危急值。只提示人工复核。

依据：医疗质量安全核心制度要点（危急值报告制度）；病历书写基本规范第二十二条（二）。

例外：见 exceptions。

整改：在病程中记录危急值、处理措施和复查结果。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.rule import Example, Rule

_CRITICAL = re.compile(r"危\s*急\s*值(?!报告制度|登记)[^。；\n]{0,40}")
_SOURCES = ("lab_report", "nursing_record", "other")
_DOCTORS = frozenset(
    (
        "progress_note",
        "ward_round_attending",
        "ward_round_chief",
        "first_progress_note",
        "rescue_record",
        "postop_first_note",
        "consultation_record",
        "stage_summary",
        "transfer_record",
        "handover_record",
        "discharge_record",
        "death_record",
    )
)


def check(case: Case) -> Verdict:
    """A critical value that no doctor's note takes up."""
    found = next(
        ((d, m) for d in case.extracted.of_type(*_SOURCES) if (m := _CRITICAL.search(d.text, d.start, d.end))), None
    )
    if found is None:
        return not_applicable("报告和护理记录没有标明危急值")
    if any(re.search(r"危\s*急\s*值", d.body) for d in case.documents if d.doc_type in _DOCTORS):
        return judged([])
    document, m = found
    return judged(
        [
            Defect(
                message="危急值没有在病程记录中提到，请人工复核其处理",
                doc_id=document.doc_id,
                evidence=(case.cite(document, *m.span()),),
                confidence=0.6,
                review=True,
            )
        ]
    )


def _stay(report: str, note: str) -> str:
    return (
        f"@stay sex=男 age=60岁\n@doc\n检验报告单\n姓名：王某　送检时间：2026-03-03 08:00\n血钾 {report}\n报告医师：赵六\n"
        f"@doc\n2026-03-03 10:00　病程记录\n{note}\n医师签名：张三\n"
    )


RULE = Rule(
    id="CNT-PROG-RESULT",
    name="异常结果未分析处理",
    category="content",
    clause="BW 22(2); HX; ZB8-10",
    check=check,
    remedy="在病程中记录危急值、处理措施和复查结果。",
    exceptions=("没有危急值", "一律由人工确认"),
    examples=(
        Example(
            Outcome.NOT_ASSESSABLE,
            _stay("6.9mmol/L（危急值，已电话报告）", "患者无不适，继续目前治疗。"),
            "没有提到",
            review=True,
            shows="一律由人工确认",
        ),
        Example(Outcome.NOT_ASSESSABLE, _stay("2.1mmol/L 危急值", "患者乏力，复查心电图。"), "没有提到", review=True),
        Example(
            Outcome.PASS,
            _stay("6.9mmol/L（危急值）", "接危急值报告：血钾6.9mmol/L，予葡萄糖酸钙、胰岛素，复查5.2mmol/L。"),
            "已处理",
        ),
        Example(Outcome.NOT_APPLICABLE, _stay("4.1mmol/L", "患者无不适。"), "正常", shows="没有危急值"),
    ),
    doc=__doc__ or "",
)
