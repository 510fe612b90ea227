"""The join of a night: which units of different stays share passages. In memory, vectorised, bounded, order-independent.

Every fingerprint is one 64-bit key, hash above and global position below, so that one sort brings equal grams together. The
members of a bucket are in order of time, because stays are laid out by time. Buckets of up to :data:`BUCKET` members give all
their pairs; larger ones join each member with its :data:`NEAREST` predecessors only. A gram that more than BUCKET stays hold is
everybody's wording: it is listed in :attr:`CloneIndex.common`, and the texts are fingerprinted again without it, so that rarer
grams of the same windows are joined in full. What stays large after :data:`ROUNDS` such rounds is counted in :class:`JoinReport`.
Each seed is then extended to its full exact length on the normal forms, so that a hash collision or a lone common phrase
never becomes a candidate.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.detect.clones.fingerprint import GRAM, Fingerprints, Hashes, gram_hashes, member, winnow
from pipeline.detect.clones.normalise import Codes
from pipeline.detect.clones.notes import Note

BUCKET = 48  # members of a bucket that are joined with each other
NEAREST = 6  # predecessors that a member of a larger bucket is joined with
ROUNDS = 3  # times that texts are fingerprinted again without the common grams
SAMPLE = 2000  # stays that the common grams are learned from
FREQUENT = 0.01  # part of them that makes a gram common, when there are more stays than that
LONG = 32  # characters in a row, common wording not counted, that make a candidate for certain
HINT, ALIKE = 0.15, 0.14  # weight of seeds that is a hint, and the resemblance that then makes a candidate
FEWEST = 6  # equal bins below which a resemblance is chance
BINS, SMALL, EMPTY = 128, 4, 0xFFFF  # bins of a sketch, characters of its grams, the mark of an empty bin
_SKETCHED = 1_000_000  # characters sketched at once
_COMPARED = 200_000  # pairs of sketches compared at once
_REACH = 64  # characters by which a seed is extended on each side
_CHUNK = 400_000  # fingerprints whose pairs are handled at once
_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class JoinReport:
    """What a join did.

    ``common`` grams stood in more than BUCKET stays and were replaced by rarer ones. ``large_buckets`` grams had more than BUCKET
    members and were joined with near predecessors only; those of them that were not replaced are ``unresolved``: only for
    passages that hold nothing rarer is the search not certain.
    """

    units: int
    fingerprints: int
    seed_pairs: int
    candidates: int
    common: int
    large_buckets: int
    largest_bucket: int
    unresolved: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two units (stay and unit numbers) that share ``longest`` characters of their own in a row, or several seeds (``weight``)."""

    later: tuple[int, int]
    earlier: tuple[int, int]
    longest: int
    weight: float


class CloneIndex:
    """The fingerprints of one run's stays.

    The result depends only on the set of stays, never on the order of :meth:`add`.
    """

    def __init__(self) -> None:
        self._stays: dict[str, Fingerprints] = {}
        self.report = JoinReport(0, 0, 0, 0, 0, 0, 0, 0)
        self.common: Hashes = np.zeros(0, np.uint32)  # sorted; known after candidates()

    def add(self, prints: Fingerprints) -> None:
        """Add one stay. A stay of the same id is replaced: the record that came last counts."""
        self._stays[prints.stay_id] = prints

    def discard(self, stay_id: str) -> None:
        """Forget a stay; unknown ids are ignored."""
        self._stays.pop(stay_id, None)

    def __len__(self) -> int:
        return len(self._stays)

    def ordered(self) -> list[Fingerprints]:
        """All stays by time of admission and id: the numbering that :meth:`candidates` uses."""
        return sorted(self._stays.values(), key=lambda p: (_since(p.notes), p.stay_id))

    def candidates(self) -> list[Candidate]:
        """Pairs of units of different stays worth an alignment, sorted; ``later`` has the higher stay number."""
        stays = self.ordered()
        codes, bases = _lay_out(stays)
        owners, numbers, ends = _units(stays, bases)
        keys, unresolved = self._resolved(stays, bases, owners, ends)
        buckets = Buckets(keys, ends)
        own = _own(codes, self.common)
        sketches = _sketches(codes, ends, own)
        rows: list[Candidate] = []
        seeds = 0
        for low, high in _unit_ranges(keys, ends):
            seed = buckets.pairs(low, high)
            seed = seed.only(np.flatnonzero(owners[seed.later_unit] != owners[seed.earlier_unit]))
            seeds += len(seed.later)
            length = _extended(codes, own, seed.later, seed.earlier)
            for x, y, longest, sum_ in _worth(_summed(seed, length), sketches):
                rows.append(
                    Candidate(
                        (int(owners[x]), int(numbers[x])), (int(owners[y]), int(numbers[y])), longest, round(sum_, 3)
                    )
                )
        self.report = JoinReport(
            len(ends), len(keys), seeds, len(rows), len(self.common), buckets.large, buckets.largest, unresolved
        )
        return sorted(rows, key=lambda c: (c.earlier, c.later))

    def _resolved(
        self, stays: list[Fingerprints], bases: Ints, owners: Ints, ends: Ints
    ) -> tuple[NDArray[np.uint64], int]:
        """All keys, with further ones where a window chose a gram that everybody uses; and how many such grams are left."""
        keys = _keys([(s.hashes, s.positions) for s in stays], bases)
        self.common = learn_common(stays)
        for _ in range(ROUNDS):
            fresh = np.setdiff1d(_common(keys, owners, ends), self.common)
            if not len(fresh):
                break
            self.common = np.union1d(self.common, fresh)
            rarer = _keys([winnow(s.codes, s.offsets, self.common) for s in stays], bases)
            keys = np.union1d(keys, rarer)
        left = len(np.setdiff1d(_common(keys, owners, ends), self.common))
        if len(self.common):
            keys = keys[~member((keys >> _HALF).astype(np.uint32), self.common)]
        return keys, left


