"""放疗未在病程记录 (CNT-RADIO)

检查什么：医嘱有放射治疗，而病程、查房、出院等记录没有一处提到放疗。

依据：病案质控指标（ZB13）。

例外：见 exceptions。

整改：在病程中写明放疗部位、剂量、次数和反应。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Outcome, Verdict
from pipeline.detect.prescribed import unmentioned
from pipeline.detect.rule import Example, Need, Rule

_TREATMENT = re.compile(r"放疗|放射治疗|适形调强|直线加速器|近距离治疗|后装|伽玛刀|IMRT|VMAT|SBRT")
_PLANNING = re.compile(r"会诊|预约|评估|护理")
_GENERAL = re.compile(r"放疗|放射治疗|照射|Gy|加速器|后装|伽玛刀|IMRT|VMAT|SBRT")


def check(case: Case) -> Verdict:
    """Orders of radiotherapy against the words of the notes."""
    return unmentioned(case, _TREATMENT, _PLANNING, _GENERAL, "放射治疗")


_NOTE = "@doc\n2026-03-04 10:00　病程记录\n{}\n医师签名：张三\n"
_ORDER = "@stay sex=男 age=50岁\n@order {},长期,2026-03-03T10:00,\n"
RULE = Rule(
    id="CNT-RADIO",
    name="放疗未在病程记录",
    category="content",
    clause="ZB13",
    check=check,
    remedy="在病程中写明放疗部位、剂量、次数和反应。",
    needs=frozenset({Need.DOCUMENTS, Need.ORDERS}),
    exceptions=("放疗科会诊、预约不是放疗", "在其他机构放疗"),
    examples=(
        Example(
            Outcome.FAIL,
            _ORDER.format("调强放疗（IMRT）每日一次") + _NOTE.format("患者精神可，食欲可，无不适。"),
            "没有记录",
        ),
        Example(Outcome.FAIL, _ORDER.format("直线加速器治疗") + _NOTE.format("患者口干，继续目前治疗。"), "没有记录"),
        Example(
            Outcome.PASS, _ORDER.format("放射治疗") + _NOTE.format("放疗第10次，累计20Gy，口腔黏膜反应Ⅰ度。"), "已写"
        ),
        Example(
            Outcome.NOT_APPLICABLE,
            _ORDER.format("请放疗科会诊") + _NOTE.format("患者无不适。"),
            "会诊",
            shows="放疗科会诊、预约不是放疗",
        ),
        Example(
            Outcome.NOT_APPLICABLE,
            _ORDER.format("二级护理") + _NOTE.format("患者拟出院后到外院放疗。"),
            "外院",
            shows="在其他机构放疗",
        ),
    ),
    doc=__doc__ or "",
)
