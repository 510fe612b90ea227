"""家族史缺失 (CNT-FAMILY)

检查什么：入院记录有没有家族史；只写“无”的提示人工复核。

依据：病历书写基本规范第十八条（五）3。

例外：见 exceptions。

整改：补写父母、兄弟姐妹、子女健康状况，有无类似疾病和遗传病。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import admission_records, author, cite_section, letters
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.content.specimens import admission

_TOLD = re.compile(r"家\s*族|父母|遗传|父亲|母亲|家系|家人|兄弟|姐妹")
_SHORTEST = 3


def check(case: Case) -> Verdict:
    """An admission record without a family history, or with an empty one."""
    records = admission_records(case)
    if not records:
        return not_applicable("没有入院记录")
    defects = []
    for record in records:
        section = record.section("family_history")
        if section is None and not _TOLD.search(record.body) and len(record.body) > 200:
            defects.append(
                Defect(
                    "入院记录没有家族史",
                    record.doc_id,
                    searched=("入院记录：家族史",),
                    person=author(record),
                    confidence=0.9,
                )
            )
        elif section is not None and letters(record.content(section)) < _SHORTEST:
            empty = letters(record.content(section)) == 0
            defects.append(
                Defect(
                    "家族史没有内容" if empty else "家族史过于简单（请人工确认）",
                    record.doc_id,
                    (cite_section(case, record, section),),
                    person=author(record),
                    confidence=0.9 if empty else 0.6,
                    review=not empty,
                )
            )
    return judged(defects)


RULE = Rule(
    id="CNT-FAMILY",
    name="家族史缺失",
    category="content",
    clause="BW 18(5)3",
    check=check,
    remedy="补写父母、兄弟姐妹、子女健康状况，有无类似疾病和遗传病。",
    exceptions=("写在其他栏内", "只写无的提示人工复核"),
    examples=(
        Example(Outcome.FAIL, admission(family=""), "没有家族史"),
        Example(Outcome.FAIL, admission(family="家族史：\n"), "标题下为空"),
        Example(Outcome.PASS, admission(), "齐全"),
        Example(
            Outcome.PASS,
            admission(family="", marital="婚育史：25岁结婚，育1子。父母体健，无遗传病史。\n"),
            "写在婚育史",
            shows="写在其他栏内",
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            admission(family="家族史：无。\n"),
            "只写无",
            shows="只写无的提示人工复核",
            review=True,
        ),
    ),
    doc=__doc__ or "",
)
