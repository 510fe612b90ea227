"""From an alignment to evidence: what the copied text is worth, what was changed in it, and which side came first."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.detect.clones.align import Aligned, equal_mask, raw_span
from pipeline.detect.clones.model import Change, ClonePair, Passage, Side, Weight
from pipeline.detect.clones.normalise import DIGIT, Normal
from pipeline.detect.clones.notes import REASONING, Note
from pipeline.detect.clones.patterns import (
    CJK,
    CLAUSE,
    DATE,
    DRUG,
    NEGATION,
    NEGATIVE,
    NORMAL,
    NUMBER,
    SIDE,
    VITALS,
)

Mask = NDArray[np.bool_]
_RANK = {REASONING: 1}  # within one document the reasoning follows the features
_MASKS = "某×＊*△□○〇XxＸ"
FEW = 3  # a clause with fewer Chinese characters is a value, not a sentence


@dataclass(frozen=True, slots=True)
class View:
    """A note with its text, its normal form, and which normalised characters tell something (``telling``)."""

    note: Note
    text: str
    normal: Normal
    telling: Mask


def view(note: Note, text: str, normal: Normal, templates: Container[str] = ()) -> View:
    """Weigh every clause of ``note``. ``templates`` holds normalised clauses that are everybody's wording."""
    telling = np.zeros(len(normal), bool)
    starts = normal.starts
    for start, end in note.spans:
        for clause in CLAUSE.finditer(text, start, end):
            words = clause.group()
            low, high = np.searchsorted(starts, clause.span()).tolist()
            telling[low:high] = low < high and tells(words) and _plain(normal, low, high) not in templates
    return View(note, text, normal, telling & (normal.codes != DIGIT))


def _plain(normal: Normal, low: int, high: int) -> str:
    return "".join(map(chr, normal.codes[low:high].tolist()))


def tells(clause: str) -> bool:
    """True if a clause says something that is particular to a patient and a day."""
    if NEGATIVE.match(clause) or VITALS.match(clause) or NORMAL.search(clause):
        return False
    return sum(1 for _ in zip(CJK.finditer(clause), range(FEW), strict=False)) == FEW


def order_of(a: Note, b: Note) -> tuple[bool, bool]:
    """(``a`` is the later side, the order is known). Without times the documents' order in the stay decides."""
    first, second = a.written_at or a.admitted_at, b.written_at or b.admitted_at
    if first is not None and second is not None and first.at != second.at:
        certain = first.certainly_before(second) or second.certainly_before(first)
        return first.at > second.at, certain or first.at.date() != second.at.date()
    if a.stay_id == b.stay_id:
        return (a.number, _RANK.get(a.unit, 0)) > (b.number, _RANK.get(b.unit, 0)), True
    return (a.stay_id, a.number) > (b.stay_id, b.number), False


def same_patient(a: Note, b: Note) -> bool:
    """True for one stay, one patient number, or one name and sex.

    Patient numbers may be given anew at each visit: namesakes of one sex are taken for one person, since to accuse a doctor of
    copying another patient's record needs more than two numbers.
    """
    if a.stay_id == b.stay_id or (a.patient_id and a.patient_id == b.patient_id):
        return True
    masked = any(mark in a.name for mark in _MASKS)
    return len(a.name) > 1 and not masked and a.name == b.name and (a.sex == b.sex or not a.sex or not b.sex)


def pair_of(here: View, there: View, passages: list[Aligned]) -> ClonePair:
    """The evidence that ``here`` (the later side) holds text of ``there``. ``passages`` must not be empty."""
    mask_here = equal_mask(passages, len(here.normal))
    mask_there = equal_mask(passages, len(there.normal), "there")
    spans = tuple(Passage(*raw_span(here.normal, p.a0, p.a1), *raw_span(there.normal, p.b0, p.b1)) for p in passages)
    _, known = order_of(here.note, there.note)
    width = sum(max(p.a1 - p.a0, p.b1 - p.b0) for p in passages)
    equal = int(mask_here.sum())
    return ClonePair(
        here=_side(here, mask_here, min(p.here_start for p in spans), max(p.here_end for p in spans)),
        there=_side(there, mask_there, min(p.there_start for p in spans), max(p.there_end for p in spans)),
        similarity=round(equal / width, 4),
        same_patient=same_patient(here.note, there.note),
        passages=spans,
        changes=tuple(_changes(here, there, passages)),
        telling=_weight(here.telling, mask_here),
        stable=_weight(~here.telling, mask_here),
        telling_there=_weight(there.telling, mask_there),
        longest=max(int(here.telling[i : i + length].sum()) for p in passages for i, _, length in p.blocks),
        order_known=known,
        days_apart=_days(here.note, there.note),
        numbers=_numbers(here, there, passages),
    )


