"""Timestamps: forms, look-alikes, completion, kinds, and properties over any text."""

from __future__ import annotations

import time
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.model import ExtractedDocument, Section
from pipeline.extract.timestamps import find_timestamps, signed_time, written_time
from pipeline.records.moment import Moment
from pipeline.records.stay import Document, Stay

ADMITTED, DISCHARGED = "2026-03-01T10:00", "2026-03-12T09:00"


def stay_of(text: str, admitted: str | None = ADMITTED, discharged: str | None = DISCHARGED) -> Stay:
    return Stay(
        stay_id="X-1",
        documents=(Document("X-1-01", text),),
        admitted_at=Moment.parse(admitted) if admitted else None,
        discharged_at=Moment.parse(discharged) if discharged else None,
    )


def document_of(text: str, doc_type: str = "progress_note", sections: tuple[Section, ...] = ()) -> ExtractedDocument:
    return ExtractedDocument("X-1-01", "X-1-01", doc_type, text, 0, len(text), sections=sections)


def found(text: str, doc_type: str = "progress_note", sections: tuple[Section, ...] = (), **dates: str | None) -> list:
    stamps = find_timestamps(document_of(text, doc_type, sections), stay_of(text, **dates))
    for stamp in stamps:
        assert text[stamp.start : stamp.end] == stamp.text
        assert (stamp.moment is None) == bool(stamp.problem)
    return stamps


def values(text: str, **dates: str | None) -> list[tuple[str, str | None]]:
    return [(s.text, str(s.moment) if s.moment else None) for s in found(text, **dates)]


