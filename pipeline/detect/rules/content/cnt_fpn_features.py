"""首次病程无病例特点 (CNT-FPN-FEATURES)

检查什么：首次病程记录有没有病例特点。标题下为空、占位或只有“同入院记录”的，以及全文没有病史、体征归纳的，判为缺陷。

依据：病历书写基本规范第二十二条（一）1。

例外：见 exceptions。

整改：对病史、体格检查和辅助检查进行归纳、分析，写出本病例特征。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import author, cite_section, entry, first_progress_notes, letters
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.content.cnt_fpn_ddx import _record
from pipeline.detect.substance import concrete_evidence
from pipeline.extract.model import ExtractedDocument

_LABELS = ("case_features", "tcm_four_exams", "condition", "present_illness", "physical_exam")
_ENOUGH = 3
_FINDINGS = re.compile(r"查\s*体|体格检查|体\s*征|T\s*[:：]?\s*3\d|BP|血压|压痛|啰音|病史|特\s*点")


def check(case: Case) -> Verdict:
    """The features under their heading, or told in the narrative before the diagnosis."""
    notes = first_progress_notes(case)
    if not notes:
        return not_applicable("没有首次病程记录，其缺失另由CMP-FPN判定")
    defects = []
    for note in notes:
        sections = [s for s in note.sections if s.label in _LABELS]
        if concrete_evidence(entry(note, *_LABELS)) >= _ENOUGH or (not sections and _narrated(note)):
            continue
        defects.append(
            Defect(
                message="病例特点没有内容" if sections else "首次病程记录没有病例特点",
                doc_id=note.doc_id,
                evidence=tuple(cite_section(case, note, s) for s in sections),
                searched=() if sections else ("首次病程记录：病例特点、病史特点及诊断之前的叙述",),
                person=author(note),
                confidence=0.85,
            )
        )
    return judged(defects)


def _narrated(note: ExtractedDocument) -> bool:
    """A summary without heading: the text before the first known section tells findings."""
    headed = ("preliminary_diagnosis", "diagnostic_basis", "differential_diagnosis", "treatment_plan", "case_analysis")
    stop = min((s.start for s in note.sections if s.label in headed), default=note.end)
    words = note.text[note.start : stop]
    return letters(words) >= 120 and _FINDINGS.search(words) is not None


_FEATURES = "病例特点：1.中年男性，急性起病。2.查体：T 38.5℃，右下肺湿啰音。3.胸部CT示右下肺实变。\n"
_SOUND = _record("鉴别诊断：肺结核：无盗汗，不支持。\n")
RULE = Rule(
    id="CNT-FPN-FEATURES",
    name="首次病程无病例特点或未归纳",
    category="content",
    clause="BW 22(1)1; ZJ",
    check=check,
    remedy="对病史、体格检查和辅助检查进行归纳、分析，写出本病例特征。",
    exceptions=("标题变体", "诊断之前的叙述没有标题"),
    examples=(
        Example(Outcome.FAIL, _SOUND.replace(_FEATURES, "病例特点：同入院记录。\n"), "以参见代替"),
        Example(Outcome.FAIL, _SOUND.replace(_FEATURES, ""), "没有病例特点"),
        Example(Outcome.PASS, _SOUND, "有病例特点"),
        Example(Outcome.PASS, _SOUND.replace("病例特点：", "病史特点："), "病史特点", shows="标题变体"),
        Example(
            Outcome.PASS,
            _SOUND.replace(
                _FEATURES,
                "患者3天前受凉后发热，体温最高39.2℃，伴畏寒，咳黄痰，量约30ml/日，自服头孢类药物无好转，无胸痛、咯血。既往体健，吸烟20年，无药物过敏。查体：T 38.5℃，P 102次/分，R 22次/分，BP 120/70mmHg，神清，口唇无发绀，右下肺可闻及湿啰音，心律齐，腹软。门诊胸部CT示右下肺实变，血白细胞14.2×10⁹/L。\n",
            ),
            "叙述",
            shows="诊断之前的叙述没有标题",
        ),
    ),
    doc=__doc__ or "",
)
