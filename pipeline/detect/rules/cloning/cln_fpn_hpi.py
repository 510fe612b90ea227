"""首程病例特点与现病史雷同 (CLN-FPN-HPI)

检查什么：首次病程记录的病例特点是否把入院记录的现病史（除去数字、检验结果、阴性症状后）整段照抄。先后不论，缺陷记在首次病程记录。
病例特点应是归纳，不是现病史的再抄一遍。

依据：国家医疗质量控制指标（病案）指标25；病历书写基本规范第二十二条（一）“全面分析、归纳和整理”；S000 篇3。

例外：见 exceptions。查体和辅助检查结果两处一致是应当的，不参与比较。

整改：重写病例特点，归纳起病形式、主要症状、阳性发现和有鉴别意义的阴性发现。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.clones.evidence import altered, best_by_document, defect, turned, within_stay
from pipeline.detect.clones.limits import PARAMETERS, Degree, degree
from pipeline.detect.clones.model import ClonePair
from pipeline.detect.clones.notes import ADMISSIONS, FEATURES, HPI
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.rule import Example, Need, Rule

_ID = "CLN-FPN-HPI"


def check(case: Case) -> Verdict:
    """Judge how much of the present illness went into the case features."""
    first, admission = case.extracted.first("first_progress_note"), case.extracted.first(*ADMISSIONS)
    if first is None or admission is None:
        return not_applicable("没有首次病程记录或入院记录")
    if not any(d.section("case_features") for d in case.extracted.of_type("first_progress_note")):
        return not_assessable("首次病程记录中未能识别病例特点")
    if not any(d.section("present_illness") for d in case.extracted.of_type(*ADMISSIONS)):
        return not_assessable("入院记录中未能识别现病史")
    sides = (
        p if p.here.unit == FEATURES else turned(p)
        for p in within_stay(case)
        if {p.here.unit, p.there.unit} == {FEATURES, HPI}
    )
    return judged([_defect(case, p) for p in best_by_document(sides) if _degree(case, p) is not Degree.NONE])


def _degree(case: Case, pair: ClonePair) -> Degree:
    """The history that was copied decides: the case features also hold examination and tests, which must agree."""
    return degree(case.parameters, _ID, pair.telling_there)


def _defect(case: Case, pair: ClonePair) -> Defect:
    review = _degree(case, pair) is Degree.PERHAPS
    weight = pair.telling_there
    message = f"病例特点照抄现病史：现病史中应归纳的内容有{weight.share:.0%}（{weight.copied}字）原样出现在病例特点"
    tail = "；请人工判断是否属于归纳" if review else ""
    return defect(
        case,
        pair,
        "；".join(filter(None, (message, altered(pair)))) + tail,
        review=review,
        confidence=0.6 if review else 0.95,
    )


_HEAD = """@stay sex=男 age=63岁 admitted=2026-03-01T09:00 discharged=2026-03-10T10:00
@doc
入院记录
姓名：周某　性别：男　年龄：63岁　入院时间：2026-03-01 09:00　记录时间：2026-03-01 11:00
主诉：上腹痛2月，加重伴黑便3天。
现病史：{history}
既往史：体健。
体格检查：T 36.5℃，P 88次/分，R 18次/分，BP 118/70mmHg。神志清，贫血貌，上腹轻压痛，无反跳痛。
医师签名：张三　2026-03-01 11:30
@doc
首次病程记录
2026-03-01 10:30
患者周某，男，63岁，因“上腹痛2月，加重伴黑便3天”入院。
病例特点：{features}
初步诊断：消化道出血
诊疗计划：禁食，抑酸，胃镜。
医师签名：张三
"""
_HISTORY = "患者2月前饱餐后出现上腹部隐痛，多在空腹和夜间发作，进食后可缓解一两个小时，自服奥美拉唑断续治疗，未到医院检查。3天前饮白酒半斤后疼痛加重，转为持续性，并解柏油样黑便每日两次，每次约100克，伴头晕、起立时眼前发黑，心慌出冷汗。今晨再解黑便一次，由家人送来急诊，查血红蛋白78g/L，以上消化道出血收入院。"
_COPY = "1.老年男性。2.患者2月前饱餐后出现上腹部隐痛，多在空腹和夜间发作，进食后可缓解一两个小时，自服奥美拉唑断续治疗。3天前饮白酒半斤后疼痛加重，转为持续性，并解柏油样黑便每日2次，伴头晕、起立时眼前发黑、心慌出冷汗。今晨再解黑便1次，由家人送来急诊。3.查体：贫血貌，上腹轻压痛。"
_WHOLE = "患者2月前饱餐后出现上腹部隐痛；多在空腹和夜间发作；进食后可缓解一两个小时；自服奥美拉唑断续治疗；未到医院检查；3天前饮白酒半斤后疼痛加重；转为持续性；并解柏油样黑便每日两次；每次约100克；伴头晕、起立时眼前发黑；心慌出冷汗；今晨再解黑便一次；由家人送来急诊；查血红蛋白78g/L；以上消化道出血收入院。"
_SUMMARY = "1.老年男性，慢性病程，节律性上腹痛2月，近3天酒后加重。2.黑便三次，有头晕、黑矇等容量不足表现。3.查体：贫血貌，上腹轻压痛。4.血红蛋白78g/L。"
_SHORT_HISTORY = "患者1天前摔倒后右腕疼痛、肿胀，活动受限，来院拍片示右桡骨远端骨折，收入院。"
_SHORT = "1.患者1天前摔倒后右腕疼痛、肿胀，活动受限。2.查体：右腕餐叉样畸形，压痛。3.X线示右桡骨远端骨折。"

RULE = Rule(
    id=_ID,
    name="首程病例特点与现病史雷同",
    category="cloning",
    clause="ZB25; BW 22(1); S000 篇3",
    check=check,
    remedy="病例特点应归纳现病史，不照抄；重写起病形式、主要症状、阳性及有意义的阴性发现。",
    needs=frozenset({Need.DOCUMENTS, Need.CLONES}),
    parameters=PARAMETERS,
    exceptions=("现病史很短", "同样的事实经归纳后重述"),
    examples=(
        Example(Outcome.FAIL, _HEAD.format(history=_HISTORY, features=_COPY), "整段照抄，删一两句"),
        Example(Outcome.FAIL, _HEAD.format(history=_HISTORY, features=_WHOLE), "只换标点"),
        Example(
            Outcome.PASS, _HEAD.format(history=_HISTORY, features=_SUMMARY), "归纳", shows="同样的事实经归纳后重述"
        ),
        Example(
            Outcome.PASS,
            _HEAD.format(history=_SHORT_HISTORY, features=_SHORT),
            "外伤的现病史只有一句",
            shows="现病史很短",
        ),
    ),
    doc=__doc__,
)
