"""会诊记录要素不全 (CNT-CONSULT-FIELDS)

检查什么：会诊记录是否写有会诊意见、会诊时间、会诊医师签名；会诊目的未写或只有“协助诊治”的只提示人工复核。

依据：病历书写基本规范第二十二条（十）。

例外：见 exceptions。

整改：补全缺项。
"""

from __future__ import annotations

from pipeline.detect.fields import particular, particulars_check
from pipeline.detect.finding import Outcome
from pipeline.detect.rule import Example, Rule

_PARTICULARS = (
    particular(
        "会诊意见",
        "consultation_opinion case_analysis discussion conclusion",
        r"(?:会诊)?意见|建议|考虑|诊断|敬阅|示悉|阅病历|查看患者",
    ),
    particular("会诊时间", "", r"\d{1,2}\s*[:：时点]\s*\d{2}|\d{1,2}月\d{1,2}日", dated=True),
    particular("会诊医师", "", r"会诊医[师生]|医[师生]|主任", signed=True),
    particular(
        "申请会诊的目的",
        "consultation_purpose condition",
        r"目的|理由|请.{0,16}(?:会诊|协助|指导)|协助|申请|病情|拟|是否",
        soft=True,
    ),
)
_GOOD = (
    "@stay sex=男 age=50岁\n@doc\n会诊记录\n申请科室：骨科　申请时间：2026-03-05 10:00\n会诊目的：高血压，请协助术前评估及降压治疗。\n"
    "会诊意见：血压150/90mmHg，心肺无异常，建议氨氯地平5mg qd，监测血压，无手术禁忌。\n会诊医师：李四　会诊时间：2026-03-05 15:00\n"
)
RULE = Rule(
    id="CNT-CONSULT-FIELDS",
    name="会诊记录要素不全",
    category="content",
    clause="BW 22(10)",
    check=particulars_check(("consultation_record",), _PARTICULARS, "会诊记录"),
    remedy="补全缺项。",
    exceptions=("申请单与会诊意见分页书写的只提示人工复核",),
    examples=(
        Example(
            Outcome.FAIL,
            "@stay sex=男\n@doc\n会诊记录\n申请科室：骨科\n会诊目的：高血压，请协助术前评估及降压治疗，患者择期手术安排在下周。\n会诊意见：\n",
            "没有意见",
        ),
        Example(
            Outcome.FAIL,
            "@stay sex=男\n@doc\n会诊记录\n会诊目的：高血压，请协助术前评估。\n会诊意见：血压150/90mmHg，心肺无异常，建议氨氯地平5mg qd，监测血压。\n",
            "没有会诊时间",
        ),
        Example(Outcome.PASS, _GOOD, "要素齐全"),
        Example(Outcome.PASS, _GOOD.replace("会诊目的：", "病情及目的："), "标题变体"),
        Example(
            Outcome.NOT_ASSESSABLE,
            "@stay sex=男\n@doc\n会诊记录\n2026-03-05 15:00\n会诊意见：血压150/90mmHg，心肺听诊无异常，建议氨氯地平5mg qd，每日测血压。\n会诊医师：李四\n",
            "只有会诊意见页",
            shows="申请单与会诊意见分页书写的只提示人工复核",
            review=True,
        ),
    ),
    doc=__doc__ or "",
)