# One row: the text, then each expression that it holds with its value (None: reported as impossible or ambiguous).
FORMS: list[tuple[str, list[tuple[str, str | None]]]] = [
    # numbers with one separator
    ("患者于2026-03-02 10:15入院。", [("2026-03-02 10:15", "2026-03-02T10:15")]),
    ("记录时间：2026-03-02 10:15:30", [("2026-03-02 10:15:30", "2026-03-02T10:15:30")]),
    ("CT（2026/3/2）示炎症", [("2026/3/2", "2026-03-02")]),
    ("血常规2026.3.2 9:30：WBC 9.8", [("2026.3.2 9:30", "2026-03-02T09:30")]),
    ("胸部CT2026-03-02示两肺炎症", [("2026-03-02", "2026-03-02")]),
    ("1.2026-03-02 CT平扫", [("2026-03-02", "2026-03-02")]),
    ("于26-03-02 10:15转入", [("26-03-02 10:15", "2026-03-02T10:15")]),
    ("复查（26.3.5）：好转", [("26.3.5", "2026-03-05")]),
    ("2026-3-2，患者诉", [("2026-3-2", "2026-03-02")]),
    ("2026-03-02　10：15", [("2026-03-02　10：15", "2026-03-02T10:15")]),
    ("２０２６－０３－０２　１０：１５", [("２０２６－０３－０２　１０：１５", "2026-03-02T10:15")]),
    ("2026／03／02 10：15", [("2026／03／02 10：15", "2026-03-02T10:15")]),
    ("2026 - 03 - 02 10 : 15", [("2026 - 03 - 02 10 : 15", "2026-03-02T10:15")]),
    ("2026-03-02T10:15:00", [("2026-03-02T10:15:00", "2026-03-02T10:15:00")]),
    ("2026-03-02T10:15:00.123+08:00 入院", [("2026-03-02T10:15:00.123+08:00", "2026-03-02T10:15:00")]),
    ("2026-03-0210:15　病程记录", [("2026-03-0210:15", "2026-03-02T10:15")]),
    ("2026–03–02 10:15", [("2026–03–02 10:15", "2026-03-02T10:15")]),
    ("打印 03/15/2026", [("03/15/2026", "2026-03-15")]),
    ("（20260302）血培养", [("20260302", "2026-03-02")]),
    ("记录日期：20260302 10:15", [("20260302 10:15", "2026-03-02T10:15")]),
    ("时间：20260302101530", [("20260302101530", "2026-03-02T10:15:30")]),
    ("出生日期：1967/12/05", [("1967/12/05", "1967-12-05")]),
    ("2026-03-02（星期一）10:15", [("2026-03-02（星期一）10:15", "2026-03-02T10:15")]),
    ("2026-03-02 10:15 PM 病程", [("2026-03-02 10:15 PM", "2026-03-02T22:15")]),
    # 年月日
    ("2026年3月2日9时30分入院", [("2026年3月2日9时30分", "2026-03-02T09:30")]),
    ("2026年03月02日 09:40", [("2026年03月02日 09:40", "2026-03-02T09:40")]),
    ("2026年3月2日9时", [("2026年3月2日9时", "2026-03-02T09:00")]),
    ("2026年3月2日9时半", [("2026年3月2日9时半", "2026-03-02T09:30")]),
    ("2026年3月2日9点一刻", [("2026年3月2日9点一刻", "2026-03-02T09:15")]),
    ("2026年3月2日9点30查房", [("2026年3月2日9点30", "2026-03-02T09:30")]),
    ("2026年3月2日9时30分20秒", [("2026年3月2日9时30分20秒", "2026-03-02T09:30:20")]),
    ("2026年3月2号下午3点", [("2026年3月2号下午3点", "2026-03-02T15:00")]),
    ("2026 年 3 月 2 日 9 时 30 分", [("2026 年 3 月 2 日 9 时 30 分", "2026-03-02T09:30")]),
    ("26年3月2日10:15", [("26年3月2日10:15", "2026-03-02T10:15")]),
    ("98年3月2日行阑尾切除", [("98年3月2日", "1998-03-02")]),
    ("二〇二六年三月二日", [("二〇二六年三月二日", "2026-03-02")]),
    ("二○二六年三月十二日上午九时三十分", [("二○二六年三月十二日上午九时三十分", "2026-03-12T09:30")]),
    ("二零二六年十二月三十一日", [("二零二六年十二月三十一日", "2026-12-31")]),
    ("于三月二日上午九时入院", [("三月二日上午九时", "2026-03-02T09:00")]),
    ("三月二日晚八点半", [("三月二日晚八点半", "2026-03-02T20:30")]),
    ("二〇二六年三月廿二日", [("二〇二六年三月廿二日", "2026-03-22")]),
    ("2026年3月2日24:00", [("2026年3月2日24:00", "2026-03-03T00:00")]),
    ("2026-03-02 00:00", [("2026-03-02 00:00", "2026-03-02T00:00")]),
    ("2026年3月2日24时", [("2026年3月2日24时", "2026-03-03T00:00")]),
    # month and day only
    ("3月2日受凉后发热", [("3月2日", "2026-03-02")]),
    ("3月2日上午9时30分行手术", [("3月2日上午9时30分", "2026-03-02T09:30")]),
    ("3月2日下午2时", [("3月2日下午2时", "2026-03-02T14:00")]),
    ("3月2日下午14:30", [("3月2日下午14:30", "2026-03-02T14:30")]),
    ("3月2日晚10时", [("3月2日晚10时", "2026-03-02T22:00")]),
    ("3月2日夜间11点", [("3月2日夜间11点", "2026-03-02T23:00")]),
    ("3月2日凌晨3时", [("3月2日凌晨3时", "2026-03-02T03:00")]),
    ("3月2日中午12时", [("3月2日中午12时", "2026-03-02T12:00")]),
    ("3月2日中午1点", [("3月2日中午1点", "2026-03-02T13:00")]),
    ("3月2日晚12时", [("3月2日晚12时", "2026-03-03T00:00")]),
    ("3月2日上午，患者诉腹痛", [("3月2日", "2026-03-02")]),
    ("3月2日约9时许", [("3月2日约9时", "2026-03-02T09:00")]),
    ("03月02日22:30血气", [("03月02日22:30", "2026-03-02T22:30")]),
    ("3 月 2 日", [("3 月 2 日", "2026-03-02")]),
    ("双踝水肿已退。03-09化验：WBC 7.9", [("03-09", "2026-03-09")]),
    ("复查胸片（03-09）：吸收", [("03-09", "2026-03-09")]),
    ("03-06 03:05血气回报", [("03-06 03:05", "2026-03-06T03:05")]),
    ("3/2 10:00 病程记录", [("3/2 10:00", "2026-03-02T10:00")]),
    ("3.2 10:00 查房", [("3.2 10:00", "2026-03-02T10:00")]),
    ("03/06凌晨出现室颤", [("03/06", "2026-03-06")]),
    ("患者好转，3/5复查血常规：WBC 6.1", [("3/5", "2026-03-05")]),
    ("近一年没有变化。2-26在市立医院做穿刺", [("2-26", "2026-02-26")]),
    ("腹水03.03始见，03.06放液", [("03.03", "2026-03-03"), ("03.06", "2026-03-06")]),
    ("于3/6行手术", [("3/6", "2026-03-06")]),
    # ranges
    ("3月2日-5日予补液", [("3月2日", "2026-03-02"), ("5日", "2026-03-05")]),
    ("3月2日至3月5日", [("3月2日", "2026-03-02"), ("3月5日", "2026-03-05")]),
    ("3月2～5日发热", [("3月2", "2026-03-02"), ("5日", "2026-03-05")]),
    ("2026-03-02至03-05", [("2026-03-02", "2026-03-02"), ("03-05", "2026-03-05")]),
    ("2026-03-02～2026-03-05", [("2026-03-02", "2026-03-02"), ("2026-03-05", "2026-03-05")]),
    ("2026.3.2-3.5", [("2026.3.2", "2026-03-02"), ("3.5", "2026-03-05")]),
    ("2026.3.2-2026.3.5", [("2026.3.2", "2026-03-02"), ("2026.3.5", "2026-03-05")]),
    ("动态心电图（03-06至03-07，24h）", [("03-06", "2026-03-06"), ("03-07", "2026-03-07")]),
    ("操作时间：2026-03-02 10:15-11:30", [("2026-03-02 10:15", "2026-03-02T10:15")]),
    ("2025-12-30至01-02住院", [("2025-12-30", "2025-12-30"), ("01-02", "2026-01-02")]),
    ("3月28日-5日", [("3月28日", "2026-03-28"), ("5日", None)]),
    # broken lines
    ("患者于2026年3\n月2日入院", [("2026年3\n月2日", "2026-03-02")]),
    ("患者因腹痛于2026-03-02\n10:15入院", [("2026-03-02\n10:15", "2026-03-02T10:15")]),
    ("患者因腹痛于2026-03-\n02入院", [("2026-03-\n02", "2026-03-02")]),
    ("患者于2026年3月2日\r\n9时30分入院", [("2026年3月2日\r\n9时30分", "2026-03-02T09:30")]),
    ("2026-03-02\n10:15\n患者诉", [("2026-03-02\n10:15", "2026-03-02T10:15")]),
    ("2026-03-02\n10:15 T 36.5\n11:15 T 36.8", [("2026-03-02", "2026-03-02")]),
    # impossible or ambiguous: reported, not guessed
    ("于2026-02-30入院", [("2026-02-30", None)]),
    ("2026年13月2日", [("2026年13月2日", None)]),
    ("2月30日发病", [("2月30日", None)]),
    ("2026-03-02 25:10", [("2026-03-02 25:10", None)]),
    ("2026-03-02 24:30", [("2026-03-02 24:30", None)]),
    ("3月2日夜2时", [("3月2日夜2时", None)]),
    ("3月2日上午15:30", [("3月2日上午15:30", None)]),
    ("打印 03/04/2026", [("03/04/2026", None)]),
    ("202年3月2日", [("202年3月2日", None)]),
    ("农历2月3日末次月经", [("2月3日", None)]),
    ("2026-03-02T10:15:00Z", [("2026-03-02T10:15:00Z", None)]),
]

