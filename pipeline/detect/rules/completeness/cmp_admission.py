"""缺入院记录 (CMP-ADMISSION)

检查什么：整份病历中有没有入院记录（或再次、多次入院记录，住院病历）。

依据：病历书写基本规范第十七条；S000 篇2 四（二）6（丙级）。

例外：见 exceptions。只有个别文书、或不知是否出院时不判断；有疑似入院记录而未能识别的，提示人工核对。

整改：由经治医师补写入院记录并注明补写时间，按规定归档。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.coverage import (
    ADMISSION,
    UNTITLED,
    cannot_judge_absence,
    lookalike,
    outgrown_form,
    searched,
    short_stay_form,
)
from pipeline.detect.deadlines import written_span
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_assessable, passed
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import ADMISSION as RECORD
from pipeline.detect.specimens import CHIEF, FPN, MEDICAL, SHORT_FORM, SHORT_STAY, SURGICAL, record, without

_SHORT = "24小时内入出院（死亡）记录代替入院记录"
_AGAIN = "再次（多次）入院记录代替入院记录"
_PARTIAL = "只导出了个别文书时不判断缺失"


def check(case: Case) -> Verdict:
    if case.extracted.first(*ADMISSION):
        return passed()
    if short_stay_form(case):
        return _form(case)
    why = cannot_judge_absence(case)
    if why:
        return not_assessable(why)
    like = lookalike(case, "admission_record") or _told(case)
    if like:
        return not_assessable("有疑似入院记录的文书未能识别，请人工核对")
    return judged([Defect("病历中没有入院记录", searched=searched("入院记录、再次入院记录、24小时内入出院记录"))])


def _form(case: Case) -> Verdict:
    """The 24 h form stands for the document, unless the stay has outgrown it: that a person has to decide."""
    form = outgrown_form(case)
    if form is None:
        return passed()
    proof = case.cite(form, *written_span(form))
    message = "住院超过24小时，却以24小时内入出院记录代替入院记录"
    return judged([Defect(message, form.doc_id, (proof,), review=True, confidence=0.5)])


def _told(case: Case) -> object | None:
    """A document that holds the parts of an admission record under whatever title."""
    parts = ("主诉", "现病史", "既往史")
    return next((d for d in case.documents if d.doc_type in UNTITLED and all(w in d.body for w in parts)), None)


RULE = Rule(
    id="CMP-ADMISSION",
    name="缺入院记录",
    category="completeness",
    clause="BW 17; S000-P2 C6a",
    check=check,
    remedy="由经治医师补写入院记录，注明补写时间并签名",
    exceptions=(_SHORT, _AGAIN, _PARTIAL),
    examples=(
        Example(Outcome.FAIL, record(*without(MEDICAL, RECORD)), "从首程到出院记录都有，唯独没有入院记录"),
        Example(Outcome.FAIL, record(*without(SURGICAL, RECORD)), "手术病历缺入院记录"),
        Example(Outcome.PASS, record(*MEDICAL), "有入院记录"),
        Example(Outcome.PASS, record(SHORT_FORM, stay=SHORT_STAY), "不足24小时", shows=_SHORT),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(SHORT_FORM, stay=SHORT_STAY.replace("2026-03-03T06:00", "2026-03-03T16:00")),
            "住院31小时，用了24小时入出院记录",
            review=True,
        ),
        Example(
            Outcome.PASS,
            record(RECORD.replace("入院记录\n姓名", "再次入院记录\n姓名"), *without(MEDICAL, RECORD)),
            "同病再次入院",
            shows=_AGAIN,
        ),
        Example(Outcome.NOT_ASSESSABLE, record(FPN, CHIEF), "只有首程和一次查房", shows=_PARTIAL),
    ),
    doc=__doc__ or "",
)
