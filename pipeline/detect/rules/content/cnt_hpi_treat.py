"""现病史缺院前诊疗经过及效果 (CNT-HPI-TREAT)

检查什么：病程在一周以上的现病史有没有提到院前的就诊、检查、用药及效果（或写明未诊治）。一处也没有的提示人工复核。

依据：病历书写基本规范第十八条（三）4。

例外：见 exceptions。

整改：补写院前诊疗经过及效果；未诊治的写明。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import admission_records, author, cite_section, entry, letters
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.content.specimens import admission

_LONG_ILLNESS = re.compile(
    r"\d\s*(?:余|多|个|\+)*\s*(?:年|月|周)|[一二三四五六七八九十半数]\s*(?:余|多|个)*\s*(?:年|月|周)"
)
_TOLD = re.compile(
    r"诊|治|药|服|查|医院|卫生院|卫生室|诊所|就医|检查|示|输液|手术|贴|敷|针灸|理疗|止痛片|止疼|大夫|产检|建卡|按摩|复检|化验|拍片|超声|未予|处理|注射|\d\s*(?:mg|g|片|粒)"
)
_SHORTEST = 30


def check(case: Case) -> Verdict:
    """A long illness told without any care before admission."""
    records = admission_records(case)
    if not records:
        return not_applicable("没有入院记录")
    defects = []
    for record in records:
        section = record.section("present_illness")
        words = entry(record, "present_illness")
        if section is None or letters(words) < _SHORTEST or not _long(entry(record, "chief_complaint")):
            continue
        if not _TOLD.search(words):
            defects.append(
                Defect(
                    message="现病史没有院前诊疗经过，请人工复核",
                    doc_id=record.doc_id,
                    evidence=(cite_section(case, record, section, 200),),
                    person=author(record),
                    confidence=0.6,
                    review=True,
                )
            )
    return judged(defects)


def _long(complaint: str) -> bool:
    return _LONG_ILLNESS.search(complaint) is not None and re.search(r"停经|孕", complaint) is None


RULE = Rule(
    id="CNT-HPI-TREAT",
    name="缺院前诊疗经过及效果",
    category="content",
    clause="BW 18(3)4",
    check=check,
    remedy="补写院前诊疗经过及效果；未诊治的写明。",
    exceptions=("起病不足一周", "写明未诊治", "一律由人工确认"),
    examples=(
        Example(
            Outcome.NOT_ASSESSABLE,
            admission(
                complaint="主诉：右膝关节疼痛2月。\n",
                hpi="现病史：患者2月前无诱因出现右膝关节疼痛，上下楼梯时明显，休息后缓解，无红肿，无发热，食欲睡眠可，二便正常。\n",
            ),
            "没有诊疗经过",
            review=True,
            shows="一律由人工确认",
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            admission(
                complaint="主诉：反复头晕3年。\n",
                hpi="现病史：患者3年前开始反复头晕，劳累时明显，每次持续约十分钟，无视物旋转，无呕吐，食欲睡眠可，二便正常。\n",
            ),
            "没有诊疗经过",
            review=True,
        ),
        Example(Outcome.PASS, admission(), "有诊疗经过"),
        Example(
            Outcome.PASS,
            admission(
                complaint="主诉：右膝关节疼痛2月。\n",
                hpi="现病史：患者2月前无诱因出现右膝关节疼痛，上下楼梯时明显，未予诊治，无红肿，无发热，食欲睡眠可，二便正常。\n",
            ),
            "未诊治",
            shows="写明未诊治",
        ),
        Example(
            Outcome.PASS,
            admission(
                complaint="主诉：上腹痛3小时。\n",
                hpi="现病史：患者3小时前进食后突发上腹剧痛，呈刀割样，向后背放射，伴恶心，无呕吐，无发热，急送我院。\n",
            ),
            "急性",
            shows="起病不足一周",
        ),
    ),
    doc=__doc__ or "",
)
