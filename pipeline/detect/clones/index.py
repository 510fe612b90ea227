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
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.detect.clones.fingerprint import GRAM, Fingerprints, GramSet, Hashes, distinct, gram_hashes, winnow
from pipeline.detect.clones.normalise import Codes
from pipeline.detect.clones.notes import Note

BUCKET = 32  # members of a bucket that are joined with each other
NEAREST = 4  # predecessors that a member of a larger bucket is joined with
ROUNDS = 2  # times that texts are fingerprinted again without further common grams
TOLERATED = (
    1e-4  # part of the fingerprints that may be common and yet be left: joined with near predecessors, and reported
)
SAMPLE = 2000  # stays that the common grams are learned from
FREQUENT = 0.01  # part of them that makes a gram common, when there are more stays than that
MOST = 12  # sources of one unit that are aligned: of text that so many share the next ones tell nothing new
LONG = 32  # characters in a row, common wording not counted, that make a candidate for certain
HINT, ALIKE = 0.5, 0.14  # weight of seeds that is a hint, and the resemblance that then makes a candidate
FEWEST = 6  # equal bins below which a resemblance is chance
BINS, SMALL, EMPTY = 128, 4, 0xFFFF  # bins of a sketch, characters of its grams, the mark of an empty bin
_AT_ONCE = 1_000_000  # characters handled at once
_COMPARED = 200_000  # pairs of sketches compared at once
_BRIDGE = 12  # characters of common wording that a passage may run across
_ASIDE = (LONG - GRAM) // 2  # a passage of LONG characters reaches that far beyond any gram in it, on one side at least
_REACH = 64  # characters by which a seed is extended on each side
_CHUNK = 400_000  # fingerprints whose pairs are handled at once
_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)

Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]  # hash above, position below


@dataclass(frozen=True, slots=True)
class JoinReport:
    """What a join did.

    ``spared`` candidates were left out because their later unit has MOST better sources: it is reported with those.
    ``common`` grams stood in more than BUCKET stays and were replaced by rarer ones. ``large_buckets`` grams had more than BUCKET
    members and were joined with near predecessors only; those of them that were not replaced are ``unresolved``: only for
    passages that hold nothing rarer is the search not certain.
    """

    units: int
    fingerprints: int
    seed_pairs: int
    candidates: int
    spared: int
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
        self.report = JoinReport(0, 0, 0, 0, 0, 0, 0, 0, 0)
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
        layout = Layout(self.ordered())
        stopped = np.zeros(len(layout.codes), bool)
        keys, unresolved = self._resolved(layout, stopped)
        buckets = Buckets(keys, layout.ends, layout.codes)
        own = uncovered(layout.codes, stopped)
        sketches = sketches_of(layout.codes, layout.ends, own)
        owners, numbers = layout.owners, layout.numbers
        rows: list[Candidate] = []
        count = 0
        for low, high in _unit_ranges(keys, layout.ends):
            seeds = buckets.pairs(low, high)
            seeds = seeds.only(np.flatnonzero(owners[seeds.later_unit] != owners[seeds.earlier_unit]))
            count += len(seeds.later)
            length = extended(layout.codes, own, seeds.later, layout.codes, seeds.earlier, seeds.further)
            for x, y, longest, weight in worth(summed(seeds, length), sketches, sketches):
                later, earlier = (int(owners[x]), int(numbers[x])), (int(owners[y]), int(numbers[y]))
                rows.append(Candidate(later, earlier, longest, round(weight, 3)))
        kept = _nearest(rows)
        self.report = JoinReport(
            units=len(layout.ends),
            fingerprints=len(keys),
            seed_pairs=count,
            candidates=len(kept),
            spared=len(rows) - len(kept),
            common=len(self.common),
            large_buckets=buckets.large,
            largest_bucket=buckets.largest,
            unresolved=unresolved,
        )
        return sorted(kept, key=lambda c: (c.earlier, c.later))

    def _resolved(self, layout: Layout, stopped: NDArray[np.bool_]) -> tuple[Keys, int]:
        """The keys, chosen among grams that not everybody uses; and how many such grams are left all the same."""
        self.common = learn_common(layout.stays)
        keys = layout.keys_without(GramSet(self.common), stopped) if len(self.common) else layout.keys()
        fresh = _common(keys, layout.owners, layout.ends)
        for _ in range(ROUNDS):
            if len(fresh) <= TOLERATED * len(keys):
                break
            self.common = distinct(np.concatenate([self.common, fresh]))
            keys = layout.keys_without(GramSet(self.common), stopped)
            fresh = _common(keys, layout.owners, layout.ends)
        return keys, len(fresh)


