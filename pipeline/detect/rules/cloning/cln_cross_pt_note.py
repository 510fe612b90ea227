"""不同患者病历雷同 (CLN-CROSS-PT-NOTE)

检查什么：现病史、病例特点、日常病程、查房等记录里应当只属于本患者的内容，是否大段照抄另一患者的记录。缺陷记在时间较晚的一份；
同一段文字在多名患者、多名医师的记录里出现的，疑为模板，只提示人工复核；只有一处长段相同的亦同。原患者的姓名留在文中时另由 CLN-OTHER-PATIENT 判定，并使本
条成立。

依据：国家医疗质量控制指标25；S000 篇3（克隆病历）；医疗保障基金使用监督管理条例第四十条（伪造病历）。

例外：见 exceptions。

整改：核对患者当日实际情况后重写；涉及虚假内容的按病历管理规定处理。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.clones.evidence import (
    altered,
    best_by_document,
    defect,
    document,
    doubtful_identity,
    other_patients,
)
from pipeline.detect.clones.limits import MARGIN, PARAMETERS, Degree, degree
from pipeline.detect.clones.model import ClonePair, Weight
from pipeline.detect.clones.notes import BODY, FEATURES, HPI
from pipeline.detect.finding import Defect, Outcome, Verdict, judged
from pipeline.detect.rule import Example, Need, Rule

_ID = "CLN-CROSS-PT-NOTE"
_PASSAGE = 60  # characters in one run that no two doctors write alike, however little of the note they are
_RUN, _LEAST, _VITALS = 40, 45, 3  # or this much of it together with so many vital signs, each of the same value
_VITAL = re.compile(
    r"(?:T|P|R|HR|BP|Sp[Oo]2|SPO2|体温|脉搏|呼吸|血压|心率|血氧饱和度)[^\d，,。；;\n]{0,6}(?<!\d)\d{2,3}(?:\.\d)?(?:/\d{2,3})?(?!\d)"
)
_FAMILY = 3  # text of so many other patients is a template rather than a copy


def check(case: Case) -> Verdict:
    """Judge the notes of this stay against those of other patients that were written earlier."""
    pairs = (p for p in other_patients(case) if p.here.unit in (HPI, FEATURES, BODY))
    return judged([_defect(case, p) for p in best_by_document(pairs) if _degree(case, p) is not Degree.NONE])


def leaks_name(case: Case, pair: ClonePair) -> bool:
    """True if the source patient's name stands in the copied note."""
    note, name = document(case, pair.here), pair.there.patient_name
    return bool(note and len(name) > 1 and name != case.extracted.stay.name and name in note.body)


def _degree(case: Case, pair: ClonePair) -> Degree:
    weight = pair.telling
    if leaks_name(case, pair):
        weight = Weight(weight.total, min(weight.total, weight.copied + round(MARGIN * weight.total)))
    found = degree(case.parameters, _ID, weight)
    if found is Degree.CLEAR or _same_vitals(pair):
        return Degree.CLEAR
    return Degree.PERHAPS if found is Degree.NONE and pair.longest >= _PASSAGE else found


def _same_vitals(pair: ClonePair) -> bool:
    """True if a long passage was copied with its measured values: no two patients agree in all of them."""
    if pair.longest < _RUN or pair.telling.copied < _LEAST:
        return False
    here, there = ({_bare(v[0]) for v in _VITAL.finditer(side.quote)} for side in (pair.here, pair.there))
    equal = len(here & there)
    return equal >= _VITALS and equal == len(here)


def _bare(value: str) -> str:
    return "".join(value.split())


def _defect(case: Case, pair: ClonePair) -> Defect:
    template = pair.family >= _FAMILY and not leaks_name(case, pair)
    doubt = doubtful_identity(pair)
    review = bool(doubt) or template or _degree(case, pair) is Degree.PERHAPS or not pair.order_known
    message = f"与另一患者（{pair.there.stay_id}）的记录雷同：应重写的内容有{pair.telling.share:.0%}照抄（{pair.telling.copied}字）"
    if leaks_name(case, pair):
        message += "，且留有对方姓名"
    if pair.telling.share < 0.5:
        message += f"，其中一处连续{pair.longest}字"
    why = (
        f"；另有{pair.family}名患者的记录含同样文字，可能是模板"
        if template
        else f"；{doubt or '请人工判断'}"
        if review
        else ""
    )
    return defect(
        case,
        pair,
        "；".join(filter(None, (message, altered(pair)))) + why,
        review=review,
        confidence=0.6 if review else 0.95,
    )


