"""无三级医师查房 (CMP-THREE-LEVEL)

检查什么：住院满七天（three_level_d）的病历，入院七天内有没有主治以上医师查房、副主任以上医师查房。副主任以上医师的查房也满足主治查房的要求。

依据：医疗质量安全核心制度（二）；S000 篇2 四（一）6（乙级）。

例外：见 exceptions。职称以人员名册为准；名册没有的以查房记录印出的职称为准。其他记录里提到上级医师看过患者而没有查房记录的，不判缺失，
只提示核对。

整改：上级医师按时查房并由其审签查房记录。
"""

from __future__ import annotations

from datetime import timedelta

from pipeline.detect.case import Case
from pipeline.detect.coverage import cannot_judge_absence, hours_of_stay, searched, short_stay_form
from pipeline.detect.finding import Defect, Evidence, Outcome, Verdict, judged, not_applicable, not_assessable, passed
from pipeline.detect.limits import limit
from pipeline.detect.rounds import RoundAt, rounds, top_rank
from pipeline.detect.rule import Example, Need, Rule
from pipeline.detect.specimens import (
    ATTENDING,
    CHIEF,
    DISCHARGE,
    FPN,
    MEDICAL,
    NOTE_7,
    SHORT_FORM,
    SHORT_STAY,
    note,
    record,
    without,
)
from pipeline.records.moment import Moment
from pipeline.records.ranks import Rank

_SHORT = "住院不足七天"
_TOP = "名册中最高职称为主治医师的科室"
_FORM = "24小时内入出院的病历"
_HIGHER = "副主任以上医师查房满足主治医师查房的要求"
_LONG = "@stay id=EX-1 admitted=2026-03-02T09:00 discharged=2026-03-12T10:00 outcome=好转\n"
_END = DISCHARGE.replace("03-08", "03-12")
_NOTE_10 = NOTE_7.replace("03-07", "03-10")
_LATE_CHIEF = CHIEF.replace("03-04", "03-11")
_RESIDENTS = (
    note("2026-03-04 09:00", "患者一般情况可，继续治疗。"),
    note("2026-03-07 09:00", "患者腹痛减轻，继续治疗。"),
)
_STAFF = "@staff 沈一帆,住院医师,licensed,2020-01-01,\n@staff 顾长林,主治医师,licensed,2010-01-01,\n"


def check(case: Case) -> Verdict:
    days = limit(case, "three_level_d")
    if days is None:
        return not_applicable("本标准不要求")
    if short_stay_form(case):
        return not_applicable(_FORM)
    hours = hours_of_stay(case)
    if hours is None:
        return not_assessable("不知出院时间")
    if hours[1] < days * 24:
        return not_applicable(_SHORT)
    if hours[0] < days * 24:
        return not_assessable("出入院时间不到分钟，不知是否住满七天")
    why = cannot_judge_absence(case)
    if why:
        return not_assessable(why)
    top = top_rank(case)
    if top is not None and top < Rank.ASSOCIATE_CHIEF:
        return not_applicable(_TOP)
    return _within(case, days)


def _within(case: Case, days: float) -> Verdict:
    begin = case.extracted.admitted_at
    if begin is None:
        return not_assessable("不知入院时间")
    end = begin.latest + timedelta(days=days)
    early = [r for r in rounds(case) if r.at is None or r.at.earliest <= end]
    certain = [r for r in early if r.at is not None and r.at.latest <= end and r.formal]
    if any(r.low is not None and r.low >= Rank.ASSOCIATE_CHIEF for r in certain):
        return passed()
    if any(r.high is None or r.high >= Rank.ASSOCIATE_CHIEF for r in early):
        return not_assessable("有上级医师看过患者的记载，职称或时间不能确定，请人工核对")
    proof = _first_chief(case, begin)
    low = not any(r.low is not None and r.low >= Rank.ATTENDING for r in certain)
    what = (
        "主治医师、副主任以上医师查房"
        if low and not any(r.high and r.high >= Rank.ATTENDING for r in early)
        else "副主任以上医师查房"
    )
    return judged(
        [Defect(f"入院{days:g}天内没有{what}", evidence=proof, searched=searched(f"入院{days:g}天内的{what}"))]
    )


def _first_chief(case: Case, begin: Moment) -> tuple[Evidence, ...]:
    later: list[RoundAt] = [
        r for r in rounds(case) if r.formal and r.low is not None and r.low >= Rank.ASSOCIATE_CHIEF and r.at
    ]
    first = min(later, key=lambda r: (r.at or begin).at, default=None)
    return (case.cite(first.doc, first.start, first.end),) if first and first.end > first.start else ()


RULE = Rule(
    id="CMP-THREE-LEVEL",
    name="无三级医师查房",
    category="completeness",
    clause="HX 2; S000-P2 B6a",
    check=check,
    remedy="副主任以上医师按时查房，查房意见由其审签",
    needs=frozenset({Need.DOCUMENTS, Need.ADMITTED_AT}),
    exceptions=(_SHORT, _TOP, _FORM, _HIGHER),
    parameters=("three_level_d",),
    examples=(
        Example(
            Outcome.FAIL,
            record(MEDICAL[0], FPN, ATTENDING, _RESIDENTS[1], _LATE_CHIEF, _END, stay=_LONG),
            "副主任以上医师首次查房在第10天",
        ),
        Example(
            Outcome.FAIL,
            record(MEDICAL[0], FPN, *_RESIDENTS, _NOTE_10.replace("顾长林主治医师看过患者，", ""), _END, stay=_LONG),
            "全程只有住院医师",
        ),
        Example(Outcome.PASS, record(*MEDICAL[:4], _RESIDENTS[1], _NOTE_10, _END, stay=_LONG), "第3天主任查房"),
        Example(Outcome.NOT_APPLICABLE, record(*without(MEDICAL, CHIEF)), "住院6天", shows=_SHORT),
        Example(
            Outcome.NOT_APPLICABLE,
            record(_STAFF, MEDICAL[0], FPN, ATTENDING, *_RESIDENTS, _END, stay=_LONG),
            "科室没有副主任医师",
            shows=_TOP,
        ),
        Example(Outcome.NOT_APPLICABLE, record(SHORT_FORM, stay=SHORT_STAY), "不足24小时", shows=_FORM),
        Example(
            Outcome.PASS,
            record(MEDICAL[0], FPN, CHIEF, *_RESIDENTS[1:], _NOTE_10, _END, stay=_LONG),
            "没有主治查房而有主任查房",
            shows=_HIGHER,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(
                MEDICAL[0],
                FPN,
                ATTENDING,
                note("2026-03-06 09:00", "上级医师看过患者，指示继续治疗。"),
                _NOTE_10,
                _END,
                stay=_LONG,
            ),
            "日常病程提到上级医师，没有写明是谁",
        ),
    ),
    doc=__doc__ or "",
)
