"""术前讨论要素不全 (CNT-PREOPDISC-FIELDS)

检查什么：术前讨论是否写有参加人员、术前诊断、手术指征、手术方案、风险及防范措施、讨论意见或主持人小结、日期和记录者。

依据：病历书写基本规范第二十二条（十二）；医疗质量安全核心制度要点（术前讨论）。

例外：见 exceptions。

整改：补全缺项，主持人审签。
"""

from __future__ import annotations

from pipeline.detect.fields import particular, particulars_check
from pipeline.detect.finding import Outcome
from pipeline.detect.rule import Example, Rule

_PARTICULARS = (
    particular("讨论日期", "", r"\d{4}\s*[-年./]\s*\d{1,2}|讨论(?:日期|时间)", dated=True),
    particular("参加人员", "participants", r"参\s*加|参\s*与|主\s*持|讨论人员|出席|到会|医师[：:]|主任[：:]|术者"),
    particular("手术指征", "indication", r"指征|适应证|适应症|手术目的|手术理由|必要性|需(?:要)?手术|应(?:予)?手术"),
    particular("手术方案", "operation_name", r"手术方[案式]|拟(?:行|施|定)|术式|手术名称|[^\s，。]{3,20}术"),
    particular(
        "风险及防范措施",
        "risks",
        r"风险|意外|并发症|防范|预防|注意|措施|对策|预案|准备|损伤|出血|警惕|若|一旦|谨防|避免|控制",
    ),
    particular(
        "讨论意见或小结",
        "discussion conclusion case_analysis",
        r"意见|小结|总结|结论|同意|指出|认为|发言|讨论|综上|医师[：:]|主任[：:]",
    ),
    particular("记录者或签名", "", r"记录(?:者|人|医师)?|签\s*名", signed=True),
)
_GOOD = (
    "@stay sex=男 age=50岁\n@doc\n术前讨论记录\n讨论时间：2026-03-04 15:00\n参加人员：赵主任医师、李四副主任医师、王五住院医师\n术前诊断：右腹股沟斜疝\n手术指征：肿物渐大，影响生活。\n"
    "手术方案：右腹股沟疝无张力修补术\n风险及防范：保护精索及神经，预防感染。\n讨论意见：李四：同意手术。\n主持人小结：诊断明确，明日手术。\n记录者：王五\n"
)
RULE = Rule(
    id="CNT-PREOPDISC-FIELDS",
    name="术前讨论要素不全",
    category="content",
    clause="BW 22(12); HX 8",
    check=particulars_check(("preop_discussion",), _PARTICULARS, "术前讨论"),
    remedy="补全缺项，主持人审签。",
    exceptions=("要素写在各人发言中",),
    examples=(
        Example(Outcome.FAIL, _GOOD.replace("手术指征：肿物渐大，影响生活。\n", ""), "没有手术指征"),
        Example(
            Outcome.FAIL,
            "@stay sex=男\n@doc\n术前讨论记录\n2026-03-04 15:00\n参加人员：赵主任医师、李四副主任医师、王五住院医师、陈六护士长等全科医护人员\n讨论意见：同意手术。\n记录者：王五\n",
            "只写同意手术",
        ),
        Example(Outcome.PASS, _GOOD, "要素齐全"),
        Example(
            Outcome.PASS,
            "@stay sex=男\n@doc\n术前讨论记录\n2026-03-04 15:00　主持人：赵主任医师\n王五住院医师：右腹股沟斜疝，有手术指征，拟行无张力修补术。\n李四副主任医师：注意保护精索及神经。\n赵主任医师：同意以上意见，明日手术。\n记录者：王五\n",
            "写在发言中",
            shows="要素写在各人发言中",
        ),
    ),
    doc=__doc__ or "",
)
