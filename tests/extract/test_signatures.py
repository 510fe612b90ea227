"""Sign-off lines as hospitals print them. The lines here are invented; none is from the gold corpus."""

from __future__ import annotations

import gc
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.model import ExtractedDocument, Section, Signature, Timestamp
from pipeline.extract.signatures import find_signatures
from pipeline.records.moment import Moment
from pipeline.records.ranks import Rank, Role

NARRATIVE = "患者今日精神可，体温正常，咳嗽较前减轻，双肺呼吸音清，未闻及干湿性啰音，继续目前治疗，观察病情变化。"


def document(text: str, doc_type: str = "progress_note", **more: object) -> ExtractedDocument:
    return ExtractedDocument("X-01", "X-01", doc_type, text, 0, len(text), **more)  # type: ignore[arg-type]


def signed(line: str, doc_type: str = "progress_note") -> list[Signature]:
    found = find_signatures(document(f"2026-03-02 10:00　病程记录\n{NARRATIVE}\n{line}", doc_type))
    text = f"2026-03-02 10:00　病程记录\n{NARRATIVE}\n{line}"
    for signature in found:
        assert 0 <= signature.start < signature.end <= len(text)
        printed = text[signature.start : signature.end]
        assert not signature.name or "".join(printed.split()) == signature.name
    return found


def names(line: str, doc_type: str = "progress_note") -> list[str]:
    return [s.name for s in signed(line, doc_type)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("医师签名：王海涛", ["王海涛"]),
        ("医 师 签 名 ： 王 海 涛", ["王海涛"]),
        ("医师签名: 张　伟　　2026年3月2日", ["张伟"]),
        ("签名：张某（主治医师） 2026/3/2 10:05", ["张某"]),
        ("签名：李**", ["李**"]),
        ("审阅：主治医师 林敏", ["林敏"]),
        ("　　　　　　　　　　　　　　　　黄志强", ["黄志强"]),
        ("　　　　　　　　　　　孔维／贾明", ["孔维", "贾明"]),
        ("                         高飞/赵国栋", ["高飞", "赵国栋"]),
        ("欧阳雪梅（住院医师）　司马光明（副主任医师）", ["欧阳雪梅", "司马光明"]),
        ("医师签名：阿依古丽·买买提", ["阿依古丽·买买提"]),
        ("记录：方圆　　　　郑重", ["方圆", "郑重"]),
        ("住院医师：罗一凡／主治医师：程浩", ["罗一凡", "程浩"]),
        ("经治医师：钱程　上级医师：孙立　科主任：周全", ["钱程", "孙立", "周全"]),
        ("记录人：吴迪　审签人：郑凯", ["吴迪", "郑凯"]),
        ("医师签名：杨帆【电子签名】 审核医师：胡杰[已签名]", ["杨帆", "胡杰"]),
        ("【已签名：胡杰】", ["胡杰"]),
        ("医师签名：\n　　　　　　　　胡杰", ["胡杰"]),
        ("主治医师签字：陶然　日期：2026.3.2", ["陶然"]),
        ("医生：唐果", ["唐果"]),
        ("值班医生签字:冯唐 03-02 22:10", ["冯唐"]),
        ("医师：乜志远", ["乜志远"]),
        ("病区：内三科　床号：12　医师签名：卢俊", ["卢俊"]),
        ("患者签名：陈芳（其女代签：李娜）与患者关系：母女", ["陈芳", "李娜"]),
        ("　　　　　　书写医师 萧昱　　审阅医师 郝勤　二〇二六年四月十一日", ["萧昱", "郝勤"]),
        ("住院医师/ 储鸣 / 2026.05.11 14:40 主治医师/ 巩思源 / 2026.05.11 17:05", ["储鸣", "巩思源"]),
        ("同意以上处理，继续观察。住院医师：范远 上级医师：石舒", ["范远", "石舒"]),
        ("诊断：①白内障；②高血压：2级。记录：范远", ["范远"]),
        ("书写医师：莫凡(规培)  带教医师：岳宁(主治医师)  2026-03-02 11:20", ["莫凡", "岳宁"]),
    ],
)
def test_forms_of_sign_off(line: str, expected: list[str]) -> None:
    assert names(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "王海涛主任医师：同意目前诊断，继续抗感染治疗，复查胸片。",
        "主任指出：患者病情稳定，可以出院。",
        "查房医师：王海涛主任医师",
        "李敏主治医师查房后指示加用利尿剂。",
        "参加人员：王海涛主任医师、李敏主治医师、护士长周洁",
        "既往史：高血压",
        "诊断：\n　　　　　　　　　高血压\n　　　　　　　　　白内障",
        "已将病情告知患者家属，家属表示理解，签字为证。",
        "患者：精神好，饮食可",
        "出院带药：甘油",
        "谢邀。",
        "请患者及家属签字",
        "参加人员 ： 王海涛主治医师、李敏住院医师",
        "体温/脉搏：正常",
        "嘱家属：陪护",
        "麻醉：全麻",
        "主任医师：\n患者诊断明确，治疗有效，同意出院，门诊随访，注意休息，避免受凉，按时服药，复查胸部影像。",
    ],
)
def test_mentions_are_no_signatures(line: str) -> None:
    assert names(line) == []


