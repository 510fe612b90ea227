"""中医病历缺四诊、舌脉 (TCM-FOUR)

检查什么：中医病历的入院记录、首次病程记录有没有舌象和脉象（小儿可为指纹）。

依据：中医病历书写基本规范（2010）；ST1。

例外：见 exceptions。只能由科室名称推测为中医科的，由 TCM-DX 提示核对。

整改：补充望闻问切四诊资料，舌象、脉象必写。
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.tcm.specimens import ADMISSION, FOUR, FPN, WEST, stay, western
from pipeline.detect.tcm import Standing, not_kept, standing, tcm_defect, tongue_or_pulse_missing
from pipeline.extract.model import ExtractedDocument

_WESTERN = "西医病房"
_CONSULT = "西医病房只有一次中医会诊"
_INFANT = "婴幼儿以指纹代脉象"
_ADMISSION_HAS = "入院记录已写舌脉而首程未写（转人工核对）"
_LEAST = 120
_KONSIL = "@doc\n会诊记录\n2026-03-05 10:00\n中医科会诊：舌淡苔白，脉弦，证属风痰阻络，治以化痰通络，方选半夏白术天麻汤加减。\n会诊医师：焦文\n"
_BARE_FPN = FPN.replace("舌质淡暗，苔白腻，脉弦滑", "神清").replace("舌淡暗苔白腻脉弦滑", "头昏沉")


def check(case: Case) -> Verdict:
    kept = not_kept(standing(case))
    if kept is not None:
        return kept
    documents = case.extracted.of_type("admission_record", "readmission_record", "first_progress_note")
    long_enough = [d for d in documents if d.end - d.start >= _LEAST]
    if not long_enough:
        return not_applicable("没有入院记录、首次病程记录")
    admission = [d for d in long_enough if d.doc_type != "first_progress_note"]
    written_there = bool(admission) and not any(tongue_or_pulse_missing(d) for d in admission)
    return judged([x for d in long_enough if (x := _defect(d, written_there))])


def _defect(doc: ExtractedDocument, written_there: bool) -> Defect | None:
    """What ``doc`` lacks; a candidate only, if it is the first progress note and the admission record has it."""
    absent = tongue_or_pulse_missing(doc)
    if not absent:
        return None
    first = doc.doc_type == "first_progress_note"
    name = "首次病程记录" if first else "入院记录"
    found = tcm_defect(doc, f"{name}没有" + "、".join(absent), Standing.FIRM, f"{name}全文：舌、苔、脉")
    return replace(found, review=True, confidence=0.6) if first and written_there else found


RULE = Rule(
    id="TCM-FOUR",
    name="中医病历缺四诊/舌脉",
    category="tcm",
    clause="TCM-2010; ST1",
    check=check,
    remedy="补充望闻问切四诊资料，舌象、脉象必写",
    exceptions=(_WESTERN, _CONSULT, _INFANT, _ADMISSION_HAS),
    examples=(
        Example(Outcome.FAIL, stay(ADMISSION.replace(FOUR, ""), FPN), "入院记录没有舌脉"),
        Example(Outcome.FAIL, stay(ADMISSION.replace("，脉弦滑", ""), FPN), "入院记录有舌象没有脉象"),
        Example(Outcome.NOT_ASSESSABLE, stay(ADMISSION, _BARE_FPN), "首程没有舌脉", shows=_ADMISSION_HAS, review=True),
        Example(Outcome.PASS, stay(ADMISSION, FPN), "齐全"),
        Example(
            Outcome.PASS,
            stay(ADMISSION.replace("脉弦滑", "指纹紫滞"), FPN.replace("脉弦滑", "指纹紫滞")),
            "",
            shows=_INFANT,
        ),
        Example(Outcome.NOT_APPLICABLE, stay(western(ADMISSION), western(FPN), head=WEST), "", shows=_WESTERN),
        Example(Outcome.NOT_APPLICABLE, stay(western(ADMISSION), western(FPN), _KONSIL, head=WEST), "", shows=_CONSULT),
    ),
    doc=__doc__ or "",
)
