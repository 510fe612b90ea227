"""首次病程记录无诊疗计划 (CNT-FPN-PLAN)

检查什么：首次病程记录有没有诊疗计划，计划里有没有一项具体的检查、药物、手术或处置。标题下为空、占位，或只有
“完善相关检查，对症治疗，请示上级医师”一类没有任何具体措施的话，判为没有。

依据：病历书写基本规范第二十二条（一）3；S000 篇2 单项否决（乙级）。

例外：见 exceptions。

整改：写明拟行的检查项目和治疗措施（药名、剂量、用法，手术或操作名称）。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, passed
from pipeline.detect.notes import author, cite_section, first_progress_notes
from pipeline.detect.rule import Example, Rule
from pipeline.detect.substance import concrete_plan
from pipeline.extract.model import ExtractedDocument, Section

_ENOUGH = 4  # letters of a concrete measure: 头孢曲松
_SEARCHED = ("首次病程记录：诊疗计划、治疗方案等标题", "首次病程记录：拟行、予以、完善等安排检查治疗的语句")
_MEASURE = re.compile(
    r"诊疗计划|治疗(?:计划|方案|原则|措施)|处理|处置|(?:拟|择期|急诊|予以?|给予|完善|急查|复查|行)[^。；;\n]{0,40}(?:检查|治疗|手术|术|mg|g\b|ml|mL|U|静滴|口服|补液|监护|CT|MRI|超声|血常规|肝肾功)"
)
_FINDINGS = frozenset(
    ("case_features", "general", "differential_diagnosis", "diagnostic_basis", "preliminary_diagnosis")
)


def check(case: Case) -> Verdict:
    """Look for one concrete measure under the plan's heading, or in the last paragraph where there is no heading."""
    notes = first_progress_notes(case)
    if not notes:
        return not_applicable("没有首次病程记录，其缺失另由CMP-FPN判定")
    if any(_has_plan(n) for n in notes):
        return passed("有诊疗计划")
    return judged([_defect(case, notes[0])])


def _entries(note: ExtractedDocument) -> list[Section]:
    return [s for s in note.sections if s.label == "treatment_plan"]


def _has_plan(note: ExtractedDocument) -> bool:
    entries = _entries(note)
    if entries:
        return any(concrete_plan(note.content(s)) >= _ENOUGH for s in entries)
    told = [(s.start, s.end) for s in note.sections if s.label not in _FINDINGS]
    last = max((s.end for s in note.sections), default=note.start)
    told.append((last, note.end))
    # where the plan follows the last known heading without one of its own, it is the tail of that section
    tail = max((s for s in note.sections), key=lambda s: s.end, default=None)
    told += [(max(tail.heading_end, tail.end - 600), tail.end)] if tail else []
    return any(
        concrete_plan(note.text[m.start() : min(m.end() + 120, b)]) >= _ENOUGH
        for a, b in told
        if (m := _MEASURE.search(note.text, a, b))
    )


def _defect(case: Case, note: ExtractedDocument) -> Defect:
    entries = _entries(note)
    return Defect(
        message="诊疗计划没有一项具体的检查或治疗" if entries else "首次病程记录中没有诊疗计划",
        doc_id=note.doc_id,
        evidence=tuple(cite_section(case, note, s) for s in entries),
        searched=() if entries else _SEARCHED,
        person=author(note),
        confidence=0.9,
    )


_HEAD = """@stay sex=男 age=34岁 admitted=2026-04-02T09:00 discharged=2026-04-10T10:00
@doc
首次病程记录
2026-04-02 10:30
患者赵某，男，34岁，因“转移性右下腹痛12小时”于2026-04-02 09:00入院。
病例特点：1.青年男性，急性起病。2.查体：右下腹压痛、反跳痛。3.白细胞15.2×10⁹/L。
初步诊断：急性阑尾炎
诊断依据：转移性右下腹痛，麦氏点压痛、反跳痛，白细胞升高。
鉴别诊断：1.右输尿管结石：无血尿，肾区无叩痛，不支持；2.消化性溃疡穿孔：无板状腹，可能性小。
{plan}医师签名：李四
"""


def _record(plan: str) -> str:
    return _HEAD.format(plan=plan)


RULE = Rule(
    id="CNT-FPN-PLAN",
    name="首次病程记录无诊疗计划",
    category="content",
    clause="BW 22(1)3; S000-P2 B2d",
    check=check,
    remedy="写明拟行的检查项目和治疗措施（药名、剂量、用法，手术或操作名称）。",
    exceptions=("标题写作检查与治疗安排等", "计划写在末段而无标题"),
    examples=(
        Example(Outcome.FAIL, _record("诊疗计划：完善相关检查，对症处理，请示上级医师。\n"), "没有一项具体措施"),
        Example(Outcome.FAIL, _record("诊疗计划：略。\n"), "占位"),
        Example(
            Outcome.FAIL, _record("诊疗计划：1.完善入院常规检查；2.积极对症支持治疗；3.密切观察病情变化。\n"), "套话"
        ),
        Example(Outcome.FAIL, _record(""), "没有计划"),
        Example(Outcome.PASS, _record("诊疗计划：完善血凝四项、心电图，急诊行阑尾切除术。\n"), "短而具体"),
        Example(
            Outcome.PASS,
            _record("检查与治疗安排：1.查凝血、心电图；2.禁食补液，头孢呋辛1.5g静滴；3.急诊手术。\n"),
            "标题变体",
            shows="标题写作检查与治疗安排等",
        ),
        Example(
            Outcome.PASS,
            _record("入院后予禁食、补液，头孢呋辛1.5g静滴，急查凝血四项，拟急诊行腹腔镜阑尾切除术。\n"),
            "无标题的末段",
            shows="计划写在末段而无标题",
        ),
    ),
    doc=__doc__ or "",
)
