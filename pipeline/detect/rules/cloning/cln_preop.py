"""术前小结、术前讨论照抄首程 (CLN-PREOP)

检查什么：术前小结、术前讨论的内容（病情、指征、讨论意见合在一起）是否几乎全部照抄首次病程记录的病例特点或入院记录的现病史。

依据：病历书写基本规范第二十二条（十一）（十二）；质控软件通行做法。

例外：见 exceptions。

整改：写明手术指征、术式选择、风险和防范措施以及各人的具体意见。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.clones.evidence import best_by_document, defect, named, within_stay
from pipeline.detect.clones.limits import PARAMETERS, Degree, degree
from pipeline.detect.clones.model import ClonePair, Weight
from pipeline.detect.clones.notes import DISCUSSION
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.rule import Example, Need, Rule

_ID = "CLN-PREOP"
_DOCUMENTS = ("preop_summary", "preop_discussion")


def check(case: Case) -> Verdict:
    """Judge the whole content of the pre-operative documents against what was written at admission."""
    if case.extracted.first(*_DOCUMENTS) is None:
        return not_applicable("没有术前小结或术前讨论")
    pairs = (p for p in within_stay(case) if p.here.unit == DISCUSSION and p.here.doc_type in _DOCUMENTS)
    return judged([_defect(case, p) for p in best_by_document(pairs) if _degree(case, p) is not Degree.NONE])


def _degree(case: Case, pair: ClonePair) -> Degree:
    whole = Weight(pair.here.length, round(pair.here.share * pair.here.length))
    return degree(case.parameters, _ID, whole)


def _defect(case: Case, pair: ClonePair) -> Defect:
    review = _degree(case, pair) is Degree.PERHAPS
    message = f"{named(pair.here)}有{pair.here.share:.0%}照抄{named(pair.there)}"
    return defect(
        case, pair, message + ("；请人工判断" if review else ""), review=review, confidence=0.6 if review else 0.9
    )


_STAY = """@stay sex=女 age=45岁 admitted=2026-03-01T09:00 discharged=2026-03-12T10:00
@doc
首次病程记录
2026-03-01 10:30
患者吴某，女，45岁，因“右上腹痛3年，再发5天”入院。
病例特点：{features}
初步诊断：胆囊结石伴慢性胆囊炎
诊断依据：病史，右上腹压痛，超声所见。
诊疗计划：择期手术。
医师签名：孔祥
@doc
术前小结
2026-03-03 15:00
{summary}
医师签名：孔祥
"""
_FEATURES = "1.中年女性，慢性病程，反复发作。2.三年来进油腻饮食后右上腹胀痛，向右肩背放射，每年三四次，服消炎利胆片可缓解；五天前晚餐食红烧肉后再发，呕吐胃内容物一次，社区输液三天后减轻。3.查体：右上腹深压痛，墨菲征可疑阳性。4.超声：胆囊壁毛糙增厚，腔内多枚强回声伴声影，最大1.6cm，随体位移动，胆总管内径0.6cm。"
_COPY = "简要病情：" + _FEATURES + "\n手术指征：有手术指征。\n"
_OWN = "简要病情：右上腹痛三年，超声示多发胆囊结石，壁厚。\n手术指征：反复发作，药物不能根治，结石多发有嵌顿可能，患者要求手术。\n拟施手术：腹腔镜胆囊切除。\n注意事项：炎症粘连时解剖三角要慢，辨清三管关系，必要时造影或中转；术前胆总管正常，不放镜；围手术期用一剂头孢唑林；备血型，嘱戒烟。\n"

RULE = Rule(
    id=_ID,
    name="术前小结/讨论照抄首程",
    category="cloning",
    clause="BW 22(11)(12)",
    check=check,
    remedy="补写手术指征、术式选择理由、风险和防范、讨论意见。",
    needs=frozenset({Need.DOCUMENTS, Need.CLONES}),
    parameters=PARAMETERS,
    exceptions=("病情摘要与首程一致，另有指征和防范",),
    examples=(
        Example(Outcome.FAIL, _STAY.format(features=_FEATURES, summary=_COPY), "除病情摘要外没有内容"),
        Example(
            Outcome.FAIL,
            _STAY.format(features=_FEATURES, summary="简要病情：" + _FEATURES.replace("。", "；") + "\n"),
            "换标点照抄",
        ),
        Example(Outcome.PASS, _STAY.format(features=_FEATURES, summary=_OWN), "自己的指征和注意事项"),
        Example(
            Outcome.PASS,
            _STAY.format(
                features=_FEATURES, summary=_OWN.replace("右上腹痛三年，超声示多发胆囊结石，壁厚。", _FEATURES)
            ),
            "摘要相同，其余自写",
            shows="病情摘要与首程一致，另有指征和防范",
        ),
    ),
    doc=__doc__,
)
