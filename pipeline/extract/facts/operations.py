"""Operations and procedures of this stay, from their records and from what other documents tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from pipeline.extract.facts import patterns as p
from pipeline.extract.facts.context import Hit, happened_here, hits, same_day, section_label, told_day
from pipeline.extract.facts.times import start_and_end
from pipeline.extract.model import ExtractedDocument, Mention, Operation
from pipeline.records.moment import Moment

_LEAD = re.compile(r"^了|^[^，。；\n]{0,20}?(?:施行|实施|接受|完成|进行|下行|师行|刀行|授行|下|行)(?=\S{3,})")
_NEXT_FIELD = re.compile(
    r"\n|　　| {2,}|[ 　](?=(?:手?术者|主刀|[第一二三]{0,2}助手?|麻醉|手术医[师生]|手术日期|术[前中后]诊断))"
)
_PLANNING = ("progress_note", "ward_round_attending", "ward_round_chief")  # their 处理 says what is to be done
_AT_ONCE = timedelta(hours=6)
_EVENING, _MORNING = 20, 6  # hours of the day
_PREOP = ("preop_discussion", "preop_summary", "consent_form", "anesthesia_previsit", "operation_record", "front_page")


@dataclass(frozen=True, slots=True)
class Window:
    """What is known of the stay's begin and end."""

    admitted: Moment | None
    discharged: Moment | None


def find_operations(documents: Sequence[ExtractedDocument], window: Window) -> tuple[Operation, ...]:
    """Every operation and procedure that took place in the stay, in order of time where known."""
    found = [_recorded(d) for d in documents if d.doc_type in ("operation_record", "procedure_record")]
    for doc in documents:
        for told in _told(doc, window):
            _merge(found, told, late_note=doc.doc_type == "postop_first_note")
    details = [_with_circumstances(op, documents, window) for op in found]
    return tuple(sorted(details, key=lambda op: (op.day is None, str(op.day or ""))))


# ---- the operation's own record ----


def _recorded(doc: ExtractedDocument) -> Operation:
    start, end = start_and_end(doc)
    name = _section_or_line(doc, ("operation_name",), p.NAME_LINE)
    head = _head(doc)
    surgeon = _first_name(p.SURGEON, head)
    return Operation(
        mention=title_mention(doc),
        name=name,
        started_at=start,
        ended_at=end,
        surgeon=surgeon,
        assistants=_all_names(p.ASSISTANT, head),
        anaesthetists=_all_names(p.ANAESTHETIST, head),
        anaesthesia=_section_or_line(doc, ("anesthesia_method",), p.METHOD_LINE),
        minor=doc.doc_type == "procedure_record" or _is_minor(name or doc.title),
        note_id=doc.doc_id,
        day=start or end,
    )


def _head(doc: ExtractedDocument) -> str:
    """The keyed part of an operation record: all of it but the course."""
    course = doc.section("operation_course")
    if course is None:
        return doc.text[doc.start : min(doc.end, doc.start + 1200)]
    return doc.text[doc.start : course.start] + "\n" + doc.text[course.end : doc.end]


def _section_or_line(doc: ExtractedDocument, labels: tuple[str, ...], line: re.Pattern[str]) -> str:
    section = doc.section(*labels)
    if section:
        content = doc.content(section).strip(" 　\t\r\n:：|｜】")
        if content:
            return _NEXT_FIELD.split(content, maxsplit=1)[0][:120].rstrip()
    found = line.search(doc.text, doc.start, doc.end)
    return found["n"].strip() if found else ""


def _names(words: str) -> list[str]:
    return [w for w in re.split(r"[、／/]", words) if 2 <= len(w) <= 4 and not p.NOT_A_NAME.search(w)]


def _first_name(pattern: re.Pattern[str], text: str) -> str:
    return next((n for m in pattern.finditer(text) for n in _names(m["n"])), "")


def _all_names(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(n for m in pattern.finditer(text) for n in _names(m["n"])))


def title_mention(doc: ExtractedDocument) -> Mention:
    start = doc.start
    while start < doc.end and doc.text[start].isspace():
        start += 1
    end = doc.text.find("\n", start, doc.end)
    end = doc.end if end < 0 else end
    end = start + len(doc.text[start:end].rstrip()[:60])
    return Mention(doc.doc_id, start, end, doc.text[start:end])


def _is_minor(name: str) -> bool:
    if p.ENDOSCOPY.search(name) and "ERCP" not in name:
        return True
    return bool(p.MINOR.search(name)) and not p.NOT_MINOR.search(name)


# ---- what other documents tell ----


def _told(doc: ExtractedDocument, window: Window) -> list[Operation]:
    if doc.doc_type in ("surgical_safety_checklist", "anesthesia_record"):
        return _from_sheet(doc, window)
    if doc.doc_type not in p.NARRATIVE:
        return []
    text = doc.body
    if "术" not in text and "麻" not in text:
        return []
    found = []
    if "麻" in text or "阻滞" in text:
        found += [op for hit in hits(doc, p.UNDER_ANAESTHESIA) if (op := _narrated(hit, window))]
    found += [op for hit in hits(doc, p.DONE) if (op := _narrated(hit, window))]
    if doc.doc_type == "postop_first_note" and not found:
        return [Operation(mention=title_mention(doc), day=doc.written_at)]
    return found


