"""外院辅助检查未注明机构、日期 (CNT-AUX-SOURCE)

检查什么：入院记录辅助检查栏里提到外院检查，而同一句没有机构名称也没有日期。只提示人工复核。

依据：病历书写基本规范第十八条（八）：在其他医疗机构所作检查，应当写明该机构名称及检查号；检查日期。

例外：见 exceptions。

整改：补写机构名称、检查日期和检查号。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import admission_records, author
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.content.specimens import admission

_ELSEWHERE = re.compile(r"(?:外院|院外|当地医院|他院|某医院)[^。；\n]{0,60}")
_NAMED = re.compile(
    r"[一-鿿]{2,12}(?<!当地)(?<!外)(?:医院|卫生院|中心|诊所|体检|保健院)|\d{4}\s*[-年./]|\d{1,2}\s*[月.\-/]\s*\d{1,2}|[一二三四五六七八九十]月|昨日|今日|当日"
)


def check(case: Case) -> Verdict:
    """Tests of other hospitals in the auxiliary examination without place and date."""
    entries = [(r, s) for r in admission_records(case) for s in r.sections if s.label == "auxiliary_exam"]
    if not entries:
        return not_applicable("没有辅助检查栏")
    defects = []
    for record, section in entries:
        for m in _ELSEWHERE.finditer(record.text, section.heading_end, section.end):
            before = record.text[max(section.heading_end, m.start() - 30) : m.start()]
            if _NAMED.search(m[0]) or _NAMED.search(re.split(r"[。；\n]", before)[-1]):
                continue
            defects.append(
                Defect(
                    message="外院检查没有写明机构和日期，请人工复核",
                    doc_id=record.doc_id,
                    evidence=(case.cite(record, *m.span()),),
                    person=author(record),
                    confidence=0.6,
                    review=True,
                )
            )
            break
    return judged(defects)


RULE = Rule(
    id="CNT-AUX-SOURCE",
    name="外院辅助检查未注明机构、日期、编号",
    category="content",
    clause="BW 18(8)",
    check=check,
    remedy="补写机构名称、检查日期和检查号。",
    exceptions=("本院入院前检查", "已写机构或日期", "一律由人工确认"),
    examples=(
        Example(
            Outcome.NOT_ASSESSABLE,
            admission(aux="辅助检查：外院CT示肺结节。\n"),
            "没有机构日期",
            review=True,
            shows="一律由人工确认",
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            admission(aux="辅助检查：当地医院胃镜示溃疡；血常规正常。\n"),
            "没有机构日期",
            review=True,
        ),
        Example(
            Outcome.PASS,
            admission(aux="辅助检查：外院（2026-02-26，县人民医院，CT号1234）CT示肺结节。\n"),
            "齐全",
            shows="已写机构或日期",
        ),
        Example(Outcome.PASS, admission(), "本院", shows="本院入院前检查"),
    ),
    doc=__doc__ or "",
)