@pytest.mark.parametrize(
    "line",
    [
        "医师签名：",
        "医师签名：　　　　　　",
        "医师签名：＿＿＿＿＿　　　年　月　日",
        "医师签名：________ 2026-03-02 10:00",
        "住院医师：　　　　　　",
        "签 名：____",
        "　　　　　　　　　　　　医师签名 　　　　",
    ],
)
def test_blank_where_the_name_should_be(line: str) -> None:
    assert names(line) == [""]


def test_blank_beside_a_name() -> None:
    assert names("住院医师：王海涛　　上级医师：＿＿＿＿") == ["王海涛", ""]


def test_list_of_who_took_part_is_no_sign_off() -> None:
    text = (
        "手术记录\n术前诊断：胆囊结石\n手术者：王海涛　第一助手：李敏　第二助手：赵凯\n麻醉医师：周全　巡回护士：孙洁\n"
        "手术经过：麻醉成功后取仰卧位，常规消毒铺巾，建立气腹，置入腔镜，探查腹腔，分离胆囊三角，夹闭胆囊管及动脉，切除胆囊，"
        "冲洗腹腔，查无活动性出血，清点器械无误，逐层关腹，手术顺利，患者安返病房。\n手术者：王海涛　　记录：李敏"
    )
    found = find_signatures(document(text, "operation_record"))
    assert [(s.name, s.start > text.rindex("手术者")) for s in found] == [("王海涛", True), ("李敏", True)]


def test_team_section_is_no_sign_off_even_as_the_last_section() -> None:
    text = "手术记录\n手术人员：\n手术者：王海涛　第一助手：李敏\n"
    section = Section("surgical_team", text.index("手术人员"), len(text) - 1, text.index("\n手术者") + 1)
    assert find_signatures(document(text, "operation_record", sections=(section,))) == []


def test_roles_ranks_and_kinds() -> None:
    first, second = signed("书写：莫凡(规培)　审核：岳宁 副主任医师 2026-03-02 11:20")
    assert (first.rank, first.capacity, first.kind) == (Rank.TRAINEE, Role.TRAINEE, "recorder")
    assert (second.rank, second.kind, second.role) == (Rank.ASSOCIATE_CHIEF, "reviewer", "副主任医师")
    (intern,) = signed("实习医师：莫凡")
    assert (intern.rank, intern.capacity) == (Rank.INTERN, Role.INTERN)
    (head,) = signed("科主任：周全")
    assert head.rank is None  # a head of department may be 主任医师 or 副主任医师
    patient, kin, doctor = signed("患者签名：陈芳　家属签名：李娜（女儿）　医师签名：王海涛", "consent_form")
    assert [s.kind for s in (patient, kin, doctor)] == ["patient", "family", "author"]
    assert patient.capacity == kin.capacity == Role.PATIENT_SIDE
    (nurse,) = signed("责任护士：孙洁", "nursing_record")
    assert (nurse.kind, nurse.capacity) == ("nurse", Role.NURSE)


