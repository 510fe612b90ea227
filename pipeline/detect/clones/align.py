"""Exact alignment of two normalised texts by seeds and chains: order of the passages does not matter.

Every run of at least :data:`SEED` equal characters is a block; blocks that follow each other on both sides with small gaps
are chained into a passage. Passages are taken greedily, best first, and never overlap on either side.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.detect.clones.normalise import Codes, Normal

SEED = 4  # characters of a seed: four 16-bit codes make one exact 64-bit key
GAP = 24  # characters that may be new or missing between two blocks of one passage
LEAST = 12  # equal characters that make a passage
CLAUSE = 7  # equal characters that make a further passage where most of a text is copied: clauses out of their order
MOSTLY = 0.4  # part of the shorter text that is "most"
ROUNDS = 24  # times that chains are sought among what is left; a text shuffled clause by clause needs a few
_SLACK = 4.0  # equal characters by which a chain may exceed its score, since gaps cost
MOST_PER_SEED = 12  # a seed that occurs more often on one side says nothing about where it came from

Block = tuple[int, int, int]  # start here, start there, length


@dataclass(frozen=True, slots=True)
class Aligned:
    """One passage in normalised positions: ``here[a0:a1]`` came from ``there[b0:b1]``; ``blocks`` are its equal runs."""

    a0: int
    a1: int
    b0: int
    b1: int
    blocks: tuple[Block, ...]

    @property
    def equal(self) -> int:
        return sum(length for _, _, length in self.blocks)


def _keys(codes: Codes) -> NDArray[np.uint64]:
    if len(codes) < SEED:
        return np.zeros(0, np.uint64)
    wide = codes.astype(np.uint64)
    pair = (wide[:-1] << np.uint64(16)) | wide[1:]
    return np.asarray((pair[:-2] << np.uint64(32)) | pair[2:], np.uint64)


def blocks(here: Codes, there: Codes) -> list[Block]:
    """All maximal equal runs of at least SEED characters, in order of ``here``."""
    a, b = _keys(here), _keys(there)
    if not len(a) or not len(b):
        return []
    order = np.argsort(b, kind="stable")
    ranked = b[order]
    low = np.searchsorted(ranked, a, "left")
    count = np.searchsorted(ranked, a, "right") - low
    count[count > MOST_PER_SEED] = 0
    total = int(count.sum())
    if not total:
        return []
    i = np.repeat(np.arange(len(a)), count)
    first = np.repeat(np.cumsum(count) - count, count)
    j = order[np.repeat(low, count) + np.arange(total) - first]
    diagonal = j - i
    by = np.lexsort((i, diagonal))
    i, diagonal = i[by], diagonal[by]
    fresh = np.ones(total, bool)
    fresh[1:] = (diagonal[1:] != diagonal[:-1]) | (i[1:] != i[:-1] + 1)
    starts = np.flatnonzero(fresh)
    lengths = np.diff(np.append(starts, total)) + SEED - 1
    rows = zip(i[starts].tolist(), (i[starts] + diagonal[starts]).tolist(), lengths.tolist(), strict=True)
    return sorted(rows)


def align(here: Codes, there: Codes) -> list[Aligned]:
    """The passages of ``here`` that stand in ``there``, in order of ``here``."""
    left = blocks(here, there)
    found: list[Aligned] = []
    used_a, used_b = bytearray(len(here)), bytearray(len(there))
    enough = MOSTLY * min(len(here), len(there))
    for _ in range(ROUNDS):
        equal = sum(p.equal for p in found)
        taken = _round(left, LEAST if equal < enough else CLAUSE, used_a, used_b)
        if not taken:
            break
        found += taken
        left = _remainder(left, taken)
    return sorted(found, key=lambda p: p.a0)


def _round(left: list[Block], least: int, used_a: bytearray, used_b: bytearray) -> list[Aligned]:
    """Chains of at least ``least`` equal characters, best first, that share no character with a better one.

    ``used_a`` and ``used_b`` mark the characters of both sides that are in a passage already, and are kept up.
    """
    scores, back = _scored(left)
    taken: list[Aligned] = []
    for top in sorted(range(len(left)), key=lambda n: (-scores[n], n)):
        if scores[top] < least - _SLACK:
            break
        chain = _chain(left, back, top)
        passage = _passage(chain)
        if used_a.find(1, passage.a0, passage.a1) >= 0 or used_b.find(1, passage.b0, passage.b1) >= 0:
            continue
        if passage.equal >= least:
            taken.append(passage)
            used_a[passage.a0 : passage.a1] = b"\1" * (passage.a1 - passage.a0)
            used_b[passage.b0 : passage.b1] = b"\1" * (passage.b1 - passage.b0)
    return taken


def _chain(left: list[Block], back: list[int], top: int) -> list[Block]:
    chain: list[Block] = []
    while top >= 0:
        chain.append(left[top])
        top = back[top]
    return chain[::-1]


def _scored(left: list[Block]) -> tuple[list[float], list[int]]:
    """For each block the best chain that ends with it: its score (equal characters; gaps cost a little) and the block before."""
    scores: list[float] = []
    back: list[int] = []
    reach = GAP + max((length for _, _, length in left), default=0)
    for n, (i, j, length) in enumerate(left):
        score, link = 0.0, -1
        for m in range(n - 1, -1, -1):
            pi, pj, plength = left[m]
            if i - pi > reach:
                break
            skip_a, skip_b = i - pi - plength, j - pj - plength
            overlap = max(0, -skip_a, -skip_b)
            if overlap >= min(length, plength) or skip_a > GAP or skip_b > GAP or j <= pj:
                continue
            candidate = scores[m] - overlap - 0.25 * abs(skip_a - skip_b) - 0.05 * max(skip_a, skip_b, 0)
            if candidate > score:
                score, link = candidate, m
        scores.append(score + length)
        back.append(link)
    return scores, back


def _remainder(left: list[Block], taken: list[Aligned]) -> list[Block]:
    """What is left of the blocks when the ``taken`` passages are removed on both sides."""
    by_a = sorted((p.a0, p.a1) for p in taken)
    by_b = sorted((p.b0, p.b1) for p in taken)
    ends_a, ends_b = [high for _, high in by_a], [high for _, high in by_b]
    return [
        piece
        for block in left
        for piece in _outside(block, _near(block[0], block[2], by_a, ends_a), _near(block[1], block[2], by_b, ends_b))
    ]


def _near(start: int, length: int, spans: list[tuple[int, int]], ends: list[int]) -> list[tuple[int, int]]:
    """The spans (sorted, apart) that overlap ``length`` characters from ``start``, relative to it."""
    found = []
    for low, high in spans[bisect_right(ends, start) :]:
        if low >= start + length:
            break
        found.append((low - start, high - start))
    return found


def _passage(chain: list[Block]) -> Aligned:
    """The chain as a passage, overlaps of neighbouring blocks trimmed."""
    clean: list[Block] = []
    for i, j, length in chain:
        over = 0
        if clean:
            pi, pj, plength = clean[-1]
            over = max(0, pi + plength - i, pj + plength - j)
        if length > over:
            clean.append((i + over, j + over, length - over))
    (a0, b0, _), (i, j, length) = clean[0], clean[-1]
    return Aligned(a0, i + length, b0, j + length, tuple(clean))


def _outside(block: Block, on_a: list[tuple[int, int]], on_b: list[tuple[int, int]]) -> list[Block]:
    """The pieces of at least SEED characters that neither side's spans (relative to the block) cover."""
    i, j, length = block
    cuts = sorted((max(low, 0), min(high, length)) for low, high in (*on_a, *on_b))
    pieces, at = [], 0
    for low, high in (*cuts, (length, length)):
        if low - at >= SEED:
            pieces.append((i + at, j + at, low - at))
        at = max(at, high)
    return pieces


def equal_mask(passages: list[Aligned], length: int, side: str = "here") -> NDArray[np.bool_]:
    """True for every normalised character of one side that stands in an equal run."""
    mask = np.zeros(length, bool)
    for passage in passages:
        for i, j, run in passage.blocks:
            at = i if side == "here" else j
            mask[at : at + run] = True
    return mask


def raw_span(text: Normal, start: int, end: int) -> tuple[int, int]:
    """Raw offsets of the normalised characters ``[start, end)``; ``end > start``."""
    return int(text.starts[start]), int(text.ends[end - 1])
