"""Consultations, transfusions and intervals of critical state."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.facts import patterns as p
from pipeline.extract.facts.context import happened_here, hits, section_label, told_day
from pipeline.extract.facts.operations import Window, title_mention
from pipeline.extract.model import Consultation, CriticalState, ExtractedDocument, Mention, Transfusion
from pipeline.records.moment import Moment
from pipeline.records.stay import Stay

_ITEM = re.compile(r"[\d①-⑳]\s*[.)、．）]?\s*$|[；;]\s*$")
_LEVEL = {"危": "病危", "重": "病重"}


def find_consultations(documents: Sequence[ExtractedDocument]) -> tuple[Consultation, ...]:
    """One per consultation record, with the printed times of request and of the visit."""
    return tuple(_consultation(d) for d in documents if d.doc_type == "consultation_record")


def _consultation(doc: ExtractedDocument) -> Consultation:
    asked = held = None
    for stamp in doc.timestamps:
        label = doc.text[max(doc.start, stamp.start - 12) : stamp.start].rpartition("\n")[2]
        if asked is None and ("申请" in label or "邀请时间" in label or "送出" in label):
            asked = stamp.moment
        elif held is None and ("会诊时间" in label or "会诊日期" in label or "到达" in label or "到场" in label):
            held = stamp.moment
    return Consultation(title_mention(doc), asked, held or doc.written_at, doc.doc_id)


def find_transfusions(documents: Sequence[ExtractedDocument], window: Window) -> tuple[Transfusion, ...]:
    """Blood that was really given, as progress notes, operation and anaesthesia records tell it."""
    found = []
    for doc in documents:
        if doc.doc_type not in p.NARRATIVE and doc.doc_type not in ("operation_record", "anesthesia_record"):
            continue
        if not any(w in doc.body for w in ("红细胞", "悬红", "血浆", "血小板", "全血", "冷沉淀", "少浆血")):
            continue
        for hit in hits(doc, p.BLOOD):
            if p.NO_BLOOD.search(hit.clause()) or p.WARNED.search(hit.clause()):
                continue
            if section_label(doc, hit.found.start()) == "treatment_plan" or _ITEM.search(hit.before):
                continue  # an order in a list, not an account
            if happened_here(hit, window.admitted, window.discharged):
                found.append(Transfusion(hit.mention(), told_day(hit)))
    return tuple(found)


def find_critical(stay: Stay, documents: Sequence[ExtractedDocument]) -> tuple[CriticalState, ...]:
    """Intervals of 病危 and 病重: orders where they are exported, else notices and notes. An end that is not written stays open."""
    if stay.orders:
        ordered = _from_orders(stay, documents)
        if ordered:
            return ordered
    begins = [b for d in documents for b in _begins(d)]
    ends = [e for d in documents for e in _ends(d)]
    found: list[CriticalState] = []
    for level in ("病危", "病重"):
        since = [b for b in begins if b.level == level]
        if not since:
            continue
        first = min(since, key=lambda b: (b.since is None, str(b.since or "")))
        lifted = [m for word, m in ends if word == level and m and (first.since is None or first.since.at <= m.at)]
        found.append(CriticalState(first.mention, level, first.since, min(lifted, key=lambda m: m.at, default=None)))
    return tuple(found)


def _from_orders(stay: Stay, documents: Sequence[ExtractedDocument]) -> tuple[CriticalState, ...]:
    if not documents:
        return ()
    anchor = title_mention(documents[0])
    states = []
    for order in stay.orders or ():
        level = next((v for v in _LEVEL.values() if v in order.content), None)
        if level and "停" not in order.content:
            states.append(CriticalState(anchor, level, order.started_at, order.stopped_at))
    return tuple(states)


def _begins(doc: ExtractedDocument) -> list[CriticalState]:
    text = doc.body
    if "病危" not in text and "病重" not in text:
        return []
    if doc.doc_type == "critical_notice":
        level = "病危" if "病危" in text.replace("病危(重)", "").replace("病危（重）", "")[:60] else "病重"
        since = next((t.moment for t in doc.timestamps if t.moment), None)
        return [CriticalState(title_mention(doc), level, since)]
    if doc.doc_type in ("consent_form", "lab_report", "order_sheet", "other", "discharge_record"):
        return []
    found = []
    for hit in p.CRITICAL_ON.finditer(doc.text, doc.start, doc.end):
        around = doc.text[max(doc.start, hit.start() - 10) : hit.end() + 6]
        if p.CRITICAL_OFF.search(around) or p.FEARED.search(around[:10]) or "维持" in around or "继续" in around:
            continue
        mention = Mention(doc.doc_id, hit.start(), hit.end(), hit[0])
        found.append(CriticalState(mention, _LEVEL[hit["a"] or hit["b"]], doc.written_at))
    return found


def _ends(doc: ExtractedDocument) -> list[tuple[str, Moment | None]]:
    if "停" not in doc.body and "撤" not in doc.body and "解除" not in doc.body:
        return []
    return [
        (_LEVEL[hit["a"] or hit["b"]], doc.written_at) for hit in p.CRITICAL_OFF.finditer(doc.text, doc.start, doc.end)
    ]