def _since(notes: tuple[Note, ...]) -> str:
    first = next((n.admitted_at for n in notes if n.admitted_at), None)
    return str(first) if first else "9999"


def _lay_out(stays: Iterable[Fingerprints]) -> tuple[Codes, Ints]:
    """All normal forms in one array with a margin of zeros, and where each stay begins in it."""
    parts = [s.codes for s in stays]
    bases = np.cumsum(np.array([_REACH, *(len(p) for p in parts)], np.int64))
    margin = np.zeros(_REACH + GRAM, np.uint16)
    return np.concatenate([margin[:_REACH], *parts, margin]), bases


def _keys(prints: list[tuple[Hashes, NDArray[np.uint32]]], bases: Ints) -> NDArray[np.uint64]:
    """The sorted keys of all stays' fingerprints (hashes, positions)."""
    parts = [
        (hashes.astype(np.uint64) << _HALF) | (positions.astype(np.uint64) + np.uint64(base))
        for (hashes, positions), base in zip(prints, bases.tolist(), strict=False)
    ]
    keys = np.concatenate(parts) if parts else np.zeros(0, np.uint64)
    keys.sort()
    return keys


def _units(stays: list[Fingerprints], bases: Ints) -> tuple[Ints, Ints, Ints]:
    """For every unit of the run: number of its stay, number within the stay, and where it ends."""
    counts = [len(s.notes) for s in stays]
    owners = np.repeat(np.arange(len(stays)), counts)
    numbers = np.concatenate([np.arange(c) for c in counts] or [np.zeros(0, np.int64)])
    ends = np.concatenate(
        [s.offsets[1:] + base for s, base in zip(stays, bases.tolist(), strict=False)] or [np.zeros(0, np.int64)]
    )
    return owners, numbers, ends