# Numbers that are no calendar expressions.
LOOK_ALIKES = [
    "WBC 13.4×10⁹/L，N 86.7%，Hb 158g/L",
    "BP 120/80mmHg",
    "血压：12/8kPa",
    "BP 110/70，P 80次/分",
    "pH 7.29，PaCO₂ 72mmHg，FEV1/FVC 52%",
    "心尖部3/6级收缩期杂音",
    "2/6收缩期杂音",
    "肌力5/5级",
    "约占肺野1/3",
    "双踝及胫前下1/3轻度水肿",
    "1/2片 口服",
    "补液1/4张",
    "口服2-3天",
    "3-5次/日",
    "住3-12床",
    "L4-5椎间盘突出",
    "L4/5椎体",
    "孕39+2周",
    "0.9%氯化钠250ml",
    "q8h，0.5g bid",
    "电话：0411-8766-1234",
    "手机13912345678",
    "IP 192.168.1.10",
    "住院号：20260302",
    "病理号2026-0312",
    "CT号26-08841",
    "检查号：CT2026-03-021",
    "身份证110101196703021234",
    "患儿，男，3月5日龄",
    "年龄：3月5日",
    "停经3月10日",
    "3个月前，5年余",
    "2019年行手术，2025年12月复查",
    "一月余，三月前，十月怀胎",
    "8时测血糖，12:30进餐",
    "9-10分",
    "Apgar 9-10-10分",
    "IPAP 16/EPAP 4cmH₂O",
    "比例 1:200，1：3",
    "慢性指数2/12",
    "新月体3/16",
    "F12/14鞘",
    "版本3.2.1",
    "第3-5肋骨骨折",
    "____年__月__日__时",
    "年　月　日",
    "术后第2天，3小时后",
    "0.5-1.2mg/L",
    "CRP 3.5-9.8",
    "每日3-4次，每次1-2片",
    "参考值 03-10g/L",
    "Ⅲ-Ⅳ级，WHO 2-3级",
    "5-10号",
    "10-12床",
    "血糖7/11mmol",
    "2×3/4",
    "每晚睡3-5小时，3-5次在夜间",
    "白细胞波动，3-5在参考范围",
    "WBC 09.45，Hb 105.06g/L，血钾03.95mmol/L，共03.5",
    "第03.06版",
    "（3-9个月）",
]


