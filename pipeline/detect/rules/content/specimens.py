"""A sound admission record that the examples of the rules about admission records vary."""

from __future__ import annotations

HEAD = "@stay sex=男 age=56岁 department=消化内科 admitted=2026-03-02T09:00 discharged=2026-03-10T10:00\n@doc\n"
ENTRIES = {
    "general": "入院记录\n姓名：吴某　性别：男　年龄：56岁　民族：汉族　婚姻：已婚　出生地：本市　职业：工人\n入院时间：2026-03-02 09:00　记录时间：2026-03-02 11:00　病史陈述者：本人\n",
    "complaint": "主诉：反复上腹痛3年，加重伴黑便2天。\n",
    "hpi": "现病史：患者3年前无明显诱因出现上腹部隐痛，饥饿时明显，进食后缓解，在当地医院诊断为“十二指肠溃疡”，服“奥美拉唑”好转。2天前饮酒后再发，解黑便3次，每次约100g，"
    "无呕血，无头晕、晕厥，无发热。发病以来精神可，食欲减退，睡眠一般，小便正常，体重无明显变化。\n",
    "past": "既往史：否认高血压、糖尿病史；否认肝炎、结核等传染病史；否认手术、外伤史；否认输血史；否认食物、药物过敏史；预防接种史不详。\n",
    "personal": "个人史：生于本地，无疫区居住史，吸烟20年，每日10支，偶饮酒。\n",
    "marital": "婚育史：25岁结婚，配偶体健，育有1子。\n",
    "family": "家族史：父母已故，死因不详，否认家族遗传病史。\n",
    "exam": "体格检查：T 36.5℃　P 88次/分　R 18次/分　BP 118/70mmHg\n神志清楚，皮肤巩膜无黄染，浅表淋巴结无肿大。头颅五官无畸形，颈软，气管居中。胸廓对称，双肺呼吸音清，心率88次/分，律齐，无杂音。"
    "腹软，上腹压痛，无反跳痛，肝脾未触及，肠鸣音5次/分。肛门外生殖器未查。脊柱四肢无畸形，双下肢无水肿。生理反射存在，病理反射未引出。\n",
    "aux": "辅助检查：血常规（本院，2026-03-02）：Hb 105g/L，大便潜血（+）。\n",
    "diagnosis": "初步诊断：十二指肠溃疡伴出血\n",
    "signature": "医师签名：张三　2026-03-02 11:30\n",
}


def admission(**changes: str) -> str:
    """The record with some entries put in other words; an empty string leaves the entry out."""
    return HEAD + "".join({**ENTRIES, **changes}.values())
