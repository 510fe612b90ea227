"""Rescues (抢救) that really took place, and deaths."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from pipeline.extract.facts import patterns as p
from pipeline.extract.facts.context import Hit, happened_here, hits, stamps_between, told_day
from pipeline.extract.facts.operations import Window, title_mention
from pipeline.extract.facts.times import start_and_end
from pipeline.extract.model import Death, ExtractedDocument, Mention, Rescue
from pipeline.records.moment import Moment
from pipeline.records.stay import Stay

_ENDED = re.compile(
    r"抢救(?:成功|结束|无效)|宣布(?:患者)?(?:临床)?死亡|宣告(?:患者)?(?:临床)?死亡|临床死亡|停止(?:抢救|复苏|按压)"
)
_TELLING = p.NARRATIVE - {"rescue_record", "consultation_record"}


def find_rescues(documents: Sequence[ExtractedDocument], window: Window) -> tuple[Rescue, ...]:
    """Rescue records first; then what other documents tell and no record covers."""
    found = [_recorded(d) for d in documents if d.doc_type == "rescue_record"]
    for doc in documents:
        counted = p.COUNTED_RESCUES.search(doc.text, doc.start, doc.end) if doc.doc_type == "front_page" else None
        if counted and not found:
            found.append(Rescue(Mention(doc.doc_id, counted.start(), counted.end(), counted[0])))
        if doc.doc_type not in _TELLING:
            continue
        for told in _told(doc, window):
            if not any(_covers(r, told) for r in found):
                found.append(told)
    return tuple(sorted(found, key=lambda r: (r.started_at is None, str(r.started_at or ""))))


def _recorded(doc: ExtractedDocument) -> Rescue:
    start, end = start_and_end(doc)
    if end is None:
        end = _told_end(doc)
    if start is not None and not start.timed and end is not None and end.timed:
        start = None
    return Rescue(title_mention(doc), start, end, doc.doc_id)


def _told_end(doc: ExtractedDocument) -> Moment | None:
    """The time in the last sentence that says how the rescue ended."""
    for found in reversed(list(_ENDED.finditer(doc.text, doc.start, doc.end))):
        low = max(doc.start, found.start() - 100)
        left = max(low, doc.text.rfind("。", low, found.start()) + 1)
        times = [t.moment for t in stamps_between(doc, left, found.end()) if t.kind == "event"]
        timed = [m for m in times if m and m.timed]
        if timed:
            return timed[-1]
    return None


def _told(doc: ExtractedDocument, window: Window) -> list[Rescue]:
    text = doc.body
    if not any(w in text for w in ("抢救", "按压", "复苏", "除颤", "插管", "自主循环")):
        return []
    found = [hit for pattern in (p.RESUSCITATION, p.RESCUED) for hit in hits(doc, pattern) if _real(hit, window)]
    return [_narrated(hit) for hit in found]


def _real(hit: Hit, window: Window) -> bool:
    if p.NO_RESCUE.search(hit.clause()) or p.WARNED.search(hit.clause()) or p.OTHER_PERSON.search(hit.before):
        return False
    if p.RESUSCITATED_BEFORE.match(hit.after) or (
        p.ON_THE_WAY.search(hit.sentence) and not p.ON_WARD.search(hit.sentence)
    ):
        return False
    if "插管" in hit.found[0] and ("麻醉" in hit.sentence or "全麻" in hit.sentence or "手术" in hit.sentence):
        return False
    return happened_here(hit, window.admitted, window.discharged, denial=False) and not _refused(hit)


def _refused(hit: Hit) -> bool:
    return any(w in hit.clause() for w in ("拒绝", "不同意", "放弃", "暂不", "无需", "未予", "未行"))


def _narrated(hit: Hit) -> Rescue:
    return Rescue(hit.mention(), started_at=told_day(hit))


def _covers(rescue: Rescue, told: Rescue) -> bool:
    """A note covers a told rescue unless the two are certainly more than a day apart."""
    known = rescue.started_at or rescue.ended_at
    if known is None or told.started_at is None:
        return True
    gap = max(told.started_at.earliest - known.latest, known.earliest - told.started_at.latest)
    return gap <= timedelta(hours=24)


# ---- death ----


def find_deaths(stay: Stay, documents: Sequence[ExtractedDocument]) -> tuple[Death, ...]:
    """The patient's death; the time as the death record prints it, else as it is told, else the metadata's end of the stay."""
    dead = [d for d in documents if d.doc_type in ("death_record", "admission_death_24h", "death_discussion")]
    told = [hit for doc in documents for hit in _death_told(doc)]
    by_metadata = is_death(stay.outcome)
    if not dead and not by_metadata and not told:
        return ()
    at = next((m for d in dead if (m := _labelled_death(d))), None)
    at = at or next((m for hit in told if (m := _death_time(hit))), None)
    if at is None and by_metadata and stay.discharged_at:
        at = stay.discharged_at
    mention = told[0].mention() if told else title_mention(dead[0]) if dead else None
    return (Death(mention, at),)


def is_death(outcome: str | None) -> bool:
    """True if the metadata's outcome says that the patient died in hospital."""
    return bool(outcome) and "死亡" in (outcome or "") and "未死亡" not in (outcome or "")


def _labelled_death(doc: ExtractedDocument) -> Moment | None:
    best = None
    for stamp in doc.timestamps:
        if stamp.moment is None or stamp.kind == "signed":
            continue
        before = doc.text[max(doc.start, stamp.start - 10) : stamp.start]
        after = doc.text[stamp.end : stamp.end + 6]
        if p.DEATH_LABEL.search(before) or p.DIED_THEN.match(after):
            if stamp.moment.timed:
                return stamp.moment
            best = best or stamp.moment
    return best


def _death_told(doc: ExtractedDocument) -> list[Hit]:
    if doc.doc_type not in p.NARRATIVE or "死亡" not in doc.body:
        return []
    return [
        hit
        for hit in hits(doc, p.DIED)
        if not p.WARNED.search(hit.clause())
        and not p.OTHER_PERSON.search(hit.before)
        and not p.PLANNED.search(hit.clause())
        and not p.ELSEWHERE.search(hit.sentence)
        and not p.LONG_AGO.search(hit.clause())
    ]


def _death_time(hit: Hit) -> Moment | None:
    inside = [t.moment for t in stamps_between(hit.doc, hit.left, hit.right) if t.moment and t.moment.timed]
    return inside[-1] if inside else None


def end_at_death(rescues: tuple[Rescue, ...], death: Death | None) -> tuple[Rescue, ...]:
    """A rescue whose record ends with the patient's death ended then."""
    if death is None or death.at is None or not death.at.timed:
        return rescues
    return tuple(
        replace(r, ended_at=death.at)
        if r.ended_at is None
        and r.started_at
        and r.started_at.at <= death.at.at <= r.started_at.at + timedelta(hours=12)
        else r
        for r in rescues
    )
