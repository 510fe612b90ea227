"""手术记录未在规定时限内完成 (TIM-OPNOTE-24H)

检查什么：每次手术的手术记录完成时间与手术结束时间之差是否超过时限（op_note_h）。

依据：病历书写基本规范第二十二条（十五）；病案质控指标 5。

例外：见 exceptions。没有手术记录的归 CMP-OPNOTE。

整改：术者在术后24小时内完成手术记录；本例说明原因。
"""

from __future__ import annotations

from datetime import timedelta

from pipeline.detect.case import Case
from pipeline.detect.deadlines import Clock, clock, late
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.limits import limit
from pipeline.detect.operated import operations
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import MEDICAL, OPERATION, SURGICAL, record, without
from pipeline.extract.model import ExtractedDocument, Operation
from pipeline.records.moment import Moment

_NO_END = "没有印出手术结束时间的，按手术日次日清晨起算"
_POSTOP_FIRST = "手术记录晚于术后首次病程，仍在24小时内"
_EACH = "多次手术各自计时"
_LATE = OPERATION.replace("记录时间：2026-03-05 13:00", "记录时间：2026-03-07 08:35").replace(
    "2026-03-05 13:20", "2026-03-07 08:50"
)
_NO_TIMES = OPERATION.replace("手术开始：2026-03-05 09:00　手术结束：2026-03-05 10:30", "手术日期：2026-03-05")
_SECOND = OPERATION.replace("2026-03-05", "2026-03-07").replace("腹腔镜胆囊切除术", "腹腔镜腹腔冲洗引流术")
_MORNING_AFTER = 6  # hours after midnight: no operation dated the day before lasts longer unless it says so


def check(case: Case) -> Verdict:
    hours = limit(case, "op_note_h")
    done = [op for op in operations(case) if op.note_id]
    if hours is None or not done:
        return not_applicable("本次住院没有手术记录（缺失另计）")
    defects: list[Defect] = []
    unknown = ""
    notes = {d.doc_id: d for d in case.documents}
    for op in done:
        doc = notes[op.note_id or ""]
        found, why = late(case, doc, _clock(case, op, doc), hours, "手术记录")
        if not found and not (op.ended_at and op.ended_at.timed):
            why = _by_start(case, op, doc, hours)
        defects += found
        unknown = unknown or why
    return judged(defects, unknown)


def _clock(case: Case, op: Operation, doc: ExtractedDocument) -> Clock:
    if op.ended_at is not None and op.ended_at.timed:
        return clock(case, "手术结束", op.ended_at, doc)
    day = op.day or op.ended_at
    if day is None:
        return Clock("手术结束", None)
    latest = day.at.replace(hour=0, minute=0, second=0) + timedelta(days=1, hours=_MORNING_AFTER)
    shown = clock(case, "手术", day, doc)
    return Clock("手术结束（按手术日次日6时计）", Moment(latest), shown.proof)


def _by_start(case: Case, op: Operation, doc: ExtractedDocument, hours: float) -> str:
    """A note within the limit of the start is in time whenever the operation ended; else nothing can be told."""
    found, unsure = late(case, doc, Clock("手术开始", op.started_at or op.day), hours, "手术记录")
    return "手术结束时间不明，无法断定是否超时" if found or unsure else ""


RULE = Rule(
    id="TIM-OPNOTE-24H",
    name="手术记录未在规定时限内完成",
    category="timeliness",
    clause="BW 22(15); ZB5",
    check=check,
    remedy="术者在术后24小时内完成手术记录",
    exceptions=(_NO_END, _POSTOP_FIRST, _EACH),
    parameters=("op_note_h",),
    examples=(
        Example(Outcome.FAIL, record(*without(SURGICAL, OPERATION), _LATE), "术后46小时才写"),
        Example(
            Outcome.FAIL,
            record(
                *without(SURGICAL, OPERATION),
                _LATE.replace("手术开始：2026-03-05 09:00　手术结束：2026-03-05 10:30", "手术日期：2026-03-05"),
            ),
            "没有结束时间，也必定超时",
            shows=_NO_END,
        ),
        Example(Outcome.PASS, record(*SURGICAL), "术后两个半小时", shows=_POSTOP_FIRST),
        Example(Outcome.PASS, record(*SURGICAL[:9], _SECOND, *SURGICAL[9:]), "两次手术都及时", shows=_EACH),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "没有手术"),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(
                *without(SURGICAL, OPERATION),
                _NO_TIMES.replace("记录时间：2026-03-05 13:00", "记录时间：2026-03-06 08:00").replace(
                    "2026-03-05 13:20", "2026-03-06 08:20"
                ),
            ),
            "只有手术日期，次日早晨书写",
        ),
    ),
    doc=__doc__ or "",
)
