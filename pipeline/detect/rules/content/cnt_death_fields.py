"""死亡记录要素不全 (CNT-DEATH-FIELDS)

检查什么：死亡记录是否写有入院日期、死亡时间（具体到分钟）、入院情况、入院诊断、诊疗及抢救经过、死亡原因、死亡诊断。

依据：病历书写基本规范第二十二条（二十一）。

例外：见 exceptions。

整改：补全缺项，死亡时间具体到分钟。
"""

from __future__ import annotations

from pipeline.detect.fields import particular, particulars_check
from pipeline.detect.finding import Outcome
from pipeline.detect.rule import Example, Rule

_PARTICULARS = (
    particular("入院日期", "general", r"入院(?:日期|时间)|于\s*\d{4}|入院\s*[：:/／|｜)）〕]?\s*\d"),
    particular(
        "死亡时间（到分钟）",
        "",
        r"[\d〇零一二三四五六七八九十两]{1,3}\s*[:：时点]\s*(?:[\d〇零一二三四五六七八九十]{1,3}|整|许|半)",
    ),
    particular(
        "入院情况", "condition present_illness chief_complaint", r"入院(?:时)?(?:情况|病情)|主诉|因[“\"「]|入院查体"
    ),
    particular("入院诊断", "admission_diagnosis preliminary_diagnosis", r"(?:入院|初步|门诊)诊断"),
    particular("诊疗及抢救经过", "course rescue_course", r"(?:诊疗|治疗|住院|诊治|抢救)(?:经过|过程|情况)|入院后"),
    particular("死亡原因", "death_cause", r"死亡原因|死\s*因|因.{2,30}死亡|死于"),
    particular("死亡诊断", "discharge_diagnosis revised_diagnosis", r"死亡诊断|最后诊断|最终诊断|出院诊断|临床诊断"),
)
_GOOD = (
    "@stay sex=男 age=80岁 outcome=死亡\n@doc\n死亡记录\n姓名：王某　性别：男　年龄：80岁\n入院日期：2026-03-02 09:00　死亡时间：2026-03-05 03:20\n入院情况：气促2天，血压80/50mmHg。\n入院诊断：重症肺炎\n"
    "诊疗经过：入院后抗感染、升压，3月5日02:40心跳停止，抢救40分钟无效。\n死亡原因：感染性休克\n死亡诊断：重症肺炎，感染性休克\n医师签名：李四　2026-03-05 05:00\n"
)
RULE = Rule(
    id="CNT-DEATH-FIELDS",
    name="死亡记录要素不全",
    category="content",
    clause="BW 22(21)",
    check=particulars_check(("death_record",), _PARTICULARS, "死亡记录"),
    remedy="补全缺项，死亡时间具体到分钟。",
    exceptions=("死因写在叙述中",),
    examples=(
        Example(Outcome.FAIL, _GOOD.replace("死亡原因：感染性休克\n", ""), "没有死亡原因"),
        Example(
            Outcome.FAIL,
            _GOOD.replace(" 03:20", "").replace("02:40", "").replace(" 05:00", "").replace(" 09:00", ""),
            "死亡时间没有到分钟",
        ),
        Example(Outcome.PASS, _GOOD, "要素齐全"),
        Example(
            Outcome.PASS,
            _GOOD.replace("死亡原因：感染性休克\n", "患者因感染性休克、多器官衰竭死亡。\n"),
            "叙述体",
            shows="死因写在叙述中",
        ),
    ),
    doc=__doc__ or "",
)
