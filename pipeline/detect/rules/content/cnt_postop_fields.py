"""术后首次病程记录要素不全 (CNT-POSTOP-FIELDS)

检查什么：术后首次病程记录是否写有手术时间、诊断、麻醉方式、手术方式、手术简要经过、术后处理、应当特别注意观察的事项。

依据：病历书写基本规范第二十二条（十八）。

例外：见 exceptions。

整改：由参加手术的医师补全缺项。
"""

from __future__ import annotations

from pipeline.detect.fields import particular, particulars_check
from pipeline.detect.finding import Outcome
from pipeline.detect.rule import Example, Rule

_PARTICULARS = (
    particular("手术时间", "", r"\d{1,2}\s*[:：时]\s*\d{2}|今日|今晨|昨日|于\d", dated=True),
    particular(
        "术中（术后）诊断",
        "postop_diagnosis preop_diagnosis",
        r"诊断|同术前|证实|确认|术中见|[炎癌瘤疝折石病症]|狭窄|妊娠|娩出|娩一|取出",
        soft=True,
    ),
    particular("麻醉方式", "anesthesia_method", r"麻醉|全麻|腰麻|局麻|硬膜外|表麻|阻滞|腰硬"),
    particular(
        "手术方式",
        "operation_name",
        r"[^\s，。]{2,20}术|手术|切除|切下|固定|修补|置换|造影|成形|取出|剖宫产|介入|置入|修复|复位|吻合|植入|摘除|碎石|清创",
    ),
    particular("手术简要经过", "operation_course", r"顺利|经过|术中|出血|所见|探查|缝合|标本|分离"),
    particular(
        "术后处理措施",
        "treatment_plan",
        r"术后处理|处理|处置|医嘱|予|给予|补液|吸氧|禁食|抗感染|止痛|镇痛|预防|监护|护理",
    ),
    particular(
        "注意观察事项",
        "other",
        r"观察|注意|避免|勿|换药|查|监测|警惕|监护|复查|防止|谨防|关注|评估|报告|警示|若|如[有出遇]|记[录引尿]|防",
        soft=True,
    ),
)
_GOOD = (
    "@stay sex=男 age=50岁\n@doc\n术后首次病程记录\n2026-03-05 11:30\n患者今日09:00在腰麻下行右腹股沟疝无张力修补术，术中诊断：右腹股沟斜疝。手术顺利，出血约10ml，安返病房。"
    "术后处理：二级护理，平卧6小时，补液。注意观察切口渗血及阴囊肿胀情况。\n医师签名：李四\n"
)
RULE = Rule(
    id="CNT-POSTOP-FIELDS",
    name="术后首次病程记录要素不全",
    category="content",
    clause="BW 22(18)",
    check=particulars_check(("postop_first_note",), _PARTICULARS, "术后首次病程记录"),
    remedy="由参加手术的医师补全缺项。",
    exceptions=("要素写在叙述中", "手术名称已含病名"),
    examples=(
        Example(
            Outcome.FAIL,
            _GOOD.replace("在腰麻下", "").replace("注意观察切口渗血及阴囊肿胀情况。", ""),
            "无麻醉方式和注意事项",
        ),
        Example(
            Outcome.FAIL,
            "@stay sex=男 age=50岁\n@doc\n术后首次病程记录\n2026-03-05 11:30\n患者腰麻下行右腹股沟疝无张力修补术，术中诊断：右腹股沟斜疝。手术顺利，出血约10ml，患者安返病房，家属在旁陪伴。\n医师签名：李四\n",
            "没有术后处理和注意事项",
        ),
        Example(Outcome.PASS, _GOOD, "叙述体，要素齐全", shows="要素写在叙述中"),
        Example(Outcome.PASS, _GOOD.replace("术中诊断：右腹股沟斜疝", "术后诊断同术前"), "同术前"),
        Example(
            Outcome.PASS,
            _GOOD.replace("，术中诊断：右腹股沟斜疝", ""),
            "手术名称已含病名",
            shows="手术名称已含病名",
        ),
    ),
    doc=__doc__ or "",
)
