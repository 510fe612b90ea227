"""首次病程记录未在规定时限内完成 (TIM-FPN-8H)

检查什么：首次病程记录的记录时间与入院（病区接诊）时间之差是否超过时限（fpn_h）。

依据：病历书写基本规范第二十二条（一）；S000 篇3。

例外：见 exceptions。没有首次病程记录的归 CMP-FPN。

整改：入院后8小时内完成首次病程记录；本例由书写医师说明原因。
"""

from __future__ import annotations

from datetime import timedelta

from pipeline.detect.case import Case
from pipeline.detect.deadlines import clock, late
from pipeline.detect.finding import Outcome, Verdict, judged, not_applicable, passed
from pipeline.detect.limits import completed_at, earliest, limit
from pipeline.detect.notes import first_progress_notes
from pipeline.detect.rule import Example, Need, Rule
from pipeline.detect.specimens import FPN, MEDICAL, SHORT_FORM, SHORT_STAY, SURGICAL, record, without
from pipeline.extract.model import ExtractedDocument

_RESCUE = "入院即抢救，抢救结束后6小时内补记"
_SHORT = "24小时内入出院（死亡）记录代替首次病程记录"
_MIDNIGHT = "跨零点书写而未满8小时"
_LATE = FPN.replace("2026-03-02 10:10", "2026-03-02 18:40").replace("2026-03-02 10:30", "2026-03-02 18:55")
_NEXT_DAY = FPN.replace("2026-03-02 10:10", "2026-03-03 09:10").replace("2026-03-02 10:30", "2026-03-03 09:30")
_NIGHT_STAY = "@stay id=EX-1 admitted=2026-03-02T22:35 discharged=2026-03-08T10:00 outcome=好转\n"
_AFTER_MIDNIGHT = (
    FPN.replace("2026-03-02 10:10", "2026-03-03 01:05")
    .replace("2026-03-02 10:30", "2026-03-03 01:30")
    .replace("2026-03-02 09:00", "2026-03-02 22:35")
)
_RESUSCITATED = """@doc
抢救记录　记录时间：2026-03-02 17:30
抢救开始：2026-03-02 09:10　抢救结束：2026-03-02 15:00
病情变化：入院时血压测不出，意识模糊。
抢救经过：快速补液、升压、气管插管机械通气，2026-03-02 15:00循环稳定，抢救成功。
记录：沈一帆　主持：顾长林　2026-03-02 17:40
"""


def check(case: Case) -> Verdict:
    hours = limit(case, "fpn_h")
    notes = first_progress_notes(case)
    if hours is None or not notes:
        return not_applicable("没有首次病程记录（或为24小时内入出院记录），缺失另计")
    first = earliest(case, notes)
    defects, unknown = late(case, first, clock(case, "入院", case.extracted.admitted_at), hours, "首次病程记录")
    if defects and _after_rescue(case, first, hours):
        return passed(_RESCUE)
    return judged(defects, unknown)


def _after_rescue(case: Case, note: ExtractedDocument, hours: float) -> bool:
    """True if a rescue began within the limit and the note was written within six hours of its end."""
    done, admitted = completed_at(case, note), case.extracted.admitted_at
    grace = timedelta(hours=limit(case, "rescue_note_h") or 6)
    for rescue in case.facts.rescues:
        start, end = rescue.started_at, rescue.ended_at
        began = start is not None and admitted is not None and start.at <= admitted.at + timedelta(hours=hours)
        if began and end and done and done.earliest <= end.latest + grace:
            return True
    return False


RULE = Rule(
    id="TIM-FPN-8H",
    name="首次病程记录未在规定时限内完成",
    category="timeliness",
    clause="BW 22(1); S000-P3 L2",
    check=check,
    remedy="入院后8小时内完成首次病程记录；本例说明原因",
    needs=frozenset({Need.DOCUMENTS, Need.ADMITTED_AT}),
    exceptions=(_RESCUE, _SHORT, _MIDNIGHT),
    parameters=("fpn_h", "rescue_note_h"),
    examples=(
        Example(Outcome.FAIL, record(_LATE, *without(MEDICAL, FPN)), "入院后9小时40分"),
        Example(Outcome.FAIL, record(_NEXT_DAY, *without(SURGICAL, FPN)), "次日才写"),
        Example(Outcome.PASS, record(*MEDICAL), "入院后70分钟"),
        Example(Outcome.PASS, record(_AFTER_MIDNIGHT, *MEDICAL[2:], stay=_NIGHT_STAY), "两个半小时", shows=_MIDNIGHT),
        Example(Outcome.PASS, record(_LATE, _RESUSCITATED, *without(MEDICAL, FPN)), "先抢救", shows=_RESCUE),
        Example(Outcome.NOT_APPLICABLE, record(SHORT_FORM, stay=SHORT_STAY), "不足24小时", shows=_SHORT),
    ),
    doc=__doc__ or "",
)
