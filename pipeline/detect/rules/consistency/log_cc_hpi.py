"""主诉与现病史不符 (LOG-CC-HPI)

检查什么：主诉的时间与现病史的时间是否相符：数字相同而单位不同（主诉3天、现病史3月前）判为缺陷；现病史里没有一个时间与主诉接近的提示人工复核。

依据：病历书写基本规范第十八条（二）（三）。

例外：见 exceptions。

整改：核实病程，使主诉与现病史一致。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import admission_records, author, cite_section
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.content.specimens import admission

_NUMBER = r"(?P<n>\d{1,3}(?:\.\d)?|[一二两三四五六七八九十]{1,3}|半|数)"
_SPAN = re.compile(rf"{_NUMBER}\s*(?:余|多|来|\+|个|＋)*\s*(?P<unit>年|月|周|星期|日|天|小时|分钟)(?!龄|经|份)")
_AGO = re.compile(
    rf"{_NUMBER}\s*(?:余|多|来|\+|个|＋)*\s*(?P<unit>年|月|周|星期|日|天|小时|分钟)\s*(?:余|多)?\s*(?:以前|之前|前|来|起)"
)
_DATED = re.compile(
    r"\d{4}\s*[-年./]|\d{1,2}月\d{1,2}[日号]|\d{1,2}\s*[-－.．/／]\s*\d{1,2}|去年|今年|前年|昨|今[日晨天早]|当[日天]|自幼|出生"
)
_NO_ONSET = re.compile(r"停经|孕|术后|化疗|放疗|要求|计划|透析|体检|出生|生后")
_HOURS = {"年": 8760.0, "月": 730.0, "周": 168.0, "星期": 168.0, "日": 24.0, "天": 24.0, "小时": 1.0, "分钟": 1 / 60}
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "十": 10, "半": 0.5, "数": 3}


def check(case: Case) -> Verdict:
    """Compare the durations of complaint and present illness."""
    defects, compared = [], False
    for record in admission_records(case):
        complaint, illness = record.section("chief_complaint"), record.section("present_illness")
        if complaint is None or illness is None:
            continue
        cc = list(_spans(_SPAN, record.content(complaint)))
        words = record.content(illness)
        hpi = list(_spans(_SPAN, words))
        ago = list(_spans(_AGO, words))
        if not cc or not ago or _NO_ONSET.search(record.content(complaint)) or _DATED.search(words):
            continue
        compared = True
        if any(_near(a[0] * _HOURS[a[1]], b[0] * _HOURS[b[1]]) for a in cc for b in hpi):
            continue
        swapped = any(a[0] == b[0] and a[1] != b[1] for a in cc for b in ago)
        defects.append(
            Defect(
                message="主诉的时间与现病史不符" if swapped else "现病史中没有与主诉相近的时间，请人工复核",
                doc_id=record.doc_id,
                evidence=(
                    cite_section(case, record, complaint),
                    case.cite(record, illness.start, min(illness.end, illness.start + 80), "compared"),
                ),
                person=author(record),
                confidence=0.85 if swapped else 0.6,
                review=not swapped,
            )
        )
    return judged(defects) if compared else not_applicable("主诉或现病史没有可比较的时间")


def _spans(pattern: re.Pattern[str], words: str) -> Iterator[tuple[float, str]]:
    for m in pattern.finditer(words):
        unit = {"星期": "周", "日": "天"}.get(m["unit"], m["unit"])
        value = _number(m["n"])
        if value:
            yield value, unit


def _number(words: str) -> float:
    if words[0].isdigit():
        return float(words)
    if "十" in words:
        tens, _, ones = words.partition("十")
        return float(_DIGITS.get(tens, 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0))
    return float(_DIGITS.get(words, 0))


def _near(a: float, b: float) -> bool:
    return 0.5 <= a / b <= 2


RULE = Rule(
    id="LOG-CC-HPI",
    name="主诉与现病史不符",
    category="consistency",
    clause="BW 18(2)(3); ST1",
    check=check,
    remedy="核实病程，使主诉与现病史一致。",
    exceptions=(
        "停经周数、术后时间不是起病时间",
        "长病程急性加重",
        "现病史以日期记述的不比较",
        "相差较大但非单位之误的提示人工复核",
    ),
    examples=(
        Example(
            Outcome.FAIL,
            admission(
                complaint="主诉：上腹痛3天。\n",
                hpi="现病史：患者3月前出现上腹部隐痛，饥饿时明显，无呕血，食欲减退，睡眠一般，二便正常。\n",
            ),
            "3天与3月",
        ),
        Example(
            Outcome.FAIL,
            admission(
                complaint="主诉：反复头晕5年。\n",
                hpi="现病史：患者五天前出现头晕，无呕吐，无耳鸣，食欲可，睡眠一般，二便正常。\n",
            ),
            "5年与五天",
        ),
        Example(Outcome.PASS, admission(), "一致"),
        Example(
            Outcome.PASS,
            admission(
                complaint="主诉：反复咳嗽10年，加重3天。\n",
                hpi="现病史：患者十余年前受凉后咳嗽，3天前再发加重，无咯血，食欲可。\n",
            ),
            "长病程",
            shows="长病程急性加重",
        ),
        Example(
            Outcome.NOT_APPLICABLE,
            admission(
                complaint="主诉：停经38周，要求入院。\n",
                hpi="现病史：第二胎，4年前因臀位行剖宫产，此次自然受孕，无腹痛。\n",
            ),
            "停经",
            shows="停经周数、术后时间不是起病时间",
        ),
        Example(
            Outcome.NOT_APPLICABLE,
            admission(
                complaint="主诉：右上腹痛2天。\n",
                hpi="现病史：患者2026年2月28日进食油腻后出现右上腹痛，半小时前加重，无黄疸，食欲可。\n",
            ),
            "日期",
            shows="现病史以日期记述的不比较",
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            admission(
                complaint="主诉：上腹痛2天。\n",
                hpi="现病史：患者3月前出现上腹部隐痛，饥饿时明显，无呕血，食欲减退，睡眠一般，二便正常。\n",
            ),
            "2天与3月",
            shows="相差较大但非单位之误的提示人工复核",
            review=True,
        ),
    ),
    doc=__doc__ or "",
)
