"""现病史缺发病时间、诱因 (CNT-HPI-ONSET)

检查什么：现病史里有没有一处时间（多久前、日期、术后、孕周等），有没有交代诱因。都没有的判为缺陷。

依据：病历书写基本规范第十八条（三）1。

例外：见 exceptions。

整改：补写发病时间、起病缓急、可能的诱因。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import admission_records, author, cite_section, letters
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.content.cnt_cc_duration import _TIME
from pipeline.detect.rules.content.specimens import admission

_CAUSE = re.compile(
    r"诱因|原因|因|后(?:出现|发|感|起|即|突)|受凉|劳累|饮酒|进食|外伤|摔|跌|撞|砸|致|发现|体检|突[发然]|渐|缓|停经|孕"
)
_SHORTEST = 15


def check(case: Case) -> Verdict:
    """An HPI with neither a time nor a cause or manner of onset."""
    records = admission_records(case)
    if not records:
        return not_applicable("没有入院记录")
    defects = []
    for record in records:
        section = record.section("present_illness")
        words = record.content(section) if section else ""
        if section is None or letters(words) < _SHORTEST or _TIME.search(words) or _CAUSE.search(words):
            continue
        defects.append(
            Defect(
                message="现病史没有发病时间和诱因",
                doc_id=record.doc_id,
                evidence=(cite_section(case, record, section),),
                person=author(record),
                confidence=0.85,
            )
        )
    return judged(defects)


RULE = Rule(
    id="CNT-HPI-ONSET",
    name="现病史缺发病时间、诱因、起病缓急",
    category="content",
    clause="BW 18(3)1; ZJ",
    check=check,
    remedy="补写发病时间、起病缓急、可能的诱因。",
    exceptions=("外伤写明受伤经过", "以日期记述"),
    examples=(
        Example(
            Outcome.FAIL,
            admission(hpi="现病史：患者上腹痛，无发热，食欲差，睡眠可，二便正常，来院查胃镜示溃疡，门诊收入院。\n"),
            "没有时间和诱因",
        ),
        Example(
            Outcome.FAIL,
            admission(hpi="现病史：来院查CT示肺结节，无咳嗽咳痰，无胸痛咯血，食欲睡眠可，二便正常，门诊收住。\n"),
            "从检查写起",
        ),
        Example(Outcome.PASS, admission(), "有时间和诱因"),
        Example(
            Outcome.PASS,
            admission(hpi="现病史：患者下楼时踩空摔伤右踝，即感疼痛肿胀，不能行走，无头痛呕吐，食欲睡眠可。\n"),
            "外伤",
            shows="外伤写明受伤经过",
        ),
        Example(
            Outcome.PASS,
            admission(hpi="现病史：患者2026年2月起上腹隐痛，无黑便，食欲差，睡眠可，二便正常，门诊收住。\n"),
            "日期",
            shows="以日期记述",
        ),
    ),
    doc=__doc__ or "",
)
