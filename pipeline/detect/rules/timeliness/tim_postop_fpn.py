"""术后首次病程未即时完成 (TIM-POSTOP-FPN)

检查什么：术后首次病程记录与手术结束时间之差。规范要求即时：标准写明小时数（postop_fpn_h）的按小时，未写明的须在手术当日完成；
超过提示时限（postop_fpn_warn_h）而在当日的只提示。夜间22时以后结束的，允许到 postop_fpn_night_h 小时。

依据：病历书写基本规范第二十二条（十八）。

例外：见 exceptions。没有术后首次病程的归 CMP-POSTOP-FPN。

整改：参加手术的医师术后即时书写。
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.detect.case import Case
from pipeline.detect.deadlines import clock, late
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.limits import completed_at, delay, limit
from pipeline.detect.operated import belongs, operations
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import MEDICAL, OPERATION, POSTOP, SURGICAL, record, without
from pipeline.extract.model import ExtractedDocument, Operation

_NIGHT = "手术在22时以后结束，五小时内书写"
_SAME_DAY = "当日书写而超过两小时，只提示"
_LATE_HOUR = 22
_NEXT = POSTOP.replace("2026-03-05 11:00", "2026-03-06 10:00").replace("2026-03-05 11:20", "2026-03-06 10:20")
_TWO_DAYS = POSTOP.replace("2026-03-05 11:00", "2026-03-07 09:00").replace("2026-03-05 11:20", "2026-03-07 09:20")
_EVENING = POSTOP.replace("2026-03-05 11:00", "2026-03-05 18:00").replace("2026-03-05 11:20", "2026-03-05 18:20")
_NIGHT_OP = OPERATION.replace(
    "手术开始：2026-03-05 09:00　手术结束：2026-03-05 10:30", "手术开始：2026-03-05 21:00　手术结束：2026-03-05 22:50"
).replace("2026-03-05 13", "2026-03-06 09")
_NIGHT_NOTE = (
    POSTOP.replace("2026-03-05 11:00", "2026-03-06 01:30")
    .replace("2026-03-05 11:20", "2026-03-06 01:50")
    .replace("今日09:00在", "昨日21:00在")
    .replace("10:30结束", "22:50结束")
)


def check(case: Case) -> Verdict:
    done = [op for op in operations(case) if op.ended_at is not None or op.day is not None]
    notes = list(case.extracted.of_type("postop_first_note"))
    if not done or not notes:
        return not_applicable("没有手术或没有术后首次病程记录（缺失另计）")
    if len(done) > 1 and len(notes) < len(done):
        return not_assessable("多次手术，术后病程与手术不能一一对应")
    defects: list[Defect] = []
    unknown = ""
    for op in done:
        note = next((d for d in notes if belongs(case, d, op, days=3)), None)
        if note is None:
            continue
        found, why = _judge(case, op, note)
        defects += found
        unknown = unknown or why
    return judged(defects, unknown)


def _judge(case: Case, op: Operation, note: ExtractedDocument) -> tuple[list[Defect], str]:
    end, at = op.ended_at, completed_at(case, note)
    if at is None:
        return [], "术后首次病程没有时间"
    source = next((d for d in case.documents if d.doc_id == op.note_id), None)
    if end is None or not end.timed:
        gap = (at.at.date() - op.day.at.date()).days if op.day else 0
        return (
            late(case, note, clock(case, "手术", op.day, source), 24, "术后首次病程")
            if gap > 1
            else ([], "手术结束时间不明")
        )
    event = clock(case, "手术结束", end, source)
    night = limit(case, "postop_fpn_night_h") or 5
    hours = limit(case, "postop_fpn_h")
    if end.at.hour >= _LATE_HOUR:
        return late(case, note, event, max(night, hours or 0), "术后首次病程")
    if hours is not None:
        return late(case, note, event, hours, "术后首次病程")
    if at.at.date() > end.at.date():
        found, why = late(case, note, event, 0, "术后首次病程")
        return [replace(d, message=f"术后首次病程在手术结束后{delay(at, end)}、次日以后才完成") for d in found], why
    return [], ""


RULE = Rule(
    id="TIM-POSTOP-FPN",
    name="术后首次病程未即时完成",
    category="timeliness",
    clause="BW 22(18)",
    check=check,
    remedy="参加手术的医师术后即时书写术后首次病程记录",
    exceptions=(_NIGHT, _SAME_DAY),
    parameters=("postop_fpn_h", "postop_fpn_night_h"),
    examples=(
        Example(Outcome.FAIL, record(*without(SURGICAL, POSTOP), _NEXT), "次日上午才写"),
        Example(Outcome.FAIL, record(*without(SURGICAL, POSTOP), _TWO_DAYS), "术后第2天才写"),
        Example(Outcome.PASS, record(*SURGICAL), "术后半小时"),
        Example(Outcome.PASS, record(*without(SURGICAL, POSTOP), _EVENING), "当日晚间", shows=_SAME_DAY),
        Example(
            Outcome.PASS,
            record(*without(SURGICAL, POSTOP, OPERATION), _NIGHT_OP, _NIGHT_NOTE),
            "夜间手术",
            shows=_NIGHT,
        ),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "没有手术"),
    ),
    doc=__doc__ or "",
)
