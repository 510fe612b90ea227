"""What the orders say was given, and whether the notes speak of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Verdict, judged, not_applicable
from pipeline.records.stay import Order

# documents that are not notes about the course
_SHEETS = frozenset(
    ("order_sheet", "front_page", "lab_report", "consent_form", "nursing_record", "surgical_safety_checklist")
)


def notes_text(case: Case) -> str:
    """All notes of the stay joined, order and nursing sheets left out."""
    return "\n".join(d.body for d in case.documents if d.doc_type not in _SHEETS)


def given(case: Case, drugs: re.Pattern[str], unless: re.Pattern[str]) -> Iterator[tuple[Order, str]]:
    """Orders that name one of ``drugs`` and not ``unless`` (topical forms, skin tests), each drug once."""
    seen: set[str] = set()
    for order in case.extracted.stay.orders or ():
        m = drugs.search(order.content)
        if m is not None and m[0] not in seen and not unless.search(order.content):
            seen.add(m[0])
            yield order, m[0]


def unmentioned(
    case: Case, drugs: re.Pattern[str], unless: re.Pattern[str], general: re.Pattern[str], what: str
) -> Verdict:
    """Fail if no note names any of the drugs given nor says ``general`` words of such a treatment."""
    found = list(given(case, drugs, unless))
    if not found:
        return not_applicable(f"医嘱中没有{what}")
    notes = notes_text(case)
    if general.search(notes) or any(name[:3] in notes for _, name in found):
        return judged([])
    return judged(
        [
            Defect(
                message=f"医嘱使用了{what}（{name}），病程等记录没有提到",
                searched=("病程、查房、手术、出院等全部记录",),
                confidence=0.85,
            )
            for _, name in found[:1]
        ]
    )
