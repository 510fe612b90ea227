"""上级查房照抄首程或住院医师病程 (CLN-ROUND-FPN)

检查什么：主治医师、主任（副主任）医师查房记录中上级医师的分析和意见，是否照抄首次病程记录的诊断依据、鉴别诊断、诊疗计划，或照抄
住院医师先写的病程。只比较分析部分；换几个词、调换顺序仍算照抄。

依据：病历书写基本规范第二十二条（三）（查房记录应有上级医师对病情的分析和意见）；国家医疗质量控制指标25 的精神；S000 L9。

例外：见 exceptions。

整改：写出上级医师本人的分析：补充的病史体征、诊断依据与鉴别的要点、下一步处理及理由。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.clones.evidence import altered, best_by_document, defect, named, within_stay
from pipeline.detect.clones.limits import PARAMETERS, Degree, degree
from pipeline.detect.clones.model import ClonePair
from pipeline.detect.clones.notes import ANALYSIS, BODY, ROUNDS
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.rule import Example, Need, Rule

_ID = "CLN-ROUND-FPN"


def check(case: Case) -> Verdict:
    """Judge the analytic part of every round."""
    if case.extracted.first(*ROUNDS) is None:
        return not_applicable("没有上级医师查房记录")
    pairs = (p for p in within_stay(case) if _concerns(p))
    return judged([_defect(case, p) for p in best_by_document(pairs) if _degree(case, p) is not Degree.NONE])


def _concerns(pair: ClonePair) -> bool:
    """A round on the later side; a resident's text on the earlier one."""
    return pair.here.doc_type in ROUNDS and pair.here.unit in (ANALYSIS, BODY) and pair.there.doc_type not in ROUNDS


def _degree(case: Case, pair: ClonePair) -> Degree:
    return degree(case.parameters, _ID, pair.telling)


def _defect(case: Case, pair: ClonePair) -> Defect:
    review = _degree(case, pair) is Degree.PERHAPS or not pair.order_known
    message = (
        f"{named(pair.here)}的分析照抄{named(pair.there)}：{pair.telling.share:.0%}（{pair.telling.copied}字）逐字相同"
    )
    tail = "；请人工判断" if review else ""
    return defect(
        case,
        pair,
        "；".join(filter(None, (message, altered(pair)))) + tail,
        review=review,
        confidence=0.6 if review else 0.95,
    )


_FIRST = """@stay sex=男 age=52岁 admitted=2026-03-01T09:00 discharged=2026-03-12T10:00
@doc
首次病程记录
2026-03-01 10:30
患者吴某，男，52岁，因“胸痛4小时”入院。
病例特点：1.中年男性，急性起病。2.胸骨后压榨样痛向左肩放射。3.心电图下壁导联ST段抬高。
初步诊断：急性下壁心肌梗死
诊断依据：患者有吸烟和高血压两项危险因素，劳累后突发胸骨后压榨样疼痛持续不缓解，含服硝酸甘油无效，心电图下壁导联ST段弓背抬高并有对应导联压低，肌钙蛋白动态升高，三者具备，诊断成立。
鉴别诊断：主动脉夹层疼痛多为撕裂样并向后背移行，患者双上肢血压相差不足10mmHg，纵隔不宽，可能性小；肺栓塞多有下肢肿痛或制动史，患者血氧正常，右心负荷不重，暂不考虑。
诊疗计划：急诊冠脉造影，双联抗血小板，监护。
医师签名：张三
@doc
2026-03-02 09:00　李四主任医师查房记录
患者胸痛已止，夜间入睡五小时。查体：BP 120/70mmHg，双肺清。
"""
_COPY = "李四主任医师查房后指出：患者有吸烟和高血压危险因素，劳累后突发胸骨后压榨样疼痛持续不缓解，含服硝酸甘油无效，心电图下壁导联ST段弓背抬高并有对应导联压低，肌钙蛋白动态升高，诊断成立。肺栓塞多有下肢肿痛或制动史，患者血氧正常，右心负荷不重，暂不考虑；主动脉夹层疼痛多为撕裂样并向后背移行，患者双上肢血压相差不足10mmHg，纵隔不宽，可能性小。\n医师签名：李四/张三\n"
_VERBATIM = "李四主任医师分析：患者有吸烟和高血压两项危险因素，劳累后突发胸骨后压榨样疼痛持续不缓解，含服硝酸甘油无效，心电图下壁导联ST段弓背抬高并有对应导联压低，肌钙蛋白动态升高，三者具备，诊断成立。\n医师签名：李四/张三\n"
_OWN = "李四主任医师查房后指出：同意首程诊断，心电图下壁导联ST段弓背抬高，罪犯血管考虑右冠，造影时注意右室支是否受累；下壁梗死易合并房室传导阻滞，备阿托品和临时起搏；目前血压偏低时慎用硝酸酯，补足容量优先；出院前评估左前降支中段临界病变，两周后行负荷试验决定是否干预。\n医师签名：李四/张三\n"
_QUOTE = "李四主任医师查房后指出：患者劳累后突发胸骨后压榨样疼痛持续不缓解，含服硝酸甘油无效，这是与既往稳定型劳力性胸痛的区别所在；今晨出现一过性二度传导阻滞，说明房室结动脉供血受影响，先观察三天，停用比索洛尔；他汀加到强化剂量，目标低密度脂蛋白降至1.4以下，复查肝酶和肌酸激酶。\n医师签名：李四/张三\n"

RULE = Rule(
    id=_ID,
    name="上级查房照抄首程或住院医师病程",
    category="cloning",
    clause="BW 22(3); ZB25; S000 L9",
    check=check,
    remedy="补写上级医师本人的分析与指示，不复制首程的诊断依据和鉴别诊断。",
    needs=frozenset({Need.DOCUMENTS, Need.CLONES}),
    parameters=PARAMETERS,
    exceptions=("明确表示同意首程并另有分析", "引用一两处关键发现作依据"),
    examples=(
        Example(Outcome.FAIL, _FIRST + _COPY, "鉴别诊断调换顺序后照抄"),
        Example(Outcome.FAIL, _FIRST + _VERBATIM, "诊断依据逐字照抄"),
        Example(Outcome.PASS, _FIRST + _OWN, "同意诊断，另有分析", shows="明确表示同意首程并另有分析"),
        Example(Outcome.PASS, _FIRST + _QUOTE, "引用一句病史，分析是自己的", shows="引用一两处关键发现作依据"),
    ),
    doc=__doc__,
)
