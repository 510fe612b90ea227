"""Time limits with three answers: certainly late, in time, or not to be told from what is printed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from pipeline.detect.case import Case
from pipeline.extract.model import ExtractedDocument
from pipeline.records.moment import Moment


class Timing(StrEnum):
    """How a completion stands to its limit."""

    IN_TIME = "in_time"
    LATE = "late"
    UNKNOWN = "unknown"  # perhaps late: a date without a time of day, or no time at all
    BEFORE = "before"  # certainly earlier than the event: a contradiction, not a late record


def timing(done: Moment | None, since: Moment | None, hours: float) -> Timing:
    """Compare ``done`` with ``since`` + ``hours`` on the bounds of what is known of both."""
    if done is None or since is None:
        return Timing.UNKNOWN
    if done.certainly_before(since):
        return Timing.BEFORE
    least, most = done.hours_after(since)
    if least > hours:
        return Timing.LATE
    return Timing.IN_TIME if most <= hours else Timing.UNKNOWN


def delay(done: Moment, since: Moment) -> str:
    """The least time between two moments in Chinese words: 41小时30分, or 至少2天 when a time of day is missing."""
    least, most = done.hours_after(since)
    if least != most:
        return f"至少{max(0, int(least // 24))}天" if least >= 24 else f"至少{max(0.0, least):.0f}小时"
    hours, minutes = divmod(round(least * 60), 60)
    if not hours:
        return f"{minutes}分钟"
    return f"{hours}小时{minutes}分" if minutes else f"{hours}小时"


def completed_at(case: Case, doc: ExtractedDocument) -> Moment | None:
    """When ``doc`` was written: its printed time of writing, else the earliest date beside a signature, else the system's."""
    key = f"completed:{doc.doc_id}"
    if key not in case.memo:
        case.memo[key] = _completed(case, doc)
    found: Moment | None = case.memo[key]
    return found


def _completed(case: Case, doc: ExtractedDocument) -> Moment | None:
    if doc.written_at is not None:
        return _refined(doc, doc.written_at)
    signed = [t.moment for t in doc.timestamps if t.kind == "signed" and t.moment]
    if signed:
        return min(signed, key=lambda m: m.at)
    if doc.start == 0:
        source = next((d for d in case.extracted.stay.documents if d.doc_id == doc.source_id), None)
        if source is not None:
            return source.created_at or source.signed_at
    return None


def earliest(case: Case, documents: Sequence[ExtractedDocument]) -> ExtractedDocument:
    """The document that was written first; those without a time come last. ``documents`` must not be empty."""
    far = datetime.max
    return min(documents, key=lambda d: m.at if (m := completed_at(case, d)) else far)


def _refined(doc: ExtractedDocument, written: Moment) -> Moment:
    """A heading that prints only the day takes its time of day from a signature of that day."""
    if written.timed:
        return written
    same = [t.moment for t in doc.timestamps if t.kind == "signed" and t.moment and t.moment.timed]
    same = [m for m in same if timedelta(0) <= m.at - written.at < timedelta(days=1)]
    return min(same, key=lambda m: m.at) if same else written


def stamp_of(doc: ExtractedDocument, moment: Moment) -> tuple[int, int] | None:
    """Where ``doc`` prints ``moment``, to the second or to the minute, the time of writing first."""
    order = {"written": 0, "signed": 1, "event": 2}
    found = [t for t in doc.timestamps if t.moment is not None and _same_minute(t.moment, moment)]
    best = min(found, key=lambda t: (t.moment != moment, order.get(t.kind, 3), t.start), default=None)
    return (best.start, best.end) if best else None


def _same_minute(a: Moment, b: Moment) -> bool:
    if a.at.minute != b.at.minute or a.at.hour != b.at.hour:
        return False
    return a.timed == b.timed and a.at.replace(second=0) == b.at.replace(second=0)


_NATIONAL = {
    "admission_note_h": 24,
    "fpn_h": 8,
    "round_attending_h": 48,
    "three_level_d": 7,
    "progress_stable_d": 3,
    "progress_severe_d": 2,
    "progress_critical": 1,
    "op_note_h": 24,
    "rescue_note_h": 6,
    "discharge_note_h": 24,
    "death_note_h": 24,
    "death_disc_d": 7,
    "preop_disc_scope": "all",
    "invasive_note_h": 24,
    "consult_routine_h": 24,
    "consult_warn_only_h": 48,
    "stage_summary_d": 30,
    "takeover_h": 24,
    "transfer_in_h": 24,
    "immediate_grace_h": 2,
    "postop_fpn_night_h": 5,
    "round_week_top": 2,
    "round_week_mid": 3,
    "surgeon_round_pre_h": 24,
    "surgeon_round_post_h": 24,
    "postop_daily_days": 0,
    "undiagnosed_d": 3,
}


def limit(case: Case, name: str) -> float | None:
    """The standard's number for ``name``: the national one if the standard does not know it, None if it is switched off."""
    value = case.parameters.get(name, _NATIONAL.get(name))
    return None if value is None else float(value)


def choice(case: Case, name: str) -> str:
    """The standard's choice for ``name``."""
    return str(case.parameters.get(name, _NATIONAL.get(name)))
