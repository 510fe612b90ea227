"""缺首次病程记录 (CMP-FPN)

检查什么：整份病历中有没有首次病程记录。

依据：病历书写基本规范第二十二条（一）；S000 篇2 四（二）6（丙级）。

例外：见 exceptions。

整改：由经治或值班医师补写首次病程记录，注明补写时间。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.coverage import UNTITLED, cannot_judge_absence, lookalike, outgrown_form, searched, short_stay_form
from pipeline.detect.deadlines import written_span
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_assessable, passed
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import (
    ADMISSION,
    DISCHARGE,
    FPN,
    MEDICAL,
    SHORT_FORM,
    SHORT_STAY,
    SURGICAL,
    record,
    without,
)

_SHORT = "24小时内入出院（死亡）记录代替首次病程记录"
_DAY = "日间手术一体化病历不另写首次病程记录"


def check(case: Case) -> Verdict:
    if case.extracted.first("first_progress_note"):
        return passed()
    if short_stay_form(case):
        return _form(case)
    why = cannot_judge_absence(case)
    if why:
        return not_assessable(why)
    if any("日间手术" in d.title or "日间病历" in d.title for d in case.documents):
        return not_assessable("日间手术病历，首次病程可能并入一体化病历")
    if lookalike(case, "first_progress_note") or any(_reads_like(d.body) for d in case.extracted.of_type(*UNTITLED)):
        return not_assessable("有疑似首次病程记录的文书未能识别，请人工核对")
    return judged([Defect("病历中没有首次病程记录", searched=searched("首次病程记录"))])


def _form(case: Case) -> Verdict:
    """The 24 h form stands for the document, unless the stay has outgrown it: that a person has to decide."""
    form = outgrown_form(case)
    if form is None:
        return passed()
    proof = case.cite(form, *written_span(form))
    message = "住院超过24小时，却以24小时内入出院记录代替首次病程记录"
    return judged([Defect(message, form.doc_id, (proof,), review=True, confidence=0.5)])


def _reads_like(text: str) -> bool:
    return "病例特点" in text and ("诊断依据" in text or "鉴别诊断" in text)


RULE = Rule(
    id="CMP-FPN",
    name="缺首次病程记录",
    category="completeness",
    clause="BW 22(1); S000-P2 C6b",
    check=check,
    remedy="由经治或值班医师补写首次病程记录，注明补写时间并签名",
    exceptions=(_SHORT, _DAY),
    examples=(
        Example(Outcome.FAIL, record(*without(MEDICAL, FPN)), "病程从第2天的查房记录开始"),
        Example(Outcome.FAIL, record(*without(SURGICAL, FPN)), "手术病历缺首次病程记录"),
        Example(Outcome.PASS, record(*MEDICAL), "有首次病程记录"),
        Example(Outcome.PASS, record(SHORT_FORM, stay=SHORT_STAY), "不足24小时", shows=_SHORT),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(SHORT_FORM, stay=SHORT_STAY.replace("2026-03-03T06:00", "2026-03-03T16:00")),
            "住院31小时，用了24小时入出院记录",
            review=True,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(
                ADMISSION.replace("入院记录\n", "日间手术入院记录\n", 1),
                DISCHARGE,
                *without(SURGICAL, ADMISSION, FPN, DISCHARGE),
            ),
            "日间手术病历",
            shows=_DAY,
        ),
    ),
    doc=__doc__ or "",
)
