"""Ward rounds (查房) of a stay: who rounded, when, and of what rank he certainly or possibly was."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.detect.case import Case
from pipeline.detect.coverage import ROUNDS
from pipeline.detect.limits import completed_at
from pipeline.extract.model import ExtractedDocument
from pipeline.records.moment import Moment
from pipeline.records.ranks import Rank, parse_title
from pipeline.records.staff import StaffRegistry

_TYPE_RANK = {"ward_round_attending": Rank.ATTENDING, "ward_round_chief": Rank.ASSOCIATE_CHIEF}
_NOTES = frozenset(
    {
        "progress_note",
        "first_progress_note",
        "postop_first_note",
        "rescue_record",
        "stage_summary",
        "preop_discussion",
        "preop_summary",
        "difficult_case_discussion",
        "handover_record",
        "transfer_record",
        "admission_discharge_24h",
        "consultation_record",
        "procedure_record",
    }
)
# a superior seen in the text of another note: 今日随李敏主治医师查房; 请示王主任后; 陆振华副主任医师看过患者
_SEEN = re.compile(
    r"(?P<t>副?主任医师|主治医师|副?教授|副?主任|上级医师|[二三]线)(?=[^，。；\n]{0,10}?(?:查房|查看|看过|看病人|看患者|诊视|巡视|到场|指示|指出|意见|带教|换药|同意|嘱|会诊|主持|主刀|讨论|示))"
)
_TITLES = ("主任", "主治", "教授", "上级医师", "二线", "三线")


@dataclass(frozen=True, slots=True)
class RoundAt:
    """A round with bounds of the rounder's rank: ``low`` is certain, ``high`` possible. ``at`` is None if not printed."""

    doc: ExtractedDocument
    at: Moment | None
    low: Rank | None
    high: Rank | None
    name: str = ""
    start: int = 0
    end: int = 0
    formal: bool = True  # a round note of its own, not a superior mentioned in another note


def rounds(case: Case) -> tuple[RoundAt, ...]:
    """All rounds of the stay in the order of the record; formal ones and superiors mentioned in other notes."""
    if "rounds" not in case.memo:
        case.memo["rounds"] = tuple(r for doc in case.documents for r in _of(case, doc))
    found: tuple[RoundAt, ...] = case.memo["rounds"]
    return found


def _of(case: Case, doc: ExtractedDocument) -> list[RoundAt]:
    if doc.doc_type in ROUNDS:
        return [_formal(case, doc)]
    if doc.doc_type not in _NOTES:
        return []
    at = completed_at(case, doc)
    found = [_formal(case, doc)] if doc.round is not None else []
    body = doc.body
    if not any(word in body for word in _TITLES):
        return found
    for hit in _SEEN.finditer(doc.text, doc.start, doc.end):
        rank = parse_title(hit["t"]).rank or Rank.CHIEF  # 上级医师 may be anybody
        found.append(RoundAt(doc, at, None, rank, "", hit.start(), hit.end(), formal=False))
    return found


def _formal(case: Case, doc: ExtractedDocument) -> RoundAt:
    at = completed_at(case, doc)
    printed = doc.round.rank if doc.round else None
    name = doc.round.name if doc.round else ""
    by_type = _TYPE_RANK.get(doc.doc_type)
    low = high = max((r for r in (printed, by_type) if r is not None), default=None)
    if printed is not None and by_type is not None and printed < by_type:
        low = printed
    if not name:
        # the signers tell the rounder when the heading does not
        ranks = [s.rank for s in doc.signatures if s.rank is not None and s.name]
        high = max([r for r in (high, *ranks) if r is not None], default=None)
    known = registry_rank(case.registry, name, at)
    if known is not None:
        low = high = known
    start, end = (doc.round.start, doc.round.end) if doc.round else _heading(doc)
    return RoundAt(doc, at, low, high, name, start, end)


def _heading(doc: ExtractedDocument) -> tuple[int, int]:
    start = doc.start
    while start < doc.end - 1 and doc.text[start].isspace():
        start += 1
    end = doc.text.find("\n", start, doc.end)
    return start, min(doc.end if end < 0 else end, start + 60)


def registry_rank(registry: StaffRegistry | None, name: str, on: Moment | None) -> Rank | None:
    """The rank that the registry gives ``name`` as of ``on``; None without registry, name, or a settled answer."""
    if registry is None or not name:
        return None
    standing = registry.standing(name, on.at.date() if on else None)
    return standing.rank if standing else None


def top_rank(case: Case) -> Rank | None:
    """The highest rank among the licensed doctors of the registry; None without one."""
    return None if case.registry is None else _top_rank(case.registry)


@lru_cache(maxsize=4)
def _top_rank(registry: StaffRegistry) -> Rank | None:
    return max((r for member in registry if (r := parse_title(member.title).rank) is not None), default=None)
