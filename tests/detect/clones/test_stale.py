"""Statements bound to a day: told from quotations, memories and other ways of counting."""

from __future__ import annotations

import pytest

from pipeline.detect.clones.stale import number
from pipeline.detect.finding import Outcome
from tests.detect.clones.notes_of_record import verdict

_STAY = """@stay sex=男 age=60岁 admitted=2026-03-02T21:40 discharged=2026-03-20T10:00
@doc
手术记录
手术日期：2026-03-06　手术开始时间：2026-03-06 09:00　手术结束时间：2026-03-06 11:00
手术名称：腹腔镜下胆囊切除术
手术者：贾志刚　麻醉方式：全麻
手术经过：气腹建立满意，解剖胆囊三角，夹闭胆囊管和胆囊动脉，切除胆囊。
手术者签名：贾志刚　2026-03-06 15:00
@doc
{when}　病程记录
{text}
医师签名：孔祥
"""


def _outcome(when: str, text: str) -> Outcome:
    return verdict("CLN-STALE", _STAY.format(when=when, text=text)).outcome


@pytest.mark.parametrize(
    ("when", "text"),
    [
        ("2026-03-12 09:00", "入院第4天，腹痛缓解，体温正常，进流食。"),
        ("2026-03-12 09:00", "今日为入院第四天，腹痛缓解，体温正常。"),
        ("2026-03-12 09:00", "患者术后第2天，腹胀减轻，引流液淡红。"),
        ("2026-03-12 09:00", "术后二日，腹胀减轻，引流液淡红。"),
        ("2026-03-10 16:00", "伤口干燥。术前准备完善，拟于明日上午在全麻下行腹腔镜下胆囊切除术，已签字。"),
        ("2026-03-12 16:00", "一般情况好，定于明日手术，今晚禁食。"),
        ("2026-03-13 09:00", "现住院第3日，无发热，切口愈合好，准备拆线。"),
    ],
)
def test_a_statement_of_another_day_is_found(when: str, text: str) -> None:
    assert _outcome(when, text) is Outcome.FAIL


@pytest.mark.parametrize(
    ("when", "text"),
    [
        ("2026-03-05 09:00", "入院第3天，腹痛缓解，体温正常。"),
        ("2026-03-05 09:00", "入院第4天，腹痛缓解，体温正常。"),
        ("2026-03-05 09:00", "入院2天，腹痛缓解（不足48小时按24小时一天计）。"),
        ("2026-03-09 09:00", "术后第3天，引流管拔除。"),
        ("2026-03-09 09:00", "术后第4天，引流管拔除。"),
        ("2026-03-12 09:00", "切口愈合好。患者于入院第4天出现一过性发热，未用抗生素自行消退。"),
        ("2026-03-12 09:00", "切口愈合好。3月5日查房时要求拟明日行腹腔镜下胆囊切除术，已按计划完成。"),
        ("2026-03-05 16:00", "术前准备完善，拟明日在全麻下行腹腔镜下胆囊切除术。"),
        ("2026-03-06 08:00", "今日上午在全麻下行腹腔镜下胆囊切除术，已禁食。"),
        ("2026-03-12 09:00", "胆总管残余结石，拟明日行内镜下乳头括约肌切开取石术，家属同意。"),
        ("2026-03-12 09:00", "患者阑尾切除术后第20天，切口曾裂开，现胆囊术后恢复好。"),
        ("2026-03-12 09:00", "今日手术切口拆线，愈合好，明日出院。"),
        ("2026-03-12 09:00", "拟明日复查腹部B超和肝功能，无异常即出院。"),
        ("2026-04-12 09:00", "入院第4天，腹痛缓解，体温正常。"),
    ],
)
def test_a_statement_that_may_be_true_is_left_alone(when: str, text: str) -> None:
    assert _outcome(when, text) is Outcome.PASS


def test_an_operation_today_without_its_record_is_for_a_person_to_decide() -> None:
    text = "今日上午在全麻下行腹腔镜胆囊切除术，手术顺利，安返病房。"
    found = verdict("CLN-STALE", _STAY.format(when="2026-03-11 10:00", text=text))
    assert found.outcome is Outcome.NOT_ASSESSABLE
    assert [d.review for d in found.defects] == [True]


@pytest.mark.parametrize(
    ("words", "value"), [("3", 3), ("十", 10), ("十二", 12), ("二十", 20), ("二十三", 23), ("两", 2)]
)
def test_day_counts_are_read_in_digits_and_chinese(words: str, value: int) -> None:
    assert number(words) == value
