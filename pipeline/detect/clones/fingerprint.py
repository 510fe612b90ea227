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
from typing import Any

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
_BITS = 24
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


class GramSet:
    """A set of hashes that answers for whole arrays, by their highest 24 bits: of other grams it holds some 2 in 1,000."""

    def __init__(self, hashes: Hashes) -> None:
        self._size = len(hashes)
        self._held = np.zeros(1 << _BITS, bool)
        self._held[hashes >> np.uint32(32 - _BITS)] = True

    def __len__(self) -> int:
        return self._size

    def holds(self, hashes: Hashes) -> NDArray[np.bool_]:
        """Which of ``hashes`` are in the set."""
        return np.asarray(self._held[hashes >> np.uint32(32 - _BITS)])


def distinct(values: NDArray[Any]) -> NDArray[Any]:
    """The sorted distinct values: by sorting, which is several times faster here than numpy's hashing ``unique``."""
    ranked = np.sort(values)
    return ranked[np.r_[True, ranked[1:] != ranked[:-1]]] if len(ranked) else ranked


def winnow(
    codes: Codes,
    ends: NDArray[np.int64],
    stop: GramSet | None = None,
    stopped: NDArray[np.bool_] | None = None,
) -> tuple[Hashes, NDArray[np.uint32]]:
    """Fingerprints (hashes, positions) of the units in ``codes``, by position.

    ``ends`` is where each unit ends (exclusive); its last code is the 0 that separates it from the next. Grams of ``stop`` are never
    chosen; where they begin is marked in ``stopped`` if it is given (as long as ``codes``).
    """
    hashes = gram_hashes(codes)
    count = len(hashes)
    if not count:
        return np.zeros(0, np.uint32), np.zeros(0, np.uint32)
    keys = (hashes.astype(np.uint64) << _HALF) | np.arange(count, dtype=np.uint64)
    seams = ends - 1
    keys[_before(seams, GRAM, count)] = _NONE  # a gram that holds the 0 between two units is none
    if stop is not None and len(stop):
        held = stop.holds(hashes)
        keys[held] = _NONE
        if stopped is not None:
            stopped[:count] = held
    chosen = keys < _LOWEST
    if count >= WINDOW:
        smallest = _minima(keys)
        smallest[_before(seams, WINDOW + GRAM - 1, len(smallest))] = _NONE  # windows stay within one unit
        fresh = np.r_[True, smallest[1:] != smallest[:-1]] & (smallest != _NONE)
        chosen[(smallest[fresh] & _LOW).astype(np.int64)] = True
    positions = np.flatnonzero(chosen).astype(np.uint32)
    return hashes[positions], positions


def _before(seams: NDArray[np.int64], length: int, count: int) -> NDArray[np.int64]:
    """The places from which ``length`` characters reach a seam."""
    places = (seams[:, None] - np.arange(length)).ravel()
    return places[(places >= 0) & (places < count)]


def _minima(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The smallest key of every window, by doubling."""
    smallest, width = keys, 1
    while width * 2 <= WINDOW:
        smallest = np.minimum(smallest[:-width], smallest[width:])
        width *= 2
    rest = WINDOW - width
    return np.minimum(smallest[: len(smallest) - rest], smallest[rest:]) if rest else smallest.copy()


def fingerprints(
    stay_id: str, notes: Sequence[Note], texts: Sequence[str], stop: GramSet | None = None
) -> Fingerprints:
    """Fingerprint the units of one stay; ``texts`` are the words of ``notes``."""
    codes, offsets = normalise_all(texts)
    hashes, positions = winnow(codes, offsets[1:], stop)
    return Fingerprints(stay_id, tuple(notes), codes, offsets, hashes, positions)
