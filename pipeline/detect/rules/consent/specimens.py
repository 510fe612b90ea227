"""Forms of the invented stay of :mod:`pipeline.detect.specimens`, for the examples of the consent rules."""

from __future__ import annotations

from pipeline.detect.specimens import CONSENT, OPERATION, SURGICAL, record, without

FULL = CONSENT.replace("患方意见：", "替代方案：保守治疗、开腹手术，已说明利弊。\n患方意见：").replace(
    "谈话医师：顾长林　2026-03-04 17:30", "谈话医师：顾长林　手术者：陆振华　2026-03-04 17:30"
)
ANAESTHESIA = """@doc
麻醉知情同意书
患者姓名：林素云　性别：女　年龄：52岁
术前诊断：胆囊结石伴慢性胆囊炎
拟行麻醉：全身麻醉
可能的风险：误吸、过敏、气道困难、心脑血管意外，严重者需抢救。
患方意见：了解，同意麻醉。
患者签名：林素云　2026-03-04 18:00
麻醉医师：傅玉成　2026-03-04 18:00
"""
GASTROSCOPY = """@doc
电子胃镜检查知情同意书
患者姓名：林素云　性别：女　年龄：52岁
目前诊断：上腹痛原因待查
可能的风险：出血、穿孔、心脑血管意外，必要时抢救。替代方案：钡餐。
患方意见：了解，同意检查。
患者签名：林素云　2026-03-03 10:00
谈话医师：顾长林　2026-03-03 10:00
"""
BLOOD = """@doc
输血治疗知情同意书
患者姓名：林素云　性别：女　年龄：52岁
目前诊断：上消化道出血，失血性贫血
拟输成分：悬浮红细胞　输血前检查：乙肝、丙肝、艾滋病、梅毒均阴性
可能的风险：过敏、发热、溶血反应，经血传播疾病。
患方意见：了解，同意输血。
患者签名：林素云　2026-03-05 15:00
谈话医师：顾长林　2026-03-05 15:00
"""
UNSIGNED = FULL.replace("患者签名：林素云　2026-03-04 17:30", "患者签名：＿＿＿＿＿＿")
SURGERY = without(SURGICAL, CONSENT)
"""The operated stay without any consent form."""

EMERGENCY = tuple(d.replace("手术名称：", "手术名称：急诊") if d is OPERATION else d for d in SURGERY)


def operated(*forms: str, stay: str = "") -> str:
    """The operated stay with these consent forms before the operation record."""
    at = SURGERY.index(OPERATION)
    documents = (*SURGERY[:at], *forms, *SURGERY[at:])
    return record(*documents, stay=stay) if stay else record(*documents)
