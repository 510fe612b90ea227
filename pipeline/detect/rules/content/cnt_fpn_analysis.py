"""首次病程无拟诊分析 (CNT-FPN-ANALYSIS)

检查什么：首次病程记录在诊断与计划之间有没有推理：拟诊讨论、诊断依据、辨证分析、鉴别诊断中任何一处有具体内容即可；全都没有的判为缺陷。

依据：病历书写基本规范第二十二条（一）2；S000 篇2 单项否决（乙级）。

例外：见 exceptions。

整改：写出由病史、体征、检查推到诊断的分析。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.differential import Substance
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, passed
from pipeline.detect.notes import author, entry, first_progress_notes
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.content.cnt_fpn_ddx import _record, differential_of
from pipeline.detect.substance import concrete_evidence
from pipeline.extract.model import ExtractedDocument

_LABELS = ("case_analysis", "diagnostic_basis", "tcm_pattern", "discussion")
_ENOUGH = 2
_REASONED = (Substance.SUBSTANTIAL, Substance.TEXTBOOK, Substance.REPEATS_ADMISSION, Substance.UNCLEAR)
_REASONING = re.compile(
    r"考虑|符合|支持|提示|故(?:诊断|考虑)|因此|综上|综合|分析|证属|辨证|诊断(?:明确|成立|依据)|依据|可能性|不能除外|排除|鉴别|据此|由此|推断|判断"
)


def check(case: Case) -> Verdict:
    """Any reasoning between findings and plan."""
    notes = first_progress_notes(case)
    if not notes:
        return not_applicable("没有首次病程记录，其缺失另由CMP-FPN判定")
    if any(_reasons(case, n) for n in notes):
        return passed("有拟诊分析")
    note = notes[0]
    return judged(
        [
            Defect(
                message="首次病程记录没有拟诊分析：诊断与计划之间没有任何推理",
                doc_id=note.doc_id,
                searched=("首次病程记录：拟诊讨论、诊断依据、辨证分析、鉴别诊断及推理语句",),
                person=author(note),
                confidence=0.85,
            )
        ]
    )


def _reasons(case: Case, note: ExtractedDocument) -> bool:
    if concrete_evidence(entry(note, *_LABELS)) >= _ENOUGH:
        return True
    if differential_of(case, note).substance in _REASONED:
        return True
    told = ("treatment_plan", "case_features", "differential_diagnosis", "diagnostic_basis", "general")
    at = note.start
    for section in sorted(note.sections, key=lambda s: s.start):
        if _REASONING.search(note.text, at, section.start):
            return True
        if section.label not in told and _REASONING.search(note.text, section.heading_end, section.end):
            return True
        at = max(at, section.end)
    return _REASONING.search(note.text, at, note.end) is not None


_BASIS = "诊断依据：发热、咳嗽，右下肺湿啰音，胸部CT示右下肺实变影。\n"
RULE = Rule(
    id="CNT-FPN-ANALYSIS",
    name="首次病程无拟诊分析",
    category="content",
    clause="S000-P2 B2c; BW 22(1)2",
    check=check,
    remedy="写出由病史、体征、检查推到诊断的分析。",
    exceptions=("推理写在诊断依据内", "推理写在鉴别诊断内", "推理写在诊断之后的叙述内"),
    examples=(
        Example(Outcome.FAIL, _record("").replace(_BASIS, ""), "病例特点后直接列诊断和计划"),
        Example(
            Outcome.FAIL,
            _record("鉴别诊断：略。\n").replace(_BASIS, "诊断依据：略。\n"),
            "标题下都是占位",
        ),
        Example(Outcome.PASS, _record(""), "有诊断依据", shows="推理写在诊断依据内"),
        Example(
            Outcome.PASS,
            _record("鉴别诊断：肺结核：患者无盗汗，不支持；肺癌：CT未见肿块，可能性小。\n").replace(_BASIS, ""),
            "有鉴别分析",
            shows="推理写在鉴别诊断内",
        ),
        Example(
            Outcome.PASS,
            _record("").replace(_BASIS, "患者急性起病，右下肺实变，考虑细菌性肺炎可能性大。\n"),
            "叙述",
            shows="推理写在诊断之后的叙述内",
        ),
    ),
    doc=__doc__ or "",
)