def learn_common(stays: list[Fingerprints]) -> Hashes:
    """Sorted hashes of all k-grams that more than BUCKET stays hold, or their share of a sample of :data:`SAMPLE` stays.

    The sample is every n-th stay by a hash of its id, so that it does not depend on the order.
    """
    if len(stays) <= BUCKET:
        return np.zeros(0, np.uint32)
    step = -(-len(stays) // SAMPLE)
    chosen = sorted(stays, key=lambda s: zlib.crc32(s.stay_id.encode("utf-8", "surrogatepass")))[::step]
    least = BUCKET + 1 if step == 1 else max(2, round(len(chosen) * FREQUENT))
    grams = np.concatenate([_distinct(gram_hashes(s.codes)) for s in chosen])
    grams.sort()
    starts = np.flatnonzero(np.r_[True, grams[1:] != grams[:-1]])
    return np.asarray(grams[starts[np.diff(np.append(starts, len(grams))) >= least]])


def _distinct(hashes: Hashes) -> Hashes:
    ranked = np.sort(hashes)
    return ranked[np.r_[True, ranked[1:] != ranked[:-1]]] if len(ranked) else ranked


def _common(keys: NDArray[np.uint64], owners: Ints, ends: Ints) -> Hashes:
    """Sorted hashes that stand in more than BUCKET stays."""
    hashes = (keys >> _HALF).astype(np.uint32)
    starts = np.flatnonzero(np.r_[True, hashes[1:] != hashes[:-1]]) if len(keys) else np.zeros(0, np.int64)
    sizes = np.diff(np.append(starts, len(keys)))
    large = sizes > BUCKET
    starts, sizes = starts[large], sizes[large]
    if not len(starts):
        return np.zeros(0, np.uint32)
    members = np.repeat(starts, sizes) + _ramp(sizes)
    owner = owners[np.searchsorted(ends, (keys[members] & _LOW).astype(np.int64), "right")]
    changes = np.r_[True, owner[1:] != owner[:-1]]
    changes[np.cumsum(sizes) - sizes] = True
    stays = np.add.reduceat(changes, np.cumsum(sizes) - sizes)
    return np.asarray(hashes[starts[stays > BUCKET]])


@dataclass(frozen=True, slots=True)
class Seeds:
    """Pairs of equal grams: positions, units, and what each tells (rare grams tell more)."""

    later: Ints
    earlier: Ints
    later_unit: Ints
    earlier_unit: Ints
    weight: NDArray[np.float32]

    def only(self, which: Ints) -> Seeds:
        """The pairs numbered ``which``."""
        return Seeds(
            self.later[which],
            self.earlier[which],
            self.later_unit[which],
            self.earlier_unit[which],
            self.weight[which],
        )


class Buckets:
    """Equal grams brought together: ``keys`` are sorted, so that a bucket is a run of equal hashes in order of position."""

    def __init__(self, keys: NDArray[np.uint64], ends: Ints) -> None:
        self._positions = (keys & _LOW).astype(np.uint32)
        self._units = np.searchsorted(ends, self._positions, "right").astype(np.uint32)
        hashes = (keys >> _HALF).astype(np.uint32)
        starts = np.flatnonzero(np.r_[True, hashes[1:] != hashes[:-1]]) if len(keys) else np.zeros(0, np.int64)
        sizes = np.diff(np.append(starts, len(keys)))
        shared = sizes > 1
        self._starts, self._sizes = starts[shared], sizes[shared]
        self.large = int((sizes > BUCKET).sum())
        self.largest = int(sizes.max(initial=0))

    def pairs(self, low: int, high: int) -> Seeds:
        """Equal grams whose later side stands in a unit of ``low`` to ``high - 1``."""
        member = np.flatnonzero((self._units >= low) & (self._units < high))
        if not len(self._starts):
            member = member[:0]
            return Seeds(*(member,) * 4, np.zeros(0, np.float32))
        bucket = np.searchsorted(self._starts, member, "right") - 1
        rank = member - self._starts[bucket]
        inside = (bucket >= 0) & (rank < self._sizes[bucket]) & (rank > 0)
        member, rank, size = member[inside], rank[inside], self._sizes[bucket[inside]]
        reach = np.where(size > BUCKET, np.minimum(rank, NEAREST), rank)
        weight = (1.0 / np.sqrt(np.maximum(size - 1, 1))).astype(np.float32)
        back = _ramp(reach) + 1
        later = np.repeat(member, reach)
        earlier = later - back
        return Seeds(
            self._positions[later].astype(np.int64),
            self._positions[earlier].astype(np.int64),
            self._units[later].astype(np.int64),
            self._units[earlier].astype(np.int64),
            np.repeat(weight, reach),
        )


def _ramp(sizes: Ints) -> Ints:
    """0 1 2 … within each run of the given sizes."""
    return np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)


