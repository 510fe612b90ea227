"""Normal form of record text for comparison, with the way back to raw offsets.

Width, case, punctuation, white space and common variant characters do not count; a run of digits counts as one
character ``0``, so that ``138/80`` and ``96/64`` compare equal. Everything is vectorised on UTF-32 code points.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint16]
Offsets = NDArray[np.int32]

DIGIT = ord("0")
ASTRAL = 0xFFFF  # every character outside the basic plane: rare, and one mark for all is enough to compare
_VARIANTS: dict[int, int] = str.maketrans("粘癥瘀欬祇", "黏症淤咳只")


@dataclass(frozen=True, slots=True)
class Normal:
    """A normalised text: character ``i`` stands for ``raw[starts[i]:ends[i]]`` (``ends`` includes a whole run of digits)."""

    codes: Codes
    starts: Offsets
    ends: Offsets

    def __len__(self) -> int:
        return len(self.codes)


def _fold(character: str) -> int:
    """The comparison code of one compatibility-normalised character, 0 if it does not count."""
    if unicodedata.category(character)[0] not in "LN":
        return 0
    if character.isdigit():
        return DIGIT
    return min(ord(character.lower()[0]), ASTRAL)


@cache
def _table() -> Codes:
    """Code point to comparison code; 0 means that the character does not count."""
    table = np.arange(0x10000, dtype=np.uint16)
    for code in (*range(0x3400), *range(0xA000, 0xAC00), *range(0xD7A4, 0x10000)):
        plain = "" if 0xD800 <= code < 0xF900 else unicodedata.normalize("NFKC", chr(code))
        table[code] = next((value for value in map(_fold, plain) if value), 0)
    for old, new in _VARIANTS.items():
        table[old] = new
    table[ASTRAL] = ASTRAL
    return table


def normalise(text: str, start: int = 0, end: int | None = None) -> Normal:
    """Normalise ``text[start:end]``; the offsets of the result are those of the whole ``text``."""
    points = np.frombuffer(text[start:end].encode("utf-32-le", "surrogatepass"), np.uint32)
    codes = _table()[np.minimum(points, ASTRAL)]
    kept = np.flatnonzero(codes)
    codes = codes[kept]
    digit = codes == DIGIT
    first = np.ones(len(codes), bool)
    first[1:] = ~(digit[1:] & digit[:-1])
    last = np.ones(len(codes), bool)
    last[:-1] = first[1:]
    starts = kept[first].astype(np.int32) + np.int32(start)
    ends = kept[last].astype(np.int32) + np.int32(start + 1)
    return Normal(codes[first], starts, ends)


def normalise_all(texts: Sequence[str]) -> tuple[Codes, NDArray[np.int64]]:
    """The codes of many texts one after the other, each followed by one 0, and where each begins (one more at the end)."""
    if not texts:
        return np.zeros(0, np.uint16), np.zeros(1, np.int64)
    points = np.frombuffer(("\n".join(texts) + "\n").encode("utf-32-le", "surrogatepass"), np.uint32)
    codes = _table()[np.minimum(points, ASTRAL)]
    kept = codes != 0
    kept[np.cumsum([len(t) + 1 for t in texts]) - 1] = True
    codes = codes[kept]
    digit = codes == DIGIT
    single = np.ones(len(codes), bool)
    single[1:] = ~(digit[1:] & digit[:-1])
    codes = codes[single]
    return codes, np.concatenate([np.zeros(1, np.int64), np.flatnonzero(codes == 0) + 1])


def normalise_spans(text: str, spans: Sequence[tuple[int, int]]) -> Normal:
    """Normalise several parts of ``text`` as one. A passage may run across the seams: a section break is no change of wording."""
    if len(spans) == 1:
        return normalise(text, *spans[0])
    whole = normalise("".join(text[start:end] for start, end in spans))
    seams = np.cumsum([0, *(end - start for start, end in spans)])
    shift = np.array([start for start, _ in spans] or [0]) - seams[: max(len(spans), 1)]

    def raw(places: Offsets) -> Offsets:
        return np.asarray(places + shift[np.searchsorted(seams, places, "right") - 1], np.int32)

    return Normal(whole.codes, raw(whole.starts), raw(whole.ends - 1) + np.int32(1))
