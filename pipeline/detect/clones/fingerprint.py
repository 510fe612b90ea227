"""Fingerprints of a stay's units: winnowing over k-grams of the normal form, vectorised.

Guarantee: two texts that share a passage of at least ``SPARSE = 12
GUARANTEED = WINDOW + GRAM - 1 = 24`` normalised characters, not made
of stop grams alone, share at least one fingerprint. Every window of :data:`WINDOW` consecutive k-grams gives its smallest hash,
and a shared passage of that length holds one whole window that is equal on both sides. Stop grams (templates) are taken out
before the smallest is chosen, so that the guarantee holds for every such passage that has one gram of its own.

Where single characters are changed all over a text, its windows choose differently though single grams survive. Therefore every
gram whose hash is among the lowest 1 / :data:`SPARSE` is taken too, whatever its neighbours: such grams agree on both sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.detect.clones.normalise import Codes, normalise_all
from pipeline.detect.clones.notes import Note

GRAM = 8  # normalised characters of a k-gram
WINDOW = 17  # k-grams of a window
SPARSE = 12
GUARANTEED = WINDOW + GRAM - 1

Hashes = NDArray[np.uint32]
_BASE = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_NONE = np.uint64(0xFFFFFFFFFFFFFFFF)
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_GATE = 20
_LOWEST = np.uint64((1 << 64) // SPARSE)


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """What the search needs of one stay: small, picklable, free of raw text.

    ``codes`` holds the normal forms of all units one after the other, each followed by one 0; unit ``u`` is
    ``codes[offsets[u]:offsets[u + 1] - 1]``. ``positions`` (into ``codes``) and ``hashes`` are the fingerprints.
    """

    stay_id: str
    notes: tuple[Note, ...]
    codes: Codes
    offsets: NDArray[np.int64]
    hashes: Hashes
    positions: NDArray[np.uint32]

    def unit(self, number: int) -> Codes:
        """The normal form of unit ``number``."""
        return self.codes[self.offsets[number] : self.offsets[number + 1] - 1]


def gram_hashes(codes: Codes) -> Hashes:
    """Hash of the k-gram that starts at each position; as long as ``codes`` less GRAM - 1 (empty if shorter)."""
    if len(codes) < GRAM:
        return np.zeros(0, np.uint32)
    value, width = codes.astype(np.uint64), 1
    base = _BASE
    while width < GRAM:  # doubling: the hash of 2n characters from two hashes of n
        value = value[:-width] * base + value[width:]
        base = np.uint64((int(base) * int(base)) & int(_NONE))
        width *= 2
    value ^= value >> np.uint64(29)
    value *= _MIX
    return (value >> _HALF).astype(np.uint32)


def winnow(codes: Codes, offsets: NDArray[np.int64], stop: Hashes | None = None) -> tuple[Hashes, NDArray[np.uint32]]:
    """Fingerprints (hashes, positions) of the units in ``codes`` (laid out as in :class:`Fingerprints`), by position.

    ``stop`` is a sorted array of hashes that are never chosen.
    """
    hashes = gram_hashes(codes)
    count = len(hashes)
    if not count:
        return np.zeros(0, np.uint32), np.zeros(0, np.uint32)
    barriers = offsets[1:] - 1
    keys = (hashes.astype(np.uint64) << _HALF) | np.arange(count, dtype=np.uint64)
    for back in range(GRAM):  # a gram that holds the 0 between two units is none
        at = barriers - back
        keys[at[(at >= 0) & (at < count)]] = _NONE
    if stop is not None and len(stop):
        keys[member(hashes, stop)] = _NONE
    return _select(keys, offsets, count)


def member(hashes: Hashes, sorted_set: Hashes) -> NDArray[np.bool_]:
    """Which of ``hashes`` are in ``sorted_set`` (sorted, not empty)."""
    gate = np.zeros(1 << _GATE, bool)  # most are not, and a small table says so at once
    gate[sorted_set >> (32 - _GATE)] = True
    found = gate[hashes >> (32 - _GATE)]
    maybe = np.flatnonzero(found)
    at = np.minimum(np.searchsorted(sorted_set, hashes[maybe]), len(sorted_set) - 1)
    found[maybe] = sorted_set[at] == hashes[maybe]
    return np.asarray(found)


def _select(keys: NDArray[np.uint64], offsets: NDArray[np.int64], count: int) -> tuple[Hashes, NDArray[np.uint32]]:
    low = np.flatnonzero(keys < _LOWEST).astype(np.uint32)
    if count < WINDOW:
        return (keys[low] >> _HALF).astype(np.uint32), low
    smallest, width = keys, 1
    while width * 2 <= WINDOW:
        smallest = np.minimum(smallest[:-width], smallest[width:])
        width *= 2
    rest = WINDOW - width
    if rest:
        smallest = np.minimum(smallest[: len(smallest) - rest], smallest[rest:])
    inside = np.ones(len(smallest), bool)  # windows that stay within one unit
    for seam in (offsets[1:] - 1).tolist():
        inside[max(0, seam - WINDOW - GRAM + 2) : seam + 1] = False
    chosen = np.unique(smallest[inside])
    chosen = chosen[chosen != _NONE]
    positions = np.union1d((chosen & _LOW).astype(np.uint32), low)
    return (keys[positions] >> _HALF).astype(np.uint32), positions


def fingerprints(stay_id: str, notes: Sequence[Note], texts: Sequence[str], stop: Hashes | None = None) -> Fingerprints:
    """Fingerprint the units of one stay; ``texts`` are the words of ``notes``."""
    codes, offsets = normalise_all(texts)
    hashes, positions = winnow(codes, offsets, stop)
    return Fingerprints(stay_id, tuple(notes), codes, offsets, hashes, positions)