def _unit_ranges(keys: NDArray[np.uint64], ends: Ints) -> Iterable[tuple[int, int]]:
    """Ranges of units with about _CHUNK fingerprints each."""
    parts = max(1, -(-len(keys) // _CHUNK))
    cuts = np.unique(np.linspace(0, len(ends), parts + 1).astype(int)).tolist()
    return pairwise(cuts)


def _own(codes: Codes, common: Hashes) -> NDArray[np.bool_]:
    """True for every character that no common gram covers."""
    own = np.ones(len(codes), bool)
    if len(common):
        for low in range(0, len(codes), _SKETCHED):
            part = codes[low : low + _SKETCHED + GRAM - 1]
            hit = np.flatnonzero(member(gram_hashes(part), common)) + low
            for offset in range(GRAM):
                own[hit + offset] = False
    return own


def _sketches(codes: Codes, ends: Ints, own: NDArray[np.bool_]) -> NDArray[np.uint16]:
    """One-permutation MinHash of every unit's 4-grams outside of common wording, shape (units, BINS); EMPTY where no gram fell."""
    sketches = np.full(len(ends) * BINS, EMPTY, np.uint16)
    low = 0
    while low < len(ends):
        begin = int(ends[low - 1]) if low else 0
        high = max(low + 1, int(np.searchsorted(ends, begin + _SKETCHED, "right")))
        span = slice(begin, int(ends[high - 1]))
        _sketch(codes[span], ends[low:high] - begin, own[span], sketches[low * BINS : high * BINS])
        low = high
    return sketches.reshape(-1, BINS)


def _sketch(codes: Codes, ends: Ints, own: NDArray[np.bool_], out: NDArray[np.uint16]) -> None:
    if len(codes) < SMALL:
        return
    grams = np.lib.stride_tricks.sliding_window_view(codes, SMALL)
    value = np.zeros(len(grams), np.uint64)
    for column in range(SMALL):
        value = (value << np.uint64(16)) | grams[:, column]
    counted = (grams != 0).all(axis=1) & own[: len(grams)] & own[SMALL - 1 :]
    value = (value * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(24)
    unit = np.searchsorted(ends, np.arange(len(grams)), "right").astype(np.uint64)
    group = unit * np.uint64(BINS) + (value & np.uint64(BINS - 1))
    ranked = np.sort(((group << _HALF) | ((value >> np.uint64(7)) & _LOW))[counted])
    if not len(ranked):
        return
    place = (ranked >> _HALF).astype(np.int64)
    first = np.flatnonzero(np.r_[True, place[1:] != place[:-1]])
    out[place[first]] = ((ranked[first] & _LOW) >> np.uint64(3)).astype(np.uint16) & np.uint16(EMPTY - 1)


def _alike(sketches: NDArray[np.uint16], a: Ints, b: Ints) -> NDArray[np.float64]:
    """Estimated resemblance (Jaccard) of the units ``a`` and ``b``."""
    one, other = sketches[a], sketches[b]
    filled = (one != EMPTY) | (other != EMPTY)
    same = (one == other) & (one != EMPTY)
    equal = same.sum(axis=1)
    return np.where(equal >= FEWEST, equal / np.maximum(filled.sum(axis=1), 1), 0.0)


def _extended(codes: Codes, own: NDArray[np.bool_], left: Ints, right: Ints) -> NDArray[np.int32]:
    """Characters of the exact passage around each pair of equal grams, common wording beside the gram not counted.

    A passage is followed for _REACH characters on each side. Collisions of hashes are rare and end in the alignment.
    """
    length = np.full(len(left), GRAM, np.int32)
    length[codes[left] != codes[right]] = 0
    for step in (1, -1):
        alive = np.flatnonzero(length)
        for distance in range(_REACH):
            at = GRAM + distance if step > 0 else -1 - distance
            a = codes[left[alive] + at]
            alive = alive[(a == codes[right[alive] + at]) & (a != 0)]
            if not len(alive):
                break
            length[alive] += own[left[alive] + at]
    return length


def _summed(seeds: Seeds, length: NDArray[np.int32]) -> tuple[Ints, Ints, NDArray[np.int32], NDArray[np.float64]]:
    """The seeds of each pair of units together: later unit, earlier unit, longest passage, sum of weights."""
    pair = (seeds.later_unit << 32) | seeds.earlier_unit
    order = np.argsort(pair, kind="stable")
    pair, length, weight = pair[order], length[order], seeds.weight[order]
    if not len(pair):
        return pair, pair, length, weight.astype(np.float64)
    first = np.flatnonzero(np.r_[True, pair[1:] != pair[:-1]])
    longest = np.maximum.reduceat(length, first)
    total = np.add.reduceat(weight.astype(np.float64), first)
    return pair[first] >> 32, pair[first] & 0xFFFFFFFF, longest, total


def _worth(
    summed: tuple[Ints, Ints, NDArray[np.int32], NDArray[np.float64]], sketches: NDArray[np.uint16]
) -> Iterable[tuple[int, int, int, float]]:
    """The pairs worth an alignment: one long passage, or seeds rare enough and like sketches."""
    a, b, longest, weight = summed
    sure = longest >= LONG
    weak = np.flatnonzero(~sure & (weight >= HINT))
    for at in range(0, len(weak), _COMPARED):
        part = weak[at : at + _COMPARED]
        sure[part[_alike(sketches, a[part], b[part]) >= ALIKE]] = True
    keep = np.flatnonzero(sure)
    return zip(a[keep].tolist(), b[keep].tolist(), longest[keep].tolist(), weight[keep].tolist(), strict=True)
