"""术后首程手术经过照抄手术记录 (CLN-POSTOP-OP)

检查什么：术后首次病程记录是否把手术记录的手术经过整段照抄。术后首程应简要概括手术情况，重点写术后处理和注意观察的事项。

依据：病历书写基本规范第二十二条（十八）；质控软件通行做法（照抄九成以上）。

例外：见 exceptions。

整改：概括手术经过，写明术中诊断、术后处理措施、术后特别观察的事项。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.clones.evidence import best_by_document, defect, within_stay
from pipeline.detect.clones.limits import PARAMETERS, Degree, degree
from pipeline.detect.clones.model import ClonePair, Weight
from pipeline.detect.clones.notes import OPERATION
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.rule import Example, Need, Rule

_ID = "CLN-POSTOP-OP"
_BRIEF = 150  # characters: the course of a short standard operation can hardly be told otherwise


def check(case: Case) -> Verdict:
    """Judge how much of the operation's course went into the first note after it."""
    if case.extracted.first("postop_first_note") is None or case.extracted.first("operation_record") is None:
        return not_applicable("没有术后首次病程记录或手术记录")
    pairs = (p for p in within_stay(case) if p.here.doc_type == "postop_first_note" and p.there.unit == OPERATION)
    return judged([_defect(case, p) for p in best_by_document(pairs) if _degree(case, p) is not Degree.NONE])


def _degree(case: Case, pair: ClonePair) -> Degree:
    return degree(case.parameters, _ID, _course(pair))


def _course(pair: ClonePair) -> Weight:
    """The whole course of the operation counts: findings without disease belong to it too."""
    return Weight(pair.there.length, round(pair.there.share * pair.there.length))


def _defect(case: Case, pair: ClonePair) -> Defect:
    review = _degree(case, pair) is Degree.PERHAPS or pair.there.length < _BRIEF
    message = f"术后首次病程记录照抄手术经过：手术经过有{pair.there.share:.0%}原样出现"
    return defect(
        case, pair, message + ("；请人工判断" if review else ""), review=review, confidence=0.6 if review else 0.9
    )


_STAY = """@stay sex=男 age=45岁 admitted=2026-03-01T09:00 discharged=2026-03-12T10:00
@doc
手术记录
手术日期：2026-03-05　手术开始时间：2026-03-05 09:00　手术结束时间：2026-03-05 12:10
手术名称：腹腔镜辅助右半结肠切除术
手术者：贾志刚　助手：孔祥　麻醉方式：全麻
手术经过：{course}
手术者签名：贾志刚　2026-03-05 15:00
@doc
术后首次病程记录
2026-03-05 13:00
{note}
医师签名：孔祥
"""
_COURSE = "脐下切口建立气腹，置入五个穿刺器。探查肝脏、腹膜、盆腔均未见转移结节，肿瘤位于升结肠肝曲，约四厘米，浸出浆膜。沿肠系膜上静脉右侧切开系膜，裸化并夹闭回结肠、右结肠及中结肠动脉右支根部，清扫外科干周围淋巴脂肪组织。沿融合筋膜间隙游离结肠，保护十二指肠、右侧输尿管和生殖血管，松解肝曲。上腹正中小切口拖出肠管，距肿瘤十厘米断横结肠，距回盲部十五厘米断回肠，行回肠横结肠侧侧吻合，检查吻合口通畅、血运好、无张力，关闭系膜裂孔。温水冲洗，右侧结肠旁沟置引流管一根。"
_SHORT = "脐下切口建立气腹，游离胆囊管和胆囊动脉，分别夹闭切断，剥离胆囊床，取出标本，查无出血和胆漏，关闭切口。"
_ORDERS = "患者清醒后拔管，安返病房。术后禁食水，持续胃肠减压，抑酸、补液、营养支持，观察腹腔引流液颜色和量，警惕吻合口漏、出血，早期床上活动。"
_BRIEF_NOTE = (
    "患者今日在全麻下行腹腔镜辅助右半结肠切除，术中见肿瘤位于肝曲，未见转移，淋巴结清扫到外科干，吻合满意，出血约八十毫升，未输血。"
    + _ORDERS
)

RULE = Rule(
    id=_ID,
    name="术后首程手术经过照抄手术记录",
    category="cloning",
    clause="BW 22(18)",
    check=check,
    remedy="概括手术经过，着重写术后处理和观察要点。",
    needs=frozenset({Need.DOCUMENTS, Need.CLONES}),
    parameters=PARAMETERS,
    exceptions=("概括手术经过", "短小的标准手术只提示人工复核"),
    examples=(
        Example(Outcome.FAIL, _STAY.format(course=_COURSE, note=_COURSE + _ORDERS), "整段照抄"),
        Example(
            Outcome.FAIL,
            _STAY.format(course=_COURSE, note="今日手术，经过：" + _COURSE.replace("。", "；") + _ORDERS),
            "换标点照抄",
        ),
        Example(Outcome.PASS, _STAY.format(course=_COURSE, note=_BRIEF_NOTE), "概括", shows="概括手术经过"),
        Example(Outcome.PASS, _STAY.format(course=_COURSE, note=_ORDERS), "只写术后处理"),
        Example(
            Outcome.NOT_ASSESSABLE,
            _STAY.format(course=_SHORT * 2, note=_SHORT * 2 + _ORDERS).replace(
                _SHORT * 2,
                _SHORT + "标本送病理检查，清点器械纱布无误，麻醉清醒后拔管，安返病房，术中血压平稳，出血约十毫升。",
            ),
            "短小手术",
            shows="短小的标准手术只提示人工复核",
            review=True,
        ),
    ),
    doc=__doc__,
)
