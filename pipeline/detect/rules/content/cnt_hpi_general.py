"""现病史缺发病以来一般情况 (CNT-HPI-GENERAL)

检查什么：现病史里有没有发病以来的饮食、睡眠、二便等一般情况。三者一样也没有提到的判为缺陷；只提到一样的提示人工复核。

依据：病历书写基本规范第十八条（三）5。

例外：见 exceptions。

整改：补写发病以来的精神、睡眠、食欲、大小便、体重。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import admission_records, author, entry
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.content.specimens import admission

_ITEMS = (
    re.compile(r"食|饮|纳|吃|胃口|进餐|喂|奶量|禁食|餐"),
    re.compile(r"睡|眠|寐|入寝"),
    re.compile(r"便|尿|溲|排气|解手|小解"),
    re.compile(r"精神|神志|神清|一般情况|体重|体力|消瘦"),
)
_EXEMPT = re.compile(
    r"昏迷|意识(?:丧失|不清|障碍)|呼之不应|休克|濒死|心跳骤停|外伤|车祸|坠落|摔|跌|砸|刀|烧伤|烫伤|中毒"
)
_HOURS = re.compile(r"小时|分钟|\d\s*h(?![a-z])|\d\s*min")
_LONGER = re.compile(r"年|月|周|天|日(?!\S{0,3}小时)")


def check(case: Case) -> Verdict:
    """An HPI of more than hours that mentions none of food, sleep and excretion."""
    records = admission_records(case)
    if not records:
        return not_applicable("没有入院记录")
    defects = []
    for record in records:
        words, complaint = entry(record, "present_illness"), entry(record, "chief_complaint")
        if len(words) < 40 or (_HOURS.search(complaint) and not _LONGER.search(complaint)) or _EXEMPT.search(complaint):
            continue
        told = sum(p.search(words) is not None for p in _ITEMS)
        if told > 1 or _told_elsewhere(record.body):
            continue
        section = record.section("present_illness")
        assert section is not None
        start = max(section.heading_end, section.end - 60)
        defects.append(
            Defect(
                message="现病史没有发病以来的饮食、睡眠、二便等一般情况" + ("（请人工确认）" if told else ""),
                doc_id=record.doc_id,
                evidence=(case.cite(record, start, section.end),),
                person=author(record),
                confidence=0.6 if told else 0.85,
                review=told > 0,
            )
        )
    return judged(defects)


def _told_elsewhere(body: str) -> bool:
    """发病以来 may open a paragraph of its own."""
    return re.search(r"(?:发病|起病|病程|患病|入院|伤)(?:以来|后)[^。]{0,40}(?:食|睡|便|尿|精神)", body) is not None


RULE = Rule(
    id="CNT-HPI-GENERAL",
    name="现病史缺发病以来一般情况",
    category="content",
    clause="BW 18(3)5; ZJ",
    check=check,
    remedy="补写发病以来的精神、睡眠、食欲、大小便、体重。",
    exceptions=("发病仅数小时", "昏迷或急性外伤", "一般情况另起一段", "只提到一项的提示人工复核"),
    examples=(
        Example(
            Outcome.FAIL,
            admission(
                hpi="现病史：患者3年前无明显诱因出现上腹部隐痛，在当地医院诊断为“溃疡病”。2天前再发，疼痛较前加重，无呕血，无发热，为进一步诊治来院，门诊收入院。\n"
            ),
            "止于门诊收入院",
        ),
        Example(
            Outcome.FAIL,
            admission(
                complaint="主诉：右膝关节疼痛2月。\n",
                hpi="现病史：患者2月前无诱因出现右膝关节疼痛，上下楼梯时明显，休息后缓解，无红肿，在外院拍片示骨质增生，理疗后无好转，今来院收住。\n",
            ),
            "没有一般情况",
        ),
        Example(Outcome.PASS, admission(), "有饮食睡眠二便"),
        Example(
            Outcome.PASS,
            admission(
                complaint="主诉：上腹痛3小时。\n",
                hpi="现病史：患者3小时前无诱因出现上腹部剧痛，呈刀割样，向后背放射，无呕吐、发热，来院急诊，门诊收入院。\n",
            ),
            "数小时",
            shows="发病仅数小时",
        ),
        Example(
            Outcome.PASS,
            admission(
                complaint="主诉：摔伤致右髋痛1天。\n",
                hpi="现病史：患者1天前在家中摔倒，右髋着地，当即疼痛，不能站立，无头痛呕吐，急诊拍片示右股骨颈骨折，收入我科。\n",
            ),
            "外伤",
            shows="昏迷或急性外伤",
        ),
        Example(
            Outcome.PASS,
            admission(
                hpi="现病史：患者3年前无明显诱因出现上腹部隐痛，在当地医院诊断为“溃疡病”，2天前再发，疼痛加重，无发热。\n发病以来，精神可，食欲减退，睡眠可，二便正常。\n"
            ),
            "另起一段",
            shows="一般情况另起一段",
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            admission(
                hpi="现病史：患者3年前无明显诱因出现上腹部隐痛，在当地医院诊断为“溃疡病”。2天前再发，疼痛较前加重，无呕血，无发热，精神欠佳，门诊收入院。\n"
            ),
            "只写精神",
            shows="只提到一项的提示人工复核",
            review=True,
        ),
    ),
    doc=__doc__ or "",
)