@pytest.mark.parametrize(
    ("line", "signed_name", "stand_in"),
    [
        ("主任医师：王海涛（李敏代签）", "王海涛", "李敏"),
        ("主任医师：王海涛(代签：李敏)", "王海涛", "李敏"),
        ("主任医师：王海涛（由李敏代）", "王海涛", "李敏"),
        ("副主任医师：王海涛／李敏代", "王海涛", "李敏"),
        ("上级医师签名：王海涛由李敏代签", "王海涛", "李敏"),
        ("签名：李敏代王海涛签", "王海涛", "李敏"),
    ],
)
def test_stand_ins(line: str, signed_name: str, stand_in: str) -> None:
    found = {s.name: s for s in signed(line)}
    assert set(found) == {signed_name, stand_in}
    assert (found[stand_in].kind, found[stand_in].role) == ("stand_in", "代")
    assert found[signed_name].kind != "stand_in"


@pytest.mark.parametrize("line", ["签名：李敏代", "签名：李敏（代）", "主任医师：李敏 主治医师 代签"])
def test_stand_in_who_does_not_say_for_whom(line: str) -> None:
    (found,) = signed(line)
    assert (found.name, found.kind, found.stands_for) == ("李敏", "stand_in", None)


@pytest.mark.parametrize("doc_type", ["consent_form", "progress_note", "critical_notice"])
@pytest.mark.parametrize(
    "line",
    [
        "患者签名：李某（女儿代）",
        "家属代签：王芳",
        "监护人代签：刘芳 2026-03-02",
        "因病情危重由家属代签字：王芳（儿子）",
        "患者右手骨折，由其妻代签名：刘芳",
        "代签人：刘芳　关系：妻子",
        "沟通对象签名：刘芳（代）",
        "患者（或授权人）签名：刘芳代李建国",
    ],
)
def test_proxies_of_the_patient_are_on_the_patients_side(line: str, doc_type: str) -> None:
    found = signed(line, doc_type)
    assert found
    assert all(s.capacity == Role.PATIENT_SIDE for s in found)


def test_struck_out_line_for_a_proxy() -> None:
    text = "患者签名：陈芳　委托代理人签名：／　与患者关系：本人"
    found = find_signatures(document(text, "consent_form"))
    assert [(s.name, text[s.start : s.end]) for s in found] == [("陈芳", "陈芳"), ("", "／")]


def test_time_beside_the_name_and_on_the_next_line() -> None:
    text = f"{NARRATIVE}\n住院医师：王海涛　2026-03-02 10:30　主治医师：李敏\n　　　　　2026-03-02 11:00"
    stamps = tuple(
        Timestamp(text.index(t), text.index(t) + len(t), t, Moment.parse(t), "signed")
        for t in ("2026-03-02 10:30", "2026-03-02 11:00")
    )
    found = find_signatures(document(text, timestamps=stamps))
    assert [str(s.signed_at) for s in found] == ["2026-03-02T10:30", "2026-03-02T11:00"]


def test_consultation_has_the_applicant_and_the_consultant() -> None:
    text = (
        "会诊记录\n申请科室：骨科　申请医师：王海涛　申请时间：2026-03-02 10:00\n会诊目的：血压高，请协助诊治。\n"
        "会诊意见：建议氨氯地平5mg每日一次，监测血压，心脏彩超检查。\n会诊医师：李敏（心内科 副主任医师）　2026-03-02 15:00"
    )
    found = find_signatures(document(text, "consultation_record"))
    assert [(s.name, s.rank) for s in found] == [("王海涛", None), ("李敏", Rank.ASSOCIATE_CHIEF)]


