"""主诉缺持续时间 (CNT-CC-DURATION)

检查什么：入院记录的主诉有没有时间：多久、第几次、孕几周、术后多久。

依据：病历书写基本规范第十八条（二）：主诉是促使患者就诊的主要症状（或体征）及持续时间。

例外：见 exceptions。

整改：补写持续时间。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import admission_records, author, cite_section, letters
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.content.specimens import admission
from pipeline.extract.filled import is_filled

_TIME = re.compile(
    r"[\d０-９一二两三四五六七八九十百半数几多余]+\s*[+＋\-~～至—⁺⁰-⁹²³¹]*\s*[\d０-９一二三四五六七八九十/]*\s*(?:余|多|个|来|\+)*\s*(?:年|月|周|星期|日|天|小时|时|h|d|分钟|分|min|秒|次|程|胎|岁|载|旬)"
    r"|今[日晨天早]|昨[日晚夜天]|晨起|清晨|夜间|当[日天晚]|即刻|数[年月日天周小]|多年|自幼|出生|生后|先天|孕\s*\d|术后|产后|伤后|\d{4}\s*[-年./]|第\s*[\d一二三四五六七八九十]+|半[年月天日]|刚|立即|长期|间断|反复.*[年月天]"
)
_PLANNED = re.compile(
    r"化疗|放疗|取出|拆除|拔除|还纳|待产|分娩|剖宫产|透析|复查|要求|拟行|体检|随访|评估|移植|捐献|康复|靶向|免疫治疗|查出|发现|确诊"
)


def check(case: Case) -> Verdict:
    """A filled complaint without any expression of time."""
    records = admission_records(case)
    if not records:
        return not_applicable("没有入院记录")
    defects = []
    for record in records:
        section = record.section("chief_complaint")
        words = record.content(section) if section else ""
        if section is None or not is_filled(words, "chief_complaint") or letters(words) < 2 or _TIME.search(words):
            continue
        planned = _PLANNED.search(words) is not None
        defects.append(
            Defect(
                message="主诉没有持续时间" + ("（计划性入院，请人工确认）" if planned else ""),
                doc_id=record.doc_id,
                evidence=(cite_section(case, record, section),),
                person=author(record),
                confidence=0.6 if planned else 0.9,
                review=planned,
            )
        )
    return judged(defects)


RULE = Rule(
    id="CNT-CC-DURATION",
    name="主诉缺持续时间",
    category="content",
    clause="BW 18(2); ZJ",
    check=check,
    remedy="补写持续时间。",
    exceptions=("体检发现并写明时间", "停经周数即时间", "计划性入院只提示人工复核"),
    examples=(
        Example(Outcome.FAIL, admission(complaint="主诉：反复咳嗽、咳痰。\n"), "没有时间"),
        Example(Outcome.FAIL, admission(complaint="主诉：右上腹疼痛伴恶心呕吐。\n"), "没有时间"),
        Example(Outcome.PASS, admission(), "有时间"),
        Example(Outcome.PASS, admission(complaint="主诉：胸痛半小时余。\n"), "汉字时间"),
        Example(Outcome.PASS, admission(complaint="主诉：体检发现肺结节3天。\n"), "发现", shows="体检发现并写明时间"),
        Example(Outcome.PASS, admission(complaint="主诉：停经38⁺²周，见红。\n"), "孕周", shows="停经周数即时间"),
        Example(
            Outcome.NOT_ASSESSABLE,
            admission(complaint="主诉：直肠癌根治术后，要求行化疗。\n").replace("术后", "综合治疗"),
            "化疗入院",
            shows="计划性入院只提示人工复核",
            review=True,
        ),
    ),
    doc=__doc__ or "",
)
