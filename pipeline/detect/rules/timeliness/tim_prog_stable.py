"""病情稳定患者病程记录间隔超时 (TIM-PROG-STABLE)

检查什么：相邻两次病程（日常病程、查房、术后、会诊、有创操作、阶段小结等都算）相隔是否超过规定天数（progress_stable_d），按日历日计；
末次病程到出院也算。

依据：病历书写基本规范第二十二条（二）。

例外：见 exceptions。有未注明时间的病程、请假外出的，不判。

整改：病情稳定者至少每3天记一次病程；本例由经治医师说明原因。
"""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.detect.case import Case
from pipeline.detect.course import Entry, entries, on_leave, undated
from pipeline.detect.coverage import cannot_judge_absence
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.limits import limit
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import (
    ADMISSION,
    ATTENDING,
    CHIEF,
    DISCHARGE,
    FPN,
    MEDICAL,
    NOTE_5,
    NOTE_7,
    SHORT_FORM,
    SHORT_STAY,
    note,
    record,
    without,
)

_THREE = "相隔三个日历日以内，虽略多于72小时"
_ANY = "会诊、有创操作、查房等其他病程类记录在其间"
_LEAVE = "患者请假外出的日子"
_FORM = "24小时内入出院的病历"
_UNDATED = "其间有未注明时间的病程"
_UNSPLIT = "病程标题的写法未能识别，数份病程连在一份文书里"
_LONG_STAY = re.compile(r"精神|康复|安宁|临终|老年病|慢性")
_STAY = "@stay id=EX-1 admitted=2026-03-02T09:00 discharged=2026-03-12T10:00 outcome=好转\n"
_END = DISCHARGE.replace("03-08", "03-12")
_N11 = note("2026-03-11 09:00", "患者无不适，明日出院。")
_N10 = note("2026-03-10 09:00", "患者无不适。")
_CONSULT = """@doc
会诊记录
申请科室：普外科　申请时间：2026-03-07 09:00
会诊目的：评估心脏情况。
会诊意见：会诊时间：2026-03-07 15:00。心电图大致正常，无特殊处理。
会诊医师：许文达　2026-03-07 15:20
"""


def check(case: Case) -> Verdict:
    days = limit(case, "progress_stable_d")
    if days is None:
        return not_applicable("本标准不要求")
    longer = limit(case, "progress_long_stay_d")
    if longer and _LONG_STAY.search(case.extracted.stay.department or ""):
        days = longer
    if case.extracted.first("admission_discharge_24h", "admission_death_24h"):
        return not_applicable(_FORM)
    found = entries(case)
    if len(found) < 2 or cannot_judge_absence(case):
        return not_assessable("病程太少，无法判断间隔")
    gaps = [(a, b) for a, b in pairwise(found) if _days(a, b) > days]
    tail = _tail(case, found[-1], days)
    if not gaps and not tail:
        return judged([])
    if undated(case):
        return not_assessable(_UNDATED)
    if on_leave(case):
        return not_assessable(_LEAVE)
    return judged([_defect(case, a, b, days) for a, b in gaps] + tail)


def _days(a: Entry, b: Entry) -> int:
    return (b.at.at.date() - a.at.at.date()).days


def _defect(case: Case, a: Entry, b: Entry, days: float) -> Defect:
    message = f"{a.at.at:%Y-%m-%d}至{b.at.at:%Y-%m-%d}之间{_days(a, b)}天没有病程记录，超过{days:g}天"
    proofs = (case.cite(b.doc, b.start, b.end), case.cite(a.doc, a.start, a.end, "expected"))
    return Defect(message, b.doc.doc_id, proofs)


def _tail(case: Case, last: Entry, days: float) -> list[Defect]:
    """The time from the last note to the discharge, if the record shows by a discharge record that nothing is cut off."""
    end = case.extracted.discharged_at
    if end is None or case.facts.deaths or not case.extracted.first("discharge_record"):
        return []
    gap = (end.at.date() - last.at.at.date()).days
    if gap <= days:
        return []
    message = f"末次病程{last.at.at:%Y-%m-%d}，{end.at:%Y-%m-%d}出院，其间{gap}天没有病程记录，超过{days:g}天"
    return [Defect(message, last.doc.doc_id, (case.cite(last.doc, last.start, last.end),))]


RULE = Rule(
    id="TIM-PROG-STABLE",
    name="病情稳定患者病程记录间隔超时",
    category="timeliness",
    clause="BW 22(2)",
    check=check,
    remedy="病情稳定者至少每3天记录一次病程",
    exceptions=(_THREE, _ANY, _LEAVE, _FORM, _UNDATED, _UNSPLIT),
    parameters=("progress_stable_d", "progress_long_stay_d"),
    examples=(
        Example(Outcome.FAIL, record(ADMISSION, FPN, ATTENDING, CHIEF, _N10, _N11, _END, stay=_STAY), "六天没有病程"),
        Example(Outcome.FAIL, record(ADMISSION, FPN, ATTENDING, CHIEF, NOTE_5, _END, stay=_STAY), "末次病程后一周出院"),
        Example(Outcome.PASS, record(*MEDICAL), "间隔都在三天以内"),
        Example(
            Outcome.PASS,
            record(ADMISSION, FPN, ATTENDING, CHIEF, note("2026-03-07 16:00", "患者无不适。"), _N10, _END, stay=_STAY),
            "三天七小时",
            shows=_THREE,
        ),
        Example(
            Outcome.PASS,
            record(ADMISSION, FPN, ATTENDING, CHIEF, _CONSULT, _N10, _N11, _END, stay=_STAY),
            "其间有会诊",
            shows=_ANY,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(
                ADMISSION,
                FPN,
                ATTENDING,
                note("2026-03-04 09:00", "患者家中有事，批准请假外出三日，已签字。"),
                _N10,
                _N11,
                _END,
                stay=_STAY,
            ),
            "请假",
            shows=_LEAVE,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(
                ADMISSION,
                FPN,
                ATTENDING,
                CHIEF
                + "08:30, 2026-03-07, 陆振华主任医师查房\n患者无不适。\n医师签名：沈一帆\n"
                + "08:40, 2026-03-09, 日常病程\n患者无不适。\n医师签名：沈一帆\n",
                _N11,
                _END,
                stay=_STAY,
            ),
            "未能切分的病程",
            shows=_UNSPLIT,
        ),
        Example(Outcome.NOT_APPLICABLE, record(SHORT_FORM, stay=SHORT_STAY), "不足24小时", shows=_FORM),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(
                *without(MEDICAL, NOTE_5, NOTE_7, DISCHARGE),
                "@doc\n病程记录\n患者一般情况好，无腹痛，继续目前治疗。\n住院医师：沈一帆\n",
                _N10,
                _END,
                stay=_STAY,
            ),
            "一份病程没有时间",
            shows=_UNDATED,
        ),
    ),
    doc=__doc__ or "",
)