@pytest.mark.parametrize(("text", "expected"), FORMS)
def test_reads_every_printed_form(text: str, expected: list) -> None:
    assert values(text) == expected


@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_leaves_other_numbers_alone(text: str) -> None:
    assert values(text) == []


# --- completion of the year ---------------------------------------------------------------------------------------------------

HISTORY = "present_illness"


def history(text: str) -> tuple[Section, ...]:
    return (Section(HISTORY, 0, len(text), 0),)


@pytest.mark.parametrize(
    ("text", "value", "admitted", "discharged"),
    [
        ("2月26日洗澡后着凉", "2026-02-26", "2026-03-02T10:15", "2026-03-12"),
        ("12月30日受凉", "2025-12-30", "2026-01-05T10:15", "2026-01-12"),
        ("1月3日出院", "2026-01-03", "2025-12-29T10:15", "2026-01-03"),
        ("12月30日行手术", "2025-12-30", "2025-12-29T10:15", "2026-01-03"),
        ("去年11月20日曾住院", "2025-11-20", "2026-03-02T10:15", "2026-03-12"),
        ("前年11月20日曾住院", "2024-11-20", "2026-03-02T10:15", "2026-03-12"),
        ("定于6月20日复查", None, None, None),
        ("嘱6月1日门诊复查，下次6月20日", "2026-06-20", "2026-03-02T10:15", "2026-03-12"),
        ("9月10日", None, "2026-03-02T10:15", "2026-03-12"),
    ],
)
def test_completes_the_year_from_the_stay(
    text: str, value: str | None, admitted: str | None, discharged: str | None
) -> None:
    last = found(text, admitted=admitted, discharged=discharged)[-1]
    assert (str(last.moment) if last.moment else None) == value


def test_a_year_in_the_sentence_stands_above_the_stay() -> None:
    text = "2019年3月5日在外院行手术，3月20日出院。2月26日再发。"
    assert values(text) == [("2019年3月5日", "2019-03-05"), ("3月20日", "2019-03-20"), ("2月26日", "2026-02-26")]


def test_the_year_turns_inside_a_sentence() -> None:
    text = "2024年12月28日起病，1月3日加重"
    assert values(text) == [("2024年12月28日", "2024-12-28"), ("1月3日", "2025-01-03")]


