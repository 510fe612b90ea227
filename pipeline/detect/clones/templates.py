"""Everybody's wording: phrases that many doctors write about many patients, subtracted before anything is judged.

Shipped phrases work from the first night; what a hospital shares beyond them is learned by :class:`CloneIndex` and listed here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np

from pipeline.detect.clones.fingerprint import GRAM, Fingerprints, Hashes, gram_hashes
from pipeline.detect.clones.normalise import normalise
from pipeline.paths import shipped

LEAST_LENGTH = 12  # normalised characters of a passage worth listing


@cache
def phrases() -> frozenset[str]:
    """The shipped phrases in normal form, one clause each."""
    text = (shipped("configs") / "lexicons" / "clone_phrases.txt").read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return frozenset(plain(line) for line in lines)


def plain(clause: str) -> str:
    """The normal form of ``clause`` as a string."""
    return "".join(map(chr, normalise(clause).codes.tolist()))


@dataclass(frozen=True, slots=True)
class Template:
    """A passage in normal form that many write, for the hospital to confirm."""

    words: str
    stays: int
    patients: int
    authors: int


def templates_in(stays: Iterable[Fingerprints], common: Hashes, least_stays: int = 3) -> list[Template]:
    """The passages made of ``common`` grams alone (see CloneIndex.common), most widespread first."""
    where: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for stay in stays:
        for number, note in enumerate(stay.notes):
            codes = stay.unit(number)
            for start, end in _runs(np.isin(gram_hashes(codes), common)):
                words = "".join(map(chr, codes[start:end].tolist()))
                where[words].add((note.stay_id, note.patient_id or note.stay_id, note.author))
    rows = [Template(w, *(len({h[i] for h in holders}) for i in range(3))) for w, holders in where.items()]
    return sorted((t for t in rows if t.stays >= least_stays), key=lambda t: (-t.stays, -len(t.words), t.words))


def _runs(hit: np.ndarray) -> list[tuple[int, int]]:
    """Spans of characters covered by consecutive hits, at least LEAST_LENGTH long."""
    edges = np.flatnonzero(np.diff(np.r_[0, hit.astype(np.int8), 0]))
    spans = [(a, b + GRAM - 1) for a, b in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)]
    return [(a, b) for a, b in spans if b - a >= LEAST_LENGTH]