_MINE = """@stay id=X-2 patient=P2 name=许文秀 sex=女 age=58岁 admitted=2026-05-10T09:00 discharged=2026-05-20T10:00
@doc
2026-05-16 15:30　病程记录
{note}
医师签名：张三
"""
_OTHER = """@stay id=X-1 patient=P1 name=郑家祥 sex=男 age=66岁 admitted=2026-04-10T09:00 discharged=2026-04-22T10:00
@doc
2026-04-16 15:00　病程记录
{note}
医师签名：张三
"""
_SOURCE = "患者诉右上肢麻木较前减轻，持筷夹菜仍笨拙，昨夜因颈肩酸痛醒来两次，热敷后缓解。查体：血压136/82mmHg，颈椎棘突旁压痛，右侧臂丛牵拉试验阳性，右手握力4级，拇食指痛觉减退。分析神经根水肿尚在消退期，麻木先于肌力恢复，与影像所见节段相符；牵引重量由4公斤加至6公斤，甘露醇再用两天后停，甲钴胺改口服，教会颈托佩戴方法，一周后复查肌电图。"
_COPIED = "患者诉右上肢麻木较前减轻，持筷夹菜仍笨拙，昨夜因颈肩酸痛醒来1次，热敷后缓解。查体：血压128/76mmHg，颈椎棘突旁压痛，右侧臂丛牵拉试验阳性，右手握力4级，拇食指痛觉减退。分析神经根水肿尚在消退期，麻木先于肌力恢复，与影像所见节段相符；牵引重量由4公斤加至5公斤，甘露醇再用三天后停，甲钴胺改口服，教会颈托佩戴方法，一周后复查肌电图。"
_EDITED = "患者诉右上肢麻木较前减轻，持筷夹菜仍笨拙，热敷后颈肩酸痛缓解，食欲好。查体：血压128/76mmHg，颈椎棘突旁压痛，右侧臂丛牵拉试验阳性，右手握力4级，拇食指痛觉减退。分析神经根水肿尚在消退期，麻木先于肌力恢复，与影像所见节段相符；甘露醇再用三天后停，甲钴胺改口服，教会颈托佩戴方法，牵引重量加至5公斤，一周后复查肌电图。已与郑家祥家属沟通。"
_FEVER = "患儿昨夜体温最高39.4℃，阵发性连声咳嗽，咳后呕吐1次，为胃内容物及少许白黏痰，胃纳差。查体：T 38.4℃，R 32次/分，SpO2 96%，咽红，右下肺呼吸音低，闻及细湿啰音，心率126次/分。"
_SAME_DISEASE = "患者诉右手麻木集中在拇食指，低头看手机时加重，平躺十分钟可缓，昨夜睡得好。查体：血压128/76mmHg，颈椎棘突旁压痛，椎间孔挤压试验阳性，肱二头肌反射减弱，握力与健侧相同。定位在颈6神经根，肌力保存，暂无手术指征；停用脱水剂，加塞来昔布，指导下颌回缩练习，减少低头时间，下周评价能否出院。"
_EXAM = "患者一般情况可，饮食睡眠可，大小便正常。查体：神志清，精神可，双肺呼吸音清，未闻及干湿性啰音，心律齐，各瓣膜听诊区未闻及病理性杂音，腹软，无压痛及反跳痛，肝脾肋下未触及，双下肢无水肿。{own}"

RULE = Rule(
    id=_ID,
    name="不同患者病历雷同",
    category="cloning",
    clause="ZB25; S000 篇3; YB 40",
    check=check,
    remedy="核对本患者当日的症状、体征和处理，重写该记录；查明来源病历并一并复核。",
    needs=frozenset({Need.DOCUMENTS, Need.CLONES}),
    parameters=PARAMETERS,
    exceptions=(
        "同病种而病情、判断、处理各自书写",
        "只有正常体格检查的套语相同",
        "多名患者共有的文字疑为模板，只提示人工复核",
    ),
    examples=(
        Example(Outcome.FAIL, _MINE.format(note=_COPIED) + _OTHER.format(note=_SOURCE), "另一患者的病程，只改数字"),
        Example(Outcome.FAIL, _MINE.format(note=_EDITED) + _OTHER.format(note=_SOURCE), "有改动，但留有对方姓名"),
        Example(
            Outcome.PASS,
            _MINE.format(note=_SAME_DISEASE) + _OTHER.format(note=_SOURCE),
            "同一种病，各写各的",
            shows="同病种而病情、判断、处理各自书写",
        ),
        Example(
            Outcome.FAIL,
            _MINE.format(note=_FEVER + "支原体核酸阳性，耐药突变阴性，阿奇霉素用足疗程。")
            + _OTHER.format(
                note=_FEVER
                + "耐药突变阳性，乳酸脱氢酶升高，有难治趋势，加甲泼尼龙，与家长沟通后换药，热退不满意则行支气管镜灌洗，动态观察凝血功能。"
            ),
            "症状体征连同各项数值照抄",
        ),
        Example(
            Outcome.PASS,
            _MINE.format(note=_EXAM.format(own="血糖空腹6.1，餐后8.4，二甲双胍加至三次，足部溃疡面缩小至半厘米。"))
            + _OTHER.format(
                note=_EXAM.format(own="今晨胃镜示十二指肠球部溃疡愈合期，改为口服艾司奥美拉唑，准备出院。")
            ),
            "正常查体逐字相同",
            shows="只有正常体格检查的套语相同",
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            _MINE.format(note=_SAME_DISEASE + _SOURCE[_SOURCE.index("分析") :]) + _OTHER.format(note=_SOURCE),
            "分析一段抄自他人，其余自写",
            review=True,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            _MINE.format(note=_COPIED)
            + _OTHER.format(note=_SOURCE)
            + _OTHER.format(note=_SOURCE).replace("X-1", "X-3").replace("=P1", "=P3").replace("郑家祥", "何秀梅")
            + _OTHER.format(note=_SOURCE).replace("X-1", "X-4").replace("=P1", "=P4").replace("郑家祥", "魏长青"),
            "四名患者共有同一段文字",
            shows="多名患者共有的文字疑为模板，只提示人工复核",
            review=True,
        ),
    ),
    doc=__doc__,
)
