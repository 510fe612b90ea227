"""Content rules on the gold corpus and on wordings of other hospitals, beyond the examples in their own files."""

from __future__ import annotations

import pytest

from pipeline.detect.case import Case
from pipeline.detect.engine import judge
from pipeline.detect.examples import parse
from pipeline.detect.finding import Outcome
from pipeline.detect.rule import Rule
from pipeline.detect.rules import all_rules
from pipeline.detect.rules.content import (
    cnt_fpn_basis,
    cnt_fpn_ddx,
    cnt_fpn_ddx_thin,
    cnt_fpn_plan,
    cnt_template_residue,
)
from pipeline.extract.pipeline import extract
from pipeline.records.moment import Moment
from pipeline.records.stay import Document, Stay
from tests.gold import CORPUS, gold_stays

IN_SCOPE = (cnt_fpn_basis, cnt_fpn_ddx, cnt_fpn_ddx_thin, cnt_fpn_plan, cnt_template_residue)
needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="the hand-written corpus is not here")


def result(rule: Rule, record: str, **parameters: object) -> str:
    """The outcome on a record in the notation of the examples; ``review`` if there are only candidates."""
    stays, registry = parse(record)
    (judgement,) = judge(Case(extract(stays[0]), parameters, registry), [rule])
    assert not judgement.error
    verdict = judgement.verdict
    only_review = verdict.outcome is Outcome.NOT_ASSESSABLE and verdict.defects
    return "review" if only_review else verdict.outcome.value


@needs_corpus
@pytest.mark.parametrize("hospital", ["A", "B", "C", "D"])
@pytest.mark.parametrize("module", IN_SCOPE, ids=lambda m: m.RULE.id)
def test_gold_findings_and_no_others(module: object, hospital: str) -> None:
    rule: Rule = module.RULE  # type: ignore[attr-defined]
    for stay, gold in gold_stays(hospital):
        (judgement,) = judge(Case(stay, {"ddx_policy": "always"}), [rule])
        expected = any(f["rule"] == rule.id for f in gold["findings"])
        assert (judgement.verdict.outcome is Outcome.FAIL) == expected, stay.stay.stay_id


DECLINED = "鉴别诊断：诊断明确，无需鉴别。\n"


@pytest.mark.parametrize(
    ("differential", "diagnosis", "expected"),
    [
        (DECLINED, "社区获得性肺炎", "pass"),
        ("", "社区获得性肺炎", "pass"),
        (DECLINED, "发热待查：肺炎？", "fail"),
        ("", "社区获得性肺炎可能", "fail"),
    ],
)
def test_policy_if_unclear(differential: str, diagnosis: str, expected: str) -> None:
    record = cnt_fpn_ddx._record(differential, diagnosis)
    assert result(cnt_fpn_ddx.RULE, record, ddx_policy="if_unclear") == expected


def test_hospital_with_its_own_exemptions() -> None:
    record = cnt_fpn_ddx._record(DECLINED, "左胫骨骨折内固定术后（骨性愈合）", "左胫骨骨折术后1年半，要求取出内固定")
    assert result(cnt_fpn_ddx.RULE, record) == "not_applicable"
    assert result(cnt_fpn_ddx.RULE, record, ddx_exemptions=["delivery"]) == "review"


def test_test_in_the_plan_that_excludes_a_disease_asks_a_person() -> None:
    record = cnt_fpn_ddx._record("").replace("2.查血培养", "2.查D-二聚体排除肺栓塞，血培养")
    assert result(cnt_fpn_ddx.RULE, record) == "review"


def test_sentence_without_heading_counts() -> None:
    record = cnt_fpn_ddx._record("").replace(
        "诊疗计划：", "该病需要和急性支气管炎区分开来，后者影像无实变，故不支持。\n诊疗计划："
    )
    assert result(cnt_fpn_ddx.RULE, record) == "pass"


def test_stay_without_first_progress_note_is_left_to_the_rule_about_its_absence() -> None:
    record = "@stay sex=男\n@doc\n入院记录\n主诉：发热3天。\n现病史：3天前发热。\n"
    for module in IN_SCOPE[:4]:
        assert result(module.RULE, record) == "not_applicable"


@pytest.mark.parametrize(
    ("basis", "expected"),
    [
        ("诊断依据：同病例特点。\n", "fail"),
        ("诊断依据：典型症状、体征及影像学检查结果支持诊断。\n", "fail"),
        ("诊断依据：1.病史；2.体征；3.辅助检查。\n", "fail"),
        ("诊断依据：Murphy征（+），B超提示胆囊结石。\n", "pass"),
        ("依据：右上腹痛2天伴发热，墨菲氏征阳性，白细胞15×10⁹/L。\n", "pass"),
        ("拟诊讨论：略。\n诊断依据：略。\n", "fail"),
    ],
)
def test_basis(basis: str, expected: str) -> None:
    assert result(cnt_fpn_basis.RULE, cnt_fpn_basis._record(basis)) == expected


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        ("诊疗计划：完善相关检查，积极治疗，密切观察病情变化。\n", "fail"),
        ("诊疗计划：待上级医师查房后决定。\n", "fail"),
        ("诊疗计划：同上。\n", "fail"),
        ("治疗方案：头孢呋辛1.5g静滴bid。\n", "pass"),
        ("诊疗计划：1.二级护理，禁食；2.完善血常规、凝血；3.手术治疗。\n", "pass"),
    ],
)
def test_plan(plan: str, expected: str) -> None:
    assert result(cnt_fpn_plan.RULE, cnt_fpn_plan._record(plan)) == expected


