"""缺会诊记录/会诊意见 (CMP-CONSULT)

检查什么：病程写明已请他科会诊（请……会诊、会诊意见已执行）而全部文书中没有任何会诊记录；会诊记录里会诊意见空白。

依据：病历书写基本规范第二十二条（十）。

例外：见 exceptions。

整改：会诊医师书写会诊意见并归入病历。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.coverage import cannot_judge_absence, lookalike, searched
from pipeline.detect.differential import is_placeholder
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import MEDICAL, NOTE_5, note, record, without
from pipeline.extract.model import ExtractedDocument

_CANCELLED = "会诊取消或只是建议、必要时会诊"
_INLINE = "会诊意见写在病程里"
_HELD = re.compile(
    r"(?:[\u4e00-\u9fff]{1,8}科)(?:急)?会诊(?:意见|后|建议|示|考虑|指示|认为|医师)|(?:已|今日|昨日|急)请[\u4e00-\u9fff]{1,10}科?(?:急)?会诊"
)
_NOT_HELD = re.compile(r"必要时|建议|拟|可请|待|取消|若|如|未|暂不|外院|院外|门诊")
_OPINION = re.compile(r"会诊(?:意见|后|建议|示|考虑|指示|认为|医师)[^。；\n]{0,4}[:：，,示为]?[^。；\n]{8,}")
_ASKED = note("2026-03-05 16:20", "患者心悸，昨日请心内科会诊。继续目前治疗。")
_DONE = note("2026-03-05 16:20", "患者心悸缓解，今日请心内科急会诊。")
_WHEN_NEEDED = note("2026-03-05 16:20", "患者心悸，必要时请心内科会诊。")
_TOLD = note("2026-03-05 16:20", "心内科会诊意见：窦性心动过速，考虑与发热有关，暂不用药，复查电解质及心电图。")
_SHEET = """@doc
会诊记录
申请科室：普外科　申请时间：2026-03-04 09:00
会诊目的：评估心悸。
会诊意见：会诊时间：2026-03-04 15:00。窦性心动过速，复查电解质。
会诊医师：许文达　2026-03-04 15:20
"""
_EMPTY = _SHEET.replace("会诊意见：会诊时间：2026-03-04 15:00。窦性心动过速，复查电解质。", "会诊意见：无")


def check(case: Case) -> Verdict:
    sheets = list(case.extracted.of_type("consultation_record"))
    if sheets:
        return judged([d for doc in sheets for d in _empty(case, doc)])
    told = _told(case)
    if told is None:
        return not_applicable("没有会诊")
    doc, start, end = told
    if any(_OPINION.search(d.body) for d in case.documents):
        return judged([])
    why = cannot_judge_absence(case)
    if why:
        return not_assessable(why)
    if lookalike(case, "consultation_record"):
        return not_assessable("有疑似会诊记录的文书未能识别，请人工核对")
    proof = case.cite(doc, start, end)
    return judged(
        [Defect("写明已请会诊，没有会诊记录", doc.doc_id, (proof,), searched("会诊记录、会诊意见"), confidence=0.8)]
    )


def _empty(case: Case, doc: ExtractedDocument) -> list[Defect]:
    section = doc.section("consultation_opinion")
    if section is None or not is_placeholder(doc.content(section).strip(" 　\t\r\n:：】")):
        return []
    end = section.start + max(1, len(doc.text[section.start : section.end].rstrip()))
    return [Defect("会诊记录没有会诊意见", doc.doc_id, (case.cite(doc, section.start, end),))]


def _told(case: Case) -> tuple[ExtractedDocument, int, int] | None:
    for doc in case.extracted.of_type("progress_note", "ward_round_attending", "ward_round_chief", "postop_first_note"):
        if "会诊" not in doc.body:
            continue
        for found in _HELD.finditer(doc.text, doc.start, doc.end):
            if not _NOT_HELD.search(doc.text[max(doc.start, found.start() - 8) : found.end() + 4]):
                return doc, found.start(), found.end()
    return None


RULE = Rule(
    id="CMP-CONSULT",
    name="缺会诊记录/会诊意见",
    category="completeness",
    clause="BW 22(10)",
    check=check,
    remedy="会诊医师书写会诊意见并归入病历",
    exceptions=(_CANCELLED, _INLINE),
    examples=(
        Example(Outcome.FAIL, record(*without(MEDICAL, NOTE_5), _ASKED), "昨日请会诊，没有会诊记录"),
        Example(Outcome.FAIL, record(*without(MEDICAL, NOTE_5), _DONE), "急会诊，没有会诊记录"),
        Example(Outcome.FAIL, record(*MEDICAL, _EMPTY), "会诊意见空白"),
        Example(Outcome.PASS, record(*without(MEDICAL, NOTE_5), _ASKED, _SHEET), "有会诊记录"),
        Example(Outcome.NOT_APPLICABLE, record(*without(MEDICAL, NOTE_5), _WHEN_NEEDED), "必要时", shows=_CANCELLED),
        Example(Outcome.PASS, record(*without(MEDICAL, NOTE_5), _TOLD), "病程写明", shows=_INLINE),
    ),
    doc=__doc__ or "",
)
