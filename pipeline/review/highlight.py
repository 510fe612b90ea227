"""Cut a text at the borders of marks, so that any medium can colour it. Marks may overlap and nest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Mark:
    """``text[start:end]`` belongs to finding number ``number`` (1-based, as listed beside the text)."""

    start: int
    end: int
    number: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, with the numbers of all marks that cover it and of those that begin at it."""

    text: str
    numbers: tuple[int, ...]
    opens: tuple[int, ...]


def pieces(text: str, marks: Iterable[Mark]) -> Iterator[Piece]:
    """Tile ``text`` with pieces. Marks outside the text are cut to it."""
    inside = [m for m in marks if m.start < m.end and m.start < len(text) and m.end > 0]
    borders = sorted({0, len(text), *(max(0, m.start) for m in inside), *(min(len(text), m.end) for m in inside)})
    for start, end in pairwise(borders):
        covering = [m for m in inside if m.start <= start and end <= m.end]
        numbers = tuple(sorted({m.number for m in covering}))
        yield Piece(text[start:end], numbers, tuple(sorted({m.number for m in covering if m.start == start})))


@dataclass(frozen=True, slots=True)
class Change:
    """One step of a side-by-side comparison; ``same`` steps hold equal text on both sides."""

    here: str
    there: str
    same: bool


def compare(here: str, there: str) -> list[Change]:
    """Align two texts character by character."""
    from rapidfuzz.distance import Levenshtein

    return [
        Change(here[o.src_start : o.src_end], there[o.dest_start : o.dest_end], o.tag == "equal")
        for o in Levenshtein.opcodes(here, there)
    ]