def telling_characters(here: View, passage: Aligned) -> int:
    """Equal characters of ``passage`` that ought to have been written anew."""
    return sum(int(here.telling[i : i + length].sum()) for i, _, length in passage.blocks)


def _side(side: View, equal: Mask, start: int, end: int) -> Side:
    note = side.note
    return Side(
        note.stay_id,
        note.doc_id,
        note.doc_type,
        start,
        end,
        side.text[start:end],
        round(float(equal.mean()), 4),
        note.unit,
        len(side.normal),
        note.written_at,
        note.author,
        note.patient_id,
        note.name,
        note.admitted_at,
    )


def _weight(kind: Mask, equal: Mask) -> Weight:
    return Weight(int(kind.sum()), int((kind & equal).sum()))


def _days(a: Note, b: Note) -> int | None:
    if a.written_at is None or b.written_at is None:
        return None
    return (a.written_at.at.date() - b.written_at.at.date()).days


def _numbers(here: View, there: View, passages: list[Aligned]) -> tuple[int, int]:
    """Numbers that stand at the same place of the copied text: how many are equal, how many there are."""
    same = total = 0
    for passage in passages:
        for i, j, length in passage.blocks:
            for at in np.flatnonzero(here.normal.codes[i : i + length] == DIGIT).tolist():
                total += 1
                a = here.text[here.normal.starts[i + at] : here.normal.ends[i + at]]
                same += a == there.text[there.normal.starts[j + at] : there.normal.ends[j + at]]
    return same, total


def _changes(here: View, there: View, passages: list[Aligned]) -> list[Change]:
    """What differs between two neighbouring equal runs, and the numbers inside the runs."""
    rows: list[Change] = []
    for passage in passages:
        for n, (i, j, length) in enumerate(passage.blocks):
            for at in np.flatnonzero(here.normal.codes[i : i + length] == DIGIT).tolist():
                a = (int(here.normal.starts[i + at]), int(here.normal.ends[i + at]))
                b = (int(there.normal.starts[j + at]), int(there.normal.ends[j + at]))
                if here.text[a[0] : a[1]] != there.text[b[0] : b[1]]:
                    rows.append(_change(here, there, a, b))
            if n + 1 < len(passage.blocks):
                next_i, next_j, _ = passage.blocks[n + 1]
                a = (int(here.normal.ends[i + length - 1]), int(here.normal.starts[next_i]))
                b = (int(there.normal.ends[j + length - 1]), int(there.normal.starts[next_j]))
                if (next_i > i + length or next_j > j + length) and a[0] <= a[1] and b[0] <= b[1]:
                    rows.append(_change(here, there, a, b))
    return rows


def _change(here: View, there: View, a: tuple[int, int], b: tuple[int, int]) -> Change:
    new, old = here.text[a[0] : a[1]], there.text[b[0] : b[1]]
    return Change(_kind(new, old), *a, *b, new, old)


def _kind(new: str, old: str) -> str:
    both = (new, old)
    if sorted(NEGATION.findall(new)) != sorted(NEGATION.findall(old)) and len(new) + len(old) <= 8:
        return "negation"
    if SIDE.findall(new) != SIDE.findall(old):
        return "side"
    if any(DRUG.search(t) for t in both):
        return "drug"
    if any(DATE.search(t) for t in both) and NUMBER.search(new + old):
        return "date"
    return "number" if NUMBER.search(new + old) else "text"