@pytest.mark.parametrize(
    "orders",
    [
        "术后{  }天拆线。",
        "术后｛7/10/14｝天拆线。",
        "复查结果：null",
        "切口大小约XX×XXcm",
        "____年____月____日复查",
        "【 】",
        "T________℃",
        "口服阿司匹林__mg",
        "*年*月*日复诊",
        "如有不适用温水擦浴，多余的请删除",
        "1.低盐饮食；2.请输入随访时间。",
        "______________________",
    ],
)
def test_residue(orders: str) -> None:
    assert result(cnt_template_residue.RULE, cnt_template_residue._discharge(orders)) == "fail"


@pytest.mark.parametrize(
    "orders",
    [
        "VAS评分{3}分",
        "请选择性使用抗生素。",
        "联系电话：XXXXXXXX",
        "到XX医院复查",
        "20XX年XX月XX日",
        "换药：□是 □否",
        "核型46,XX",
        "————————",
        "约__3__cm",
        "患者***于****年**月**日就诊",
        "请填写满意度调查表后离院",
        "联系人：张××，×××路××号",
        "切口约3×2cm",
        "门诊随访\r\n身份证3501**********0043",
    ],
)
def test_no_residue(orders: str) -> None:
    assert result(cnt_template_residue.RULE, cnt_template_residue._discharge(orders)) == "pass"


