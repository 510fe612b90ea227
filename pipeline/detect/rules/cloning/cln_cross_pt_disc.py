"""同科同病种拟诊讨论雷同 (CLN-CROSS-PT-DISC)

检查什么：首次病程记录的拟诊讨论（病情分析、诊断依据、鉴别诊断）和各类病例讨论的意见，是否照抄另一患者的同类文字。教科书式的疾病
特点（“多见于……”“典型表现为……”）不计，只看与本患者有关的论述。缺陷记在时间较晚的一份。

依据：国家医疗质量控制指标25（拟诊讨论雷同）；S000 篇3。

例外：见 exceptions。

整改：结合本患者的病史、体征和检查重写诊断依据和鉴别诊断。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.clones.evidence import altered, best_by_document, defect, doubtful_identity, other_patients
from pipeline.detect.clones.limits import PARAMETERS, Degree, degree
from pipeline.detect.clones.model import ClonePair
from pipeline.detect.clones.notes import DISCUSSION, REASONING
from pipeline.detect.finding import Defect, Outcome, Verdict, judged
from pipeline.detect.rule import Example, Need, Rule

_ID = "CLN-CROSS-PT-DISC"
_FAMILY = 3  # text of so many other patients is a template rather than a copy


def check(case: Case) -> Verdict:
    """Judge the reasoning of this stay against that of other patients that was written earlier."""
    pairs = (p for p in other_patients(case) if p.here.unit in (REASONING, DISCUSSION))
    return judged([_defect(case, p) for p in best_by_document(pairs) if _degree(case, p) is not Degree.NONE])


def _degree(case: Case, pair: ClonePair) -> Degree:
    return degree(case.parameters, _ID, pair.telling)


def _defect(case: Case, pair: ClonePair) -> Defect:
    template = pair.family >= _FAMILY
    doubt = doubtful_identity(pair)
    review = bool(doubt) or template or _degree(case, pair) is Degree.PERHAPS or not pair.order_known
    message = f"拟诊讨论与另一患者（{pair.there.stay_id}）雷同：与患者有关的论述有{pair.telling.share:.0%}照抄（{pair.telling.copied}字）"
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


_NOTE = """@stay id={id} patient={id} name={name} sex=男 age={age}岁 admitted={day}T09:00 discharged=2026-06-20T10:00
@doc
首次病程记录
{day} 10:30
患者{name}，男，{age}岁，因“{why}”入院。
病例特点：{why}。
初步诊断：急性胰腺炎
诊断依据：{basis}
鉴别诊断：{other}
诊疗计划：禁食，补液，抑制胰酶。
医师签名：张三
"""
_BASIS = "患者发病前一天大量进食油腻并饮酒，腹痛由中上腹开始向腰背部放射，前倾位稍缓，与胆绞痛的阵发性不同；血淀粉酶升到正常上限五倍以上，超声见胰腺体积增大、周围少量渗出，病程尚在四十八小时内，床旁评分两分，暂归轻症，但血脂呈乳糜样，要防止向重症发展。"
_DDX = "患者有十二指肠溃疡病史，腹痛突然，首先要排除穿孔，立位平片未见膈下游离气体，腹肌不紧张，不支持；胆总管下段结石嵌顿可同时引起黄疸和胰腺炎，本例胆红素不高、肝内外胆管不扩张，暂不考虑，待磁共振胰胆管成像证实；心电图和肌钙蛋白正常，不支持下壁心肌梗死。"
_EDITED = "患者发病前一天大量进食油腻并饮酒，腹痛由中上腹开始向腰背部放射，前倾位稍缓，与胆绞痛的阵发性不同；血淀粉酶升到正常上限3倍以上，超声见胰腺体积增大、周围少量渗出，病程尚在48小时内，床旁评分1分，暂归轻症，但血脂呈乳糜样，要防止向重症发展。"
_OWN = "发病与进餐无关，夜间突起剧烈上腹痛，弯腰抱膝位；既往胆囊多发小结石，本次转氨酶和胆红素同时升高，胆总管直径九毫米，脂肪酶升高二十倍，考虑小结石一过性嵌顿所致胆源性，入院六小时尿量偏少、血细胞比容升高，提示液体丢失明显。"
_OWN_DDX = "急性梗阻性化脓性胆管炎：发热和黄疸都有，但神志清、血压稳，血培养待回；肠系膜血管栓塞：患者有房颤未抗凝，疼痛重而体征轻时要想到，已做增强扫描，动脉充盈良好。"
_BOOK = "消化性溃疡穿孔：多见于青壮年男性，典型表现为突发刀割样痛，多有溃疡病史，常有板状腹；胆石症：多见于中年女性，常有餐后绞痛向右肩放射，可有黄疸；急性肠梗阻：典型者有痛吐胀闭，多有手术史；心肌梗死：多见于老年人，常有冠心病史，可有上腹痛。"


def _two(basis: str, other: str, source_basis: str, source_other: str) -> str:
    mine = _NOTE.format(id="Y-2", name="高志强", age=45, day="2026-06-10", why="上腹痛1天", basis=basis, other=other)
    return mine + _NOTE.format(
        id="Y-1", name="宋玉林", age=61, day="2026-06-01", why="腹痛2天", basis=source_basis, other=source_other
    )


RULE = Rule(
    id=_ID,
    name="同科同病种拟诊讨论雷同",
    category="cloning",
    clause="ZB25; S000 篇3",
    check=check,
    remedy="结合本患者的病史、体征、检查重写诊断依据和鉴别诊断；确为科室模板的，请登记。",
    needs=frozenset({Need.DOCUMENTS, Need.CLONES}),
    parameters=PARAMETERS,
    exceptions=("教科书式的疾病特点相同", "同病种各自分析", "多名患者共有的文字疑为模板，只提示人工复核"),
    examples=(
        Example(Outcome.FAIL, _two(_BASIS, _DDX, _BASIS, _DDX), "诊断依据、鉴别诊断整段照抄"),
        Example(Outcome.FAIL, _two(_EDITED, _DDX, _BASIS, _DDX), "只改数字"),
        Example(Outcome.PASS, _two(_OWN, _OWN_DDX, _BASIS, _DDX), "同一种病，各自分析", shows="同病种各自分析"),
        Example(Outcome.PASS, _two(_OWN, _BOOK, _BASIS, _BOOK), "鉴别诊断都引教科书", shows="教科书式的疾病特点相同"),
        Example(
            Outcome.NOT_ASSESSABLE,
            _two(_BASIS, _DDX, _BASIS, _DDX)
            + _NOTE.format(id="Y-3", name="田广发", age=39, day="2026-05-20", why="腹痛3天", basis=_BASIS, other=_DDX)
            + _NOTE.format(id="Y-4", name="江永年", age=50, day="2026-05-12", why="腹痛5天", basis=_BASIS, other=_DDX),
            "四名患者共有同一段文字",
            shows="多名患者共有的文字疑为模板，只提示人工复核",
            review=True,
        ),
    ),
    doc=__doc__,
)
