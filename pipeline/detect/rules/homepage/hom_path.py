"""有病理报告未填病理诊断 (HOM-PATH)

检查什么：病历中有病理检查报告，首页病理诊断栏印出（导出）而空白或填“-”。只在病程中提到病理结果的，提示人工核对。

依据：ST1、ST2；住院病案首页填写说明（2011）。

例外：见 exceptions。

整改：按病理报告补填病理诊断及病理号。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Evidence, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.front_page import front_page
from pipeline.detect.notes import whole_text
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.homepage.specimens import PAGE, printed
from pipeline.detect.specimens import note

_PENDING = "病理结果未回报"
_EARLIER = "外院、既往的病理"
_NOT_SHOWN = "首页没有印出病理诊断栏"
_TOLD = re.compile(
    r"(?:术后|石蜡|常规|活检|切除标本|胃镜|肠镜)?病理(?:诊断|结果|报告|回报|检查)?(?:回报|提示|示|为)?[:：]?(?P<what>[^。；\n，,]{0,20}(?:癌|瘤|炎|增生|息肉|病变|腺|组织|囊肿))"
)
_NOT_NOW = re.compile(r"待|未(?:回|归|出)|送|外院|既往|曾|年前|月前|上次|门诊|追|已取|等")
_NOTES = frozenset(("progress_note", "ward_round_attending", "ward_round_chief", "discharge_record"))
_REPORT = """@doc
病理检查报告
姓名：林素云　送检日期：2026-03-05　报告日期：2026-03-07
送检材料：胆囊
病理诊断：慢性胆囊炎伴胆固醇沉积。
报告医师：潘文
"""


def check(case: Case) -> Verdict:
    page = front_page(case)
    if page is None:
        return not_assessable("没有导出病案首页")
    field = page.fields.get("pathology")
    if field is None:
        return not_assessable("首页没有印出病理诊断栏")
    if not field.blank and field.value.strip(" -－/／无"):
        return judged([])
    if "病理" not in whole_text(case):
        return not_applicable("没有病理检查")
    report = next((d for d in case.extracted.of_type("lab_report") if "病理" in d.title), None)
    proof = _result(case)
    if report is None and proof is None:
        return not_applicable("没有本次住院的病理结果")
    base = page.defect("有病理结果，首页病理诊断未填", field)
    if report is not None:
        start = report.text.find("病理", report.start)
        proof = case.cite(report, start, min(report.end, start + 30), role="expected")
    evidence = (*base.evidence, *((proof,) if proof else ()))
    doc_id = base.doc_id or (report.doc_id if report is not None else None)
    review = report is None
    return judged(
        [Defect(base.message + ("（请核对）" if review else ""), doc_id, evidence, review=review, confidence=0.8)]
    )


def _result(case: Case) -> Evidence | None:
    for doc in case.documents:
        if doc.doc_type not in _NOTES or "病理" not in doc.body:
            continue
        for m in _TOLD.finditer(doc.text, doc.start, doc.end):
            if not _NOT_NOW.search(doc.text, max(doc.start, m.start() - 20), min(doc.end, m.end() + 6)):
                return case.cite(doc, m.start(), m.end(), role="expected")
    return None


RULE = Rule(
    id="HOM-PATH",
    name="有病理报告未填病理诊断",
    category="homepage",
    clause="SY 3; ST1,ST2",
    check=check,
    remedy="按病理报告补填病理诊断及病理号",
    exceptions=(_PENDING, _EARLIER, _NOT_SHOWN),
    examples=(
        Example(Outcome.FAIL, printed(PAGE, _REPORT, operated=True), "有报告，首页填“-”"),
        Example(Outcome.FAIL, printed(PAGE.replace("病理诊断：-", "病理诊断："), _REPORT, operated=True), "首页空白"),
        Example(
            Outcome.NOT_ASSESSABLE,
            printed(PAGE, note("2026-03-07 15:00", "术后病理示慢性胆囊炎伴息肉。"), operated=True),
            "只在病程中提到",
            review=True,
        ),
        Example(
            Outcome.PASS, printed(PAGE.replace("病理诊断：-", "病理诊断：慢性胆囊炎"), _REPORT, operated=True), "已填"
        ),
        Example(
            Outcome.NOT_APPLICABLE,
            printed(PAGE, note("2026-03-07 15:00", "恢复好，病理结果未回报，门诊追踪。"), operated=True),
            "",
            shows=_PENDING,
        ),
        Example(
            Outcome.NOT_APPLICABLE,
            printed(PAGE, note("2026-03-07 15:00", "2年前外院肠镜病理示管状腺瘤。"), operated=True),
            "",
            shows=_EARLIER,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            printed(PAGE.replace("病理诊断：-\n", ""), _REPORT, operated=True),
            "",
            shows=_NOT_SHOWN,
        ),
    ),
    doc=__doc__ or "",
)