def test_a_return_to_an_earlier_day_does_not_turn_the_year() -> None:
    text = "患者于2026-03-02 10:15入院，2月26日起咳嗽"
    assert values(text)[1] == ("2月26日", "2026-02-26")


def test_history_tells_only_the_past() -> None:
    text = "9月10日出现头痛"
    (stamp,) = found(text, sections=history(text))
    assert str(stamp.moment) == "2025-09-10"


def test_the_notes_own_time_stands_above_the_admission() -> None:
    text = "2026-01-04 09:00　病程记录\n12月31日复查血常规正常。"
    assert values(text, admitted="2025-06-01T08:00", discharged=None)[1] == ("12月31日", "2025-12-31")


def test_without_any_year_nothing_is_guessed() -> None:
    (stamp,) = found("3月2日入院", admitted=None, discharged=None)
    assert stamp.moment is None
    assert stamp.problem


def test_bare_numbers_far_from_the_stay_are_no_dates() -> None:
    assert values("结果03-09偏高，07-15另议") == [("03-09", "2026-03-09")]


def test_two_digit_years_of_other_times_are_no_dates() -> None:
    assert values("编码15-03-02") == []


# --- kind, time of writing and of signing -----------------------------------------------------------------------------------------

ROUND = "2026-03-03 09:10　顾某主治医师查房记录\n　　患者3月2日夜间咳嗽。\n主治医师：顾某　2026-03-03 09:52\n住院医师：王某　2026-03-03 10:05"


def kinds(text: str, doc_type: str = "progress_note") -> list[str]:
    return [s.kind for s in found(text, doc_type)]


