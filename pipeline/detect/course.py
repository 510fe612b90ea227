"""The running notes of a stay (病程) in time: which days have one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from pipeline.detect.case import Case
from pipeline.detect.coverage import ADMISSION, COURSE
from pipeline.detect.limits import completed_at
from pipeline.extract.model import ExtractedDocument
from pipeline.records.moment import Moment

# BW 22 counts all of these among the progress notes; the admission record shows at least that the patient was seen
RUNNING = frozenset(
    {
        *COURSE,
        *ADMISSION,
        "first_progress_note",
        "anesthesia_previsit",
        "anesthesia_postvisit",
        "death_record",
        "admission_discharge_24h",
        "admission_death_24h",
    }
)
# without a time of writing these still belong to the day of the operation, procedure or consultation that they print
_DATED_BY_EVENT = ("procedure_record", "operation_record", "consultation_record", "rescue_record", "death_record")
_LEAVE = re.compile(r"请假|离院(?!方式|前|时|当|后|医嘱)|外出未归|擅自离|自行离")


@dataclass(frozen=True, slots=True)
class Entry:
    """One dated entry of the course."""

    doc: ExtractedDocument
    at: Moment
    start: int
    end: int


def entries(case: Case) -> tuple[Entry, ...]:
    """All dated entries in order of time; a note that holds several printed times of writing counts at each of them."""
    if "entries" not in case.memo:
        found = [e for doc in case.documents if doc.doc_type in RUNNING for e in _of(case, doc)]
        case.memo["entries"] = tuple(sorted(found, key=lambda e: e.at.at))
    result: tuple[Entry, ...] = case.memo["entries"]
    return result


def _of(case: Case, doc: ExtractedDocument) -> list[Entry]:
    found = [Entry(doc, t.moment, t.start, t.end) for t in doc.timestamps if t.kind == "written" and t.moment]
    at = completed_at(case, doc)
    if not found and at is not None:
        stamp = next((t for t in doc.timestamps if t.moment == at), None)
        start, end = (stamp.start, stamp.end) if stamp else (doc.start, min(doc.end, doc.start + 20))
        found.append(Entry(doc, at, start, end))
    if not found and doc.doc_type in _DATED_BY_EVENT:
        found += [Entry(doc, t.moment, t.start, t.end) for t in doc.timestamps if t.moment and t.kind == "event"][:1]
    return found


def undated(case: Case) -> bool:
    """True if any running note prints no time at all: gaps cannot be told then."""
    dated = {e.doc.doc_id for e in entries(case)}
    return any(d.doc_type in RUNNING and d.doc_type not in ADMISSION and d.doc_id not in dated for d in case.documents)


def days_with_entry(case: Case) -> set[date]:
    return {e.at.at.date() for e in entries(case)}


def on_leave(case: Case) -> bool:
    """True if a note speaks of leave (请假): days away need no note."""
    return any(_LEAVE.search(d.body) for d in case.documents if d.doc_type in RUNNING or d.doc_type == "order_sheet")
