"""两次以上病程记录雷同 (CLN-PROGRESS)

检查什么：同一次住院的日常病程、查房、术后病程、阶段小结等，后写的一份里应当重写的内容（症状变化、阳性体征、分析、处理）是否
照抄先写的一份。调换语序、改数字、插一两句仍算照抄。阴性体征、正常所见、生命体征、套语不计。一份病程抄自几份时只报一次，指明来源。

依据：国家医疗质量控制指标（病案）指标25 不合理复制病历发生率；S000 篇3（克隆病历）。

例外：见 exceptions。

整改：按当日病情重写，写明变化、判断和处理；只需说明“病情同前”的，写明依据。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.clones.evidence import altered, best_by_document, defect, document, named, within_stay
from pipeline.detect.clones.limits import PARAMETERS, Degree, degree
from pipeline.detect.clones.model import ClonePair
from pipeline.detect.clones.notes import BODY, ROUNDS
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.rule import Example, Need, Rule

_ID = "CLN-PROGRESS"
_PROTOCOL = re.compile(r"透析|超滤|化疗第|放疗第|第\d+次(?:放疗|化疗|治疗|光疗)|康复训练|换药|电休克|MECT|高压氧")
_NOTES = (
    frozenset({"progress_note", "postop_first_note"}) | ROUNDS
)  # summaries and transfers restate the course by nature
_LONG_STAY = 30  # days
_VERBATIM, _VERBATIM_CHARS = 0.95, 36  # a note that says nothing new at all, and the least it must say to be judged
_WHOLE, _MOSTLY = 0.9, 0.75  # or a note that is the earlier one as a whole, with a closing phrase of its own
_SHORT = 120  # characters: a note this short about a repeated procedure can hardly be worded anew each time


def check(case: Case) -> Verdict:
    """Judge every later note against the earlier notes of the stay."""
    if sum(1 for _ in case.extracted.of_type(*sorted(_NOTES))) < 2:
        return not_applicable("不足两份病程记录")
    pairs = (p for p in within_stay(case) if _concerns(p))
    return judged([_defect(case, p) for p in best_by_document(pairs) if _degree(case, p) is not Degree.NONE])


def _concerns(pair: ClonePair) -> bool:
    """Two notes of the course; a round that copies a resident's note is CLN-ROUND-FPN."""
    notes = pair.here.unit == pair.there.unit == BODY and {pair.here.doc_type, pair.there.doc_type} <= _NOTES
    return notes and not (pair.here.doc_type in ROUNDS and pair.there.doc_type not in ROUNDS)


def _excuse(case: Case, pair: ClonePair) -> str:
    """Why a person should decide, "" if nothing speaks for the writer."""
    note, stay = document(case, pair.here), case.extracted
    short = pair.here.length <= _SHORT
    if (
        pair.here.written_at is not None
        and pair.here.written_at == pair.there.written_at
        and pair.here.written_at.timed
    ):
        return "两份记录时间相同，可能是重复导出"
    if short and note and _PROTOCOL.search(note.body):
        return "程序性治疗的短记录"
    since, at = stay.admitted_at, pair.here.written_at
    if short and since and at and (at.at - since.at).days >= _LONG_STAY:
        return "长期住院的短记录"
    return "" if pair.order_known and _degree(case, pair) is Degree.CLEAR else "照抄程度或先后不能断定"


def _degree(case: Case, pair: ClonePair) -> Degree:
    found = degree(case.parameters, _ID, pair.telling)
    whole = pair.telling.share >= _VERBATIM or (pair.here.share >= _WHOLE and pair.telling.share >= _MOSTLY)
    if found is Degree.NONE and whole and pair.telling.copied >= _VERBATIM_CHARS:
        return Degree.CLEAR  # "identical" in the words of the indicator, however short
    return found


def _defect(case: Case, pair: ClonePair) -> Defect:
    excuse = _excuse(case, pair)
    review = bool(excuse)
    message = f"{named(pair.here)}与{named(pair.there)}雷同：应重写的内容有{pair.telling.share:.0%}照抄（{pair.telling.copied}字）"
    why = f"；{excuse}，请人工判断" if excuse else ""
    return defect(
        case,
        pair,
        "；".join(filter(None, (message, altered(pair)))) + why,
        review=review,
        confidence=0.6 if review else 0.95,
    )


