"""疑难危重或大手术后上级查房超时 (TIM-ROUND-CRITICAL)

检查什么：病危患者自下病危起、大手术（写明四级的）自手术结束起，时限（round_chief_critical_h）内有没有副主任以上医师查房。
时限内出院、死亡的不判。

依据：S000 篇2 四（一）6（乙级）。

例外：见 exceptions。

整改：副主任以上医师在规定时限内查看病危、大手术后患者并记录。
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from pipeline.detect.case import Case
from pipeline.detect.coverage import COURSE, cannot_judge_absence
from pipeline.detect.finding import Defect, Evidence, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.limits import limit
from pipeline.detect.operated import describe, operations
from pipeline.detect.rounds import rounds, top_rank
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import MEDICAL, OPERATION, POSTOP, POSTOP_ROUND, RESCUE, SURGICAL, note, record, without
from pipeline.records.moment import Moment
from pipeline.records.ranks import Rank

_TOP_GRADE = 4
_SMALLER = "三级以下手术：规范未把大手术定义到这一级"
_SURGEON = "术者为副主任以上医师并在术后书写或审签病程"
_RESCUE = "副主任以上医师在抢救记录中到场"
_LEFT = "时限内出院或死亡"
_TOP = "名册中最高职称为主治医师的科室"
_STAFF = "@staff 沈一帆,住院医师,licensed,2020-01-01,\n@staff 顾长林,主治医师,licensed,2010-01-01,\n"
_CRITICAL = MEDICAL[1].replace("诊疗计划：", "诊疗计划：病危，特级护理，")
_DAILY = "".join(note(f"2026-03-0{d} 09:00", "患者病情危重，继续治疗。") for d in (4, 5, 6))
_SIGNED = (
    "@doc\n2026-03-06 09:30　病程记录\n术后第1天，患者生命体征平稳，切口无渗出。\n主任医师：陆振华　2026-03-06 09:40\n"
)
_LEFT_STAY = "@stay id=EX-1 admitted=2026-03-02T09:00 discharged=2026-03-06T10:00 outcome=好转\n"
_FOURTH = [d.replace("三级手术", "四级手术") for d in without(SURGICAL, POSTOP_ROUND)]
_NOTE_6 = note("2026-03-06 09:00", "术后第1天，患者一般情况好。")
_HERE = RESCUE.replace(
    "持续复苏60分钟无自主心律，2026-03-05 03:40宣布临床死亡", "2026-03-05 03:40恢复窦律，抢救成功"
).replace("2026-03-05", "2026-03-03")


@dataclass(frozen=True, slots=True)
class Event:
    """Something after which a chief has to see the patient."""

    what: str
    at: Moment
    proof: Evidence


def check(case: Case) -> Verdict:
    hours = limit(case, "round_chief_critical_h")
    if hours is None:
        return not_applicable("本标准不要求")
    events = _events(case)
    if not events:
        return not_applicable("没有病危，也没有大手术")
    top = top_rank(case)
    if top is not None and top < Rank.ASSOCIATE_CHIEF:
        return not_applicable(_TOP)
    why = cannot_judge_absence(case)
    if why:
        return not_assessable(why)
    due = [e for e in events if not _left(case, e, hours)]
    if not due:
        return not_applicable(_LEFT)
    missing = [e for e in due if not _seen(case, e, hours, certain=True)]
    unknown = "有上级医师看过患者的记载，职称或时间不能确定，请人工核对"
    firm = [e for e in missing if not _seen(case, e, hours, certain=False)]
    return judged([_defect(e, hours) for e in firm], unknown if missing else "")


def _events(case: Case) -> list[Event]:
    found = [
        Event(f"{describe(op)}结束", op.ended_at, case.cite_mention(op.mention))
        for op in operations(case)
        if op.ended_at and op.ended_at.timed and op.grade == _TOP_GRADE
    ]
    found += [
        Event("下病危", s.since, case.cite_mention(s.mention))
        for s in case.facts.critical
        if s.level == "病危" and s.since
    ]
    return found


def _left(case: Case, event: Event, hours: float) -> bool:
    end = case.extracted.discharged_at
    return end is None or end.earliest <= event.at.latest + timedelta(hours=hours)


def _seen(case: Case, event: Event, hours: float, certain: bool) -> bool:
    first, last = (
        event.at.earliest - timedelta(hours=24 if event.what == "下病危" else 0),
        event.at.latest + timedelta(hours=hours),
    )
    for r in rounds(case):
        rank = r.low if certain else (r.high or Rank.CHIEF)
        if rank is None or rank < Rank.ASSOCIATE_CHIEF:
            continue
        if r.at is None:
            if not certain:
                return True
        elif r.at.latest >= first and r.at.earliest <= last:
            return True
    return _signed(case, event, hours, certain)


def _signed(case: Case, event: Event, hours: float, certain: bool) -> bool:
    """A note in the window that a chief wrote or countersigned, or in which he took part."""
    last = event.at.latest + timedelta(hours=hours)
    for doc in case.documents:
        at = doc.written_at
        if (
            at is None
            or doc.doc_type in ("operation_record", "consent_form")
            or not event.at.earliest <= at.latest <= last
        ):
            continue
        if any(s.rank is not None and s.rank >= Rank.ASSOCIATE_CHIEF for s in doc.signatures):
            return True
        if doc.doc_type == "rescue_record" and "主任医师" in doc.body:
            return True
        if not certain and doc.doc_type in COURSE and not doc.signatures:
            return True  # who signed is not known
    return False


def _defect(event: Event, hours: float) -> Defect:
    return Defect(
        f"{event.what}后{hours:g}小时内没有副主任以上医师查房",
        evidence=(event.proof,),
        searched=(f"{event.at}起{hours:g}小时内的查房、病程、抢救记录",),
        confidence=0.85,
    )


RULE = Rule(
    id="TIM-ROUND-CRITICAL",
    name="疑难危重或大手术后上级查房超时",
    category="timeliness",
    clause="S000-P2 B6b; L27",
    check=check,
    remedy="副主任以上医师48小时内查看病危、大手术后患者并记录",
    exceptions=(_SURGEON, _RESCUE, _LEFT, _TOP, _SMALLER),
    parameters=("round_chief_critical_h",),
    examples=(
        Example(Outcome.FAIL, record(*_FOURTH), "四级手术后48小时内没有主任查房"),
        Example(Outcome.NOT_APPLICABLE, record(*without(SURGICAL, POSTOP_ROUND)), "三级手术", shows=_SMALLER),
        Example(
            Outcome.FAIL,
            record(MEDICAL[0], _CRITICAL, MEDICAL[2], _DAILY, MEDICAL[5], MEDICAL[6]),
            "病危而没有主任查房",
        ),
        Example(Outcome.PASS, record(*_FOURTH, POSTOP_ROUND), "术后第1天主任查房"),
        Example(Outcome.PASS, record(*_FOURTH, _SIGNED), "主任签字的病程", shows=_SURGEON),
        Example(
            Outcome.PASS,
            record(MEDICAL[0], _CRITICAL, MEDICAL[2], _HERE, _DAILY, *MEDICAL[5:]),
            "抢救到场",
            shows=_RESCUE,
        ),
        Example(
            Outcome.NOT_APPLICABLE,
            record(*_FOURTH[:8], _NOTE_6, SURGICAL[10].replace("03-08", "03-06"), stay=_LEFT_STAY),
            "次日出院",
            shows=_LEFT,
        ),
        Example(Outcome.NOT_APPLICABLE, record(_STAFF, *_FOURTH), "没有副主任", shows=_TOP),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "没有病危和手术"),
        Example(
            Outcome.NOT_APPLICABLE, record(*without(MEDICAL, MEDICAL[6]), OPERATION[:40], POSTOP), "没有手术结束时间"
        ),
    ),
    doc=__doc__ or "",
)
