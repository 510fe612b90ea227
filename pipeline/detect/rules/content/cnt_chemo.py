"""化疗未在病程记录 (CNT-CHEMO)

检查什么：医嘱有化疗药物，而病程、查房、出院等记录没有一处提到该药或化疗。

依据：病案质控指标（ZB12）。

例外：见 exceptions。

整改：在病程中写明化疗方案、剂量、过程和反应。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Outcome, Verdict
from pipeline.detect.prescribed import unmentioned
from pipeline.detect.rule import Example, Need, Rule

_DRUGS = re.compile(
    r"[顺卡奥洛]铂|奥沙利铂|奈达铂|紫杉醇|多西他赛|吉西他滨|培美曲塞|依托泊苷|伊立替康|氟尿嘧啶|卡培他滨|替吉奥|环磷酰胺|异环磷酰胺|阿霉素|表柔比星|多柔比星|吡柔比星|长春新碱|长春瑞滨|阿糖胞苷|柔红霉素|硼替佐米|利妥昔单抗|达卡巴嗪|替莫唑胺|博来霉素|丝裂霉素|门冬酰胺酶"
)
_OTHER = re.compile(r"膀胱灌注|眼|外用")
_GENERAL = re.compile(r"化疗|化学治疗|抗肿瘤|周期|靶向|HIPEC")


def check(case: Case) -> Verdict:
    """Orders of cytotoxic drugs against the words of the notes."""
    return unmentioned(case, _DRUGS, _OTHER, _GENERAL, "化疗药物")


_NOTE = "@doc\n2026-03-04 10:00　病程记录\n{}\n医师签名：张三\n"
_ORDER = "@stay sex=男 age=50岁\n@order {},临时,2026-03-03T10:00,\n"
RULE = Rule(
    id="CNT-CHEMO",
    name="化疗未在病程记录",
    category="content",
    clause="ZB12",
    check=check,
    remedy="在病程中写明化疗方案、剂量、过程和反应。",
    needs=frozenset({Need.DOCUMENTS, Need.ORDERS}),
    exceptions=("日间化疗综合记录单", "局部用药"),
    examples=(
        Example(
            Outcome.FAIL, _ORDER.format("顺铂40mg静滴") + _NOTE.format("患者精神可，无不适，继续目前治疗。"), "没有记录"
        ),
        Example(
            Outcome.FAIL, _ORDER.format("多西他赛120mg静滴") + _NOTE.format("患者食欲可，复查血常规正常。"), "没有记录"
        ),
        Example(
            Outcome.PASS, _ORDER.format("顺铂40mg静滴") + _NOTE.format("今日予顺铂40mg静滴，过程顺利，无呕吐。"), "已写"
        ),
        Example(
            Outcome.PASS,
            _ORDER.format("奥沙利铂150mg静滴") + "@doc\n日间化疗记录单\n第3周期XELOX方案化疗，无不良反应。\n",
            "日间化疗",
            shows="日间化疗综合记录单",
        ),
        Example(
            Outcome.NOT_APPLICABLE,
            _ORDER.format("吡柔比星40mg膀胱灌注") + _NOTE.format("患者无不适。"),
            "灌注",
            shows="局部用药",
        ),
    ),
    doc=__doc__ or "",
)
