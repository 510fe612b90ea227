"""Contradictions of sex, age and side on the gold corpus and on wordings of other hospitals."""

from __future__ import annotations

import pytest

from pipeline.detect.case import Case
from pipeline.detect.engine import judge
from pipeline.detect.finding import Outcome
from pipeline.detect.rule import Rule
from pipeline.detect.rules.consistency import log_age, log_sex, log_side
from tests.detect.test_content_rules import needs_corpus, result
from tests.gold import gold_stays


@needs_corpus
@pytest.mark.parametrize("hospital", ["A", "B", "C", "D"])
@pytest.mark.parametrize("module", [log_age, log_sex, log_side], ids=lambda m: m.RULE.id)
def test_gold_findings_and_no_others(module: object, hospital: str) -> None:
    rule: Rule = module.RULE  # type: ignore[attr-defined]
    for stay, gold in gold_stays(hospital):
        (judgement,) = judge(Case(stay, {}), [rule])
        expected = any(f["rule"] == rule.id for f in gold["findings"])
        assert (judgement.verdict.outcome is Outcome.FAIL) == expected, stay.stay.stay_id


MAN, WOMAN = log_sex._admission("男"), log_sex._admission("女")


@pytest.mark.parametrize(
    "record",
    [
        MAN.replace("婚育史：", "月经史：14岁初潮，周期28天，经期5天，量中等，无痛经。\n婚育史："),
        log_sex._admission("男", aux="盆腔CT：子宫大小正常，双侧附件未见异常密度影。"),
        log_sex._admission("女", aux="腹部CT：膀胱充盈可，前列腺不大，精囊角清晰。"),
        MAN + "@doc\n首次病程记录\n患者周某，女，46岁，因“下腹痛2天”入院。\n病例特点：1.中年女性，急性起病。\n",
    ],
)
def test_other_sex_in_the_patients_own_record(record: str) -> None:
    assert result(log_sex.RULE, record) == "fail"


@pytest.mark.parametrize(
    "record",
    [
        log_sex._admission("男", exam="双侧乳房对称，肛门外阴未查。"),
        log_sex._admission("女", aux="肿瘤标志物：CEA 2.1，前列腺特异性抗原 0.01ng/ml，睾丸酮 0.5nmol/L。"),
        log_sex._admission("男", aux="免疫固定电泳：可见M蛋白带；2月3日当月经CT复查，3月经内镜切除。"),
        log_sex._admission("女", marital="丈夫有前列腺炎病史。"),
        MAN.replace("既往史：体健。", "个人史：母孕期无特殊，足月阴道分娩。"),
        MAN.replace("婚育史：", "月经史：不适用。\n婚育史："),
        MAN.replace("现病史：", "现病史：患者妻子3周前行剖宫产，子宫复旧良好，家中照料劳累。"),
        MAN + "@doc\n首次病程记录\n患者周某，男，46岁。\n鉴别诊断：胆囊结石：多见于中年女性，本例不支持。\n",
        "@stay sex=女 age=28岁\n@doc\n新生儿记录\n姓名：王某之子　性别：男　日龄：1天\n男婴，双侧睾丸已降。\n",
    ],
)
def test_other_sex_that_is_not_the_patients(record: str) -> None:
    assert result(log_sex.RULE, record) == "pass"


def test_sex_is_read_from_the_record_when_it_was_not_given() -> None:
    assert result(log_sex.RULE, MAN.replace("sex=男 ", "")) == "pass"
    assert result(log_sex.RULE, MAN.replace("sex=男 ", "").replace("性别：男", "")) == "not_assessable"