def test_rows_of_a_nursing_sheet() -> None:
    text = (
        "护理记录\n2026-03-02 08:00　T36.5℃，神志清，予半卧位。　孙洁\n2026-03-02 12:00　进食少量，无不适。钱英\n"
        "2026-03-02|20:00|36.8|80|病情平稳，已入睡|孙洁"
    )
    assert [s.name for s in find_signatures(document(text, "nursing_record"))] == ["孙洁", "钱英", "孙洁"]


LINES = st.sampled_from(
    [
        "医师签名：王海涛",
        "　　　　　　　王海涛／李敏",
        "记录：",
        "主任医师：王海涛（李敏代签）",
        "|",
        "：",
        "（",
        "）",
        "签名",
        "2026-03-02",
        "年 月 日",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(LINES, st.text(max_size=12)), max_size=12), st.sampled_from(["\n", "\r\n", "　", ""]))
def test_any_text_gives_valid_ordered_spans(parts: list[str], glue: str) -> None:
    text = glue.join(parts)
    last = 0
    for kind in ("progress_note", "nursing_record", "consent_form"):
        found = find_signatures(document(text, kind))
        last = 0
        for signature in found:
            assert last <= signature.start < signature.end <= len(text)
            assert not signature.name or "".join(text[signature.start : signature.end].split()) == signature.name
            last = signature.end


@pytest.mark.parametrize(
    "unit",
    [
        f"{NARRATIVE}：医师（" * 20 + "\n医师签名：王海涛\n",
        "医师：",
        "签名　",
        "（",
        "术者：王伟　助手：李强\n",
        "王伟／",
        "　　　　　　王伟\n",
        "医师签名：\n",
        "王伟（代签：",
        "签名____",
        "床号：1 ",
        "　",
    ],
)
@pytest.mark.slow
def test_cost_stays_linear(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit)) + "\n医师签名：王海涛"
        subject = document(text)
        gc.disable()  # a collection over all that other tests left behind is not our cost
        try:
            begun = time.process_time()
            find_signatures(subject)
            return time.process_time() - begun
        finally:
            gc.enable()

    seconds(2_000)
    small = min(seconds(10_000) for _ in range(2))
    assert min(seconds(80_000) for _ in range(2)) < 8 * 4 * max(small, 0.005)


@pytest.mark.parametrize(
    ("line", "signers"),
    [
        ("（经治医师）卓某　（上级医师）庾某某　2025年8月4日", [("卓某", "经治医师"), ("庾某某", "上级医师")]),
        ("[医师] 阚某某 [审阅] 逯某某", [("阚某某", "医师"), ("逯某某", "审阅")]),
        ("住院医师 Resident: 仇某    主治医师 Attending: 琚某某", [("仇某", "住院医师"), ("琚某某", "主治医师")]),
        ("医师签名__隋某某__", [("隋某某", "医师")]),
        (
            "【规培医师:柏某某 2026-03-02 09:51:40】【审签医师:杜某某 2026-03-02 11:02:08】",
            [("柏某某", "规培医师"), ("杜某某", "审签医师")],
        ),
        ("【医师签名:张某 2026-03-02 10:15:33】【上级医师签名: 】", [("张某", "医师"), ("", "上级医师")]),
        ("【医师签名: 】", [("", "医师")]),
        ("[住院医师：张某][主治医师：李某]", [("张某", "住院医师"), ("李某", "主治医师")]),
    ],
)
def test_labels_in_brackets_in_two_languages_and_before_printed_lines(
    line: str, signers: list[tuple[str, str]]
) -> None:
    found = signed(line)
    assert [(s.name, s.role) for s in found] == signers
