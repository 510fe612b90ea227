"""Verified shared passages, as the clone rules see them."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.records.moment import Moment


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a shared passage, in raw text of its document's source.

    ``[start, end)`` is the hull of the copied passages; ``quote`` is ``raw[start:end]``.
    """

    stay_id: str
    doc_id: str
    doc_type: str
    start: int
    end: int
    quote: str
    share: float  # part of the unit's own text that is copied, 0..1
    unit: str = ""  # kind of the compared unit (see pipeline.detect.clones.notes)
    length: int = 0  # characters of the unit that were compared
    written_at: Moment | None = None
    author: str = ""
    patient_id: str = ""
    patient_name: str = ""
    admitted_at: Moment | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """One aligned passage: ``here[start:end]`` and ``there[start:end]`` in raw text of the two sources."""

    here_start: int
    here_end: int
    there_start: int
    there_end: int


@dataclass(frozen=True, slots=True)
class Change:
    """What was altered inside a copied passage. ``kind``: number, date, side, negation, drug or text; a side may be empty."""

    kind: str
    here_start: int
    here_end: int
    there_start: int
    there_end: int
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Weight:
    """How much of one kind of text a unit holds and how much of it is copied, in characters without punctuation."""

    total: int = 0
    copied: int = 0

    @property
    def share(self) -> float:
        return self.copied / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class ClonePair:
    """Text shared by two documents: ``here`` is the later side and belongs to the stay of the case.

    ``telling`` weighs text that ought to be written anew for this patient and day (symptoms, findings, reasoning, measures);
    ``stable`` weighs what may be carried over or is everybody's wording (negative and normal findings, templates).
    """

    here: Side
    there: Side
    similarity: float  # 1 - edits / length over the aligned passage
    same_patient: bool
    passages: tuple[Passage, ...] = ()
    changes: tuple[Change, ...] = ()
    telling: Weight = Weight()
    stable: Weight = Weight()
    telling_there: Weight = Weight()  # the same for the source: how much of it went into the copy
    longest: int = 0  # most telling characters in one run that was copied without a change, numbers aside
    order_known: bool = True  # False when no time tells which side came first
    days_apart: int | None = None
    numbers: tuple[int, int] = (0, 0)  # numbers inside the copied passages: how many equal, how many altogether
    family: int = 1  # how many earlier documents share this text (chains are reported once, at the later document)
