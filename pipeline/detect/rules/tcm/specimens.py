"""An invented TCM stay, for the examples of the TCM rules."""

from __future__ import annotations

STAY = "@stay name=尤春林 sex=男 age=64岁 department=脑病科 admitted=2026-03-02T09:00 discharged=2026-03-12T10:00\n"
FOUR = "望闻问切：神清，面色少华，语声低微，舌质淡暗，苔白腻，脉弦滑。\n"
ADMISSION = f"""@doc
云岭市中医医院
入院记录
姓名：尤春林　性别：男　年龄：64岁
主诉：左侧肢体无力2天。
现病史：2天前晨起左侧肢体无力，言语稍含糊，无头痛呕吐，纳可，寐差，二便调。
既往史：高血压病10年。
{FOUR}体格检查：T 36.6℃，P 78次/分，R 18次/分，BP 156/92mmHg。神清，左侧肢体肌力4级。
辅助检查：头颅MRI示右侧基底节区脑梗死。
初步诊断：
中医诊断：中风病 中经络 风痰阻络证
西医诊断：急性脑梗死
住院医师：江立　2026-03-02 11:00
"""
FPN = """@doc
云岭市中医医院
首次病程记录
2026-03-02 10:30
病例特点：老年男性，左侧肢体无力2天。舌质淡暗，苔白腻，脉弦滑。MRI示右侧基底节区脑梗死。
初步诊断：中医诊断：中风病 中经络 风痰阻络证；西医诊断：急性脑梗死
中医辨病辨证依据：患者以肢体无力、言语含糊为主症，属中风病；舌淡暗苔白腻脉弦滑，为风痰阻络之象。
西医诊断依据：急性起病，左侧肢体无力，MRI示右侧基底节区脑梗死。
中医鉴别诊断：与痿证鉴别：痿证起病缓，双下肢为主，无口舌歪斜，本例不符。
西医鉴别诊断：脑出血：起病急骤，CT可见高密度影，本例MRI不支持。
诊疗计划：1.一级护理。2.阿司匹林100mg口服。3.治以熄风化痰通络为法，方选半夏白术天麻汤加减，水煎服；针刺取曲池、足三里。
住院医师：江立　2026-03-02 10:50
"""
ROUND = """@doc
2026-03-03 09:00　钱立新主治医师查房记录
患者肢体无力稍减。钱立新主治医师查房指出：舌淡暗苔白腻，脉弦滑，证属风痰阻络，继续熄风化痰通络，守方加地龙。
主治医师：钱立新　2026-03-03 09:30
"""
WESTERN_ROUND = ROUND.replace(
    "舌淡暗苔白腻，脉弦滑，证属风痰阻络，继续熄风化痰通络，守方加地龙", "继续抗血小板、调脂，复查血脂"
)
WEST = "@stay name=尤春林 sex=男 age=64岁 department=神经内科 admitted=2026-03-02T09:00 discharged=2026-03-12T10:00\n"
"""The same patient in a Western ward."""

_TCM_LINES = (
    FOUR,
    "中医诊断：中风病 中经络 风痰阻络证\n",
    "云岭市中医医院\n",
    "中医诊断：中风病 中经络 风痰阻络证；",
    "舌质淡暗，苔白腻，脉弦滑。",
)


def western(document: str) -> str:
    """``document`` as a Western ward of another hospital would write it."""
    for line in _TCM_LINES:
        document = document.replace(line, "")
    kept = [x for x in document.split("\n") if not x.startswith(("中医辨病辨证依据", "中医鉴别诊断"))]
    return "\n".join(kept).replace(
        "3.治以熄风化痰通络为法，方选半夏白术天麻汤加减，水煎服；针刺取曲池、足三里。", "3.调脂。"
    )


def stay(*documents: str, head: str = STAY) -> str:
    """The notation of the stay with these documents."""
    return head + "".join(documents)