def _since(notes: tuple[Note, ...]) -> str:
    first = next((n.admitted_at for n in notes if n.admitted_at), None)
    return str(first) if first else "9999"


def _nearest(rows: list[Candidate]) -> list[Candidate]:
    """The MOST best sources of each later unit."""
    groups: dict[tuple[int, int], list[Candidate]] = defaultdict(list)
    for row in rows:
        groups[row.later].append(row)
    best = (sorted(g, key=lambda c: (-c.longest, -c.weight, c.earlier))[:MOST] for g in groups.values())
    return [row for group in best for row in group]


class Layout:
    """The units of many stays in one array, with a margin of zeros on both sides.

    ``owners`` and ``numbers`` are the stay of each unit (position in ``stays``) and its number there; unit ``u`` ends before
    ``ends[u] - 1`` and begins where the one before ended.
    """

    def __init__(self, stays: list[Fingerprints]) -> None:
        self.stays = stays
        margin = np.zeros(_REACH + GRAM, np.uint16)
        self.codes: Codes = np.concatenate([margin[:_REACH], *(s.codes for s in stays), margin])
        self._bases = np.cumsum(np.array([_REACH, *(len(s.codes) for s in stays)], np.int64))
        counts = [len(s.notes) for s in stays]
        none = [np.zeros(0, np.int64)]
        self.owners: Ints = np.repeat(np.arange(len(stays)), counts)
        self.numbers: Ints = np.concatenate([np.arange(c) for c in counts] or none)
        bases = self._bases.tolist()
        self.ends: Ints = np.concatenate([s.offsets[1:] + base for s, base in zip(stays, bases, strict=False)] or none)

    def unit(self, number: int) -> Codes:
        """The normal form of a unit."""
        return self.codes[unit_start(self.ends, number) : int(self.ends[number]) - 1]

    def keys(self) -> Keys:
        """The sorted keys of all fingerprints."""
        places = zip(self.stays, self._bases.tolist(), strict=False)
        return _sorted([_packed(s.hashes, s.positions, base) for s, base in places])

    def keys_without(self, common: GramSet, stopped: NDArray[np.bool_] | None = None) -> Keys:
        """The sorted keys of the fingerprints that are chosen when ``common`` grams may not be; ``stopped`` marks those."""
        parts, low = [], 0
        while low < len(self.ends):
            begin = unit_start(self.ends, low)
            high = max(low + 1, int(np.searchsorted(self.ends, begin + _AT_ONCE, "right")))
            span = slice(begin, int(self.ends[high - 1]))
            marks = None if stopped is None else stopped[span]
            parts.append(_packed(*winnow(self.codes[span], self.ends[low:high] - begin, common, marks), begin))
            low = high
        return _sorted(parts)


def _packed(hashes: Hashes, positions: NDArray[np.uint32], base: int) -> Keys:
    return (hashes.astype(np.uint64) << _HALF) | (positions.astype(np.uint64) + np.uint64(base))


def _sorted(parts: list[Keys]) -> Keys:
    keys = np.concatenate(parts) if parts else np.zeros(0, np.uint64)
    keys.sort()
    return keys


def unit_start(ends: Ints, number: int) -> int:
    """Where a unit begins in a layout with these ``ends``."""
    return int(ends[number - 1]) if number else _REACH


