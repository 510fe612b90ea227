"""个人史缺失 (CNT-PERSONAL)

检查什么：入院记录有没有个人史；只写“无”“无特殊”的提示人工复核。

依据：病历书写基本规范第十八条（五）1。

例外：见 exceptions。

整改：补写出生地、居住史、生活习惯、职业暴露、烟酒嗜好。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import admission_records, author, cite_section, entry, letters
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.content.specimens import admission
from pipeline.extract.model import ExtractedDocument

_TOLD = re.compile(r"吸烟|烟酒|饮酒|嗜好|生于|出生于|生长|久居|居住|疫区|顺产|剖宫产|喂养")
_HEADING = re.compile(r"个\s*人\s*(?:及|与|、|婚|史|生)|生\s*活\s*史")
_SHORTEST = 5


def check(case: Case) -> Verdict:
    """An admission record without a personal history, or with an empty one."""
    records = admission_records(case)
    if not records:
        return not_applicable("没有入院记录")
    defects = []
    for record in records:
        section = record.section("personal_history")
        if section is None and not _told(record) and len(record.body) > 200:
            defects.append(
                Defect(
                    "入院记录没有个人史",
                    record.doc_id,
                    searched=("入院记录：个人史",),
                    person=author(record),
                    confidence=0.9,
                )
            )
        elif section is not None and letters(record.content(section)) < _SHORTEST:
            empty = letters(record.content(section)) == 0
            defects.append(
                Defect(
                    "个人史没有内容" if empty else "个人史过于简单（请人工确认）",
                    record.doc_id,
                    (cite_section(case, record, section),),
                    person=author(record),
                    confidence=0.9 if empty else 0.6,
                    review=not empty,
                )
            )
    return judged(defects)


def _told(record: ExtractedDocument) -> bool:
    histories = entry(record, "past_history", "marital_history", "menstrual_history", "family_history", "other")
    return _HEADING.search(record.text, record.start, record.end) is not None or _TOLD.search(histories) is not None


RULE = Rule(
    id="CNT-PERSONAL",
    name="个人史缺失",
    category="content",
    clause="BW 18(5)1",
    check=check,
    remedy="补写出生地、居住史、生活习惯、职业暴露、烟酒嗜好。",
    exceptions=("与婚育史合并书写", "只写无特殊的提示人工复核"),
    examples=(
        Example(Outcome.FAIL, admission(personal=""), "没有个人史"),
        Example(Outcome.FAIL, admission(personal="个人史：\n"), "标题下为空"),
        Example(Outcome.PASS, admission(), "齐全"),
        Example(
            Outcome.PASS,
            admission(personal="", marital="个人及婚育史：生于本地，不吸烟，25岁结婚，育1子。\n"),
            "合并",
            shows="与婚育史合并书写",
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            admission(personal="个人史：无特殊。\n"),
            "无特殊",
            shows="只写无特殊的提示人工复核",
            review=True,
        ),
    ),
    doc=__doc__ or "",
)
