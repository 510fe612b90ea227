"""Consent forms as other hospitals print them: who signed, for what, when."""

from __future__ import annotations

import pytest

from pipeline.detect import examples
from pipeline.detect.case import Case
from pipeline.detect.consents import Consent, consents, relation_given, unsigned
from pipeline.extract import extract

TICK_BOXES = """青山市第一医院
手术（操作）知情同意书
姓名 邹国平 性别 男 年龄 45岁 科室 普外科 床号 12
疾病介绍和治疗建议
医生已告知我患有 胆囊结石 ，需要在 全身 麻醉下进行 腹腔镜胆囊切除术 手术。
手术潜在风险和对策
1.任何手术麻醉都存在风险。2.出血、感染。
患者知情选择
☑ 我的医生已经告知我将要进行的手术方式、可能存在的其它治疗方法。
☑ 我同意在手术中医生可以根据我的病情对预定的手术方式做出调整。
患者签名 邹国平 签名日期 2026 年 3 月 4 日
如果患者无法签署知情同意书，请其授权的亲属在此签名：
患者授权亲属签名            与患者关系            签名日期     年   月   日
医生签名 李卫国 签名日期 2026 年 3 月 4 日
"""
STAMPS = """麻醉知情同意书
患者姓名：邹国平　性别：男　年龄：45岁
拟行麻醉：全身麻醉
风险：误吸、过敏、心脑血管意外。
[患者电子签名]邹国平 2026-03-04 17:20:11
[麻醉医师电子签名]陈芳 2026-03-04 17:25:43
"""
EITHER_SIDE = """输血治疗知情同意书
姓名：邹国平　性别：男　年龄：85岁　诊断：上消化道出血
输血可能发生：过敏、发热、溶血反应、病毒性肝炎、艾滋病等。
受血者（家属/监护人）意见：同意输血
受血者（家属/监护人）签字：邹小明　与患者关系：父子　2026年3月4日16时
医师签字：李卫国　2026年3月4日16时
"""
BY_HAND = """特殊检查（治疗）知情同意书
姓名：邹国平　性别：男　年龄：45岁
项目：增强CT检查
可能的风险：造影剂过敏、肾损害。
患者（或授权委托人）签名：____________　与患者关系：________　日期：____年__月__日
谈话医师签名：李卫国　2026-03-04 16:00
"""
CELLS = """手术知情同意书
| 姓名 | 邹国平 | 性别 | 男 | 年龄 | 45岁 |
| 术前诊断 | 胆囊结石 | 拟行手术 | 腹腔镜胆囊切除术 |
| 风险 | 出血、感染、胆漏 |
| 患者意见 | 同意手术 |
| 患者签名 | 邹国平 | 日期 | 2026-03-04 16:00 |
| 家属签名 | / | 关系 | / |
| 谈话医师 | 李卫国 | 日期 | 2026-03-04 16:05 |
"""
GUARDIAN = """手术同意书
患儿：邹小宝　性别：男　年龄：5岁　诊断：腹股沟斜疝
拟行手术：疝囊高位结扎术
并发症：出血、复发、睾丸萎缩。
法定监护人签名：邹国强（父亲）　2026.3.4 15:00
主刀医师：李卫国　2026.3.4 15:10
"""


def form(text: str, name: str = "邹国平") -> Consent:
    stays, _ = examples.parse(f"@stay name={name} sex=男 age=45岁\n@doc\n{text}")
    (found,) = consents(Case(extract(stays[0]), {}))
    return found


@pytest.mark.parametrize("text", [TICK_BOXES, STAMPS, CELLS])
def test_the_patient_signed(text: str) -> None:
    found = form(text)
    assert [s.name for s in found.patient] == ["邹国平"]
    assert not found.kin
    assert found.signed_at is not None
    assert not unsigned(found)


def test_what_the_title_says() -> None:
    assert form(TICK_BOXES).kinds == {"operation"}
    assert form(STAMPS).kinds == {"anaesthesia"}
    assert not form(EITHER_SIDE).for_operation


@pytest.mark.parametrize(("text", "name", "kin"), [(EITHER_SIDE, "邹国平", "邹小明"), (GUARDIAN, "邹小宝", "邹国强")])
def test_kin_signed_and_the_relation_is_given(text: str, name: str, kin: str) -> None:
    found = form(text, name)
    assert not found.patient
    assert [s.name for s in found.kin] == [kin]
    assert relation_given(found)


def test_an_empty_place_is_unsigned_and_a_refusal_is_not() -> None:
    assert unsigned(form(BY_HAND))
    assert not unsigned(form(BY_HAND.replace("日期：____年__月__日", "患者拒签，护士见证")))


def test_an_item_of_a_list_is_no_form() -> None:
    text = "术前讨论\n2026-03-04 16:00\n1.明日手术。\n2.签署手术知情同意书\n医师签名：李卫国\n"
    stays, _ = examples.parse(f"@stay name=邹国平\n@doc\n{text}")
    assert consents(Case(extract(stays[0]), {})) == ()
