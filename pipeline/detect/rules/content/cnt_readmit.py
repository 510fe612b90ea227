"""再次入院记录未小结历次住院 (CNT-READMIT)

检查什么：再次（多次）入院记录的现病史有没有提到以前的住院经过。

依据：病历书写基本规范第十九条：先对本次住院前历次有关住院诊疗经过进行小结，再书写本次入院的现病史。

例外：见 exceptions。

整改：在现病史开头补写历次住院诊疗经过小结。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import author, cite_section
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.content.specimens import admission

_EARLIER = re.compile(
    r"前次|上次|首次|历次|第\s*[\d一二三四五六七八九十]+\s*次|曾[^。]{0,20}(?:住|院|行|予)|住院|入院治疗|出院|化疗|放疗|手术|术后|本院|我院|我科|诊断为|确诊"
)


def check(case: Case) -> Verdict:
    """A readmission record whose present illness starts with today."""
    records = [r for r in case.extracted.of_type("readmission_record") if r.section("present_illness") is not None]
    if not records:
        return not_applicable("没有再次入院记录")
    defects = []
    for record in records:
        section = record.section("present_illness")
        assert section is not None
        if not _EARLIER.search(record.text, section.heading_end, section.end):
            defects.append(
                Defect(
                    message="再次入院记录的现病史没有小结历次住院经过",
                    doc_id=record.doc_id,
                    evidence=(cite_section(case, record, section, 200),),
                    person=author(record),
                    confidence=0.85,
                )
            )
    return judged(defects)


def _again(hpi: str) -> str:
    return admission(hpi=hpi).replace("\n入院记录\n", "\n第2次入院记录\n")


RULE = Rule(
    id="CNT-READMIT",
    name="再次入院记录未小结历次住院",
    category="content",
    clause="BW 19",
    check=check,
    remedy="在现病史开头补写历次住院诊疗经过小结。",
    exceptions=("普通入院记录不适用",),
    examples=(
        Example(
            Outcome.FAIL,
            _again("现病史：2天前饮酒后上腹痛，解黑便3次，无呕血，无头晕，食欲减退，睡眠一般，小便正常。\n"),
            "从今天写起",
        ),
        Example(
            Outcome.FAIL,
            _again("现病史：患者3天前受凉后咳嗽，咳黄痰，气促，无胸痛，无发热，食欲睡眠可，二便正常。\n"),
            "从今天写起",
        ),
        Example(
            Outcome.PASS,
            _again(
                "现病史：患者2025年12月因同病第一次住院，胃镜示十二指肠溃疡，予抑酸好转出院。2天前再发上腹痛、黑便，无呕血，食欲减退。\n"
            ),
            "有小结",
        ),
        Example(Outcome.PASS, _again("现病史：患者2月前确诊胃癌，已行2周期化疗，无不适，食欲睡眠可。\n"), "化疗经过"),
        Example(Outcome.NOT_APPLICABLE, admission(), "普通入院记录", shows="普通入院记录不适用"),
    ),
    doc=__doc__ or "",
)
