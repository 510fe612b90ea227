"""首次病程记录无诊断依据 (CNT-FPN-BASIS)

检查什么：首次病程记录有没有诊断依据，内容是不是具体证据。标题下为空、占位，或只有“根据病史、症状、体征及辅助检查”
“详见入院记录”一类没有一项具体证据的话，判为没有。

依据：病历书写基本规范第二十二条（一）2；S000 篇2 单项否决（乙级）。

例外：见 exceptions。

整改：写出支持诊断的具体病史、体征和检查结果，至少两项。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, passed
from pipeline.detect.notes import author, cite_section, first_progress_notes
from pipeline.detect.rule import Example, Rule
from pipeline.detect.substance import concrete_evidence
from pipeline.extract.model import ExtractedDocument, Section

_ENOUGH = 4  # letters of concrete evidence: 湿啰音＋
_NOTHING = 2  # fewer than this are no evidence at all; between the two a person decides
_SEARCHED = (
    "首次病程记录：诊断依据及合并标题",
    "首次病程记录：拟诊讨论、病情分析",
    "首次病程记录：依据、支持点、符合……诊断等语句",
)
_BASIS_HEADING = re.compile(r"依\s*据|辨\s*证|拟诊|讨论|分析")
_BASIS_WORDS = re.compile(
    r"诊\s*断\s*依\s*据|[为之]?依据|支持点|支持.{0,30}(?:诊断|者)|诊断.{0,12}成立|(?:符合|考虑|提示).{2,30}(?:诊断|可能)|故(?:诊断|考虑)|可(?:以)?诊断|辨证|辨病"
)


def check(case: Case) -> Verdict:
    """Look for concrete evidence under every heading that may hold it; one good entry is enough."""
    notes = first_progress_notes(case)
    if not notes:
        return not_applicable("没有首次病程记录，其缺失另由CMP-FPN判定")
    if any(_has_basis(n) for n in notes):
        return passed("有诊断依据")
    return judged([_defect(case, notes[0])])


def _entries(note: ExtractedDocument) -> list[Section]:
    return [s for s in note.sections if s.label == "diagnostic_basis"]


def _has_basis(note: ExtractedDocument) -> bool:
    entries = _entries(note)
    if entries:
        return any(concrete_evidence(note.content(s)) >= _ENOUGH for s in entries) or _reasoned_elsewhere(note)
    return _reasoned_elsewhere(note) or _told_without_heading(note)


def _reasoned_elsewhere(note: ExtractedDocument) -> bool:
    return any(
        concrete_evidence(note.content(s)) >= 3 * _ENOUGH
        for s in note.sections
        if s.label in ("case_analysis", "tcm_pattern")
        or (s.label == "other" and _BASIS_HEADING.search(note.text, s.start, s.heading_end))
    )


def _told_without_heading(note: ExtractedDocument) -> bool:
    silent = {"treatment_plan", "differential_diagnosis", "general"}
    stretches = [(s.heading_end, s.end) for s in note.sections if s.label not in silent] or [(note.start, note.end)]
    headed = {s.start for s in note.sections}
    last = max((s.end for s in note.sections), default=note.start)
    stretches += [(last, note.end)] if headed else []
    return any(
        concrete_evidence(note.text[m.end() : m.end() + 200]) >= _ENOUGH
        for a, b in stretches
        if (m := _BASIS_WORDS.search(note.text, a, b))
    )


def _defect(case: Case, note: ExtractedDocument) -> Defect:
    entries = _entries(note)
    review = any(concrete_evidence(note.content(s)) >= _NOTHING for s in entries)
    message = "诊断依据没有一项具体证据" if entries else "首次病程记录中没有诊断依据"
    return Defect(
        message="诊断依据过于简单，请人工复核" if review else message,
        doc_id=note.doc_id,
        evidence=tuple(cite_section(case, note, s) for s in entries),
        searched=() if entries else _SEARCHED,
        person=author(note),
        confidence=0.6 if review else 0.9,
        review=review,
    )


_HEAD = """@stay sex=女 age=45岁 admitted=2026-04-02T09:00 discharged=2026-04-10T10:00
@doc
首次病程记录
2026-04-02 10:30
患者王某，女，45岁，因“右上腹痛2天”于2026-04-02 09:00入院。
病例特点：1.中年女性，急性起病。2.查体：右上腹压痛，Murphy征阳性。3.B超示胆囊增大，壁厚，内见结石。
初步诊断：急性结石性胆囊炎
{basis}鉴别诊断：1.消化性溃疡穿孔：无板状腹，膈下未见游离气体，不支持；2.急性胰腺炎：淀粉酶正常，可能性小。
诊疗计划：1.禁食补液；2.头孢哌酮舒巴坦3.0g静滴每8小时1次；3.查肝功能、MRCP。
医师签名：李四
"""


def _record(basis: str) -> str:
    return _HEAD.format(basis=basis)


RULE = Rule(
    id="CNT-FPN-BASIS",
    name="首次病程记录无诊断依据",
    category="content",
    clause="BW 22(1)2; S000-P2 B2a",
    check=check,
    remedy="写出支持诊断的具体病史、体征和检查结果，至少两项。",
    exceptions=(
        "只有只言片语的提示人工复核",
        "与鉴别诊断合并的标题",
        "依据写在拟诊讨论或病情分析内",
        "中医依据从略而西医依据具体",
    ),
    examples=(
        Example(Outcome.FAIL, _record("诊断依据：根据病史、症状、体征及辅助检查，诊断明确。\n"), "没有一项具体证据"),
        Example(Outcome.FAIL, _record("诊断依据：详见入院记录。\n"), "以参见代替"),
        Example(Outcome.FAIL, _record("诊断依据：\n"), "标题下为空"),
        Example(Outcome.FAIL, _record(""), "没有依据"),
        Example(
            Outcome.NOT_ASSESSABLE,
            _record("诊断依据：腹痛、体征。\n"),
            "只有两个字的证据",
            shows="只有只言片语的提示人工复核",
            review=True,
        ),
        Example(Outcome.PASS, _record("诊断依据：病史及右上腹压痛。\n"), "短而具体"),
        Example(Outcome.PASS, _record("诊断依据：右上腹痛2天，Murphy征阳性，B超见胆囊结石、壁厚。\n"), "短而具体"),
        Example(
            Outcome.PASS,
            _record("诊断依据及鉴别诊断：右上腹痛，Murphy征阳性，B超示胆囊壁厚伴结石。\n"),
            "合并标题",
            shows="与鉴别诊断合并的标题",
        ),
        Example(
            Outcome.PASS,
            _record("拟诊讨论：患者右上腹持续疼痛，Murphy征阳性，B超示胆囊增大、壁厚伴结石，急性胆囊炎可以成立。\n"),
            "写在拟诊讨论里",
            shows="依据写在拟诊讨论或病情分析内",
        ),
        Example(
            Outcome.PASS,
            _record("中医辨病辨证依据：详见四诊。\n西医诊断依据：右上腹痛2天，Murphy征阳性，B超见胆囊结石。\n"),
            "西医依据具体",
            shows="中医依据从略而西医依据具体",
        ),
    ),
    doc=__doc__ or "",
)
