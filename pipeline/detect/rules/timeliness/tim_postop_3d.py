"""术后未连续记录病程 (TIM-POSTOP-3D)

检查什么：标准要求术后连续记录（postop_daily_days 天，0 为不要求）时，术后每天有没有病程类记录。

依据：地方评分表（ST5、ST10）；《病历书写基本规范》未作此要求。

例外：见 exceptions。

整改：术后按标准要求的天数每天记录病程。
"""

from __future__ import annotations

from datetime import timedelta

from pipeline.detect.case import Case
from pipeline.detect.course import days_with_entry, undated
from pipeline.detect.coverage import cannot_judge_absence
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.limits import limit
from pipeline.detect.operated import describe, operations
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import MEDICAL, POSTOP_ROUND, SURGICAL, note, record, without

_LEFT = "术后三天内出院或死亡"
_OFF = "标准没有要求术后连续记录"
_ON = {"postop_daily_days": 3}
_LEFT_STAY = "@stay id=EX-1 admitted=2026-03-02T09:00 discharged=2026-03-06T15:00 outcome=好转\n"
_DAY_3 = note("2026-03-08 08:00", "术后第3天，切口换药，愈合好。")


def check(case: Case) -> Verdict:
    days = limit(case, "postop_daily_days")
    done = [op for op in operations(case) if op.day]
    if not days:
        return not_applicable(_OFF)
    if not done:
        return not_applicable("没有手术")
    end = case.extracted.discharged_at
    if end is None or cannot_judge_absence(case):
        return not_assessable("不知出院时间，或病历不完整")
    have = days_with_entry(case)
    defects = []
    for op in done:
        first = (op.ended_at or op.day or end).at.date()
        wanted = [first + timedelta(days=n) for n in range(1, int(days) + 1)]
        for day in (d for d in wanted if d < end.at.date() and d not in have):
            defects.append(
                Defect(
                    f"{describe(op)}后{day:%Y-%m-%d}没有病程记录",
                    evidence=(case.cite_mention(op.mention),),
                    searched=(f"{day:%Y-%m-%d}的病程类记录",),
                )
            )
    return judged(defects) if not defects or not undated(case) else not_assessable("有未注明时间的病程")


RULE = Rule(
    id="TIM-POSTOP-3D",
    name="术后未连续记录3天病程",
    category="timeliness",
    clause="ST5; ST10",
    check=check,
    remedy="术后按标准要求的天数每天记录病程",
    exceptions=(_LEFT, _OFF),
    parameters=("postop_daily_days",),
    examples=(
        Example(Outcome.FAIL, record(*without(SURGICAL, POSTOP_ROUND)), "术后第1天没有病程", parameters=_ON),
        Example(Outcome.FAIL, record(*without(SURGICAL, SURGICAL[9])), "术后第2天没有病程", parameters=_ON),
        Example(Outcome.PASS, record(*SURGICAL, _DAY_3), "每天都有", parameters=_ON),
        Example(
            Outcome.PASS,
            record(*SURGICAL[:9], SURGICAL[10].replace("03-08", "03-06"), stay=_LEFT_STAY),
            "术后次日出院",
            shows=_LEFT,
            parameters=_ON,
        ),
        Example(Outcome.NOT_APPLICABLE, record(*without(SURGICAL, POSTOP_ROUND)), "未要求", shows=_OFF),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "没有手术", parameters=_ON),
    ),
    doc=__doc__ or "",
)