ENTRIES = {
    "病例特点": "1.中年男性，急性起病。2.查体：T 38.5℃，右下肺湿啰音，心律齐，腹软。3.胸部CT示右下肺实变，白细胞14.2×10⁹/L。",
    "初步诊断": "社区获得性肺炎",
    "诊断依据": "发热、咳嗽，右下肺湿啰音，胸部CT示右下肺实变影，白细胞升高。",
    "鉴别诊断": "1.肺结核：多有午后低热、盗汗，本例起病急，不支持；2.肺癌：CT未见肿块，可能性小。",
    "诊疗计划": "1.二级护理；2.查血培养、痰培养；3.头孢曲松2.0g静滴每日1次。",
}
HEAD = "首次病程记录\n2026-03-02 10:30\n患者李某，男，58岁，因“发热、咳嗽3天”于2026-03-02 09:00入院。\n"
OTHER_WORDS = {
    "病例特点": "病史特点",
    "诊断依据": "诊断依据分析",
    "鉴别诊断": "需鉴别的疾病",
    "诊疗计划": "诊疗方案及措施",
}
LAYOUTS = {
    "colons": lambda items: HEAD + "".join(f"{h}：{c}\n" for h, c in items),
    "brackets": lambda items: HEAD + "".join(f"【{h}】{c}\n" for h, c in items),
    "parentheses": lambda items: (
        HEAD + "".join(f"（{n}）{h}：{c}\n" for n, (h, c) in zip("一二三四五六七八九十", items, strict=False))
    ),
    "own lines": lambda items: HEAD + "".join(f"{h}\n　　{c}\n" for h, c in items),
    "numbers": lambda items: HEAD + "".join(f"1.{n} {h}：{c}\n" for n, (h, c) in enumerate(items, 1)),
    "bars": lambda items: HEAD + "".join(f"{h}|{c}\n" for h, c in items),
    "table": lambda items: HEAD + "".join(f"| {h} | {c} |\n" for h, c in items),
    "spaced": lambda items: HEAD + "".join(f"{' '.join(h)} ：{c}\n" for h, c in items),
    "one line": lambda items: HEAD.replace("\n", "　") + "　".join(f"{h}：{c}" for h, c in items) + "\n",
    "commas": lambda items: HEAD.replace("\n", " ") + ",".join(f"{h}:{c}" for h, c in items) + "\n",
    "crlf": lambda items: (HEAD + "".join(f"{h}：\n{c}\n" for h, c in items)).replace("\n", "\r\n"),
    "other words": lambda items: HEAD + "".join(f"{OTHER_WORDS.get(h, h)}：{c}\n" for h, c in items),
}
CHANGES = {
    "sound": ({}, None),
    "declined": ({"鉴别诊断": "诊断明确，无需鉴别。"}, "CNT-FPN-DDX"),
    "names only": ({"鉴别诊断": "需与肺结核、肺癌相鉴别。"}, "CNT-FPN-DDX-THIN"),
    "no differential": ({"鉴别诊断": ""}, "CNT-FPN-DDX"),
    "hollow basis": ({"诊断依据": "根据病史、症状、体征及辅助检查。"}, "CNT-FPN-BASIS"),
    "hollow plan": ({"诊疗计划": "完善相关检查，对症治疗。"}, "CNT-FPN-PLAN"),
    "no plan": ({"诊疗计划": ""}, "CNT-FPN-PLAN"),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_first_progress_note_in_every_layout(layout: str, change: str) -> None:
    changed, expected = CHANGES[change]
    items = [(h, c) for h, c in (ENTRIES | changed).items() if c]
    text = LAYOUTS[layout](items) + "医师签名：张三\n"
    case = Case(extract(Stay("X", (Document("X-01", text),), sex="男", age="58岁")), {"ddx_policy": "always"})
    failed = [j.rule.id for j in judge(case, [m.RULE for m in IN_SCOPE]) if j.verdict.outcome is Outcome.FAIL]
    assert failed == ([expected] if expected else [])


KEYS = {"commas": ":", "bars": "|", "table": " | "}
SOUND = {
    "入院记录": (
        "姓名{k}吴建华　性别{k}男　年龄{k}56岁　民族{k}汉族　婚姻{k}已婚　出生地{k}本市　职业{k}工人　入院时间{k}2026-03-02 09:00　记录时间{k}2026-03-02 11:00　病史陈述者{k}本人",
        {
            "主诉": "反复上腹痛3年，加重伴黑便2天。",
            "现病史": "患者3年前无明显诱因出现上腹部隐痛，饥饿时明显，服“奥美拉唑”好转。2天前饮酒后再发，解黑便3次，无呕血，无头晕。发病以来食欲减退，睡眠一般，小便正常。",
            "既往史": "否认高血压、糖尿病史；否认肝炎、结核等传染病史；否认手术、外伤史；否认输血史；否认食物、药物过敏史；预防接种史不详。",
            "个人史": "生于本地，无疫区居住史，吸烟20年，每日10支。",
            "婚育史": "25岁结婚，配偶体健，育有1子。",
            "家族史": "父母已故，死因不详，否认家族遗传病史。",
            "体格检查": "T 36.5℃，P 88次/分，R 18次/分，BP 118/70mmHg。神志清楚，巩膜无黄染。头颅五官无畸形，颈软。双肺呼吸音清，心率88次/分，律齐。腹软，上腹压痛。脊柱四肢无畸形。病理反射未引出。",
            "辅助检查": "血常规（本院，2026-03-02）：Hb 105g/L。",
            "初步诊断": "十二指肠溃疡伴出血",
        },
    ),
    "出院记录": (
        "姓名{k}吴建华　性别{k}男　年龄{k}56岁　入院日期{k}2026-03-02　出院日期{k}2026-03-08　住院天数{k}6天",
        {
            "入院情况": "反复上腹痛3年，黑便2天入院。查体上腹压痛。",
            "入院诊断": "十二指肠溃疡伴出血",
            "诊疗经过": "予抑酸、补液治疗，胃镜示十二指肠溃疡。",
            "出院诊断": "十二指肠溃疡伴出血",
            "出院情况": "无腹痛，大便黄色。",
            "出院医嘱": "奥美拉唑20mg qd口服4周，禁酒，1月后复查胃镜。",
        },
    ),
    "手术记录": (
        "姓名{k}吴建华　性别{k}男　年龄{k}56岁　手术日期{k}2026-03-05 09:00",
        {
            "术前诊断": "右侧腹股沟斜疝",
            "术中诊断": "右侧腹股沟斜疝",
            "手术名称": "右侧腹股沟疝无张力修补术",
            "手术者": "李四光　助手：王五",
            "麻醉方法": "腰麻",
            "手术经过": "麻醉满意后平卧位，常规消毒铺巾，取右腹股沟斜切口约6cm，分离疝囊，高位结扎，放置补片固定，逐层缝合，出血约10ml，手术顺利。",
        },
    ),
}


def _written(layout: str, title: str) -> str:
    header, items = SOUND[title]
    laid = LAYOUTS[layout](list(items.items()))
    head = HEAD.replace("\n", {"one line": "　", "commas": " "}.get(layout, "\n"))
    head = head.replace("\n", "\r\n") if layout == "crlf" else head
    key = KEYS.get(layout, "：")
    return laid.replace(head, f"{title}\n{header.format(k=key)}\n") + "医师签名：张三　2026-03-08 10:30\n"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_sound_documents_accuse_nobody_in_any_layout(layout: str) -> None:
    documents = tuple(Document(f"X-{i}", _written(layout, t)) for i, t in enumerate(SOUND))
    stay = Stay(
        "X",
        documents,
        sex="男",
        age="56岁",
        name="吴建华",
        department="消化内科",
        admitted_at=Moment.parse("2026-03-02T09:00"),
        discharged_at=Moment.parse("2026-03-08T10:00"),
    )
    rules = [r for r in all_rules() if r.id.startswith(("CNT-", "LOG-"))]
    accused = [
        (j.rule.id, d.message)
        for j in judge(Case(extract(stay), {"ddx_policy": "always"}), rules)
        for d in j.verdict.defects
        if not d.review
    ]
    assert accused == []
