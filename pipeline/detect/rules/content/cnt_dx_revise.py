"""修正、补充诊断未注明日期和签名 (CNT-DX-REVISE)

检查什么：入院记录中的修正诊断、补充诊断、确定诊断有没有日期和医师签名。

依据：病历书写基本规范；S000 篇6 一.3（1）：修正、补充诊断在确诊当日记录并签名。

例外：见 exceptions。

整改：补写日期，由作出诊断的医师签名。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import admission_records, author, cite_section
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.content.specimens import admission
from pipeline.extract.filled import is_filled
from pipeline.extract.model import ExtractedDocument, Signature

_DATE = re.compile(
    r"\d{2,4}\s*[-年./]\s*\d{1,2}|\d{1,2}\s*月\s*\d{1,2}\s*日|[一二三四五六七八九十]月[一二三四五六七八九十]{1,3}日"
)
_SIGN = re.compile(r"签\s*名|医\s*[师生]\s*[：:|｜]")
_REACH = 120  # characters behind the entry in which its sign-off stands


def check(case: Case) -> Verdict:
    """Every filled revised diagnosis of the admission record has a date and a signature."""
    entries = [
        (r, s)
        for r in admission_records(case)
        for s in r.sections
        if s.label == "revised_diagnosis" and is_filled(r.content(s), s.label)
    ]
    if not entries:
        return not_applicable("没有修正、补充诊断")
    defects = []
    for record, section in entries:
        stop = min(record.end, section.end + _REACH)
        dated = any(section.start <= t.start < stop for t in record.timestamps) or _DATE.search(
            record.text, section.start, stop
        )
        signed = any(s.name for s in _signatures(record, section.start, stop)) or _SIGN.search(
            record.text, section.heading_end, stop
        )
        lacking = [n for n, ok in (("日期", dated), ("签名", signed)) if not ok]
        if lacking:
            defects.append(
                Defect(
                    message="修正（补充、确定）诊断没有" + "和".join(lacking),
                    doc_id=record.doc_id,
                    evidence=(cite_section(case, record, section),),
                    person=author(record),
                    confidence=0.85,
                )
            )
    return judged(defects)


def _signatures(record: ExtractedDocument, a: int, b: int) -> Iterator[Signature]:
    return (s for s in record.signatures if a <= s.start < b)


_SIGNED = "医师签名：张三　2026-03-02 11:30\n"
RULE = Rule(
    id="CNT-DX-REVISE",
    name="修正、补充诊断未注明日期签名",
    category="content",
    clause="L6; S000-P6",
    check=check,
    remedy="补写日期，由作出诊断的医师签名。",
    exceptions=("没有修正诊断", "日期和签名在诊断之后"),
    examples=(
        Example(Outcome.FAIL, admission(signature=_SIGNED + "修正诊断：胃腺癌（cT3N1M0）\n"), "没有日期签名"),
        Example(Outcome.FAIL, admission(signature=_SIGNED + "补充诊断：缺铁性贫血\n"), "没有日期签名"),
        Example(Outcome.NOT_APPLICABLE, admission(), "没有修正诊断", shows="没有修正诊断"),
        Example(
            Outcome.PASS,
            admission(signature=_SIGNED + "修正诊断：胃腺癌（cT3N1M0）\n主治医师：李四　2026-03-06 10:00\n"),
            "齐全",
            shows="日期和签名在诊断之后",
        ),
        Example(
            Outcome.PASS,
            admission(signature=_SIGNED + "补充诊断（2026-03-05）：缺铁性贫血\n医师签名：张三\n"),
            "日期在标题",
        ),
    ),
    doc=__doc__ or "",
)
