"""首次病程非经治或值班医师书写 (SIG-FPN-AUTHOR)

检查什么：首次病程记录只由名册载明的护理人员以书写者身份签名，没有医师签名。书写者是否经治或值班医师，
按签名处身份（经治、管床、主管、值班）、其在本次住院其他病程中的签名判断；不能判断的不作结论（需要排班表）。

依据：病历书写基本规范第二十二条（一）。

例外：见 exceptions。

整改：由经治医师或值班医师重新书写并签名；确系值班的，提供当日排班表。
"""

from __future__ import annotations

import re

from pipeline.detect.authority import Signer, blanks, cite_line, doctors, is_masked, is_outside, same_person, unread
from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.rule import Example, Need, Rule
from pipeline.detect.rules.signature.specimens import STAFFED
from pipeline.detect.specimens import FPN, MEDICAL, record
from pipeline.extract.model import ExtractedDocument, Signature
from pipeline.records.staff import name_key

_TREATING = re.compile(r"经治|管床|主管医|床位医|值班|首诊")
_COURSE = frozenset({"progress_note", "admission_record", "readmission_record", "stage_summary"})
_OWN_NOTES = 2  # other documents of the course that a treating doctor signed
_SINCE_CHANGED = "经治医师当日更换"
_DUTY = "值班医师书写"
_INTERN = "实习医师书写只按 SIG-INTERN-DOC 记一次"
_BESIDE = "医师签名之外另有责任护士"
_WRITER = frozenset({"author", "recorder", "other"})


def check(case: Case) -> Verdict:
    notes = [d for d in case.extracted.of_type("first_progress_note") if not is_outside(d)]
    if not notes:
        return not_applicable("没有首次病程记录")
    defects: list[Defect] = []
    unknown = ""
    for doc in notes:
        signers = doctors(case, doc)
        if not signers:
            nurse = _nurse(case, doc)
            if nurse is not None:
                defects.append(_defect(case, doc, nurse))
            else:
                unknown = unknown or "首次病程记录没有能识别的医师签名"
        elif not (_all_interns(signers) or any(_treating(case, s) for s in signers)):
            unknown = unknown or "没有排班表，不能确定首次病程书写者是否经治或值班医师"
    return judged(defects, unknown)


def _nurse(case: Case, doc: ExtractedDocument) -> Signature | None:
    """Who signed as the writer although the registry knows only nurses of that name; None if anything is open."""
    if case.registry is None or blanks(doc) or unread(doc):
        return None
    named = [s for s in doc.signatures if s.name]
    if any(is_masked(s.name) or name_key(s.name) not in case.registry.nurses for s in named):
        return None
    return next((s for s in named if s.kind in _WRITER), None)


def _all_interns(signers: tuple[Signer, ...]) -> bool:
    return all(s.intern for s in signers)


def _treating(case: Case, signer: Signer) -> bool:
    if _TREATING.search(signer.signature.role):
        return True
    others = (d for d in case.documents if d.doc_type in _COURSE and d.doc_id != signer.doc.doc_id)
    mine = (d for d in others if any(same_person(signer.name, s.name) for s in doctors(case, d)))
    return sum(1 for _ in mine) >= _OWN_NOTES


def _defect(case: Case, doc: ExtractedDocument, signature: Signature) -> Defect:
    message = "首次病程记录只有名册载明的护理人员签名，非经治或值班医师书写"
    return Defect(message, doc.doc_id, (cite_line(case, doc, signature),), person=signature.name)


_NURSED = STAFFED + "@staff 甘露,,nurse\n"


def _fpn(sign_off: str, staff: str = _NURSED, *, lone: bool = False) -> str:
    mine = FPN.replace("住院医师：沈一帆", sign_off)
    rest = MEDICAL if not lone else tuple(d.replace("沈一帆", "顾长林") for d in MEDICAL if d != FPN)
    return record(*(d for d in rest if d != FPN), mine, stay=staff)


RULE = Rule(
    id="SIG-FPN-AUTHOR",
    name="首次病程非经治或值班医师书写",
    category="signature",
    clause="BW 22(1)",
    check=check,
    remedy="由经治医师或值班医师书写并签名；确系值班的，提供当日排班表",
    needs=frozenset({Need.DOCUMENTS, Need.STAFF}),
    exceptions=(_SINCE_CHANGED, _DUTY, _INTERN, _BESIDE),
    examples=(
        Example(Outcome.FAIL, _fpn("记录：甘露"), "书写者为护士"),
        Example(Outcome.FAIL, _fpn("书写：甘露"), "书写者为护士"),
        Example(Outcome.PASS, _fpn("住院医师：沈一帆　责任护士：甘露"), "医师书写", shows=_BESIDE),
        Example(Outcome.PASS, _fpn("实习医师：汤可心"), "实习医师", shows=_INTERN),
        Example(Outcome.PASS, _fpn("值班医师：丁向荣"), "印明值班", shows=_DUTY),
        Example(
            Outcome.NOT_ASSESSABLE,
            _fpn("住院医师：沈一帆", lone=True),
            "只签了首次病程，没有排班表",
            shows=_SINCE_CHANGED,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            _fpn("记录：甘露", _NURSED + "@staff 甘露,住院医师,licensed,2018-01-01\n"),
            "护士与医师同名",
        ),
    ),
    status="preview",
    doc=__doc__ or "",
)
