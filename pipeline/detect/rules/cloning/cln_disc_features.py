"""拟诊讨论重复病例特点 (CLN-DISC-FEATURES)

检查什么：首次病程记录的拟诊讨论（病情分析、诊断依据、鉴别诊断合在一起）是否只是把病例特点再抄一遍，没有推理。

依据：国家医疗质量控制指标25（拟诊讨论重复病例特点）。

例外：见 exceptions。

整改：写出由病例特点到诊断的推理：哪些支持、哪些不支持、还需什么检查。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.clones.evidence import best_by_document, defect, within_stay
from pipeline.detect.clones.limits import PARAMETERS, Degree, degree
from pipeline.detect.clones.model import ClonePair, Weight
from pipeline.detect.clones.notes import FEATURES, REASONING
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.rule import Example, Need, Rule

_ID = "CLN-DISC-FEATURES"
_REASONING = ("case_analysis", "tcm_pattern", "diagnostic_basis", "differential_diagnosis")


def check(case: Case) -> Verdict:
    """Judge how much of the whole reasoning is the case features again."""
    notes = list(case.extracted.of_type("first_progress_note"))
    if not notes:
        return not_applicable("没有首次病程记录")
    if not any(n.section("case_features") and n.section(*_REASONING) for n in notes):
        return not_assessable("未能同时识别病例特点和拟诊讨论")
    pairs = (
        p
        for p in within_stay(case)
        if p.here.unit == REASONING and p.there.unit == FEATURES and p.here.doc_id == p.there.doc_id
    )
    return judged([_defect(case, p) for p in best_by_document(pairs) if _degree(case, p) is not Degree.NONE])


def _degree(case: Case, pair: ClonePair) -> Degree:
    """Of the whole text, textbook sentences included: reasoning of any kind speaks for the writer."""
    whole = Weight(pair.here.length, round(pair.here.share * pair.here.length))
    return degree(case.parameters, _ID, whole)


def _defect(case: Case, pair: ClonePair) -> Defect:
    review = _degree(case, pair) is Degree.PERHAPS
    message = f"拟诊讨论有{pair.here.share:.0%}是病例特点的原文，没有推理"
    return defect(
        case, pair, message + ("；请人工判断" if review else ""), review=review, confidence=0.6 if review else 0.9
    )


_NOTE = """@stay sex=男 age=52岁 admitted=2026-03-01T09:00 discharged=2026-03-12T10:00
@doc
首次病程记录
2026-03-01 10:30
患者吴某，男，52岁，因“胸痛4小时”入院。
病例特点：1.中年男性，急性起病，吸烟三十年，血压最高160/100mmHg未治疗。2.搬重物后突发胸骨后压榨样疼痛，向左肩背放射，伴大汗，含硝酸甘油两片不缓解。3.查体：双肺底少许湿啰音，心率96次/分，心尖部第一心音低钝。4.心电图下壁导联ST段弓背抬高，肌钙蛋白I 3.2ng/ml。
初步诊断：急性下壁心肌梗死
{reasoning}
诊疗计划：急诊冠脉造影，双联抗血小板，监护。
医师签名：张三
"""
_COPY = "拟诊讨论：中年男性，急性起病，吸烟三十年，血压最高160/100mmHg未治疗。搬重物后突发胸骨后压榨样疼痛，向左肩背放射，伴大汗，含硝酸甘油两片不缓解。查体见双肺底少许湿啰音，心率96次/分，心尖部第一心音低钝。心电图下壁导联ST段弓背抬高，肌钙蛋白I 3.2ng/ml。诊断明确。"
_BASIS = "诊断依据：1.急性起病，吸烟三十年，血压最高160/100mmHg未治疗。2.搬重物后突发胸骨后压榨样疼痛，向左肩背放射，伴大汗，含硝酸甘油两片不缓解。3.双肺底少许湿啰音，心率96次/分，心尖部第一心音低钝。4.心电图下壁导联ST段弓背抬高，肌钙蛋白I 3.2ng/ml。\n鉴别诊断：诊断明确，无需鉴别。"
_OWN = "拟诊讨论：疼痛性质、持续时间与硝酸甘油无效提示冠脉完全闭塞而非一过性痉挛；下壁导联抬高以III导联为著，罪犯血管首先考虑右冠近中段，应加做右室导联；肺底啰音提示泵功能已受影响，Killip II级，补液要谨慎。主动脉夹层累及右冠开口同样可有此图形，但四肢血压对称、纵隔不宽，可能性小。"
_QUOTE = "诊断依据：搬重物后突发胸骨后压榨样疼痛，心电图下壁导联ST段弓背抬高，心肌损伤标志物升高，三条具备。\n鉴别诊断：肺栓塞：患者无制动和下肢肿胀，血氧正常，右心不大，不支持；急性心包炎：疼痛与体位呼吸无关，抬高呈弓背而非凹面，不支持；夹层：双臂血压相差不大，暂不考虑，造影前复核。"

RULE = Rule(
    id=_ID,
    name="拟诊讨论重复病例特点",
    category="cloning",
    clause="ZB25",
    check=check,
    remedy="补写由病例特点到诊断的推理和鉴别，不重复病例特点。",
    needs=frozenset({Need.DOCUMENTS, Need.CLONES}),
    parameters=PARAMETERS,
    exceptions=("引用两三处关键发现作依据", "另有推理"),
    examples=(
        Example(Outcome.FAIL, _NOTE.format(reasoning=_COPY), "拟诊讨论就是病例特点"),
        Example(Outcome.FAIL, _NOTE.format(reasoning=_BASIS), "诊断依据照抄病例特点，鉴别空缺"),
        Example(Outcome.PASS, _NOTE.format(reasoning=_OWN), "有推理", shows="另有推理"),
        Example(Outcome.PASS, _NOTE.format(reasoning=_QUOTE), "引用两处发现", shows="引用两三处关键发现作依据"),
    ),
    doc=__doc__,
)
