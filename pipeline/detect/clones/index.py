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

import numpy as np
from numpy.typing import NDArray

from pipeline.detect.clones.fingerprint import GRAM, GUARANTEED, Fingerprints, Hashes, gram_hashes, winnow
from pipeline.detect.clones.normalise import Codes
from pipeline.detect.clones.notes import Note

BUCKET = 48  # members of a bucket that are joined with each other
NEAREST = 6  # predecessors that a member of a larger bucket is joined with
ROUNDS = 3  # times that texts are fingerprinted again without the common grams
SAMPLE = 2000  # stays that the common grams are learned from
FREQUENT = 0.01  # part of them that makes a gram common, when there are more stays than that
SEEDS = 2.0  # weight of seeds that makes a candidate when no single passage is long enough
_REACH = 64  # characters by which a seed is extended on each side
_CHUNK = 4_000_000  # pairs of positions handled at once
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
    """Two units (stay and unit numbers) that share ``longest`` characters in a row, or several seeds (``weight``)."""

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
        found: dict[tuple[int, int], tuple[int, float]] = {}
        seeds, large, largest = 0, 0, 0
        for later, earlier, weight, big, biggest in joined(keys):
            large, largest = large + big, max(largest, biggest)
            a, b = np.searchsorted(ends, later, "right"), np.searchsorted(ends, earlier, "right")
            other = np.flatnonzero(owners[a] != owners[b])
            seeds += len(other)
            _gather(found, a[other], b[other], _extended(codes, later[other], earlier[other]), weight[other])
        rows = [
            Candidate((int(owners[b]), int(numbers[b])), (int(owners[a]), int(numbers[a])), longest, round(weight, 3))
            for (a, b), (longest, weight) in sorted(found.items())
            if longest >= GUARANTEED or weight >= SEEDS
        ]
        self.report = JoinReport(len(ends), len(keys), seeds, len(rows), len(self.common), large, largest, unresolved)
        return rows

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
        return keys, len(np.setdiff1d(_common(keys, owners, ends), self.common))


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
    grams = np.concatenate([np.unique(gram_hashes(s.codes)) for s in chosen])
    grams.sort()
    starts = np.flatnonzero(np.r_[True, grams[1:] != grams[:-1]])
    return np.asarray(grams[starts[np.diff(np.append(starts, len(grams))) >= least]])


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


def joined(keys: NDArray[np.uint64]) -> Iterable[tuple[Ints, Ints, NDArray[np.float32], int, int]]:
    """Pairs of positions of equal grams, in chunks, with their weight (rarer grams tell more)."""
    if not len(keys):
        return
    hashes = (keys >> _HALF).astype(np.uint32)
    positions = (keys & _LOW).astype(np.int64)
    first = np.ones(len(keys), bool)
    first[1:] = hashes[1:] != hashes[:-1]
    starts = np.flatnonzero(first)
    sizes = np.diff(np.append(starts, len(keys)))
    shared = sizes > 1
    starts, sizes = starts[shared], sizes[shared]
    big = sizes > BUCKET
    yield (
        np.zeros(0, np.int64),
        np.zeros(0, np.int64),
        np.zeros(0, np.float32),
        int(big.sum()),
        int(sizes.max(initial=0)),
    )
    members = np.repeat(starts, sizes) + _ramp(sizes)
    rank, size = _ramp(sizes), np.repeat(sizes, sizes)
    weight = (1.0 / np.sqrt(np.maximum(size - 1, 1))).astype(np.float32)
    reach = np.where(size > BUCKET, np.minimum(rank, NEAREST), rank)
    for low, high in _chunks(reach):
        times = reach[low:high]
        member = np.repeat(members[low:high], times)
        back = _ramp(times) + 1
        yield positions[member], positions[member - back], np.repeat(weight[low:high], times), 0, 0


def _ramp(sizes: Ints) -> Ints:
    """0 1 2 … within each run of the given sizes."""
    return np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)


def _chunks(work: Ints) -> Iterable[tuple[int, int]]:
    total = np.cumsum(work)
    low = 0
    while low < len(work):
        done = int(total[low - 1]) if low else 0
        high = max(low + 1, int(np.searchsorted(total, done + _CHUNK, "right")))
        yield low, high
        low = high


def _extended(codes: Codes, left: Ints, right: Ints) -> NDArray[np.int32]:
    """Length of the exact passage around each pair of equal grams, at most GRAM + 2 * _REACH; 0 for a hash collision."""
    length = np.full(len(left), GRAM, np.int32)
    for offset in range(GRAM):
        length[codes[left + offset] != codes[right + offset]] = 0
    for step in (1, -1):
        alive = np.flatnonzero(length)
        for distance in range(_REACH):
            at = GRAM + distance if step > 0 else -1 - distance
            a = codes[left[alive] + at]
            alive = alive[(a == codes[right[alive] + at]) & (a != 0)]
            if not len(alive):
                break
            length[alive] += 1
    return length


def _gather(
    found: dict[tuple[int, int], tuple[int, float]],
    a: Ints,
    b: Ints,
    length: NDArray[np.int32],
    weight: NDArray[np.float32],
) -> None:
    """Sum the seeds of each pair of units into ``found``. ``a`` is the later unit's number."""
    good = length > 0
    if not good.any():
        return
    a, b, length, weight = a[good], b[good], length[good], weight[good]
    pair = (b << 32) | a
    order = np.argsort(pair, kind="stable")
    pair, length, weight = pair[order], length[order], weight[order]
    first = np.flatnonzero(np.r_[True, pair[1:] != pair[:-1]])
    longest = np.maximum.reduceat(length, first)
    total = np.add.reduceat(weight.astype(np.float64), first)
    for key, most, sum_ in zip(pair[first].tolist(), longest.tolist(), total.tolist(), strict=True):
        at = (key >> 32, key & 0xFFFFFFFF)
        before = found.get(at, (0, 0.0))
        found[at] = (max(before[0], most), before[1] + sum_)
