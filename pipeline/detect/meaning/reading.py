"""What a judge reads of one text: words, and measures that somebody took of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reading:
    """``text`` gives the n-grams; ``measures`` are named numbers of about 0 … 1, absent names count as 0."""

    text: str
    measures: Mapping[str, float] = field(default_factory=dict)