@pytest.mark.parametrize(
    ("text", "doc_type", "expected"),
    [
        (ROUND, "ward_round_attending", ["written", "event", "signed", "signed"]),
        ("首次病程记录\n2026-03-02 12:05\n　　患者于2026-03-02 10:15入院。\n医师签名：王某\n2026-03-02 12:30\n", "first_progress_note", ["written", "event", "signed"]),
        ("首次病程记录（夜班）　2026-03-02 12:05\n患者女。", "first_progress_note", ["written"]),
        ("入院时间：2026-03-02 10:15　记录时间：2026-03-02 14:20\n", "admission_record", ["event", "written"]),
        ("记 录 时 间：2026-03-02 14:20\n", "admission_record", ["written"]),
        ("手术开始: 2026-03-05 08:40　结束: 2026-03-05 13:55　记录: 2026-03-05 16:00\n", "operation_record", ["event", "event", "written"]),
        ("抢救记录\n补记时间：2026-03-06 08:00\n开始：2026-03-06 03:12", "rescue_record", ["written", "event"]),
        ("会诊意见：2026-03-06 10:25　病史敬阅。", "consultation_record", ["written"]),
        ("术前讨论\n时间：2026-03-04 15:00　地点：示教室\n", "preop_discussion", ["written"]),
        ("签名：张某(主治医师) 2026/3/2 10:05", "progress_note", ["signed"]),
        ("患者好转。\n张某／李某　2026-03-04", "progress_note", ["signed"]),
        ("患者好转。\n签名日期：2026-03-04", "progress_note", ["signed"]),
        ("知情同意。\n患者：林某　配偶：陈某　2026-3-4 16:05", "consent_form", ["signed"]),
        ("体温单\n2026-03-04 08:00　T 36.5\n2026-03-04 12:00　T 36.8", "nursing_record", ["written", "written"]),
        ("报告医师：何某　审核医师：白某　2026-03-04", "lab_report", ["signed"]),
        ("检查日期：2026-03-04\n所见：正常\n报告时间：2026-03-05 09:00", "lab_report", ["event", "written"]),
        ("患者诉腹痛。微生物室电话报告：3月3日血培养阳性。", "progress_note", ["event"]),
        ("病情好转。定于2026-03-12出院。", "progress_note", ["event"]),
        ("[2026-03-02 10:15] 病程记录\n患者好转。", "progress_note", ["written"]),
        ("病程记录  第3页  2026-03-02 10:15\n患者好转。", "progress_note", ["written"]),
        ("2026-3-2患者今日精神可\n　　　2026年3月2日　　医师签名：张三（主治医师）　审核：李四", "progress_note", ["written", "signed"]),
        ("2019年3月5日在外院行手术。", "admission_record", ["event"]),
        ("患者好转。\n张三（电子签名）2026-03-02 10:20:22", "progress_note", ["signed"]),
        ("患者好转。\n签名: 张三 [2026-03-02 10:15]", "progress_note", ["signed"]),
        ("患者好转。\n【电子签名：张三 2026-03-02 10:15:30】", "progress_note", ["signed"]),
        ("入院记录\n姓名：张三\n主诉：咳嗽。\n医师签名：张三　　日期：2026年3月2日", "admission_record", ["signed"]),
        ("病程记录\n好转。\n审签医师：李四　审签时间：2026-03-03 08:00", "progress_note", ["signed"]),
        ("病程记录\n好转。\n　　　　　　　张某某\n　　　　　2026年3月2日", "progress_note", ["signed"]),
        ("采样时间：2026-03-02 06:30  接收时间：2026-03-02 07:10  报告时间：2026-03-02 09:22", "lab_report", ["event", "event", "written"]),
        ("死亡记录\n死亡时间：2026年3月2日03时15分\n记录时间：2026年3月2日05:00", "death_record", ["event", "written"]),
        ("出院记录\n入院时间 2026-03-02 10:15 出院时间 2026-03-12 09:00", "discharge_record", ["event", "event"]),
        ("2026-03-02\n16:00 36.6\n20:00 36.6", "nursing_record", ["written"]),
        ("——病程记录——\n时间：[2026-03-01 16:20]\n患者管某，男", "progress_note", ["written"]),
        ("**入院时间**：2026-01-05 20:10　**记录时间**：2026-01-05 21:30", "admission_record", ["event", "written"]),
        ("手术记录\n手术结束时间\n: 2026-03-05 13:55　　记录时间：\n2026-03-05 16:00", "operation_record", ["event", "written"]),
        ("病程记录\n患者好转。\n　　　　书写医师 李清和　　审阅医师 石弘毅　二〇二六年三月二日十时", "progress_note", ["signed"]),
        ("病程记录\n患者好转。\n　　　　上级医师　赖晚晴（任令仪代签）　　2026.3.5", "progress_note", ["signed"]),
        ("入院日期：2026-4-3 9:40Pm　采史日期：2026-4-4 8:40Am", "admission_record", ["event", "written"]),
        ("2026-3-11 9:50Am\n3-7查房所说已照办。", "progress_note", ["written", "event"]),
        ("(入院)26年3月2日21点10分　(书写)26年3月3日8点20分\n(主诉)停经47天", "admission_record", ["event", "written"]),
        ("同意。\n（患者）亓晓兰　（丈夫）伏志刚　（医师）闻人悦　2026年3月6日21点40分", "consent_form", ["signed"]),
        ("好转。\n住院医师/ 储一鸣 / 2026.03.11 14:40 主治医师/ 巩思源 / 2026.03.11 17:05", "progress_note", ["signed", "signed"]),
    ],
)  # fmt: skip
def test_kind(text: str, doc_type: str, expected: list[str]) -> None:
    assert kinds(text, doc_type) == expected


def extracted(text: str, doc_type: str = "progress_note") -> ExtractedDocument:
    from dataclasses import replace

    document = document_of(text, doc_type)
    return replace(document, timestamps=tuple(find_timestamps(document, stay_of(text))))


def test_a_labelled_record_time_stands_above_the_heading() -> None:
    document = extracted("抢救记录　2026-03-06 03:12\n经过……\n补记时间：2026-03-06 08:00", "rescue_record")
    assert str(written_time(document)) == "2026-03-06T08:00"


def test_without_heading_time_the_signature_is_not_the_writing() -> None:
    document = extracted("患者好转。\n主治医师：李某　2026-03-04 10:00")
    assert written_time(document) is None
    assert str(signed_time(document)) == "2026-03-04T10:00"


def test_a_patients_signature_does_not_date_the_document() -> None:
    text = "知情同意书\n患者签名：王某　2026-03-04 10:00\n谈话医师：李某　2026-03-04 10:20"
    assert str(signed_time(extracted(text, "consent_form"))) == "2026-03-04T10:20"


