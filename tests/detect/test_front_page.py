"""Front pages as other hospitals export them: as a mapping with other keys, and printed in other layouts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.detect.case import Case
from pipeline.detect.front_page import FrontPage, front_page
from pipeline.extract import extract
from pipeline.records.stay import Document, Stay

PIPES = """住院病案首页
| 姓名 | 邹采苓 | 性别 | 女 | 年龄 | 61岁 |
| 职业 |  | 婚姻 | 已婚 | 民族 | 汉族 |
| 药物过敏 | 无 | 血型 |  | RH | 阳性 |
| 离院方式 | 1.医嘱离院 |
"""
BOXES = """病案首页
姓名：邹采苓　性别：2　年龄：61岁
离院方式：□1.医嘱离院 □2.医嘱转院 □5.死亡
药物过敏：_______　血型：A
主要诊断：肺炎
"""
COLUMNS = """病案首页
姓名：邹采苓　性别：女　年龄：61岁
出院诊断　疾病编码　入院病情
主要诊断：社区获得性肺炎　J18.900　有
其他诊断：2型糖尿病　E11.900　有
损伤、中毒的外部原因：-
"""

FORM_2011 = """住 院 病 案 首 页
医疗付款方式：1.城镇职工基本医疗保险　第 1 次住院　病案号：883344
姓名 邹采苓 性别 2 1.男 2.女 出生日期 1974年01月05日 年龄 52岁 国籍 中国
身份证号 - 职业 教师 婚姻 2 1.未婚 2.已婚 3.丧偶 4.离婚 9.其他
入院途径 2 1.急诊 2.门诊 3.其他医疗机构转入 9.其他
出院诊断 疾病编码 入院病情 出院诊断 疾病编码 入院病情
主要诊断： 胆囊结石伴慢性胆囊炎 K80.101 1 其他诊断：
入院病情：1.有，2.临床未确定，3.情况不明，4.无
药物过敏 1 1.无 2.有，过敏药物： - 死亡患者尸检 - 1.是 2.否
血型 1 1.A 2.B 3.O 4.AB 5.不详 6.未查 Rh 2 1.阴 2.阳 3.不详 4.未查
手术及操作编码 手术及操作日期 手术级别 手术及操作名称 手术及操作医师 切口愈合等级 麻醉方式
51.2300 2026-03-05 3 腹腔镜胆囊切除术 陆某 Ⅱ/甲 全身麻醉
离院方式 1 1.医嘱离院 2.医嘱转院 3.转社区 4.非医嘱离院 5.死亡 9.其他
"""


def read(text: str = "", mapping: dict[str, Any] | None = None) -> FrontPage | None:
    stay = Stay("T-1", (Document("T-1-01", text or "入院记录\n主诉：咳嗽3天。\n"),), front_page=mapping)
    return front_page(Case(extract(stay), {}))


def test_hqms_columns() -> None:
    page = read(
        mapping={
            "XB": "2",
            "LYFS": "",
            "ZYZD": "肺炎",
            "JBDM": "J18.900",
            "RYBQ": "1",
            "QTZD1": "糖尿病",
            "JBDM1": "E11.900",
            "RYBQ1": "",
            "SSJCZMC1": "支气管镜检查",
            "SSJCZBM1": "33.2200",
            "ZFY": "1,234.50",
            "XYF": 200,
        }
    )
    assert page is not None
    assert page.value("sex") == "2"
    assert page.is_blank("disposition")
    assert [(d.name, d.code, d.condition, d.main) for d in page.diagnoses] == [
        ("肺炎", "J18.900", "1", True),
        ("糖尿病", "E11.900", "", False),
    ]
    assert page.operations is not None
    assert [(o.name, o.code) for o in page.operations] == [("支气管镜检查", "33.2200")]
    assert page.fees == {"总费用": 1234.5, "西药费": 200.0}


def test_english_keys_and_nested_lists() -> None:
    page = read(
        mapping={
            "diagnoses": [
                {"name": "2型糖尿病", "code": "E11.900", "type": "其他"},
                {"name": "肺炎", "icd10": "J18.900", "type": "主要诊断"},
            ],
            "Blood_Type": None,
            "drug allergy": "青霉素",
            "operations": [],
        }
    )
    assert page is not None
    assert page.main is not None
    assert page.main.name == "肺炎"
    assert page.is_blank("blood_type")
    assert page.value("allergy") == "青霉素"
    assert page.operations == ()


def test_cells_of_a_table() -> None:
    page = read(PIPES)
    assert page is not None
    assert page.value("name") == "邹采苓"
    assert page.is_blank("occupation")
    assert page.is_blank("blood_type")
    assert page.value("rh") == "阳性"
    assert not page.is_blank("disposition")


def test_boxes_to_tick_are_neither_filled_nor_blank() -> None:
    page = read(BOXES)
    assert page is not None
    assert "disposition" not in page.fields
    assert page.is_blank("allergy")


def test_the_printed_form_of_2011() -> None:
    page = read(FORM_2011)
    assert page is not None
    shown = {k: page.value(k) for k in ("sex", "marriage", "route", "allergy", "blood_type", "rh", "disposition")}
    assert shown == {
        "sex": "女",
        "marriage": "已婚",
        "route": "门诊",
        "allergy": "无",
        "blood_type": "A",
        "rh": "阳",
        "disposition": "医嘱离院",
    }
    assert not any(f.blank for f in page.fields.values())
    assert page.operations is None  # a table whose cells are not told apart


def test_column_headings_are_no_blanks() -> None:
    page = read(COLUMNS)
    assert page is not None
    assert not page.is_blank("main_code")
    assert not page.is_blank("admission_condition")
    assert page.main is not None
    assert (page.main.name, page.main.code) == ("社区获得性肺炎", "J18.900")
    assert [d.name for d in page.diagnoses] == ["社区获得性肺炎", "2型糖尿病"]


@pytest.mark.parametrize("text", [PIPES, BOXES, COLUMNS, FORM_2011])
def test_every_field_cites_the_page(text: str) -> None:
    page = read(text)
    assert page is not None
    proofs = [f.evidence for f in page.fields.values()] + [d.evidence for d in page.diagnoses]
    assert all(e is not None and text[e.start : e.end] == e.quote for e in proofs)


@given(st.text(alphabet="姓名性别血型药物过敏离院方式诊断：:|｜ 　\n\r_-□无A1；。\ud800😀", max_size=200))
def test_any_text_is_read_without_error(noise: str) -> None:
    text = "住院病案首页\n" + noise
    page = read(text)
    for found in page.fields.values() if page else ():
        assert found.evidence is not None
        assert text[found.evidence.start : found.evidence.end] == found.evidence.quote


@given(
    st.dictionaries(
        st.text(max_size=8), st.none() | st.text(max_size=8) | st.integers() | st.lists(st.text(max_size=4)), max_size=6
    )
)
def test_any_mapping_is_read_without_error(mapping: dict[str, Any]) -> None:
    page = read(mapping={"性别": "女", **mapping})
    assert page is not None
    assert "sex" in page.fields
