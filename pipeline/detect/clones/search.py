"""The clone search over the stays of one run.

A worker calls :func:`examine` for each stay and hands back its :class:`Examined` (small, picklable, no raw text but the quotes of
pairs found inside the stay). The parent puts all of them into :func:`across`. :func:`search` does both for a plain list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from pipeline.detect.clones.align import align
from pipeline.detect.clones.fingerprint import Fingerprints, GramSet, distinct, fingerprints
from pipeline.detect.clones.index import Buckets, CloneIndex, JoinReport
from pipeline.detect.clones.judge import View, order_of, pair_of, same_patient, telling_characters, view
from pipeline.detect.clones.model import ClonePair
from pipeline.detect.clones.normalise import Codes
from pipeline.detect.clones.notes import (
    ANALYSIS,
    BODY,
    DISCUSSION,
    EXAM,
    FEATURES,
    HPI,
    OPERATION,
    REASONING,
    Note,
    notes_of,
)
from pipeline.detect.clones.templates import phrases
from pipeline.extract.model import ExtractedStay

TextOf = Callable[[str, str], str]
Kinds = frozenset[tuple[str, str]]

# units that are compared: (later, earlier)
WITHIN: Kinds = frozenset(
    {
        (BODY, BODY),
        (FEATURES, HPI),
        (HPI, FEATURES),
        (ANALYSIS, REASONING),
        (ANALYSIS, FEATURES),
        (ANALYSIS, BODY),
        (BODY, OPERATION),
        (DISCUSSION, FEATURES),
        (DISCUSSION, HPI),
    }
)
SAME_DOCUMENT: Kinds = frozenset({(REASONING, FEATURES)})
BETWEEN_PATIENTS: Kinds = frozenset(
    {(HPI, HPI), (BODY, BODY), (FEATURES, FEATURES), (HPI, FEATURES), (FEATURES, HPI)}
    | {(REASONING, REASONING), (DISCUSSION, DISCUSSION)}
)
BETWEEN_STAYS: Kinds = frozenset({(EXAM, EXAM), (HPI, HPI), (BODY, BODY), (REASONING, REASONING)})

LEAST_EQUAL = 36  # characters of equal text below which a pair is not kept
LEAST_TELLING = 30  # of them in clauses that ought to be new, for a pair of different stays
MUCH = 0.4  # part of such clauses of one side, likewise
LONG_RUN = 32  # or so many of them in one run without a change
LEAST_IN_PASSAGE, LEAST_ALONE = 5, 20  # likewise, for each passage of it: where much is copied, and where not
SOURCES = 3  # sources kept for each later unit, best first


@dataclass(frozen=True, slots=True)
class Examined:
    """One stay after :func:`examine`: its fingerprints, and the pairs inside the stay."""

    prints: Fingerprints
    pairs: tuple[ClonePair, ...]


def examine(extracted: ExtractedStay, stop: GramSet | None = None) -> Examined:
    """Fingerprint a stay and compare its notes with each other. Pure; needs nothing but the stay."""
    texts = {d.doc_id: d.text for d in extracted.documents}
    notes = notes_of(extracted)
    prints = fingerprints(extracted.stay.stay_id, notes, [n.words(texts[n.doc_id]) for n in notes], stop)
    views = Views(lambda _, doc_id: texts[doc_id])
    pairs = []
    for one, other in _sharing(prints):
        x, y = (other, one) if order_of(notes[other], notes[one])[0] else (one, other)
        allowed = SAME_DOCUMENT if notes[x].doc_id == notes[y].doc_id else WITHIN
        if (notes[x].unit, notes[y].unit) in allowed:
            pair = compare(views, notes[x], prints.unit(x), notes[y], prints.unit(y))
            pairs += [pair] if pair else []
    return Examined(prints, best(pairs))


def across(
    examined: Iterable[Examined], text_of: TextOf, told: Callable[[JoinReport], None] | None = None
) -> dict[str, tuple[ClonePair, ...]]:
    """All pairs of the run by the stay of their later side; every stay has an entry.

    ``told`` is called with what the join did: what its caps left out is there, for a log or the run's manifest.
    ``text_of(stay_id, doc_id)`` gives the source text that the document's offsets belong to; it is called for the pairs
    that are kept only.
    """
    index = CloneIndex()
    pairs: dict[str, list[ClonePair]] = {}
    for one in examined:
        index.add(one.prints)
        pairs[one.prints.stay_id] = list(one.pairs)
    shared = between(index, text_of)
    if told is not None:
        told(index.report)
    for pair in shared:
        pairs[pair.here.stay_id].append(pair)
    return {stay_id: best(found) for stay_id, found in sorted(pairs.items())}


def between(index: CloneIndex, text_of: TextOf) -> list[ClonePair]:
    """The verified pairs between different stays of the index."""
    stays = index.ordered()
    views = Views(text_of)
    found = []
    for candidate in index.candidates():
        (s, x), (t, y) = candidate.later, candidate.earlier
        one, other = (stays[s].notes[x], stays[s].unit(x)), (stays[t].notes[y], stays[t].unit(y))
        if order_of(other[0], one[0])[0]:
            one, other = other, one
        if comparable(one[0], other[0]):
            pair = compare(views, *one, *other)
            found += [pair] if pair else []
    return found


def comparable(here: Note, there: Note) -> bool:
    """True if units of these kinds, of different stays, are compared: the later one first."""
    kinds = BETWEEN_STAYS if same_patient(here, there) else BETWEEN_PATIENTS
    return (here.unit, there.unit) in kinds


def search(stays: Iterable[ExtractedStay]) -> dict[str, tuple[ClonePair, ...]]:
    """Everything in memory: the pairs of every stay, with itself and with the others."""
    kept = {extracted.stay.stay_id: extracted for extracted in stays}
    texts: Mapping[tuple[str, str], str] = {(i, d.doc_id): d.text for i, e in kept.items() for d in e.documents}
    return across((examine(e) for e in kept.values()), lambda stay_id, doc_id: texts[stay_id, doc_id])


def _matters(pair: ClonePair) -> bool:
    """True for a pair of stays of which much is copied, or one passage long enough not to be chance."""
    much = pair.telling.copied >= LEAST_TELLING and max(pair.telling.share, pair.telling_there.share) >= MUCH
    return much or pair.longest >= LONG_RUN


class Views:
    """Views of units, made when first needed."""

    def __init__(self, text_of: TextOf) -> None:
        self._text_of = text_of
        self._made: dict[tuple[str, str, str], View] = {}

    def get(self, note: Note) -> View:
        key = (note.stay_id, note.doc_id, note.unit)
        if key not in self._made:
            text = self._text_of(note.stay_id, note.doc_id)
            self._made[key] = view(note, text, note.normal(text), phrases())
        return self._made[key]


def compare(views: Views, one: Note, here: Codes, other: Note, there: Codes) -> ClonePair | None:
    """Align a unit (the later side) with another, given their normal forms; None if they share too little to matter."""
    passages = align(here, there)
    equal = sum(p.equal for p in passages)
    if equal < LEAST_EQUAL:
        return None
    elsewhere = one.stay_id != other.stay_id
    later, earlier = views.get(one), views.get(other)
    if elsewhere:  # a passage of everybody's wording is no evidence
        least = LEAST_IN_PASSAGE if equal >= MUCH * min(len(here), len(there)) else LEAST_ALONE
        passages = [p for p in passages if telling_characters(later, p) >= least]
    pair = pair_of(later, earlier, passages) if passages else None
    return pair if pair and (_matters(pair) or not elsewhere) else None


def _sharing(prints: Fingerprints) -> list[tuple[int, int]]:
    """Pairs of units of one stay that share two fingerprints at least, earlier number first."""
    keys = (prints.hashes.astype(np.uint64) << np.uint64(32)) | prints.positions.astype(np.uint64)
    keys.sort()
    ends = prints.offsets[1:]
    seeds = Buckets(keys, ends).pairs(0, len(ends))
    packed = np.sort((seeds.earlier_unit << 32) | seeds.later_unit)
    twice = distinct(packed[1:][packed[1:] == packed[:-1]])
    return [(key >> 32, key & 0xFFFFFFFF) for key in twice.tolist() if key >> 32 != key & 0xFFFFFFFF]


def best(pairs: list[ClonePair]) -> tuple[ClonePair, ...]:
    """The best sources of each later unit, with the size of the family they belong to."""
    groups: dict[tuple[str, str, str, bool], list[ClonePair]] = defaultdict(list)
    for pair in pairs:
        elsewhere = pair.here.stay_id != pair.there.stay_id
        groups[pair.here.doc_id, pair.here.unit, pair.there.unit, elsewhere].append(pair)
    kept = []
    for _, group in sorted(groups.items()):
        ranked = sorted(
            group, key=lambda p: (-p.telling.copied, -p.here.share, p.days_apart or 0, p.there.stay_id, p.there.doc_id)
        )
        patients = {p.there.patient_id or p.there.stay_id for p in ranked if p.telling.share >= 0.5}
        kept += [replace(p, family=max(p.family, len(patients))) for p in ranked[:SOURCES]]
    return tuple(kept)
