"""What the record's head says of the patient and of the stay, for stays whose metadata are missing. Nothing is guessed:
two different statements give no answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.facts import patterns as p
from pipeline.extract.model import ExtractedDocument, Mention
from pipeline.records.moment import Moment

_HEADED = (
    "front_page",
    "admission_record",
    "readmission_record",
    "admission_discharge_24h",
    "admission_death_24h",
    "first_progress_note",
    "discharge_record",
    "death_record",
)
_REACH = 700  # characters of a document that count as its head
_NO_NAME = re.compile(r"性别|年龄|科|床|住院|本人|家属|姓名|意见|签|因|的|于")


@dataclass(frozen=True, slots=True)
class Said:
    """A value with the words that say it."""

    value: str
    mention: Mention


def said_name(documents: Sequence[ExtractedDocument]) -> Said | None:
    return _agreed(documents, p.PATIENT_NAME, "n")


def said_sex(documents: Sequence[ExtractedDocument]) -> Said | None:
    return _agreed(documents, p.PATIENT_SEX, "s")


def said_age(documents: Sequence[ExtractedDocument]) -> Said | None:
    return _agreed(documents, p.PATIENT_AGE, "a")


def _agreed(documents: Sequence[ExtractedDocument], keyed: re.Pattern[str], part: str) -> Said | None:
    found: list[Said] = []
    for doc in documents:
        if doc.doc_type not in _HEADED:
            continue
        stop = min(doc.end, doc.start + _REACH)
        match = keyed.search(doc.text, doc.start, stop)
        group = "n"
        if match is None:
            match, group = p.NARRATIVE_HEAD.search(doc.text, doc.start, stop), part
        if match is None or (part == "n" and _NO_NAME.search(match[group])):
            continue
        start, end = match.span(group)
        found.append(Said(re.sub(r"\s", "", match[group]), Mention(doc.doc_id, start, end, doc.text[start:end])))
    return found[0] if found and len({s.value for s in found}) == 1 else None


def said_admitted(documents: Sequence[ExtractedDocument]) -> tuple[Moment, Mention] | None:
    """The labelled time of admission; the most precise one, if all that are printed agree."""
    return _labelled(documents, p.ADMITTED_LABEL)


def said_discharged(documents: Sequence[ExtractedDocument]) -> tuple[Moment, Mention] | None:
    ends = [d for d in documents if d.doc_type not in ("admission_record", "readmission_record", "first_progress_note")]
    return _labelled(ends, p.DISCHARGED_LABEL)


def _labelled(documents: Sequence[ExtractedDocument], label: re.Pattern[str]) -> tuple[Moment, Mention] | None:
    found: list[tuple[Moment, Mention]] = []
    for doc in documents:
        if doc.doc_type not in _HEADED:
            continue
        for stamp in doc.timestamps:
            if stamp.start > doc.start + _REACH:
                break
            before = doc.text[max(doc.start, stamp.start - 14) : stamp.start].rpartition("\n")[2]
            if stamp.moment and label.search(before):
                found.append((stamp.moment, Mention(doc.doc_id, stamp.start, stamp.end, stamp.text)))
    if not found or len({m.at.date() for m, _ in found}) > 1:
        return None
    timed = [f for f in found if f[0].timed]
    if len({m.at for m, _ in timed}) > 1:
        return None
    return timed[0] if timed else found[0]