def test_an_impossible_record_time_leaves_the_time_of_writing_unknown() -> None:
    assert written_time(extracted("入院记录\n记录时间：2026-02-30 10:00")) is None


# --- properties -------------------------------------------------------------------------------------------------------------------

_CHINESE = "〇一二三四五六七八九"


def chinese_number(n: int) -> str:
    tens, units = divmod(n, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _CHINESE[tens] + "十") + (
        _CHINESE[units] if units or not n else ""
    )


def full_width(text: str) -> str:
    return text.translate({ord("0") + i: ord("０") + i for i in range(10)})


def half_day(t: datetime) -> str:
    return ("上午" if t.hour < 12 else "下午") + str(t.hour if t.hour <= 12 else t.hour - 12)


TO_THE_MINUTE = {
    "iso": lambda t: t.strftime("%Y-%m-%d %H:%M"),
    "iso with T": lambda t: t.strftime("%Y-%m-%dT%H:%M"),
    "two spaces": lambda t: t.strftime("%Y-%m-%d　　%H:%M"),
    "slashes": lambda t: f"{t.year}/{t.month}/{t.day} {t.hour}:{t.minute:02}",
    "dots": lambda t: f"{t.year}.{t.month}.{t.day} {t.hour:02}：{t.minute:02}",
    "words": lambda t: f"{t.year}年{t.month}月{t.day}日{t.hour}时{t.minute}分",
    "padded words": lambda t: t.strftime("%Y年%m月%d日%H时%M分"),
    "words and colon": lambda t: t.strftime("%Y年%m月%d日 %H:%M"),
    "spaced words": lambda t: f"{t.year} 年 {t.month} 月 {t.day} 日 {t.hour} 时 {t.minute} 分",
    "half day": lambda t: f"{t.year}年{t.month}月{t.day}日{half_day(t)}时{t.minute}分",
    "full width": lambda t: full_width(t.strftime("%Y-%m-%d %H:%M")),
    "full width words": lambda t: full_width(t.strftime("%Y年%m月%d日%H时%M分")),
    "chinese": lambda t: "".join(_CHINESE[int(d)] for d in str(t.year)) + f"年{chinese_number(t.month)}月{chinese_number(t.day)}日{chinese_number(t.hour)}时{chinese_number(t.minute)}分",
    "month first in the stay": lambda t: f"{t.month}月{t.day}日{t.hour}时{t.minute}分",
    "bare month and day": lambda t: t.strftime("%m-%d %H:%M"),
    "bare with slash": lambda t: f"{t.month}/{t.day} {t.hour:02}:{t.minute:02}",
    "broken line": lambda t: t.strftime("%Y年%m月\n%d日%H:%M"),
}  # fmt: skip
CONTEXTS = [
    "患者于{}入院。",
    "{}　病程记录\n患者好转。",
    "记录时间：{}\n",
    "医师签名：王某　{}\n",
    "（{}）血常规：WBC 9.8×10⁹/L",
    "😀{}。",
    "1.{}复查",
    "\r\n　　{}\r\n",
]
IN_STAY = st.datetimes(datetime(2026, 3, 1), datetime(2026, 3, 12, 23, 59)).map(
    lambda t: t.replace(second=0, microsecond=0)
)


@given(IN_STAY, st.sampled_from(sorted(TO_THE_MINUTE)), st.sampled_from(CONTEXTS))
@settings(max_examples=600, deadline=None)
def test_any_moment_in_any_form_and_place_comes_back(t: datetime, form: str, context: str) -> None:
    printed = TO_THE_MINUTE[form](t)
    if form.startswith("half day") and t.hour == 0:
        return  # 上午0时 is not written
    if form.startswith("bare") and context.startswith("1."):
        return  # 1.03-08 is a decimal
    text = context.format(printed)
    (stamp,) = found(text)
    assert stamp.text == printed
    assert stamp.moment == Moment(t)


@given(
    st.dates(datetime(1930, 1, 1).date(), datetime(2060, 12, 31).date()),
    st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"]),
)
@settings(max_examples=200, deadline=None)
def test_any_full_day_comes_back(day: object, form: str) -> None:
    printed = day.strftime(form)  # type: ignore[attr-defined]
    (stamp,) = found(f"曾于{printed}就诊。")
    assert (stamp.text, str(stamp.moment)) == (printed, str(day))


