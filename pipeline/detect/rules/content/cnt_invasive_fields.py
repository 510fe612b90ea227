"""有创诊疗操作记录要素不全 (CNT-INVASIVE-FIELDS)

检查什么：有创操作记录是否写有操作名称、操作时间、操作步骤、结果及患者情况、术后注意事项及是否向患者说明、操作医师。

依据：病历书写基本规范第二十二条（九）。

例外：见 exceptions。

整改：操作完成后即刻补全。
"""

from __future__ import annotations

from pipeline.detect.fields import particular, particulars_check
from pipeline.detect.finding import Outcome
from pipeline.detect.rule import Example, Rule

_PARTICULARS = (
    particular(
        "操作名称",
        "operation_name",
        r"[^\s，。]{1,20}(?:术|穿刺|插管|置管|活检|造影|镜|引流|注射|透析|置入|取出|治疗|切开|缝合)",
    ),
    particular(
        "操作时间",
        "",
        r"[\d〇零一二三四五六七八九十两]{1,3}\s*[:：时点]\s*(?:[\d〇零一二三四五六七八九十]{1,3}|整|许|半)",
        dated=True,
    ),
    particular(
        "操作步骤",
        "operation_course",
        r"消毒|铺巾|麻醉|穿刺|进针|置入|插入|进镜|抽[出取吸]|切开|经过|步骤|过程|插管|连接|固定|注入|夹闭|钳",
    ),
    particular(
        "结果及患者情况",
        "condition",
        r"顺利|成功|无不适|反应|安返|生命体征|血压|BP|耐受|平稳|结果|抽出|所见|送检|出血|心率|SpO|满意",
    ),
    particular(
        "注意事项",
        "treatment_plan other",
        r"注意|嘱|告知|观察|监测|复查|说明|禁食|平卧|卧床|处理|术后|返病房",
        soft=True,
    ),
    particular("操作医师", "surgical_team", r"操作者|术者|操作医[师生]|医[师生]|主任", signed=True),
)
_GOOD = (
    "@stay sex=男 age=50岁\n@doc\n胸腔穿刺术记录\n2026-03-05 10:00\n患者坐位，右侧腋后线第8肋间为穿刺点，常规消毒铺巾，2%利多卡因局部麻醉，进针抽出淡黄色液体600ml送检。操作顺利，患者无不适，BP 120/70mmHg。嘱卧床休息，注意胸闷气促。\n"
    "操作者：李四\n"
)
RULE = Rule(
    id="CNT-INVASIVE-FIELDS",
    name="有创诊疗操作记录要素不全",
    category="content",
    clause="BW 22(9)",
    check=particulars_check(("procedure_record",), _PARTICULARS, "有创操作记录"),
    remedy="操作完成后即刻补全。",
    exceptions=("注意事项未写的只提示人工复核",),
    examples=(
        Example(
            Outcome.FAIL,
            "@stay sex=男\n@doc\n胸腔穿刺术记录\n患者坐位，常规消毒铺巾，局部麻醉，于右侧腋后线第8肋间进针，抽出淡黄色液体600ml送检，顺利，无不适，嘱卧床休息。\n操作者：李四\n",
            "没有操作时间",
        ),
        Example(
            Outcome.FAIL,
            "@stay sex=男\n@doc\n胸腔穿刺术记录\n2026-03-05 10:00\n今日为患者施行右侧胸腔穿刺术一次，家属已签署知情同意书，嘱其卧床休息，注意胸闷情况。\n操作者：李四\n",
            "没有结果及患者情况",
        ),
        Example(Outcome.PASS, _GOOD, "要素齐全"),
        Example(Outcome.PASS, _GOOD.replace("操作顺利，患者无不适，", ""), "有结果和血压"),
        Example(
            Outcome.NOT_ASSESSABLE,
            _GOOD.replace("嘱卧床休息，注意胸闷气促。", ""),
            "注意事项未写",
            shows="注意事项未写的只提示人工复核",
            review=True,
        ),
    ),
    doc=__doc__ or "",
)
