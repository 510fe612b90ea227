"""主诉缺失或无意义 (CNT-CC-MISSING)

检查什么：入院记录的主诉是否有内容：为空、占位，或没有一个汉字的，判为缺陷。

依据：病历书写基本规范第十八条（二）。

例外：见 exceptions。

整改：补写主要症状（或体征）及持续时间。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import admission_records, author, cite_section
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.content.specimens import admission
from pipeline.extract.filled import is_filled

_CHINESE = re.compile(r"[一-鿿]{2}")
_OTHERS = ("present_illness", "past_history", "physical_exam")
_HEADING = re.compile(r"主\s*诉")


def check(case: Case) -> Verdict:
    """An admission record without a complaint under its heading, or without the heading and the word."""
    records = admission_records(case)
    if not records:
        return not_applicable("没有入院记录")
    defects = []
    for record in records:
        sections = [s for s in record.sections if s.label == "chief_complaint"]
        if any(is_filled(record.content(s), s.label) and _CHINESE.search(record.content(s)) for s in sections):
            continue
        if not sections and sum(s.label in _OTHERS for s in record.sections) < len(_OTHERS) - 1:
            continue  # a fragment, or a layout that was not understood: no ground for an accusation
        if not sections and _HEADING.search(record.text, record.start, record.end):
            continue  # written where section extraction did not see it
        defects.append(
            Defect(
                message="主诉没有内容" if sections else "入院记录没有主诉",
                doc_id=record.doc_id,
                evidence=tuple(cite_section(case, record, s) for s in sections),
                searched=() if sections else ("入院记录：主诉",),
                person=author(record),
                confidence=0.95,
            )
        )
    return judged(defects)


RULE = Rule(
    id="CNT-CC-MISSING",
    name="主诉缺失或无意义",
    category="content",
    clause="BW 18(2); ST1",
    check=check,
    remedy="补写主要症状（或体征）及持续时间。",
    exceptions=("以发现代替症状", "表格中的主诉"),
    examples=(
        Example(Outcome.FAIL, admission(complaint="主诉：—\n"), "占位"),
        Example(Outcome.FAIL, admission(complaint=""), "没有主诉"),
        Example(Outcome.PASS, admission(), "症状和时间"),
        Example(Outcome.PASS, admission(complaint="主诉：体检发现肺结节3天。\n"), "无症状", shows="以发现代替症状"),
        Example(Outcome.PASS, admission(complaint="主　诉　上腹痛2天\n"), "没有冒号", shows="表格中的主诉"),
    ),
    doc=__doc__ or "",
)
