"""上级（主治）医师首次查房超时 (TIM-ROUND-ATTENDING)

检查什么：主治以上医师的首次查房是否在入院后时限（round_attending_h）内。副主任以上医师的查房同样满足；周末、节假日不顺延。

依据：病历书写基本规范第二十二条（三）；S003。

例外：见 exceptions。查房者职称以人员名册当日的职称为准。其他病程里写明上级医师看过患者、或病程由主治医师本人书写的，不判缺失，提示核对。

整改：主治医师在规定时限内查房，并审签查房记录。
"""

from __future__ import annotations

from datetime import datetime

from pipeline.detect.case import Case
from pipeline.detect.coverage import cannot_judge_absence, hours_of_stay, searched, short_stay_form
from pipeline.detect.deadlines import clock
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable, passed
from pipeline.detect.limits import Timing, completed_at, delay, limit, stamp_of, timing
from pipeline.detect.rounds import RoundAt, registry_rank, rounds
from pipeline.detect.rule import Example, Need, Rule
from pipeline.detect.specimens import ATTENDING, CHIEF, FPN, MEDICAL, SHORT_FORM, SHORT_STAY, note, record, without
from pipeline.extract.model import ExtractedDocument
from pipeline.records.ranks import Rank

_HIGHER = "副主任以上医师查房代行主治医师首次查房"
_SHORT = "住院不足48小时"
_FORM = "24小时内入出院的病历"
_OWN = "主治医师本人为经治医师，自己书写病程"
_LATE = ATTENDING.replace("2026-03-03 08:40", "2026-03-05 08:40").replace("2026-03-03 09:10", "2026-03-05 09:10")
_LATE_CHIEF = CHIEF.replace("2026-03-04 09:00", "2026-03-06 09:00").replace("2026-03-04 09:40", "2026-03-06 09:40")
_DAY_2 = note("2026-03-03 09:00", "患者腹痛减轻，继续治疗。")
_TWO_DAYS = "@stay id=EX-1 admitted=2026-03-02T09:00 discharged=2026-03-04T08:00 outcome=好转\n"
_OWN_NOTE = "@doc\n2026-03-03 09:00　病程记录\n患者腹痛减轻，继续治疗。\n主治医师：顾长林　2026-03-03 09:10\n"
_WRITTEN = frozenset({"first_progress_note", "progress_note", "preop_summary", "preop_discussion", "postop_first_note"})


def check(case: Case) -> Verdict:
    hours = limit(case, "round_attending_h")
    begin = case.extracted.admitted_at
    if hours is None or begin is None:
        return not_applicable("本标准不要求")
    if short_stay_form(case):
        return not_applicable(_FORM)
    length = hours_of_stay(case)
    if length is None:
        return not_assessable("不知出院时间")
    if length[0] <= hours:
        return not_applicable(_SHORT) if length[1] <= hours else not_assessable("出入院时间不到分钟")
    made = [r for r in rounds(case) if r.low is not None and r.low >= Rank.ATTENDING and r.formal]
    if any(timing(r.at, begin, hours) in (Timing.IN_TIME, Timing.BEFORE) for r in made if r.at):
        return passed()
    perhaps = [r for r in rounds(case) if r.high is None or r.high >= Rank.ATTENDING]
    if any(timing(r.at, begin, hours) is not Timing.LATE for r in perhaps):
        return not_assessable("时限内有上级医师看过患者的记载，职称或时间不能确定，请人工核对")
    if any(_own(case, d, hours) for d in case.documents):
        return not_assessable(_OWN + "，请人工核对")
    return _late(case, made, hours)


def _own(case: Case, doc: ExtractedDocument, hours: float) -> bool:
    """True if an attending or higher wrote this note himself within the limit."""
    if doc.doc_type not in _WRITTEN or not doc.signatures:
        return False
    at = completed_at(case, doc)
    signer = doc.signatures[0]
    rank = registry_rank(case.registry, signer.name, at) or signer.rank
    return (
        rank is not None and rank >= Rank.ATTENDING and timing(at, case.extracted.admitted_at, hours) is not Timing.LATE
    )


def _late(case: Case, made: list[RoundAt], hours: float) -> Verdict:
    begin = case.extracted.admitted_at
    why = cannot_judge_absence(case)
    if why:
        return not_assessable(why)
    first = min((r for r in made if r.at), key=lambda r: r.at.at if r.at else datetime.max, default=None)
    if first is None or first.at is None or begin is None:
        days = limit(case, "three_level_d") or 7
        length = hours_of_stay(case)
        if length and length[0] >= days * 24:
            return not_applicable("全程没有上级医师查房，属 CMP-THREE-LEVEL")
        return judged([Defect("住院期间没有主治以上医师查房记录", searched=searched("主治以上医师查房记录"))])
    span = stamp_of(first.doc, first.at) or (first.start, max(first.end, first.start + 1))
    proofs = [case.cite(first.doc, *span)]
    event = clock(case, "入院", begin)
    if event.proof:
        proofs.append(event.proof)
    message = f"主治以上医师首次查房在入院后{delay(first.at, begin)}，超过{hours:g}小时"
    return judged([Defect(message, first.doc.doc_id, tuple(proofs), person=first.name)])


RULE = Rule(
    id="TIM-ROUND-ATTENDING",
    name="上级（主治）医师首次查房超时",
    category="timeliness",
    clause="BW 22(3); S003 L26",
    check=check,
    remedy="主治医师在入院48小时内完成首次查房并审签",
    needs=frozenset({Need.DOCUMENTS, Need.ADMITTED_AT}),
    exceptions=(_HIGHER, _SHORT, _FORM, _OWN),
    parameters=("round_attending_h", "three_level_d"),
    examples=(
        Example(Outcome.FAIL, record(*MEDICAL[:2], _DAY_2, _LATE, *MEDICAL[5:]), "首次查房在入院后近72小时"),
        Example(Outcome.FAIL, record(*MEDICAL[:2], _DAY_2, _LATE_CHIEF, *MEDICAL[5:]), "首个上级查房是第5天的主任查房"),
        Example(Outcome.FAIL, record(*MEDICAL[:2], _DAY_2, MEDICAL[4], MEDICAL[6]), "六天里没有上级查房"),
        Example(Outcome.PASS, record(*MEDICAL), "次日主治查房"),
        Example(
            Outcome.PASS,
            record(*MEDICAL[:2], CHIEF.replace("2026-03-04 09", "2026-03-03 09"), *MEDICAL[4:]),
            "次日主任查房",
            shows=_HIGHER,
        ),
        Example(
            Outcome.NOT_APPLICABLE,
            record(*MEDICAL[:2], _DAY_2, MEDICAL[6].replace("03-08", "03-04"), stay=_TWO_DAYS),
            "住院47小时",
            shows=_SHORT,
        ),
        Example(Outcome.NOT_APPLICABLE, record(SHORT_FORM, stay=SHORT_STAY), "不足24小时", shows=_FORM),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(*without(MEDICAL, ATTENDING, CHIEF, FPN)[:1], FPN, _OWN_NOTE, *MEDICAL[4:]),
            "主治医师自己写病程",
            shows=_OWN,
        ),
    ),
    doc=__doc__ or "",
)
