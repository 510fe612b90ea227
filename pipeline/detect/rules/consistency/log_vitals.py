"""生命体征各处不一致 (LOG-VITALS)

检查什么：入院记录与首次病程记录写出的入院体温、脉搏、收缩压是否大致相同。体温相差1℃、脉搏相差30次、收缩压相差40mmHg以上，
又没有写明不同测量时间的，提示人工复核；不可能的数值（体温45℃以上、脉搏300次以上等）也提示。

依据：病历书写基本规范第三条。

例外：见 exceptions。

整改：核对体温单，更正错误的一处；系不同时间测量的注明时间。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import admission_records, author, first_progress_notes
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.content.specimens import ENTRIES, admission
from pipeline.extract.model import ExtractedDocument

_SIGNS = {
    "体温": (re.compile(r"(?<![A-Za-z])T\s*[:：]?\s*(\d{2}(?:\.\d)?)\s*(?:℃|°C)"), 1.0, 30, 45),
    "脉搏": (re.compile(r"(?<![A-Za-z])P\s*[:：]?\s*(\d{2,3})\s*(?:次|bpm)"), 30, 20, 260),
    "收缩压": (re.compile(r"(?<![A-Za-z])BP\s*[:：]?\s*(\d{2,3})\s*[/／]\s*\d{2,3}\s*mm"), 40, 20, 300),
}
_PLACES = ("physical_exam", "case_features")


def check(case: Case) -> Verdict:
    """Compare the first printed values of both documents, and look for impossible ones."""
    records, notes = admission_records(case), first_progress_notes(case)
    if not records and not notes:
        return not_applicable("没有入院记录和首次病程记录")
    defects = [x for d in (*records, *notes) for x in _impossible(case, d)]
    if records and notes:
        defects += list(_different(case, records[0], notes[0]))
    return judged(defects)


def _first(document: ExtractedDocument, pattern: re.Pattern[str]) -> re.Match[str] | None:
    found = (pattern.search(document.text, s.heading_end, s.end) for s in document.sections if s.label in _PLACES)
    return next((m for m in found if m), None)


def _impossible(case: Case, document: ExtractedDocument) -> Iterator[Defect]:
    for name, (pattern, _, low, high) in _SIGNS.items():
        m = _first(document, pattern)
        if m is not None and not low <= float(m[1]) <= high:
            yield _defect(case, document, m, f"{name}数值不合情理，请核对")


def _different(case: Case, record: ExtractedDocument, note: ExtractedDocument) -> Iterator[Defect]:
    for name, (pattern, gap, _, _) in _SIGNS.items():
        a, b = _first(record, pattern), _first(note, pattern)
        if a is not None and b is not None and abs(float(a[1]) - float(b[1])) >= gap:
            defect = _defect(case, note, b, f"{name}与入院记录不一致，请核对是否不同时间测量")
            yield Defect(
                defect.message,
                defect.doc_id,
                (*defect.evidence, case.cite(record, *a.span(), "compared")),
                person=defect.person,
                confidence=defect.confidence,
                review=True,
            )


def _defect(case: Case, document: ExtractedDocument, m: re.Match[str], message: str) -> Defect:
    return Defect(
        message,
        document.doc_id,
        (case.cite(document, *m.span()),),
        person=author(document),
        confidence=0.6,
        review=True,
    )


def _stay(exam: str, features: str) -> str:
    return (
        admission(exam=exam)
        + f"@doc\n首次病程记录\n2026-03-02 10:00\n病例特点：1.中年男性。2.查体：{features}\n初步诊断：溃疡\n诊疗计划：奥美拉唑40mg静滴。\n医师签名：张三\n"
    )


RULE = Rule(
    id="LOG-VITALS",
    name="生命体征各处不一致",
    category="consistency",
    clause="BW 3",
    check=check,
    remedy="核对体温单，更正错误的一处；系不同时间测量的注明时间。",
    exceptions=("小的波动", "一律由人工确认"),
    examples=(
        Example(
            Outcome.NOT_ASSESSABLE,
            _stay(ENTRIES["exam"], "T 38.9℃，P 90次/分，BP 120/70mmHg，上腹压痛。"),
            "体温不符",
            review=True,
            shows="一律由人工确认",
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            _stay(ENTRIES["exam"].replace("36.5℃", "63.5℃"), "T 36.5℃，P 88次/分。"),
            "体温63.5℃",
            review=True,
        ),
        Example(
            Outcome.PASS,
            _stay(ENTRIES["exam"], "T 36.8℃，P 92次/分，BP 122/74mmHg，上腹压痛。"),
            "小的波动",
            shows="小的波动",
        ),
        Example(Outcome.PASS, _stay(ENTRIES["exam"], "上腹压痛，无反跳痛。"), "没有数值"),
    ),
    doc=__doc__ or "",
)
