"""抗菌药物使用未在病程记录 (CNT-ANTIBIOTIC)

检查什么：医嘱有全身抗菌药物，而病程、查房、手术、出院等记录没有一处提到该药或抗感染、预防感染。

依据：病案质控指标（ZB11）；抗菌药物临床应用管理办法。

例外：见 exceptions。

整改：在病程中写明用药指征、药名、更改和停用理由。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Outcome, Verdict
from pipeline.detect.prescribed import unmentioned
from pipeline.detect.rule import Example, Need, Rule

_DRUGS = re.compile(
    r"头孢[一-鿿]{1,4}|[一-鿿]{0,3}西林(?:钠)?|[一-鿿]{1,3}培南|[一-鿿]{2,3}沙星|[一-鿿]{1,3}霉素|[一-鿿]{0,2}硝唑|万古霉素|替考拉宁|利奈唑胺|替加环素|[一-鿿]{1,2}环素|氟康唑|伏立康唑"
)
_TOPICAL = re.compile(r"滴眼|眼膏|滴耳|软膏|乳膏|外用|凝胶|皮试|栓|含漱")
_GENERAL = re.compile(r"抗感染|抗生素|抗菌|预防感染|抗炎|消炎|抗细菌|抗真菌")


def check(case: Case) -> Verdict:
    """Orders of systemic antibiotics against the words of the notes."""
    return unmentioned(case, _DRUGS, _TOPICAL, _GENERAL, "抗菌药物")


_NOTE = "@doc\n2026-03-04 10:00　病程记录\n{}\n医师签名：张三\n"
_ORDER = "@stay sex=男 age=50岁\n@order {},长期,2026-03-02T10:00,2026-03-07T10:00\n"
RULE = Rule(
    id="CNT-ANTIBIOTIC",
    name="抗菌药物使用未在病程记录",
    category="content",
    clause="ZB11; KJ",
    check=check,
    remedy="在病程中写明用药指征、药名、更改和停用理由。",
    needs=frozenset({Need.DOCUMENTS, Need.ORDERS}),
    exceptions=("眼用、外用制剂", "围手术期用药写在手术或麻醉记录", "没有医嘱数据不评价"),
    examples=(
        Example(
            Outcome.FAIL,
            _ORDER.format("头孢曲松钠2.0g静滴qd") + _NOTE.format("患者切口愈合好，无不适，继续目前治疗。"),
            "病程无一字",
        ),
        Example(
            Outcome.FAIL,
            _ORDER.format("左氧氟沙星0.5g静滴qd") + _NOTE.format("患者腹痛缓解，饮食可，复查血常规。"),
            "病程无一字",
        ),
        Example(
            Outcome.PASS,
            _ORDER.format("头孢曲松钠2.0g静滴qd") + _NOTE.format("发热、咳脓痰，予头孢曲松抗感染。"),
            "已写",
        ),
        Example(
            Outcome.NOT_APPLICABLE,
            _ORDER.format("妥布霉素滴眼液滴眼tid") + _NOTE.format("术后视力0.6。"),
            "滴眼液",
            shows="眼用、外用制剂",
        ),
        Example(
            Outcome.PASS,
            _ORDER.format("头孢呋辛钠1.5g静滴")
            + "@doc\n手术记录\n手术日期：2026-03-05\n手术名称：疝修补术\n手术经过：术前30分钟头孢呋辛1.5g静滴，常规消毒铺巾，修补。\n",
            "术前单剂",
            shows="围手术期用药写在手术或麻醉记录",
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            "@stay sex=男\n" + _NOTE.format("患者无不适。"),
            "没有医嘱",
            shows="没有医嘱数据不评价",
        ),
    ),
    doc=__doc__ or "",
)
