"""Everybody's wording: phrases that many doctors write about many patients, subtracted before anything is judged."""

from __future__ import annotations

from functools import cache


@cache
def phrases() -> frozenset[str]:
    """Normalised clauses that are nobody's own."""
    return frozenset()