@pytest.mark.parametrize(
    ("second", "first", "age", "expected"),
    [
        ("年龄：55岁", "年龄：56岁", "56岁", "pass"),
        ("年龄：58岁", "年龄：56岁", "56岁", "review"),
        ("年龄：5岁", "年龄：5个月", "5个月", "fail"),
        ("年龄：1岁2月", "年龄：14个月", "1岁2月", "pass"),
        ("年龄：12天", "年龄：10天", "10天", "pass"),
        ("年龄：56 岁", "年龄：56周岁", "56", "pass"),
    ],
)
def test_printed_ages(second: str, first: str, age: str, expected: str) -> None:
    assert result(log_age.RULE, log_age._record(second, first, age)) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("患者，男，65岁，因咳嗽入院。", "fail"),
        ("患者为65岁老年男性。", "fail"),
        ("患者20岁开始吸烟。", "pass"),
        ("患者父亲82岁去世。", "pass"),
        ("患者母亲，女，78岁，体健。", "pass"),
        ("患者育有1子，男，28岁。", "pass"),
        ("供者，男，25岁。", "pass"),
        ("同病室患者70岁左右。", "pass"),
        ("患者60岁以上，属高危。", "pass"),
    ],
)
def test_ages_in_running_text(words: str, expected: str) -> None:
    assert result(log_age.RULE, log_age._record("年龄：56岁", body=words)) == expected


@pytest.mark.parametrize(("born", "expected"), [("1970年1月5日", "pass"), ("1950-01-05", "fail")])
def test_birth_date(born: str, expected: str) -> None:
    record = log_age._record("年龄：56岁").replace("年龄：56岁", f"年龄：56岁　出生日期：{born}", 1)
    assert result(log_age.RULE, record) == expected


def test_discharge_diagnosis_on_the_other_side() -> None:
    record = log_side._record("左输尿管结石", "左输尿管镜碎石术", "左输尿管镜碎石术") + (
        "@doc\n出院记录\n入院诊断：左输尿管结石\n诊疗经过：行左输尿管镜碎石术。\n出院诊断：右输尿管结石\n医师签名：张三\n"
    )
    assert result(log_side.RULE, record) == "fail"


def test_operations_on_both_sides_in_one_stay() -> None:
    record = log_side._record("右膝骨关节炎", "右膝关节置换术", "右膝关节置换术") + (
        "@doc\n手术记录\n手术名称：左膝关节置换术\n手术经过：常规消毒铺巾，顺利完成手术。\n手术者：李四\n"
    )
    assert result(log_side.RULE, record) == "pass"


@pytest.mark.parametrize(
    ("diagnosis", "consent", "operation", "expected"),
    [
        ("左侧股骨颈骨折", "左侧人工股骨头置换术", "右侧人工股骨头置换术", "fail"),
        ("右乳腺癌", "右乳癌改良根治术", "左乳癌改良根治术", "fail"),
        ("左眼老年性白内障", "左眼白内障超声乳化摘除术", "右眼白内障超声乳化摘除术", "fail"),
        ("左肺下叶癌", "胸腔镜下左肺下叶切除术", "胸腔镜下右肺下叶切除术", "fail"),
        ("甲状腺右叶乳头状癌；甲状腺左叶囊性结节", "甲状腺左叶及峡部切除术", "甲状腺右叶及峡部切除术", "fail"),
        ("右膝骨关节炎；左膝骨关节炎", "右膝关节置换术", "左膝关节置换术", "pass"),
        ("双膝骨关节炎", "右膝关节置换术", "左膝关节置换术", "pass"),
        ("左甲状腺结节", "左侧甲状腺腺叶切除术", "左侧甲状腺腺叶切除+右侧甲状腺部分切除术", "pass"),
        ("左侧大脑中动脉狭窄；右侧颈内动脉斑块", "经右股动脉脑血管造影术", "经右股动脉脑血管造影术", "pass"),
        ("急性阑尾炎", "阑尾切除术", "阑尾切除术", "not_applicable"),
    ],
)
def test_sides(diagnosis: str, consent: str, operation: str, expected: str) -> None:
    assert result(log_side.RULE, log_side._record(diagnosis, consent, operation)) == expected
