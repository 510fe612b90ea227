"""Normal form of record text for comparison, with the way back to raw offsets.

Width, case, punctuation, white space and common variant characters do not count; a run of digits counts as one
character ``0``, so that ``138/80`` and ``96/64`` compare equal. Everything is vectorised on UTF-32 code points.
"""

from __future__ import annotations

import unicodedata
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


def join(parts: list[Normal]) -> Normal:
    """Concatenate the parts of one unit. A passage may run across the seam: a section break is no change of wording."""
    if len(parts) == 1:
        return parts[0]
    if not parts:
        empty = np.zeros(0, np.int32)
        return Normal(np.zeros(0, np.uint16), empty, empty)
    return Normal(
        np.concatenate([p.codes for p in parts]),
        np.concatenate([p.starts for p in parts]),
        np.concatenate([p.ends for p in parts]),
    )
