"""阶段小结、转科、交接班记录要素不全 (CNT-STAGE-FIELDS)

检查什么：阶段小结、转科记录、交（接）班记录是否写有入院日期、入院情况、入院诊断、诊疗经过、目前情况、目前诊断、诊疗计划或注意事项。

依据：病历书写基本规范第二十二条（五）至（七）。

例外：见 exceptions。

整改：补全缺项。
"""

from __future__ import annotations

from pipeline.detect.fields import particular, particulars_check
from pipeline.detect.finding import Outcome
from pipeline.detect.rule import Example, Rule

_PARTICULARS = (
    particular("入院日期", "general", r"入院(?:日期|时间)|于\s*\d|入院[：:]|住院第", dated=True),
    particular(
        "入院情况",
        "chief_complaint present_illness",
        r"入院(?:时)?(?:情况|病情)|主诉|因[“\"「]|入院查体|入院时",
        soft=True,
    ),
    particular(
        "诊疗经过",
        "course",
        r"(?:诊疗|治疗|住院|诊治)(?:经过|过程|情况)|入院后|予以?|给予|经[^，。；\n]{1,14}治疗|病[情史](?:摘要|简介)",
    ),
    particular(
        "目前情况",
        "condition discharge_condition",
        r"目前|现(?:患者|一般|症|病情|神|体温)|今日|查体|转[入出](?:时)?(?:情况|原因)|交班时|病情",
    ),
    particular("诊断", "discharge_diagnosis revised_diagnosis admission_diagnosis preliminary_diagnosis", r"诊断"),
    particular("诊疗计划或注意事项", "treatment_plan other", r"计划|注意|下一步|继续|拟|建议|处理|方案|嘱|医嘱"),
)
_GOOD = (
    "@stay sex=男 age=50岁\n@doc\n阶段小结\n2026-03-31 10:00\n患者王某，男，50岁，因“腹痛1天”于2026-03-01入院。\n入院情况：上腹压痛，淀粉酶升高。\n入院诊断：急性胰腺炎\n诊疗经过：禁食、补液、抑酸、抗感染。\n"
    "目前情况：腹痛缓解，体温正常。\n目前诊断：急性胰腺炎恢复期\n诊疗计划：逐步恢复饮食，复查CT。\n医师签名：李四\n"
)
RULE = Rule(
    id="CNT-STAGE-FIELDS",
    name="阶段小结、转科、交接班记录要素不全",
    category="content",
    clause="BW 22(5)-(7)",
    check=particulars_check(
        ("stage_summary", "transfer_record", "handover_record"), _PARTICULARS, "阶段小结（转科、交接班记录）", least=90
    ),
    remedy="补全缺项。",
    exceptions=("叙述体书写", "入院情况从简的只提示人工复核"),
    examples=(
        Example(
            Outcome.FAIL,
            _GOOD.replace("入院诊断：急性胰腺炎\n", "").replace("目前诊断：急性胰腺炎恢复期\n", ""),
            "没有诊断",
        ),
        Example(
            Outcome.FAIL,
            _GOOD.replace("诊疗计划：逐步恢复饮食，复查CT。\n", ""),
            "没有诊疗计划",
        ),
        Example(Outcome.PASS, _GOOD, "要素齐全"),
        Example(
            Outcome.PASS,
            "@stay sex=男\n@doc\n转出记录\n2026-03-06 10:00\n患者王某，男，50岁，因“腹痛1天”于2026-03-01入院，入院诊断急性胰腺炎。入院后予禁食、补液，目前腹痛缓解，但出现气促，拟转ICU继续治疗。\n医师签名：李四\n",
            "叙述体",
            shows="叙述体书写",
        ),
        Example(
            Outcome.PASS,
            "@stay sex=女\n@doc\n转入记录\n2026-03-11 14:25\n患者王某，女，71岁，由神经内科转入我科。主诉：左侧肢体无力6天。\n病情摘要：6天前左侧肢体无力，2026-03-05入院，MRI示右侧基底节区梗死，经神经内科治疗后好转。\n转入情况：左上肢肌力4级。\n转入诊断：脑梗死恢复期\n诊疗计划：康复训练。\n医师签名：李四\n",
            "转入记录的经过写在病情摘要里",
            shows="叙述体书写",
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            _GOOD.replace("因“腹痛1天”", "").replace("入院情况：上腹压痛，淀粉酶升高。\n", ""),
            "没有入院情况",
            shows="入院情况从简的只提示人工复核",
            review=True,
        ),
    ),
    doc=__doc__ or "",
)
