"""Verified shared passages, as the clone rules see them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a shared passage, in raw text of its document's source."""

    stay_id: str
    doc_id: str
    doc_type: str
    start: int
    end: int
    quote: str
    share: float  # part of that document's (or section's) own text that is copied, 0..1


@dataclass(frozen=True, slots=True)
class ClonePair:
    """Text shared by two documents: ``here`` is the later side and belongs to the stay of the case."""

    here: Side
    there: Side
    similarity: float  # 1 - edits / length over the aligned passage
    same_patient: bool
