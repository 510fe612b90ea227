"""诊疗计划有原则性错误 (CNT-PLAN-ERROR)

检查什么：只提示一类可由文字判断的线索：病历写明对某药过敏，而诊疗计划、病程处理或出院医嘱又使用该药。一律由人工确认，不自动扣分。

依据：S000 篇2 单项否决（乙级）“诊疗计划原则性错误”。

例外：见 exceptions。

整改：立即核实是否用药，按不良事件处理；属记录错误的更正过敏史或医嘱。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Evidence, Outcome, Verdict, judged, passed
from pipeline.detect.notes import author, holds, whole_text
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.content.specimens import admission
from pipeline.extract.model import ExtractedDocument

# allergen as told -> drugs that a plan would name
_DRUGS = {
    "青霉素": r"青霉素|阿莫西林|氨苄西林|哌拉西林|苄星青霉素",
    "头孢": r"头孢[一-鿿]{2,4}",
    "磺胺": r"磺胺[一-鿿]{2,6}|复方新诺明",
    "阿司匹林": r"阿司匹林|拜阿司匹灵",
    "左氧氟沙星": r"左氧氟沙星",
    "莫西沙星": r"莫西沙星",
    "阿奇霉素": r"阿奇霉素",
    "克林霉素": r"克林霉素",
    "甲硝唑": r"甲硝唑",
    "布洛芬": r"布洛芬",
    "万古霉素": r"万古霉素",
}
_ALLERGIC = {
    k: re.compile(
        rf"(?:对)?{k}(?:类|族|[一-鿿]{{0,3}}药物)?[^，。；、\n]{{0,4}}过敏(?!试验|皮试|实验|反应?[：:]?[（(]?[-－—阴])"
    )
    for k in _DRUGS
}
_USED = {
    k: re.compile(
        rf"(?:予|给予|用|静滴|静脉滴注|口服|继续|加用|改用|使用|[.．。；;，,、：:\n①-⑨]|^)\s*(?:{v})\s*(?:钠|钾|胶囊|片|注射液|舒巴坦|他唑巴坦)*\s*\d"
    )
    for k, v in _DRUGS.items()
}
_DENIED = re.compile(r"(?:否认|无|未|没有|非|[?？])[^，。；\n]{0,10}$|[父母妻夫子女兄弟姐妹][^，。；\n]{0,8}$")
_ANSWERED = re.compile(r"皮试(?:阴性|[（(]?[-－—]|后)|脱敏|过敏史不(?:确切|可靠)|已(?:除外|排除)过敏|更正|停用|改")
_PLANS = ("treatment_plan", "discharge_orders", "course", "case_analysis")


def check(case: Case) -> Verdict:
    """An allergy told in the record, and the very drug in a plan."""
    text = whole_text(case)
    if "过敏" not in text:
        return passed("没有写到过敏")
    allergies = {drug: x for drug in _DRUGS if holds(text, drug) and (x := _allergy(case, drug)) is not None}
    return judged([x for d in case.documents for k, v in allergies.items() for x in _defects(case, d, k, v)][:3])


def _allergy(case: Case, drug: str) -> Evidence | None:
    for d in case.extracted.of_type("admission_record", "readmission_record", "first_progress_note"):
        if d.text.find("过敏", d.start, d.end) < 0:
            continue
        for m in _ALLERGIC[drug].finditer(d.text, d.start, d.end):
            section = next((s for s in d.sections if s.start <= m.start() < s.end), None)
            family = section is not None and section.label in ("family_history", "differential_diagnosis")
            if not family and not _DENIED.search(d.text[max(d.start, m.start() - 14) : m.start()]):
                return case.cite(d, m.start(), m.end(), "compared")
    return None


def _defects(case: Case, document: ExtractedDocument, drug: str, allergy: Evidence) -> Iterator[Defect]:
    if document.doc_type in ("consent_form", "lab_report", "nursing_record", "consultation_record"):
        return
    places = [(s.heading_end, s.end) for s in document.sections if s.label in _PLANS]
    if document.doc_type in ("progress_note", "ward_round_attending", "ward_round_chief", "postop_first_note"):
        places = [(document.start, document.end)]
    for a, b in places:
        m = _USED[drug].search(document.text, a, b)
        if m is not None and not _ANSWERED.search(document.text, a, b):
            yield Defect(
                message=f"病历写明{drug}过敏，此处又使用该类药物，请人工确认",
                doc_id=document.doc_id,
                evidence=(case.cite(document, m.start(), m.end()), allergy),
                person=author(document),
                confidence=0.6,
                review=True,
            )
            return


def _stay(past: str, plan: str) -> str:
    return (
        admission(past=f"既往史：{past}\n")
        + f"@doc\n首次病程记录\n2026-03-02 10:00\n病例特点：1.中年男性。\n初步诊断：肺炎\n诊疗计划：{plan}\n医师签名：张三\n"
    )


RULE = Rule(
    id="CNT-PLAN-ERROR",
    name="诊疗计划有原则性错误",
    category="content",
    clause="S000-P2 B2e",
    check=check,
    remedy="立即核实是否用药，按不良事件处理；属记录错误的更正过敏史或医嘱。",
    exceptions=("皮试阴性或脱敏后使用", "对另一类药物过敏", "一律由人工确认"),
    examples=(
        Example(
            Outcome.NOT_ASSESSABLE,
            _stay("青霉素过敏（皮疹）。", "1.哌拉西林他唑巴坦4.5g静滴q8h；2.查痰培养。"),
            "青霉素类",
            shows="一律由人工确认",
            review=True,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            _stay("对头孢类药物过敏。", "予头孢曲松2.0g静滴qd，查血培养。"),
            "头孢类",
            review=True,
        ),
        Example(Outcome.PASS, _stay("否认青霉素过敏史。", "哌拉西林他唑巴坦4.5g静滴q8h。"), "否认过敏"),
        Example(
            Outcome.PASS,
            _stay("青霉素过敏史不确切。", "青霉素皮试阴性后予青霉素480万U静滴。"),
            "皮试阴性",
            shows="皮试阴性或脱敏后使用",
        ),
        Example(Outcome.PASS, _stay("磺胺过敏。", "予头孢曲松2.0g静滴qd。"), "另一类", shows="对另一类药物过敏"),
    ),
    doc=__doc__ or "",
)
