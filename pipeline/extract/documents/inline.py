"""Titles in the middle of a line: such lines are cut before them, so that the rest need know nothing of it."""

from __future__ import annotations

from pipeline.extract.layout import Span


def starts_inside(text: str, table: list[Span]) -> list[Span]:
    """``table`` with every line cut where a document begins inside it."""
    return table