ANY_TEXT = st.one_of(
    st.text(st.characters(exclude_categories=())),
    st.text(
        st.sampled_from("0123456789０３年月日号时点分:：-－/.. \n\r　三十〇上午下晚至~T王某医师签名：。"), max_size=120
    ),
)


@given(ANY_TEXT, st.booleans())
@settings(max_examples=500, deadline=None)
def test_any_text_gives_exact_spans_that_do_not_overlap(text: str, dated: bool) -> None:
    stamps = found(text) if dated else found(text, admitted=None, discharged=None)
    last = 0
    for stamp in stamps:
        assert last <= stamp.start < stamp.end <= len(text)
        last = stamp.end


@given(ANY_TEXT, ANY_TEXT)
@settings(max_examples=200, deadline=None)
def test_only_the_document_itself_is_read(outside: str, inside: str) -> None:
    text = outside + inside + outside
    document = ExtractedDocument("X-1-02", "X-1", "other", text, len(outside), len(outside) + len(inside))
    for stamp in find_timestamps(document, stay_of(text)):
        assert document.start <= stamp.start < stamp.end <= document.end
        assert text[stamp.start : stamp.end] == stamp.text


@pytest.mark.parametrize("text", [text for text, _ in FORMS])
def test_width_of_digits_changes_nothing(text: str) -> None:
    wide = full_width(text)
    if "T" in text:
        return
    assert [(s.start, s.end, s.moment) for s in found(text)] == [(s.start, s.end, s.moment) for s in found(wide)]


@pytest.mark.parametrize(
    "piece",
    [
        "2026-",
        "1月",
        "2026年3月2日\n",
        "3-",
        "03-02至",
        "三月",
        "王某：",
        "2026-03-02 ",
        "一月一日",
        "0",
        "年月日",
        "3月2日 ",
    ],
)
@pytest.mark.slow
def test_cost_grows_with_length_only(piece: str) -> None:
    text = piece * (300_000 // len(piece))
    began = time.process_time()
    found(text)
    assert time.process_time() - began < 20  # quadratic cost would take minutes


def test_date_and_time_in_two_fields_are_one_time_of_writing() -> None:
    assert str(written_time(extracted("日期：2026-03-02　时间：10:15\n患者好转。"))) == "2026-03-02T10:15"
    assert str(written_time(extracted("日期：2026-03-02　时间：10:15-11:30\n患者好转。"))) == "2026-03-02"


def test_bare_numbers_are_dates_beside_words_that_say_what_was_done() -> None:
    near = {"admitted": "2025-12-25T10:00", "discharged": "2026-01-05"}
    assert values("辅助检查：12-17我院彩超示胆囊结石", **near) == [("12-17", "2025-12-17")]
    assert values("每日入量12-17ml", **near) == []
    assert values("12-17我院彩超示胆囊结石") == []


@pytest.mark.parametrize("line_break", ["\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\n\n", " \n", "\n　"])
def test_the_kind_of_line_break_changes_nothing(line_break: str) -> None:
    plain = "前文。\n" + ROUND
    other = plain.replace("\n", line_break)
    start, stay = len("前文。" + line_break), stay_of(other)
    sections = (Section("case_analysis", other.index("患者3月"), other.index("主治医师：") - len(line_break), 0),)
    document = ExtractedDocument("X#2", "X", "ward_round_attending", other, start, len(other), sections=sections)
    expected = [(s.text, s.moment, s.kind) for s in found(ROUND, "ward_round_attending")]
    stamps = find_timestamps(document, stay)
    assert [(s.text, s.moment, s.kind) for s in stamps] == expected
    assert [other[s.start : s.end] for s in stamps] == [s.text for s in stamps]


def test_a_title_with_a_day_is_refined_by_the_time_below_it() -> None:
    text = "—— 2026.03.06 首次病程记录 ——\n时间 2026.03.06 11:30\n患者男。"
    assert str(written_time(extracted(text, "first_progress_note"))) == "2026-03-06T11:30"
