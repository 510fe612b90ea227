"""From clone pairs to defects: citations of both sides and the words of the message, shared by the cloning rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.detect.case import Case
from pipeline.detect.clones.model import Change, ClonePair, Passage, Side
from pipeline.detect.finding import Defect, Evidence, Related
from pipeline.extract.model import ExtractedDocument
from pipeline.records.moment import Moment

MOST_PASSAGES = 8  # cited per finding, longest first
MOST_CHANGES = 4  # named in a message
_TOLD = ("negation", "side", "drug", "number", "date")  # kinds of changes worth naming, in this order
_HOUSEHOLD_DAYS = 3
_WORDS = 12  # characters of a change that a message may show

_DOCUMENTS = {
    "admission_record": "入院记录",
    "readmission_record": "再次入院记录",
    "first_progress_note": "首次病程记录",
    "progress_note": "病程记录",
    "ward_round_attending": "主治医师查房记录",
    "ward_round_chief": "主任（副主任）医师查房记录",
    "postop_first_note": "术后首次病程记录",
    "stage_summary": "阶段小结",
    "handover_record": "交接班记录",
    "transfer_record": "转科记录",
    "discharge_record": "出院记录",
    "preop_discussion": "术前讨论",
    "preop_summary": "术前小结",
    "difficult_case_discussion": "疑难病例讨论",
    "death_discussion": "死亡病例讨论",
}


def within_stay(case: Case) -> Iterable[ClonePair]:
    """The pairs between two documents of this stay."""
    return (p for p in case.clones or () if p.here.stay_id == p.there.stay_id)


def other_patients(case: Case) -> Iterable[ClonePair]:
    """The pairs with another patient's record."""
    return (p for p in case.clones or () if not p.same_patient)


def earlier_stays(case: Case) -> Iterable[ClonePair]:
    """The pairs with another stay of this patient."""
    return (p for p in case.clones or () if p.same_patient and p.here.stay_id != p.there.stay_id)


def document(case: Case, side: Side) -> ExtractedDocument | None:
    """The document of this stay that ``side`` stands in; None if the side belongs to another stay."""
    if side.stay_id != case.extracted.stay.stay_id:
        return None
    return next((d for d in case.documents if d.doc_id == side.doc_id), None)


def turned(pair: ClonePair) -> ClonePair:
    """The same pair seen from the other side."""
    return replace(
        pair,
        here=pair.there,
        there=pair.here,
        telling=pair.telling_there,
        telling_there=pair.telling,
        passages=tuple(Passage(p.there_start, p.there_end, p.here_start, p.here_end) for p in pair.passages),
        changes=tuple(
            Change(c.kind, c.there_start, c.there_end, c.here_start, c.here_end, c.there, c.here) for c in pair.changes
        ),
        days_apart=None if pair.days_apart is None else -pair.days_apart,
    )


def named(side: Side) -> str:
    """A document in words: its day and its kind."""
    kind = _DOCUMENTS.get(side.doc_type, "文书")
    return f"{_day(side.written_at)}{kind}"


def _day(moment: Moment | None) -> str:
    return f"{moment.at.month}月{moment.at.day}日" if moment else ""


def altered(pair: ClonePair) -> str:
    """What was changed inside the copy, in a few words; "" if nothing."""
    ranked = sorted((c for c in pair.changes if c.kind in _TOLD), key=lambda c: _TOLD.index(c.kind))
    told = [f"{_short(c.there)}→{_short(c.here)}" for c in ranked if c.here.strip() or c.there.strip()][:MOST_CHANGES]
    return "仅改动：" + "，".join(told) if told else ""


def _short(words: str) -> str:
    flat = " ".join(words.split()).strip("，。；、,;")
    return (flat[:_WORDS] + "…") if len(flat) > _WORDS else flat or "（无）"


def defect(case: Case, pair: ClonePair, message: str, *, review: bool = False, confidence: float = 1.0) -> Defect:
    """A defect at the pair's later document, both sides cited."""
    here = document(case, pair.here)
    text = here.text if here else ""
    ranked = sorted(pair.passages, key=lambda p: p.here_start - p.here_end)[:MOST_PASSAGES]
    ranked.sort(key=lambda p: p.here_start)
    return Defect(
        message=message,
        doc_id=pair.here.doc_id,
        evidence=tuple(
            Evidence(pair.here.doc_id, p.here_start, p.here_end, text[p.here_start : p.here_end]) for p in ranked
        ),
        related=tuple(
            Related(
                pair.there.stay_id,
                pair.there.doc_id,
                p.there_start,
                p.there_end,
                pair.there.quote[p.there_start - pair.there.start : p.there_end - pair.there.start],
            )
            for p in ranked
        ),
        person=pair.here.author,
        confidence=confidence,
        review=review,
    )


def doubtful_identity(pair: ClonePair) -> str:
    """Why the two patients may not be strangers, "" if nothing speaks for it: unknown, mother and child, twins, one household."""
    here, there = pair.here, pair.there
    if not (here.patient_id or here.patient_name) or not (there.patient_id or there.patient_name):
        return "患者身份不明"
    if "之" in here.patient_name or "之" in there.patient_name:
        return "可能为母婴或多胎"
    known = here.admitted_at is not None and there.admitted_at is not None
    near = known and abs((here.admitted_at.at - there.admitted_at.at).days) <= _HOUSEHOLD_DAYS  # type: ignore[union-attr]
    if near and here.patient_name[:1] and here.patient_name[:1] == there.patient_name[:1]:
        return "同姓且同期入院，可能为亲属或同源暴露"
    return ""


def best_by_document(pairs: Iterable[ClonePair]) -> list[ClonePair]:
    """One pair for each later document, the one with the most copied text: a chain is reported once, its source named."""
    best: dict[str, ClonePair] = {}
    for pair in pairs:
        kept = best.get(pair.here.doc_id)
        if kept is None or pair.telling.copied > kept.telling.copied:
            best[pair.here.doc_id] = pair
    return [best[doc_id] for doc_id in sorted(best)]
