"""抢救记录要素不全 (CNT-RESCUE-FIELDS)

检查什么：抢救记录是否写有病情变化、抢救时间（具体到分钟）、抢救措施、参加抢救的医务人员。

依据：病历书写基本规范第二十二条（八）。

例外：见 exceptions。

整改：补全缺项，时间具体到分钟，写明参加人员姓名及职称。
"""

from __future__ import annotations

from pipeline.detect.fields import particular, particulars_check
from pipeline.detect.finding import Outcome
from pipeline.detect.rule import Example, Rule

_PARTICULARS = (
    particular(
        "病情变化", "condition", r"突[然发]|出现|病情|意识|心跳|呼吸|血压|心率|氧|BP|HR|SpO|昏迷|休克|抽搐|骤停|室颤"
    ),
    particular(
        "抢救时间（到分钟）",
        "",
        r"[\d〇零一二三四五六七八九十两]{1,3}\s*[:：时点]\s*(?:[\d〇零一二三四五六七八九十]{1,3}|整|许|半)",
    ),
    particular(
        "抢救措施",
        "rescue_course treatment_plan",
        r"予|给予|静[注推滴]|肾上腺素|按压|插管|除颤|吸氧|升压|补液|止血|通气|措施",
    ),
    particular("参加抢救人员", "participants", r"参\s*加|医师|医生|护士|主任|在场|人员|麻醉科"),
)
_GOOD = (
    "@stay sex=男 age=80岁\n@doc\n抢救记录\n2026-03-05 04:10\n患者于03:00突发意识丧失，血压测不出，立即胸外按压、气管插管，肾上腺素1mg静推。抢救至03:40恢复自主心律，抢救结束。\n"
    "参加抢救人员：李四主治医师、王五住院医师、陈六护士\n记录者：王五\n"
)
RULE = Rule(
    id="CNT-RESCUE-FIELDS",
    name="抢救记录要素不全",
    category="content",
    clause="BW 22(8)",
    check=particulars_check(("rescue_record",), _PARTICULARS, "抢救记录"),
    remedy="补全缺项，时间具体到分钟，写明参加人员姓名及职称。",
    exceptions=("人员写在叙述中",),
    examples=(
        Example(
            Outcome.FAIL,
            "@stay sex=男\n@doc\n抢救记录\n2026-03-05\n患者上午突发意识丧失，血压测不出，立即胸外按压、气管插管，肾上腺素1mg静推，抢救成功。李四主治医师、陈六护士参加。\n",
            "时间没有到分钟",
        ),
        Example(
            Outcome.FAIL,
            "@stay sex=男\n@doc\n抢救记录\n2026-03-05 04:10\n患者于03:00突发意识丧失，血压测不出，立即胸外按压、气管插管，肾上腺素1mg静推，03:40恢复自主心律。\n",
            "没有参加人员",
        ),
        Example(Outcome.PASS, _GOOD, "要素齐全"),
        Example(
            Outcome.PASS,
            _GOOD.replace("参加抢救人员：李四主治医师、王五住院医师、陈六护士\n", "").replace(
                "立即", "李四主治医师、陈六护士立即"
            ),
            "叙述体",
            shows="人员写在叙述中",
        ),
    ),
    doc=__doc__ or "",
)
