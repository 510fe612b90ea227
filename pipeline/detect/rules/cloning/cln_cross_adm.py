"""复制上次住院内容 (CLN-CROSS-ADM)

检查什么：同一患者再次住院时，体格检查（含专科检查）连同生命体征等数字是否与以前住院逐字相同，现病史、病程记录是否整段复制以前住院的内容。
既往史、个人史、家族史不参与比较；正常体检套语相同不算，要求数字和阳性发现都相同。

依据：门诊及住院病历评价的单项否决项（与前次病历完全相同）；国家医疗质量控制指标25；2024 年执法案例（复制体格检查按虚假病历处理）。

例外：见 exceptions。

整改：按本次入院实际检查结果重写；引用以前资料的，注明日期和出处。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.clones.evidence import best_by_document, defect, earlier_stays
from pipeline.detect.clones.limits import PARAMETERS, Degree, degree
from pipeline.detect.clones.model import ClonePair
from pipeline.detect.clones.notes import BODY, EXAM, HPI
from pipeline.detect.finding import Defect, Outcome, Verdict, judged
from pipeline.detect.rule import Example, Need, Rule

_ID = "CLN-CROSS-ADM"
_VITALS = {
    "T": re.compile(r"(?:\bT|体温)[:： ]*(\d{2}(?:\.\d)?)"),
    "P": re.compile(r"(?:\bP|\bHR|脉搏|脉率)[:： ]*(\d{2,3})"),
    "R": re.compile(r"(?:\bR|呼吸)[:： ]*(\d{1,2})"),
    "BP": re.compile(r"(?:\bBP|血压)[:： ]*(\d{2,3}\s*[/／]\s*\d{2,3})", re.I),
}
_LEAST_VITALS = 3  # vital signs that no two examinations share by chance
_EQUAL = 0.9  # part of the numbers in a copied text that must be equal: numbers that were updated speak for the writer
_NEW = 12  # characters: a history with a sentence of its own tells this illness, whatever it repeats
_RECAP = 0.9  # a history that tells the earlier course again is usual; one that holds nothing else is a copy
_UNITS = {EXAM: "体格检查", HPI: "现病史", BODY: "病程记录"}


def check(case: Case) -> Verdict:
    """Judge this stay against the patient's earlier stays."""
    pairs = (p for p in earlier_stays(case) if p.here.unit in _UNITS)
    return judged(
        [_defect(case, p) for p in best_by_document(p for p in pairs if carried_over(case, p) is not Degree.NONE)]
    )


def carried_over(case: Case, pair: ClonePair) -> Degree:
    """How far ``pair`` goes beyond what may be carried over from an earlier stay."""
    found = degree(case.parameters, _ID, pair.telling)
    same, total = pair.numbers
    if found is Degree.NONE or same < _EQUAL * total:
        return Degree.NONE
    if pair.here.unit == EXAM:
        vitals = _same_vitals(pair)
        return Degree.NONE if vitals is False else Degree.PERHAPS if vitals is None else found
    if pair.here.unit == HPI:
        new = pair.telling.total - pair.telling.copied
        return found if pair.telling.share >= _RECAP and new <= _NEW else Degree.NONE
    return found if pair.telling.share >= _RECAP else Degree.PERHAPS


def _same_vitals(pair: ClonePair) -> bool | None:
    """True if all vital signs printed on both sides are equal, False if one differs, None if too few are printed."""
    both = [(p.search(pair.here.quote), p.search(pair.there.quote)) for p in _VITALS.values()]
    values = [(a[1], b[1]) for a, b in both if a and b]
    if any(a != b for a, b in values):
        return False
    return True if len(values) >= _LEAST_VITALS else None


def _defect(case: Case, pair: ClonePair) -> Defect:
    doubt = _one_stay(pair)
    review = bool(doubt) or carried_over(case, pair) is Degree.PERHAPS or not pair.order_known
    same, total = pair.numbers
    numbers = f"，{total}个数字中{same}个相同" if total else ""
    message = f"{_UNITS[pair.here.unit]}复制前次住院（{pair.there.stay_id}）：{pair.telling.share:.0%}（{pair.telling.copied}字）逐字相同{numbers}"
    why = f"；{doubt or '请人工判断'}" if review else ""
    return defect(case, pair, message + why, review=review, confidence=0.6 if review else 0.95)


def _one_stay(pair: ClonePair) -> str:
    """Why the two may be one stay exported twice, or in parts; "" if they are not."""
    here, there = pair.here.admitted_at, pair.there.admitted_at
    if here is None or there is None:
        return "入院时间不明，可能是同一次住院"
    return "入院时间相同，可能是同一次住院重复导出" if here.at.date() == there.at.date() else ""


