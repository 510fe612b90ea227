"""术前小结要素不全 (CNT-PREOP-FIELDS)

检查什么：术前小结是否写有简要病情、术前诊断、手术指征、拟施手术、拟施麻醉方式、注意事项；手术者术前查看患者情况未写的只提示人工复核。

依据：病历书写基本规范第二十二条（十一）。

例外：见 exceptions。

整改：术前补全缺项。
"""

from __future__ import annotations

from pipeline.detect.fields import particular, particulars_check
from pipeline.detect.finding import Outcome
from pipeline.detect.rule import Example, Rule

_PARTICULARS = (
    particular(
        "简要病情",
        "condition case_features present_illness chief_complaint",
        r"病情|病史|摘要|主诉|现病史|因[“\"「]|入院|患者",
    ),
    particular("术前诊断", "preop_diagnosis admission_diagnosis preliminary_diagnosis", r"诊断"),
    particular("手术指征", "indication", r"指征|适应证|适应症|手术目的|手术理由|必要性"),
    particular("拟施手术名称", "operation_name", r"拟(?:行|施|定)|手术名称|手术方式|术式|[^\s，。]{3,20}术"),
    particular("拟施麻醉方式", "anesthesia_method", r"麻醉|全麻|腰麻|局麻|硬膜外|表麻|阻滞|腰硬"),
    particular("注意事项", "risks other treatment_plan", r"注意|风险|并发症|准备|防范|预防|意外|措施|对策"),
    particular("手术者术前查看患者情况", "", r"术者|主刀|手术医[师生]|查看|看望|看过|查房|巡视|亲自", soft=True),
)
_GOOD = (
    "@stay sex=男 age=50岁\n@doc\n术前小结\n2026-03-04 15:00\n简要病情：患者因右腹股沟可复性肿物1年入院。\n术前诊断：右腹股沟斜疝\n手术指征：肿物渐大，影响生活。\n拟施手术：右腹股沟疝无张力修补术\n"
    "拟施麻醉：腰麻\n注意事项：保护精索及神经，预防感染。\n术者李四术前已查看患者。\n医师签名：王五\n"
)
RULE = Rule(
    id="CNT-PREOP-FIELDS",
    name="术前小结要素不全",
    category="content",
    clause="BW 22(11)",
    check=particulars_check(("preop_summary",), _PARTICULARS, "术前小结"),
    remedy="术前补全缺项。",
    exceptions=("与术前讨论合并的表格另行评价", "术者查看情况未写的只提示人工复核"),
    examples=(
        Example(Outcome.FAIL, _GOOD.replace("拟施麻醉：腰麻\n", ""), "没有麻醉方式"),
        Example(Outcome.FAIL, _GOOD.replace("手术指征：肿物渐大，影响生活。\n", ""), "没有手术指征"),
        Example(Outcome.PASS, _GOOD, "要素齐全"),
        Example(
            Outcome.NOT_APPLICABLE,
            _GOOD.replace("术前小结\n", "术前小结及术前讨论结论记录\n").replace("拟施麻醉：腰麻\n", ""),
            "合并的表格",
            shows="与术前讨论合并的表格另行评价",
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            _GOOD.replace("术者李四术前已查看患者。\n", ""),
            "术者查看未写",
            shows="术者查看情况未写的只提示人工复核",
            review=True,
        ),
    ),
    doc=__doc__ or "",
)
