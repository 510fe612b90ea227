"""Whose name is it: the patient's, a relative's, a doctor's, or another patient's."""

from __future__ import annotations

import pytest

from pipeline.detect.finding import Outcome
from tests.detect.clones.notes_of_record import verdict

_STAY = """@stay name=赵国栋 sex=男 age=60岁 admitted=2026-03-02T09:00 discharged=2026-03-20T10:00
@doc
入院记录
姓名：赵国栋　性别：男　年龄：60岁　入院时间：2026-03-02 09:00　记录时间：2026-03-02 11:00
主诉：胸闷3天。
医师签名：白洁
@doc
2026-03-05 09:00　病程记录
{text}
医师签名：白洁
"""


def _outcome(text: str) -> Outcome:
    return verdict("CLN-OTHER-PATIENT", _STAY.format(text=text)).outcome


@pytest.mark.parametrize(
    "text",
    [
        "患者钱桂兰今日胸闷减轻，夜间可平卧，继续利尿。",
        "患者：钱桂兰，胸闷减轻，夜间可平卧。",
        "病人欧阳建华诉胸闷减轻，夜间可平卧。",
        "已告知钱桂兰及其家属病情危重，签字为证。",
        "钱桂兰，女，58岁，因胸闷三天入院，现胸闷减轻。",
        "患者李梅，女，胸闷减轻，夜间可平卧。",
        "患者钱桂兰及家属要求出院。",
    ],
)
def test_another_persons_name_in_the_patients_place_is_found(text: str) -> None:
    assert _outcome(text) is Outcome.FAIL


@pytest.mark.parametrize(
    "text",
    [
        "患者赵国栋今日胸闷减轻，夜间可平卧。",
        "患者之妻钱桂兰陪护，已向钱桂兰及家属交代病情。",
        "患者女儿赵丽华代诉，患者胸闷减轻。",
        "钱桂兰（患者之妻）签字同意，已告知钱桂兰及家属风险。",
        "请心内科钱桂兰主任会诊，与钱桂兰及家属共同商定方案。",
        "患者神志清，精神可，饮食佳。患者高龄，患者平卧，患者安静。",
        "患者于今晨出现胸闷，患者时有心慌，患者能平卧，患者常于夜间憋醒。",
        "患者白天活动可，患者金黄色葡萄球菌感染，患者黄疸消退，患者明显好转。",
        "患者石膏固定，患者方能入睡，患者温水擦浴，患者安返病房。",
        "同病室患者钱桂兰昨日确诊流感，赵国栋与其有密切接触，予奥司他韦预防。",
        "患者与确诊患者钱桂兰有接触史，已隔离。",
        "患者赵××今日好转，患者***要求出院，已向赵某及家属交代。",
        "向患者及家属说明病情，向其本人及家属交代，和患者家属沟通。",
        "此事对于她和家人都是负担，已向其及家属解释。",
        "患者明华医院就诊未见好转，患者新华路口摔倒。",
    ],
)
def test_the_patient_relatives_staff_and_words_are_left_alone(text: str) -> None:
    assert _outcome(text) is Outcome.PASS


def test_one_letter_off_is_for_a_person_to_decide() -> None:
    found = verdict("CLN-OTHER-PATIENT", _STAY.format(text="患者赵国梁今日胸闷减轻，夜间可平卧。"))
    assert found.outcome is Outcome.NOT_ASSESSABLE
    assert [d.review for d in found.defects] == [True]


def test_without_the_patients_name_nothing_is_claimed() -> None:
    record = "@doc\n2026-03-05 09:00　病程记录\n患者钱桂兰今日胸闷减轻，夜间可平卧。\n医师签名：白洁\n"
    assert verdict("CLN-OTHER-PATIENT", record).outcome is Outcome.NOT_ASSESSABLE
