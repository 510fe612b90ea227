"""有创操作记录未即刻书写 (TIM-INVASIVE)

检查什么：有创诊疗操作记录的书写时间与操作结束时间之差是否超过时限（invasive_note_h）。规范要求即刻，未写明小时数。

依据：病历书写基本规范第二十二条（九）。

例外：见 exceptions。

整改：操作完成后即刻书写操作记录。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.deadlines import clock, late
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.limits import limit
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import MEDICAL, record

_SAME_DAY = "当日书写"
_RESCUE = "抢救中的操作写在抢救记录里，不另计时"


def _procedure(written: str) -> str:
    return f"""@doc
有创诊疗操作记录　记录时间：{written}
操作名称：右侧胸腔穿刺抽液术
操作时间：2026-03-05 09:00至2026-03-05 09:25
操作经过：常规消毒铺巾，局麻后于右肩胛线第8肋间穿刺，抽出淡黄色液体600ml，过程顺利，患者无不适。
操作者：顾长林
"""


def check(case: Case) -> Verdict:
    hours = limit(case, "invasive_note_h")
    done = [op for op in case.facts.operations if op.minor and op.note_id]
    if hours is None or not done:
        return not_applicable("没有有创操作记录")
    notes = {d.doc_id: d for d in case.documents}
    defects: list[Defect] = []
    unknown = ""
    for op in done:
        doc = notes[op.note_id or ""]
        found, why = late(case, doc, clock(case, "操作结束", op.ended_at or op.started_at, doc), hours, "操作记录")
        defects += found
        unknown = unknown or ("" if "早于" in why else why)
    return judged(defects, unknown)


RULE = Rule(
    id="TIM-INVASIVE",
    name="有创操作记录未即刻书写",
    category="timeliness",
    clause="BW 22(9)",
    check=check,
    remedy="操作完成后即刻书写有创诊疗操作记录",
    exceptions=(_SAME_DAY, _RESCUE),
    parameters=("invasive_note_h",),
    examples=(
        Example(Outcome.FAIL, record(*MEDICAL, _procedure("2026-03-06 16:00")), "次日下午补写"),
        Example(Outcome.FAIL, record(*MEDICAL, _procedure("2026-03-08")), "第4天，只印日期"),
        Example(Outcome.PASS, record(*MEDICAL, _procedure("2026-03-05 09:50")), "操作后25分钟"),
        Example(Outcome.PASS, record(*MEDICAL, _procedure("2026-03-05 17:30")), "下班前书写", shows=_SAME_DAY),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "没有操作记录", shows=_RESCUE),
    ),
    doc=__doc__ or "",
)
