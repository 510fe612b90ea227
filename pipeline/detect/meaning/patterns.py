"""Words that tell an argument about a patient from a page of a textbook. Patterns only."""

from __future__ import annotations

import re

SIGNS = {
    # who and when: this patient, this time
    "patient": re.compile(r"患者|患儿|本例|本患|该患|该例|此例|此人|此患|本人|病人|本病例|产妇|他|她|孩子"),
    "now": re.compile(r"本次|此次|目前|现|今|入院|来时|近[一二两三\d]|昨|此番"),
    # findings: results, and values that are no age, range or criterion
    "result": re.compile(r"[（(][-－+＋±][)）]|阴性|阳性|正常|未见|未及|未触|否认|清[，。；]"),
    "value": re.compile(r"[一-鿿A-Za-z）)]\s?[<＜>]?\d+(?:\.\d+)?(?![\d.]*\s*(?:岁|~|～|-|%以上|以上|个月|年))"),
    "number": re.compile(r"\d"),
    # what is ordered or awaited for this patient
    "ordered": re.compile(
        r"已[送约查开]|待回|未回|在途|拟|明[日早晨]|复查|待|预约|送检|[留加]|急查|今[日晚]|下午|周[一二三四五六]"
    ),
    # how textbooks speak
    "textbook": re.compile(
        r"[多常]见|好发|[多常]有|常伴|[多常]为|可有|可见|可出现|多[发在]|易|典型|表现为|特[点征]|常继发|可资|可确诊|可明确|金标准|有助|者"
    ),
    # how a differential is declined or concluded without one
    "declined": re.compile(r"无需|不需|无须|毋需|不必|不用|略|同[上前]|详?见|无|明确|免|暂缺|不[做作]|待"),
    "concluded": re.compile(r"诊断(?:明确|成立|确立)|故诊断|符合|支持|可以诊断|考虑"),
    "bare": re.compile(r"(?:不符|不支持|不像|不同|不考虑|不具备)(?=[。；，]|$)"),
    # lists and comparisons
    "compared": re.compile(r"鉴别|相别|区别|区分|除外|排除"),
    "separators": re.compile(r"[、/；;｜?？，]"),
    "spoken": re.compile(r"嘛|呢|吧|了|的话|这个|没"),
}
CLAUSE = re.compile(r"[^。；;，,！!：:\n]+")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
