"""副主任以上医师首次查房超时 (TIM-ROUND-CHIEF)

检查什么：副主任以上医师的首次查房是否在标准的时限（round_chief_h）内。标准另以“三级查房”按同一时限判（CMP-THREE-LEVEL）的，不重复判。

依据：S003；S000 篇2 四（一）6。

例外：见 exceptions。

整改：副主任以上医师按时查房。
"""

from __future__ import annotations

from datetime import datetime

from pipeline.detect.case import Case
from pipeline.detect.coverage import cannot_judge_absence, hours_of_stay, searched, short_stay_form
from pipeline.detect.deadlines import clock
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable, passed
from pipeline.detect.limits import Timing, delay, limit, stamp_of, timing
from pipeline.detect.rounds import rounds, top_rank
from pipeline.detect.rule import Example, Need, Rule
from pipeline.detect.specimens import ATTENDING, CHIEF, DISCHARGE, FPN, MEDICAL, NOTE_5, NOTE_7, record
from pipeline.records.ranks import Rank

_SHORT = "住院不足时限"
_TOP = "名册中最高职称为主治医师的科室"
_STAY = "@stay id=EX-1 admitted=2026-03-02T09:00 discharged=2026-03-14T10:00 outcome=好转\n"
_STAFF = "@staff 沈一帆,住院医师,licensed,2020-01-01,\n@staff 顾长林,主治医师,licensed,2010-01-01,\n"
_END = DISCHARGE.replace("2026-03-08", "2026-03-14")


def _chief(day: str) -> str:
    return CHIEF.replace("2026-03-04", day)


def check(case: Case) -> Verdict:
    hours = limit(case, "round_chief_h")
    begin, length = case.extracted.admitted_at, hours_of_stay(case)
    if hours is None or begin is None:
        return not_applicable("本标准不要求")
    if short_stay_form(case) or (length and length[1] <= hours):
        return not_applicable(_SHORT)
    if length is None or length[0] <= hours:
        return not_assessable("住院时间不明")
    top = top_rank(case)
    if top is not None and top < Rank.ASSOCIATE_CHIEF:
        return not_applicable(_TOP)
    made = [r for r in rounds(case) if r.formal and r.low is not None and r.low >= Rank.ASSOCIATE_CHIEF]
    if any(r.at and timing(r.at, begin, hours) in (Timing.IN_TIME, Timing.BEFORE) for r in made):
        return passed()
    same = limit(case, "three_level_d")
    if same is not None and hours >= same * 24:
        return not_applicable("按 CMP-THREE-LEVEL 判，不重复")
    perhaps = [r for r in rounds(case) if r.high is None or r.high >= Rank.ASSOCIATE_CHIEF]
    if any(timing(r.at, begin, hours) is not Timing.LATE for r in perhaps) or cannot_judge_absence(case):
        return not_assessable("时限内有上级医师看过患者的记载，职称或时间不能确定，请人工核对")
    first = min((r for r in made if r.at), key=lambda r: r.at.at if r.at else datetime.max, default=None)
    if first is None or first.at is None:
        return judged([Defect("住院期间没有副主任以上医师查房", searched=searched("副主任以上医师查房记录"))])
    span = stamp_of(first.doc, first.at) or (first.start, max(first.end, first.start + 1))
    proofs = [case.cite(first.doc, *span), *(p for p in (clock(case, "入院", begin).proof,) if p)]
    message = f"副主任以上医师首次查房在入院后{delay(first.at, begin)}，超过{hours:g}小时"
    return judged([Defect(message, first.doc.doc_id, tuple(proofs), person=first.name)])


RULE = Rule(
    id="TIM-ROUND-CHIEF",
    name="副主任以上医师首次查房超时",
    category="timeliness",
    clause="S003 L26; S000-P2 B6a",
    check=check,
    remedy="副主任以上医师在规定时限内查房",
    needs=frozenset({Need.DOCUMENTS, Need.ADMITTED_AT}),
    exceptions=(_SHORT, _TOP),
    parameters=("round_chief_h", "three_level_d"),
    examples=(
        Example(
            Outcome.FAIL,
            record(MEDICAL[0], FPN, ATTENDING, NOTE_5, _chief("2026-03-07"), _END, stay=_STAY),
            "标准为72小时，第5天才查房",
            parameters={"round_chief_h": 72},
        ),
        Example(
            Outcome.FAIL,
            record(
                MEDICAL[0], FPN, ATTENDING, NOTE_5, NOTE_7.replace("顾长林主治医师看过患者，", ""), _END, stay=_STAY
            ),
            "标准为72小时，全程没有副主任以上医师查房",
            parameters={"round_chief_h": 72},
        ),
        Example(Outcome.PASS, record(*MEDICAL[:4], NOTE_5, NOTE_7, _END, stay=_STAY), "第3天主任查房"),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "住院6天", shows=_SHORT),
        Example(
            Outcome.NOT_APPLICABLE,
            record(_STAFF, MEDICAL[0], FPN, ATTENDING, NOTE_5, NOTE_7, _END, stay=_STAY),
            "科室没有副主任医师",
            shows=_TOP,
        ),
        Example(
            Outcome.NOT_APPLICABLE,
            record(MEDICAL[0], FPN, ATTENDING, NOTE_5, NOTE_7, _chief("2026-03-12"), _END, stay=_STAY),
            "第10天才查房：本标准按 CMP-THREE-LEVEL 判",
        ),
    ),
    doc=__doc__ or "",
)
