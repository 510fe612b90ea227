"""缺体格检查 (CMP-PE)

检查什么：入院记录里有没有体格检查，内容是否为空、为占位文字，或只写“见表格式体检单”而病历中并无此表。

依据：病历书写基本规范第十八条（六）；S000 篇2 四（二）6（丙级）。

例外：见 exceptions。没有入院记录的归 CMP-ADMISSION，不重复判。

整改：补充体格检查：生命体征及各系统检查；确有表格的将表格归入病历。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.coverage import ADMISSION
from pipeline.detect.differential import is_placeholder
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, passed
from pipeline.detect.notes import author, letters
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import ADMISSION as RECORD
from pipeline.detect.specimens import MEDICAL, SHORT_FORM, SHORT_STAY, record, without
from pipeline.extract.model import ExtractedDocument

_SHORT = "24小时内入出院（死亡）记录把查体写在入院情况内"
_TABLE = "体格检查写在病历所附的表格式体检单上"
_LEAST = 12
_NOTHING = "无特殊"  # content in a history; as a whole examination a person has to say
_ELSEWHERE = re.compile(r"^(?:内容)?(?:详?见|另见|参见|同|附|如)[^。；，,]{0,24}[。.]?$")
_SHEET = re.compile(r"(?:体格检查|体检|查体|入院检查)(?:表|单|记录|评估)|表格(?:式)?(?:病历|体检)")
_VITALS = re.compile(r"(?:BP|血压|体温|T\s*[:：]?\s*3\d|脉搏|心率|呼吸\s*\d)")
_HISTORIES = frozenset(
    ("chief_complaint", "present_illness", "past_history", "personal_history", "family_history", "marital_history")
)
_GIVEN = next(line for line in RECORD.splitlines(keepends=True) if line.startswith("体格检查"))
_FORM = """@doc
体格检查表
T 36.8℃　P 82次/分　R 18次/分　BP 128/76mmHg
皮肤巩膜：无黄染　心：律齐，无杂音　肺：呼吸音清　腹：平软，右上腹压痛　神经系统：病理征阴性
"""


def check(case: Case) -> Verdict:
    records = [d for d in case.extracted.of_type(*ADMISSION) if d.body.strip()]
    if not records:
        return not_applicable("没有入院记录（或为24小时内入出院记录），缺失另计")
    defects: list[Defect] = []
    unknown = ""
    for doc in records:
        found, why = _look(case, doc)
        defects += found
        unknown = unknown or why
    return judged(defects, unknown) if defects or unknown else passed()


def _look(case: Case, doc: ExtractedDocument) -> tuple[list[Defect], str]:
    sections = [s for s in doc.sections if s.label == "physical_exam"]
    words = [doc.content(s).strip(" 　\t\r\n:：】]") for s in sections]
    if any(not is_placeholder(w) and not _ELSEWHERE.match(w) and letters(w) >= _LEAST for w in words):
        return [], ""
    special = doc.section("specialist_exam")
    if special and letters(doc.content(special)) >= 3 * _LEAST and _VITALS.search(doc.content(special)):
        return [], ""
    if sections:
        if any(_ELSEWHERE.match(w) for w in words) and _sheet(case, doc):
            return [], ""
        start = sections[0].start
        end = start + max(1, len(doc.text[start : sections[0].end].rstrip()))
        proof = case.cite(doc, start, min(end, start + 120))
        if not any((is_placeholder(w) and w.strip("。.") != _NOTHING) or _ELSEWHERE.match(w) for w in words):
            few = "入院记录的体格检查只有只言片语"
            return [Defect(few, doc.doc_id, (proof,), person=author(doc), review=True, confidence=0.5)], ""
        return [Defect("入院记录没有体格检查内容", doc.doc_id, (proof,), person=author(doc))], ""
    if _vitals_told(doc) or _sheet(case, doc):
        return [], "入院记录中有疑似体格检查的内容，未能识别标题"
    if len(doc.sections) < 3:
        return [], "入院记录的结构未能识别"
    where = ("入院记录全文：体格检查标题、生命体征",)
    if special and letters(doc.content(special)) >= _LEAST:
        only = "入院记录只有专科情况，没有一般体格检查"
        return [Defect(only, doc.doc_id, searched=where, person=author(doc), review=True, confidence=0.6)], ""
    return [Defect("入院记录中没有体格检查", doc.doc_id, searched=where, person=author(doc))], ""


def _vitals_told(doc: ExtractedDocument) -> bool:
    """True if vital signs stand outside the histories: there the patient's usual blood pressure is told, not an examination."""
    histories = [(s.start, s.end) for s in doc.sections if s.label in _HISTORIES]
    return any(
        not any(a <= m.start() < b for a, b in histories) for m in _VITALS.finditer(doc.text, doc.start, doc.end)
    )


def _sheet(case: Case, record: ExtractedDocument) -> bool:
    """True if another document of the stay is an examination sheet."""
    return any(
        d is not record and (_SHEET.search("".join(d.title.split())) or _SHEET.search("".join(d.body[:60].split())))
        for d in case.documents
    )


RULE = Rule(
    id="CMP-PE",
    name="缺体格检查",
    category="completeness",
    clause="BW 18(6); S000-P2 C6d",
    check=check,
    remedy="在入院记录中补充体格检查，注明补写时间并签名",
    exceptions=(_SHORT, _TABLE),
    examples=(
        Example(
            Outcome.FAIL,
            record(RECORD.replace(_GIVEN, "体格检查：见表格式病历。\n"), *without(MEDICAL, RECORD)),
            "所说的表格不在病历中",
        ),
        Example(Outcome.FAIL, record(RECORD.replace(_GIVEN, "体格检查：略\n"), *without(MEDICAL, RECORD)), "占位文字"),
        Example(Outcome.FAIL, record(RECORD.replace(_GIVEN, ""), *without(MEDICAL, RECORD)), "没有体格检查"),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(RECORD.replace(_GIVEN, "体格检查：无特殊。\n"), *without(MEDICAL, RECORD)),
            "只有“无特殊”",
            review=True,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(
                RECORD.replace(
                    _GIVEN, "专科情况：右眼视力0.12，晶状体混浊，眼压15mmHg，左眼视力0.8，角膜透明。\n"
                ).replace("既往史：", "既往史：高血压病，血压控制在130/80mmHg左右，"),
                *without(MEDICAL, RECORD),
            ),
            "只有专科情况，既往史里的血压不是查体",
            review=True,
        ),
        Example(Outcome.PASS, record(*MEDICAL), "体格检查完整"),
        Example(
            Outcome.PASS,
            record(RECORD.replace(_GIVEN, "体格检查：见体格检查表。\n"), _FORM, *without(MEDICAL, RECORD)),
            "表格在病历中",
            shows=_TABLE,
        ),
        Example(Outcome.NOT_APPLICABLE, record(SHORT_FORM, stay=SHORT_STAY), "不足24小时", shows=_SHORT),
    ),
    doc=__doc__ or "",
)
