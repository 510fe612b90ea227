"""病例讨论记录要素不全 (CNT-DISC-FIELDS)

检查什么：疑难、死亡病例讨论记录是否写有讨论日期、主持人、参加人员、讨论意见、主持人小结、记录者。

依据：病历书写基本规范第二十二条（四）（二十二）。

例外：见 exceptions。

整改：补全缺项，主持人审签。
"""

from __future__ import annotations

from pipeline.detect.fields import particular, particulars_check
from pipeline.detect.finding import Outcome
from pipeline.detect.rule import Example, Rule

_PARTICULARS = (
    particular("讨论日期", "general", r"\d{4}\s*[-年./]\s*\d{1,2}", dated=True),
    particular("主持人", "", r"主\s*持|主任(?:医师)?(?:总结|小结)|召集"),
    particular("参加人员", "participants", r"参\s*加|参\s*与|出席|到会|人员|医师[：:]"),
    particular("讨论意见", "discussion case_analysis", r"讨论(?:意见|内容|经过)?|发言|认为|指出|分析|医师[：:]|汇报"),
    particular(
        "主持人小结", "conclusion death_cause", r"小结|总结|结论|综上|综合(?:意见|以上)|主持人(?:意见|发言)", soft=True
    ),
    particular("记录者", "", r"记\s*录(?:者|人|医师|[：:])?|签\s*名", signed=True),
)
_GOOD = "@stay sex=男 age=50岁\n@doc\n疑难病例讨论记录\n讨论时间：2026-03-05 15:00\n主持人：赵主任医师\n参加人员：李四副主任医师、王五住院医师\n讨论意见：李四：考虑结缔组织病相关间质性肺病。\n主持人小结：完善自身抗体，加用激素。\n记录者：王五\n"
RULE = Rule(
    id="CNT-DISC-FIELDS",
    name="病例讨论记录要素不全",
    category="content",
    clause="BW 22(4)(22)",
    check=particulars_check(("difficult_case_discussion", "death_discussion"), _PARTICULARS, "病例讨论记录"),
    remedy="补全缺项，主持人审签。",
    exceptions=("小结写在主持人发言中", "未见小结字样的只提示人工复核"),
    examples=(
        Example(
            Outcome.FAIL,
            _GOOD.replace("主持人：赵主任医师\n参加人员：李四副主任医师、王五住院医师\n", ""),
            "没有主持人和参加人员",
        ),
        Example(Outcome.FAIL, _GOOD.replace("主持人：赵主任医师\n", "").replace("主持人小结", "小结"), "没有主持人"),
        Example(Outcome.PASS, _GOOD, "要素齐全"),
        Example(
            Outcome.PASS,
            _GOOD.replace("主持人小结：", "赵主任医师总结："),
            "主任总结",
            shows="小结写在主持人发言中",
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            _GOOD.replace("主持人小结：完善自身抗体，加用激素。\n", ""),
            "没有小结",
            shows="未见小结字样的只提示人工复核",
            review=True,
        ),
    ),
    doc=__doc__ or "",
)