def learn_common(stays: list[Fingerprints]) -> Hashes:
    """Sorted hashes of all k-grams that more than BUCKET stays hold, or their share of a sample of :data:`SAMPLE` stays.

    The sample is every n-th stay by a hash of its id, so that it does not depend on the order.
    """
    if len(stays) <= BUCKET:
        return np.zeros(0, np.uint32)
    step = -(-len(stays) // SAMPLE)
    chosen = sorted(stays, key=lambda s: zlib.crc32(s.stay_id.encode("utf-8", "surrogatepass")))[::step]
    least = BUCKET + 1 if step == 1 else max(2, round(len(chosen) * FREQUENT))
    return grams_in(chosen, least)


def grams_in(stays: list[Fingerprints], least: int) -> Hashes:
    """Sorted hashes of the k-grams that at least ``least`` of ``stays`` hold."""
    grams = np.concatenate([np.zeros(0, np.uint32), *(distinct(gram_hashes(s.codes)) for s in stays)])
    grams.sort()
    starts = np.flatnonzero(np.r_[len(grams) > 0, grams[1:] != grams[:-1]])
    return np.asarray(grams[starts[np.diff(np.append(starts, len(grams))) >= least]])


def _common(keys: Keys, owners: Ints, ends: Ints) -> Hashes:
    """Sorted hashes that stand in more than BUCKET stays."""
    hashes = (keys >> _HALF).astype(np.uint32)
    starts = np.flatnonzero(np.r_[True, hashes[1:] != hashes[:-1]]) if len(keys) else np.zeros(0, np.int64)
    sizes = np.diff(np.append(starts, len(keys)))
    large = sizes > BUCKET
    starts, sizes = starts[large], sizes[large]
    if not len(starts):
        return np.zeros(0, np.uint32)
    members = np.repeat(starts, sizes) + ramp(sizes)
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
    further: NDArray[np.bool_] | None = None  # False where the passage cannot be LONG

    def only(self, which: Ints) -> Seeds:
        """The pairs numbered ``which``."""
        return Seeds(
            self.later[which],
            self.earlier[which],
            self.later_unit[which],
            self.earlier_unit[which],
            self.weight[which],
            None if self.further is None else self.further[which],
        )


class Buckets:
    """Equal grams brought together: ``keys`` are sorted, so that a bucket is a run of equal hashes in order of position."""

    def __init__(self, keys: Keys, ends: Ints, codes: Codes | None = None) -> None:
        self._positions = (keys & _LOW).astype(np.uint32)
        self._units = np.searchsorted(ends, self._positions, "right").astype(np.uint32)
        # a hash of the characters on both sides of each gram: neighbours in a bucket are compared without a look at the text
        self._around = None if codes is None else _around(codes, self._positions)
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
        back = ramp(reach) + 1
        later = np.repeat(member, reach)
        earlier = later - back
        return Seeds(
            self._positions[later].astype(np.int64),
            self._positions[earlier].astype(np.int64),
            self._units[later].astype(np.int64),
            self._units[earlier].astype(np.int64),
            np.repeat(weight, reach),
            self._further(later, earlier),
        )

    def _further(self, later: Ints, earlier: Ints) -> NDArray[np.bool_] | None:
        """Which pairs are equal in the _ASIDE characters before or after the gram: a long passage is, on one side at least."""
        if self._around is None:
            return None
        before, after = self._around
        return np.asarray((before[later] == before[earlier]) | (after[later] == after[earlier]))


def _around(codes: Codes, positions: NDArray[np.uint32]) -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
    """Hashes of the _ASIDE characters before and after the gram at each position."""
    quads = np.ndarray((len(codes) - 3,), np.uint64, codes, strides=(2,))  # four codes as one number: a view
    hashes = np.zeros(len(codes), np.uint16)
    last = len(quads) - _ASIDE + 4
    for low in range(0, last, _AT_ONCE):
        high = min(low + _AT_ONCE, last)
        value = np.zeros(high - low, np.uint64)
        for shift in range(0, _ASIDE, 4):
            value = (value ^ quads[low + shift : high + shift]) * np.uint64(0x9E3779B97F4A7C15)
            value ^= value >> np.uint64(29)
        hashes[low:high] = (value >> np.uint64(48)).astype(np.uint16)
    return hashes[positions - np.uint32(_ASIDE)], hashes[positions + np.uint32(GRAM)]


def ramp(sizes: Ints) -> Ints:
    """0 1 2 … within each run of the given sizes."""
    return np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)


