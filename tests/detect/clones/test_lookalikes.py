"""Honest records that look copied, and copies that try not to: what the rules must and must not say."""

from __future__ import annotations

import pytest

from pipeline.detect.finding import Outcome
from tests.detect.clones.notes_of_record import verdict

_TWO = """@stay id=K-2 patient=K2 name={name} sex={sex} age=61岁 admitted=2026-05-10T09:00 discharged=2026-05-20T10:00
@doc
2026-05-12 09:30　{title}
{note}
医师签名：张三
@stay id=K-1 patient=K1 name={other} sex=女 age=58岁 admitted={since}T09:00 discharged=2026-05-19T10:00
@doc
2026-04-22 09:10　{title}
{source}
医师签名：张三
"""


def _note_rule(note: str, source: str, **about: str) -> Outcome:
    known = {"name": "许文秀", "sex": "女", "other": "郑家祥", "since": "2026-04-10", "title": "病程记录"} | about
    return verdict("CLN-CROSS-PT-NOTE", _TWO.format(note=note, source=source, **known)).outcome


_SURGICAL = "患者术后第1天，诉切口疼痛，可忍受，未排气排便，无发热、恶心呕吐。查体：T 37.1℃，P 80次/分，BP 128/76mmHg，心肺听诊无异常，腹平软，切口敷料干燥，引流管通畅，引出淡红色液体30ml。处理：继续禁食、补液、抗感染治疗，半卧位，鼓励床上活动，密切观察病情变化。"
_OWN = "患者昨夜因担心病理结果彻夜未眠，晨起血压升到166/98mmHg，含服卡托普利后降至140/86mmHg。右侧引流袋夜间脱开一次，护士重新固定，未见气肿。病理电话初报为慢性炎症，未见异型细胞，转告后情绪明显好转，中午进半碗米粥。"
_REHAB = "今日左手能主动抓握直径五厘米的木钉，放开仍需健手帮助，步行由双人扶持改为单人扶持，转身时重心偏右，跨门槛两次失败。作业治疗增加擦桌面动作，步态训练加用足背屈助力带，言语治疗师反馈命名由十分之四提高到十分之六，家属学会被动牵伸跟腱的手法。"


def test_a_template_of_the_day_after_an_operation_is_no_copy_when_findings_are_new() -> None:
    assert _note_rule(_SURGICAL + _OWN, _SURGICAL.replace("30ml", "55ml") + _REHAB) is Outcome.PASS


def test_notes_of_two_patients_on_one_disease_are_left_alone() -> None:
    assert _note_rule(_OWN, _REHAB) is Outcome.PASS


def test_a_copy_with_the_words_of_one_clause_changed_in_five_is_found() -> None:
    copied = _REHAB.replace("木钉", "小球").replace("两次失败", "一次失败").replace("擦桌面", "叠毛巾")
    assert _note_rule(copied, _REHAB) is Outcome.FAIL


def test_a_copy_with_full_width_signs_and_broken_lines_is_found() -> None:
    copied = "\n".join(_REHAB[i : i + 23] for i in range(0, len(_REHAB), 23)).replace("，", ",")
    assert _note_rule(copied, _REHAB) is Outcome.FAIL


@pytest.mark.parametrize(
    "about",
    [
        {"name": "柳玉珍之长女", "other": "柳玉珍之次女", "since": "2026-05-10"},
        {"name": "韦国强", "other": "韦小燕", "since": "2026-05-09"},
    ],
    ids=["twins", "one household"],
)
def test_relatives_admitted_together_are_for_a_person_to_decide(about: dict[str, str]) -> None:
    assert _note_rule(_REHAB, _REHAB, **about) is Outcome.NOT_ASSESSABLE


def test_a_namesake_of_one_sex_is_taken_for_the_same_patient() -> None:
    assert _note_rule(_REHAB, _REHAB, name="郑家祥", other="郑家祥") is Outcome.PASS


_ONE = """@stay name=许文秀 sex=女 age=61岁 admitted=2026-05-10T09:00 discharged=2026-05-20T10:00
@doc
2026-05-12 09:30　{first}
{note}
医师签名：张三
@doc
2026-05-14 09:10　{second}
{later}
医师签名：{signed}
"""


def _progress(later: str, note: str = _REHAB, second: str = "病程记录", signed: str = "张三") -> Outcome:
    record = _ONE.format(note=note, later=later, first="病程记录", second=second, signed=signed)
    return verdict("CLN-PROGRESS", record).outcome


def test_another_doctor_who_copies_the_note_of_two_days_ago_is_found() -> None:
    assert _progress(_REHAB.replace("五厘米", "四厘米"), signed="李四") is Outcome.FAIL


def test_a_quotation_of_one_sentence_is_no_copy() -> None:
    assert _progress("较5月12日步行由双人扶持改为单人扶持又有进步，" + _OWN) is Outcome.PASS


def test_a_stage_summary_may_repeat_the_notes() -> None:
    assert _progress(_REHAB, second="阶段小结") is not Outcome.FAIL


def test_tongue_and_pulse_and_a_continued_formula_are_no_copy() -> None:
    shared = "舌淡红，苔薄白，脉弦细。中药守方继进。"
    assert _progress(_OWN + shared, _REHAB + shared) is Outcome.PASS


def test_a_name_masked_on_both_sides_does_not_make_one_patient() -> None:
    assert _note_rule(_REHAB, _REHAB, name="郑某某", other="郑某某", sex="女") is Outcome.FAIL