_STAY = """@stay id={id} patient=P9 name=钱宝山 sex=男 age=70岁 admitted={day}T09:00 discharged=2026-06-28T10:00
@doc
入院记录
姓名：钱宝山　性别：男　年龄：70岁　入院时间：{day} 09:00　记录时间：{day} 11:00
主诉：{chief}
现病史：{history}
既往史：高血压病十五年，最高180/100mmHg，服硝苯地平控释片；2009年行阑尾切除术；否认糖尿病，否认肝炎结核，否认药物过敏。
体格检查：{exam}
初步诊断：慢性阻塞性肺疾病急性加重
医师签名：张三　{day} 11:30
"""
_EXAM = "T 36.7℃，P 82次/分，R 21次/分，BP 138/84mmHg。神志清，慢性病容，半卧位。口唇轻度发绀，颈静脉稍充盈，桶状胸，肋间隙增宽，语颤减弱，叩诊过清音，双肺散在哮鸣音，右下肺可闻及细湿啰音，剑突下心尖搏动，心率82次/分，肝肋下1.5cm可触及，双踝轻度凹陷性水肿，杵状指。"
_NEW_EXAM = "T 38.1℃，P 104次/分，R 26次/分，BP 146/78mmHg。神志清，急性病容，端坐位，大汗。口唇发绀，颈静脉怒张，桶状胸，三凹征阳性，双肺满布哮鸣音，左下肺闻及粗湿啰音，心率104次/分，肝肋下3cm质韧有压痛，双小腿中度凹陷性水肿。"
_NORMAL = "T {t}℃，P {p}次/分，R {r}次/分，BP {bp}mmHg。发育正常，营养中等，神志清楚，查体合作。皮肤黏膜无黄染，浅表淋巴结未触及肿大。头颅无畸形，双侧瞳孔等大等圆，对光反射灵敏。颈软，气管居中，甲状腺无肿大。胸廓对称，双肺呼吸音清，未闻及干湿性啰音。心律齐，各瓣膜区未闻及杂音。腹软，无压痛及反跳痛，肝脾肋下未触及，移动性浊音阴性。双下肢无水肿。"
_FIRST_HISTORY = (
    "五年前起冬季咳嗽咳痰，每年三个月，三年前肺功能示中度阻塞。一周前受凉后咳黄痰，活动后气短加重，社区输液三天无好转。"
)
_SECOND_HISTORY = "四十天前因同病住院，好转后带药出院，规律吸入。两天前搬家具后突感胸闷气促，夜间不能平卧，痰不多，自测血氧八十六，叫救护车送来，途中吸氧后稍缓。"
_COPIED_HISTORY = "五年前起冬季咳嗽咳痰，每年三个月，三年前肺功能示中度阻塞，规律吸入布地奈德福莫特罗，平地行走无碍，爬两层楼需歇。一周前受凉后咳黄痰，量约三十毫升，活动后气短加重，走到卫生间即需停下，社区输液三天无好转，家属发现其白天嗜睡，遂来急诊。"


def _pair(exam: str, history: str, old_exam: str, old_history: str) -> str:
    mine = _STAY.format(id="Z-2", day="2026-06-10", chief="气促加重2天。", history=history, exam=exam)
    return mine + _STAY.format(
        id="Z-1", day="2026-04-28", chief="咳痰气短加重1周。", history=old_history, exam=old_exam
    )


RULE = Rule(
    id=_ID,
    name="复制上次住院内容",
    category="cloning",
    clause="V-VETO; ZB25",
    check=check,
    remedy="按本次实际所见重写；引用以前资料时注明日期和出处。",
    needs=frozenset({Need.DOCUMENTS, Need.CLONES}),
    parameters=PARAMETERS,
    exceptions=(
        "既往史、个人史、家族史沿用",
        "正常体检套语相同而数字不同",
        "现病史复述以前的病程，另有本次发病的内容",
        "同一次住院重复导出，只提示人工复核",
    ),
    examples=(
        Example(Outcome.FAIL, _pair(_EXAM, _SECOND_HISTORY, _EXAM, _FIRST_HISTORY), "体格检查连数字照抄"),
        Example(Outcome.FAIL, _pair(_NEW_EXAM, _COPIED_HISTORY, _EXAM, _COPIED_HISTORY), "现病史整段照抄"),
        Example(
            Outcome.PASS,
            _pair(_NEW_EXAM, _SECOND_HISTORY, _EXAM, _FIRST_HISTORY),
            "只有既往史相同",
            shows="既往史、个人史、家族史沿用",
        ),
        Example(
            Outcome.PASS,
            _pair(
                _NORMAL.format(t="36.5", p=76, r=18, bp="132/80"),
                _SECOND_HISTORY,
                _NORMAL.format(t="36.8", p=84, r=19, bp="128/74"),
                _FIRST_HISTORY,
            ),
            "正常体检用语相同，生命体征不同",
            shows="正常体检套语相同而数字不同",
        ),
        Example(
            Outcome.PASS,
            _pair(_NEW_EXAM, _COPIED_HISTORY + _SECOND_HISTORY, _EXAM, _COPIED_HISTORY),
            "先复述上次的经过，再写本次",
            shows="现病史复述以前的病程，另有本次发病的内容",
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            _pair(_EXAM, _FIRST_HISTORY, _EXAM, _FIRST_HISTORY).replace("2026-04-28", "2026-06-10"),
            "住院编号不同，入院时间相同",
            shows="同一次住院重复导出，只提示人工复核",
            review=True,
        ),
    ),
    doc=__doc__,
)
