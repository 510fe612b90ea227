"""主诉过长 (CNT-CC-LENGTH)

检查什么：主诉的字数（不计标点，一个数计一字）。超过30字判为缺陷；21至30字只提示人工复核。

依据：各地评分表：主诉一般不超过20字。

例外：见 exceptions。

整改：保留最主要的一至三个症状及时间。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import admission_records, author, cite_section, letters
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.content.specimens import admission

_LONG, _TOO_LONG = 20, 30
_UNBELIEVABLE = 120  # letters: no complaint, the end of the entry was not found
_NEXT = re.compile(r"\n|[,，。；;\s]*现\s*病\s*史")
_NUMBER = re.compile(r"\d+(?:[.+~～⁺\-]\d+)*")


def check(case: Case) -> Verdict:
    """Count letters of the first line of the complaint."""
    records = admission_records(case)
    if not records:
        return not_applicable("没有入院记录")
    defects = []
    for record in records:
        section = record.section("chief_complaint")
        if section is None:
            continue
        first = _NEXT.split(record.content(section).strip(), maxsplit=1)[0]
        count = letters(_NUMBER.sub("1", first))
        if count > _LONG:
            review = count <= _TOO_LONG or count > _UNBELIEVABLE
            defects.append(
                Defect(
                    message=f"主诉{count}字，过长" + ("（请人工确认）" if review else ""),
                    doc_id=record.doc_id,
                    evidence=(cite_section(case, record, section),),
                    person=author(record),
                    confidence=0.6 if review else 0.9,
                    review=review,
                )
            )
    return judged(defects)


RULE = Rule(
    id="CNT-CC-LENGTH",
    name="主诉过长",
    category="content",
    clause="ST1; ST2; ST6",
    check=check,
    remedy="保留最主要的一至三个症状及时间。",
    exceptions=("多症状慢性病略超20字只提示人工复核", "标点和数字不按字计"),
    examples=(
        Example(
            Outcome.FAIL,
            admission(
                complaint="主诉：反复咳嗽、咳白色黏痰、活动后气促十余年，每遇受凉后加重，伴双下肢水肿、夜间不能平卧、食欲减退三天，门诊拟慢阻肺收住。\n"
            ),
            "四十多字",
        ),
        Example(
            Outcome.FAIL,
            admission(
                complaint="主诉：发现血糖升高10年，口干、多饮、多尿、乏力、消瘦、视物模糊、四肢麻木、双足刺痛、间断头晕及心悸加重1个月余。\n"
            ),
            "症状罗列",
        ),
        Example(Outcome.PASS, admission(), "十余字"),
        Example(
            Outcome.PASS,
            admission(complaint="主诉：咳嗽、咳痰、喘息、气促、心悸10年，加重15天。\n"),
            "标点多",
            shows="标点和数字不按字计",
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            admission(complaint="主诉：反复咳嗽、咳痰、喘息12年，加重伴发热、双下肢水肿4天。\n"),
            "二十余字",
            shows="多症状慢性病略超20字只提示人工复核",
            review=True,
        ),
    ),
    doc=__doc__ or "",
)