_HEAD = "@stay sex=女 age=71岁 admitted=2026-05-01T09:00 discharged=2026-05-12T10:00\n"
_FIRST = """@doc
2026-05-03 09:10　病程记录
患者诉胸闷气短较昨日减轻，可在床边坐起约20分钟，夜间憋醒一次，咳少量白痰。查体：T 36.8℃，P 92次/分，BP 138/82mmHg，颈静脉充盈，双肺底可闻及少许湿啰音，双踝凹陷性水肿。昨日尿量1800ml。考虑心功能不全经利尿后容量负荷有所下降，但肺淤血尚未完全消退，继续呋塞米静推，监测电解质，限制入量，明日复查脑钠肽。
医师签名：张三
"""
_COPY = """@doc
2026-05-06 09:20　病程记录
患者诉胸闷气短较昨日减轻，可在床边坐起约30分钟，夜间憋醒一次，咳少量白痰。查体：T 36.5℃，P 84次/分，BP 130/78mmHg，颈静脉充盈，双肺底可闻及少许湿啰音，双踝凹陷性水肿。昨日尿量2100ml。考虑心功能不全经利尿后容量负荷有所下降，但肺淤血尚未完全消退，继续呋塞米静推，监测电解质，限制入量，明日复查脑钠肽。
医师签名：张三
"""
_REORDERED = """@doc
2026-05-06 09:20　病程记录
考虑心功能不全经利尿后容量负荷有所下降，但肺淤血尚未完全消退，继续呋塞米静推，限制入量，监测电解质，明日复查脑钠肽。今日家属探视。患者诉胸闷气短较昨日减轻，夜间憋醒一次，咳少量白痰，可在床边坐起约30分钟。查体：P 84次/分，双肺底可闻及少许湿啰音，颈静脉充盈，双踝凹陷性水肿。
医师签名：张三
"""
_NEW = """@doc
2026-05-06 09:20　病程记录
昨夜平卧入睡，未再憋醒，今晨自行走到卫生间，稍感乏力。查体：T 36.5℃，P 78次/分，BP 126/74mmHg，颈静脉无充盈，双肺未闻及啰音，双踝水肿消退。脑钠肽由2860降至640pg/ml，血钾3.4mmol/L。肺淤血已缓解，呋塞米改为口服20mg每日一次，加用氯化钾缓释片，三日后查电解质，可下床活动。
医师签名：张三
"""
_STABLE = """@doc
2026-05-06 09:20　病程记录
患者今日精神可，饮食睡眠可，大小便正常。查体：神志清，双肺呼吸音清，未闻及干湿啰音，心律齐，腹软，无压痛，双下肢无水肿。复查血钾4.2mmol/L，停补钾，明日起减少利尿剂用量。
医师签名：张三
@doc
2026-05-08 09:00　病程记录
患者今日精神可，饮食睡眠可，大小便正常。查体：神志清，双肺呼吸音清，未闻及干湿啰音，心律齐，腹软，无压痛，双下肢无水肿。心脏彩超示射血分数48%，拟后日出院，已交代门诊随访。
医师签名：张三
"""
_BRIEF = """@doc
2026-05-05 14:42　病程记录
扶床站立10分钟，右下肢肌力4级，言语流利度改善。动态心电图偶发房早，未发现房颤。他汀加依折麦布10mg，会阴皮肤完好。T 36.5℃，P 78次/分，BP 138/78mmHg。
医师签名：张三
@doc
2026-05-07 15:11　病程记录
扶床站立10分钟，右下肢肌力4级，言语流利度改善。动态心电图偶发房早，未发现房颤。他汀加依折麦布10mg，会阴皮肤完好。T 36.6℃，P 81次/分，BP 135/78mmHg。
医师签名：张三
"""
_WARD = """@doc
2026-05-05 09:00　病程记录
患者接触被动，问话少答，称“隔壁的人在墙里装了线”，否认轻生念头，夜间睡眠约6小时，服药需护士督促，未见冲动行为。查体未见明显异常，肌张力不高，无震颤。继续目前治疗。
医师签名：张三
@doc
2026-05-08 09:00　病程记录
患者接触被动，问话少答，称“隔壁的人在墙里装了线”，否认轻生念头，夜间睡眠约6小时，服药需护士督促，未见冲动行为。查体未见明显异常，肌张力不高，无震颤。继续目前治疗，观察病情。
医师签名：张三
"""
_DIALYSIS = """@doc
2026-05-03 15:00　病程记录
今日行规律血液透析4小时，经左前臂内瘘穿刺顺利，血流量250ml/min，低分子肝素抗凝，超滤2.6kg，透析过程中血压波动于120～150/70～85mmHg，透后体重61.2kg，穿刺点按压止血，内瘘震颤杂音良好，安返病房，嘱控制饮水量。
医师签名：张三
@doc
2026-05-05 15:00　病程记录
今日行规律血液透析4小时，经左前臂内瘘穿刺顺利，血流量250ml/min，低分子肝素抗凝，超滤2.2kg，透析过程中血压波动于118～146/68～84mmHg，透后体重61.0kg，穿刺点按压止血，内瘘震颤杂音良好，安返病房，嘱控制饮水量。
医师签名：张三
"""

RULE = Rule(
    id=_ID,
    name="两次以上病程记录雷同",
    category="cloning",
    clause="ZB25; S000 篇3",
    check=check,
    remedy="按当日病情重写病程：变化、判断、处理；无变化的写明依据，不复制前一份。",
    needs=frozenset({Need.DOCUMENTS, Need.CLONES}),
    parameters=PARAMETERS,
    exceptions=(
        "只有阴性体征和正常所见相同",
        "句式相近而症状、判断、处理不同",
        "程序性治疗（透析、换药等）和长期住院的短记录只提示人工复核",
        "同一时间的两份相同记录可能是重复导出，只提示人工复核",
    ),
    examples=(
        Example(Outcome.FAIL, _HEAD + _FIRST + _COPY, "只改数字，其余照抄"),
        Example(Outcome.FAIL, _HEAD + _WARD, "短病程整篇照抄，只添一句套语"),
        Example(Outcome.FAIL, _HEAD + _FIRST + _REORDERED, "调换语序、插一句，仍是照抄"),
        Example(
            Outcome.PASS,
            _HEAD + _FIRST + _NEW,
            "同一框架，症状、体征、判断、处理都是新写",
            shows="句式相近而症状、判断、处理不同",
        ),
        Example(Outcome.PASS, _HEAD + _STABLE, "阴性体征逐字相同，其余不同", shows="只有阴性体征和正常所见相同"),
        Example(
            Outcome.NOT_ASSESSABLE,
            _HEAD + _FIRST + _FIRST,
            "同一份病程导出两次",
            shows="同一时间的两份相同记录可能是重复导出，只提示人工复核",
            review=True,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            _HEAD + _DIALYSIS,
            "规律透析的短记录，数字已更新",
            shows="程序性治疗（透析、换药等）和长期住院的短记录只提示人工复核",
            review=True,
        ),
    ),
    doc=__doc__,
)
