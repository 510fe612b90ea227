"""婚育史、月经史缺失或不当 (CNT-MARITAL)

检查什么：15岁以上患者的入院记录有没有婚育史；15至60岁女性有没有月经史。

依据：病历书写基本规范第十八条（五）2。

例外：见 exceptions。

整改：补写婚育史；女性补写初潮、周期、经期、末次月经或绝经年龄。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.notes import admission_records, author
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.content.specimens import ENTRIES, admission
from pipeline.extract.filled import is_filled
from pipeline.extract.model import ExtractedDocument

_GIRL, _OLD = 15, 60
_MARRIED = re.compile(r"婚\s*育|婚\s*姻|生\s*育|结婚|已婚|未婚|配偶|丧偶|离异|离婚|育有|适龄")
_MENSES = re.compile(r"月\s*经|初\s*潮|绝\s*经|末次|LMP|停经|子宫切除|闭经|经期|哺乳")


def check(case: Case) -> Verdict:
    """Neither section nor words of marriage; for women of age, none of menses."""
    records = [r for r in admission_records(case) if len(r.body) > 200]
    if not records:
        return not_applicable("没有入院记录")
    m = re.match(r"(\d{1,3})\s*(?:周?岁|$)", (case.extracted.stay.age or "").strip())
    if m is None:
        return not_assessable("年龄不明或为婴幼儿")
    age, woman = int(m[1]), (case.extracted.stay.sex or "").startswith("女")
    if age < _GIRL:
        return not_applicable("未满15岁")
    defects = []
    for record in records:
        lacking = [] if _MARRIED.search(record.body) or _section(record, "marital_history") else ["婚育史"]
        if (
            woman
            and _GIRL <= age <= _OLD
            and not _MENSES.search(record.body)
            and not _section(record, "menstrual_history")
        ):
            lacking.append("月经史")
        if lacking:
            defects.append(
                Defect(
                    message="入院记录没有" + "、".join(lacking),
                    doc_id=record.doc_id,
                    searched=tuple(f"入院记录：{x}" for x in lacking),
                    person=author(record),
                    confidence=0.9,
                )
            )
    return judged(defects)


def _section(record: ExtractedDocument, label: str) -> bool:
    return any(s.label == label and is_filled(record.content(s), label) for s in record.sections)


_NO_MARRIAGE = ENTRIES["general"].replace("　婚姻：已婚", "")
RULE = Rule(
    id="CNT-MARITAL",
    name="婚育史、月经史缺失或不当",
    category="content",
    clause="BW 18(5)2",
    check=check,
    remedy="补写婚育史；女性补写初潮、周期、经期、末次月经或绝经年龄。",
    exceptions=("未满15岁", "绝经多年的老年女性", "与个人史合并书写"),
    examples=(
        Example(Outcome.FAIL, admission(general=_NO_MARRIAGE, marital="", family="家族史：父母体健。\n"), "没有婚育史"),
        Example(Outcome.FAIL, admission().replace("sex=男 age=56岁", "sex=女 age=32岁"), "女性没有月经史"),
        Example(Outcome.PASS, admission(), "齐全"),
        Example(
            Outcome.NOT_APPLICABLE,
            admission(general=_NO_MARRIAGE, marital="").replace("age=56岁", "age=9岁"),
            "儿童",
            shows="未满15岁",
        ),
        Example(
            Outcome.PASS, admission().replace("sex=男 age=56岁", "sex=女 age=76岁"), "老年", shows="绝经多年的老年女性"
        ),
        Example(
            Outcome.PASS,
            admission(general=_NO_MARRIAGE, marital="", personal="个人及婚育史：生于本地，25岁结婚，育1子。\n"),
            "合并",
            shows="与个人史合并书写",
        ),
    ),
    doc=__doc__ or "",
)