def _unit_ranges(keys: Keys, ends: Ints) -> Iterable[tuple[int, int]]:
    """Ranges of units with about _CHUNK fingerprints each."""
    parts = max(1, -(-len(keys) // _CHUNK))
    cuts = np.unique(np.linspace(0, len(ends), parts + 1).astype(int)).tolist()
    return pairwise(cuts)


def own_characters(codes: Codes, common: GramSet) -> NDArray[np.bool_]:
    """True for every character that no common gram covers; False for the seams between units."""
    stopped = np.zeros(len(codes), bool)
    if len(common):
        for low in range(0, len(codes), _AT_ONCE):
            hashes = gram_hashes(codes[low : low + _AT_ONCE + GRAM - 1])
            stopped[low : low + len(hashes)] = common.holds(hashes)
    return uncovered(codes, stopped)


def uncovered(codes: Codes, stopped: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """True for every character that no gram beginning at a ``stopped`` place covers; False for the seams between units."""
    covered, width = stopped.copy(), 1
    while width < GRAM:  # by doubling: what begins here or up to width - 1 before
        covered[width:] |= covered[:-width].copy()
        width *= 2
    return np.asarray(~covered & (codes != 0))


def sketches_of(codes: Codes, ends: Ints, own: NDArray[np.bool_]) -> NDArray[np.uint16]:
    """One-permutation MinHash of every unit's 4-grams outside of common wording, shape (units, BINS); EMPTY where no gram fell."""
    sketches = np.full(len(ends) * BINS, EMPTY, np.uint16)
    low = 0
    while low < len(ends):
        begin = int(ends[low - 1]) if low else 0
        high = max(low + 1, int(np.searchsorted(ends, begin + _AT_ONCE, "right")))
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
    unit = np.repeat(np.arange(len(ends), dtype=np.uint64), np.diff(ends, prepend=0))[: len(grams)]
    group = unit * np.uint64(BINS) + (value & np.uint64(BINS - 1))
    ranked = np.sort(((group << _HALF) | ((value >> np.uint64(7)) & _LOW))[counted])
    if not len(ranked):
        return
    place = (ranked >> _HALF).astype(np.int64)
    first = np.flatnonzero(np.r_[True, place[1:] != place[:-1]])
    out[place[first]] = ((ranked[first] & _LOW) >> np.uint64(3)).astype(np.uint16) & np.uint16(EMPTY - 1)


def _alike(one: NDArray[np.uint16], other: NDArray[np.uint16]) -> NDArray[np.float64]:
    """Estimated resemblance (Jaccard) of units, row by row."""
    filled = (one != EMPTY) | (other != EMPTY)
    same = (one == other) & (one != EMPTY)
    equal = same.sum(axis=1)
    return np.where(equal >= FEWEST, equal / np.maximum(filled.sum(axis=1), 1), 0.0)


def extended(
    here: Codes,
    own: NDArray[np.bool_],
    left: Ints,
    there: Codes,
    right: Ints,
    further: NDArray[np.bool_] | None = None,
) -> NDArray[np.int32]:
    """Characters of the exact passage around each pair of equal grams that are no common wording.

    ``left`` are positions in ``here`` (``own``: not common wording, no seam), ``right`` in ``there``. A passage is followed for
    _REACH characters on each side, over at most _BRIDGE characters of common wording at a time; where ``further`` is False it is known not to be LONG. Collisions of hashes are rare and end
    in the alignment.
    """
    length = np.full(len(left), GRAM, np.int32)
    for step in (1, -1):
        alive = np.arange(len(left)) if further is None else np.flatnonzero(further)
        foreign = np.zeros(len(alive), np.int8)  # characters of common wording since the last own one
        for distance in range(_REACH):
            at = GRAM + distance if step > 0 else -1 - distance
            place = left[alive] + at
            mine, code = own[place], here[place]
            foreign = np.where(mine, 0, foreign + 1).astype(np.int8)
            on = (code == there[right[alive] + at]) & (code != 0) & (foreign <= _BRIDGE)
            alive, foreign = alive[on], foreign[on]
            if not len(alive):
                break
            length[alive] += mine[on]
    return length


def summed(seeds: Seeds, length: NDArray[np.int32]) -> tuple[Ints, Ints, NDArray[np.int32], NDArray[np.float64]]:
    """The seeds of each pair of units together: later unit, earlier unit, longest passage, sum of weights."""
    pair = (seeds.later_unit << 32) | seeds.earlier_unit
    order = np.argsort(pair)
    pair, length, weight = pair[order], length[order], seeds.weight[order]
    if not len(pair):
        return pair, pair, length, weight.astype(np.float64)
    first = np.flatnonzero(np.r_[True, pair[1:] != pair[:-1]])
    longest = np.maximum.reduceat(length, first)
    total = np.add.reduceat(weight.astype(np.float64), first)
    return pair[first] >> 32, pair[first] & 0xFFFFFFFF, longest, total


Pairs = tuple[Ints, Ints, NDArray[np.int32], NDArray[np.float64]]  # later unit, earlier unit, longest passage, weight


def hinted(pairs: Pairs) -> Pairs:
    """The pairs that have a long passage or seeds of some weight: the others cannot be worth an alignment."""
    a, b, longest, weight = pairs
    keep = np.flatnonzero((longest >= LONG) | (weight >= HINT))
    return a[keep], b[keep], longest[keep], weight[keep]


def worth(
    pairs: Pairs,
    here: NDArray[np.uint16],
    there: NDArray[np.uint16],
) -> Iterable[tuple[int, int, int, float]]:
    """The pairs worth an alignment: one long passage, or seeds rare enough and like sketches of both units."""
    a, b, longest, weight = pairs
    sure = longest >= LONG
    weak = np.flatnonzero(~sure & (weight >= HINT))
    for at in range(0, len(weak), _COMPARED):
        part = weak[at : at + _COMPARED]
        sure[part[_alike(here[a[part]], there[b[part]]) >= ALIKE]] = True
    keep = np.flatnonzero(sure)
    return zip(a[keep].tolist(), b[keep].tolist(), longest[keep].tolist(), weight[keep].tolist(), strict=True)
