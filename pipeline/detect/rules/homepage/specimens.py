"""A front page of the invented stay of :mod:`pipeline.detect.specimens`, printed and as a mapping, for the examples."""

from __future__ import annotations

import json
from typing import Any

from pipeline.detect.specimens import MEDICAL, STAY, SURGICAL, record

PAGE = """@doc
住院病案首页
医疗付费方式：城镇职工基本医疗保险
姓名：林素云　性别：女　出生日期：1974-01-05　年龄：52岁　民族：汉族　职业：教师　婚姻：已婚
身份证号：-　联系人姓名：周建国　关系：夫妻
入院途径：门诊　入院时间：2026-03-02 09:00　入院科别：普外科
出院时间：2026-03-08 10:00　出院科别：普外科　实际住院：6天
门（急）诊诊断：胆囊结石
主要诊断：胆囊结石伴慢性胆囊炎　K80.101　入院病情：有
其他诊断：无
病理诊断：-
药物过敏：无　血型：A　RH：阳
手术及操作名称：腹腔镜胆囊切除术
离院方式：医嘱离院　是否有出院31天内再住院计划：无
科主任：陆振华　主治医师：顾长林　住院医师：沈一帆
"""
MEDICAL_PAGE = PAGE.replace("腹腔镜胆囊切除术", "-")
DATA: dict[str, Any] = {
    "性别": "女",
    "出生日期": "1974-01-05",
    "年龄": "52岁",
    "民族": "汉族",
    "职业": "教师",
    "婚姻": "已婚",
    "联系人姓名": "周建国",
    "入院途径": "2",
    "入院时间": "2026-03-02 09:00",
    "出院时间": "2026-03-08 10:00",
    "实际住院天数": 6,
    "主要诊断": {"name": "胆囊结石伴慢性胆囊炎", "code": "K80.101", "condition": "1"},
    "其他诊断": [],
    "手术": [{"name": "腹腔镜胆囊切除术", "code": "51.2300"}],
    "药物过敏": "无",
    "血型": "A",
    "RH": "阳性",
    "病理诊断": "-",
    "离院方式": "1",
}


def data(*stay: str, **changes: Any) -> str:
    """The operated stay with a front page as a mapping; ``changes`` replace or add fields, None leaves one blank."""
    return record(*SURGICAL, *stay).replace(
        "\n@doc", "\n@front " + json.dumps({**DATA, **changes}, ensure_ascii=False) + "\n@doc", 1
    )


def printed(page: str, *documents: str, stay: str = STAY, operated: bool = False) -> str:
    """A stay with a printed front page and, besides the usual documents, ``documents``."""
    return record(page, *(SURGICAL if operated else MEDICAL), *documents, stay=stay)