def _narrated(hit: Hit, window: Window) -> Operation | None:
    name = _LEAD.sub("", hit.found["name"]).strip(" “”\"'：:")
    if not p.OPERATIVE.search(name) and not p.MINOR.search(name):
        return None
    if not happened_here(hit, window.admitted, window.discharged):
        return None
    if p.WARNED.search(hit.before[-12:]) or p.CANCELLED.search(hit.sentence) or p.OTHER_PERSON.search(hit.before):
        return None
    if hit.doc.doc_type in ("consultation_record", "nursing_record") and told_day(hit) is None:
        return None
    if hit.doc.doc_type in _PLANNING and section_label(hit.doc, hit.found.start()) == "treatment_plan":
        return None
    return Operation(
        mention=hit.mention(),
        name=name,
        anaesthesia=_method(hit),
        minor=_is_minor(hit.found[0]),
        day=told_day(hit) or (hit.doc.written_at if hit.doc.doc_type == "postop_first_note" else None),
    )


def _method(hit: Hit) -> str:
    found = p.ANAESTHESIA.search(hit.doc.text, max(hit.left, hit.found.start() - 12), hit.found.end())
    return found[0] if found else ""


def _from_sheet(doc: ExtractedDocument, window: Window) -> list[Operation]:
    """A signed checklist or an anaesthesia record shows an operation, unless it says that the operation was called off."""
    if p.CANCELLED.search(doc.text, doc.start, doc.end):
        return []
    name = _section_or_line(doc, ("operation_name",), p.NAME_LINE)
    start, end = start_and_end(doc)
    day = start or end or next((t.moment for t in doc.timestamps if t.moment and t.kind != "signed"), None)
    day = day or doc.written_at
    if day and window.admitted and day.latest < window.admitted.earliest:
        return []
    return [Operation(mention=title_mention(doc), name=name, minor=_is_minor(name) or not name, day=day)]


def _merge(found: list[Operation], told: Operation, late_note: bool = False) -> None:
    """Join ``told`` to the operation that it speaks of, or add it as one of its own.

    A postoperative note that was written days late still says 今日 of the operation: there the name decides.
    """
    for n, op in enumerate(found):
        if _same(op, told) or (late_note and _alike(op.name, told.name) and same_day(op.day, told.day, slack=4)):
            found[n] = replace(
                op,
                name=op.name or told.name,
                anaesthesia=op.anaesthesia or told.anaesthesia,
                day=op.day or told.day,
                minor=op.minor and (op.note_id is not None or told.minor or not told.name),
            )
            return
    found.append(told)


def _same(op: Operation, told: Operation) -> bool:
    if op.day is None or told.day is None:
        return op.minor == told.minor or not (op.name and told.name) or _alike(op.name, told.name)
    return same_day(op.day, told.day, slack=1)


def _alike(a: str, b: str) -> bool:
    """Two names of one operation share at least a third of the shorter one's character pairs."""
    pairs = [{w[i : i + 2] for i in range(len(w) - 1)} for w in (a, b)]
    return len(pairs[0] & pairs[1]) * 3 >= min(map(len, pairs)) > 0


# ---- urgency and grade ----


def _with_circumstances(op: Operation, documents: Sequence[ExtractedDocument], window: Window) -> Operation:
    texts = [d for d in documents if d.doc_type in _PREOP or _near(d, op)]
    grade = _grade(op, texts)
    own = next((d for d in documents if d.doc_id == op.mention.doc_id), None)
    told = own is not None and "急诊" in own.text[max(own.start, op.mention.start - 6) : op.mention.end]
    threat = any(_threat(d) for d in texts)
    told = told or "急诊" in op.name
    urgent = told or (threat and _soon_after_admission(op, window)) or any(_urgent(d) for d in texts)
    elective = any(p.ELECTIVE.search(d.body) for d in texts)
    emergency = True if urgent else False if elective else None
    life_saving = bool(emergency) and threat
    return replace(op, grade=grade, emergency=emergency, life_saving=life_saving)


def _soon_after_admission(op: Operation, window: Window) -> bool:
    """True if the operation began within hours of the admission, or at night: no planned operation, if life was threatened."""
    start = op.started_at or op.day
    if start is None or not start.timed:
        return False
    night = start.at.hour >= _EVENING or start.at.hour < _MORNING
    if window.admitted is None or not window.admitted.timed:
        return night
    return night or timedelta(0) <= start.at - window.admitted.at <= _AT_ONCE


def _urgent(doc: ExtractedDocument) -> bool:
    return any(
        not p.FEARED.search(doc.text[max(doc.start, m.start() - 8) : m.start()])
        for m in p.EMERGENCY.finditer(doc.text, doc.start, doc.end)
    )


def _threat(doc: ExtractedDocument) -> bool:
    """True if the document names an immediate threat to life that is there, not one that is feared."""
    for hit in hits(doc, p.LIFE_SAVING):
        label = section_label(doc, hit.found.start())
        if doc.doc_type in ("consent_form", "anesthesia_previsit") and label != "preop_diagnosis":
            continue
        if not p.FEARED.search(hit.before[-20:]) and label != "other":
            return True
    return False


def _near(doc: ExtractedDocument, op: Operation) -> bool:
    """Notes of the operation's day and of the day before it tell how urgent it was."""
    told = doc.doc_type in p.NARRATIVE or doc.doc_type in ("first_progress_note", "critical_notice")
    if not told or doc.written_at is None or op.day is None:
        return False
    return 0 <= (op.day.at.date() - doc.written_at.at.date()).days <= 1 or doc.doc_type == "postop_first_note"


def _grade(op: Operation, texts: Sequence[ExtractedDocument]) -> int | None:
    for doc in texts:
        if "级" not in doc.body:
            continue
        for found in p.GRADE.finditer(doc.text, doc.start, doc.end):
            mark = found[1] or found[2] or found[3]
            if found[3] and "术" not in doc.text[max(doc.start, found.start() - 12) : found.start()]:
                continue
            return p.GRADES[mark]
    return op.grade
