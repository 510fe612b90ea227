"""What a differential diagnosis (鉴别诊断) says, with the place of every part in the source text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Substance(StrEnum):
    """How much a 鉴别诊断 really says, from nothing to an argument about this patient."""

    ABSENT = "absent"  # nowhere in the note
    PLACEHOLDER = "placeholder"  # 无, 略, 同上, empty heading
    DECLINED = "declined"  # 诊断明确，无需鉴别: right or wrong by the waiver policy
    REPEATS_ADMISSION = "repeats_admission"  # argues for the admission diagnosis, nothing else is considered
    NAMES_ONLY = "names_only"
    TEXTBOOK = "textbook"  # arguments, none of them tied to this patient
    SUBSTANTIAL = "substantial"
    UNCLEAR = "unclear"  # there is text, but structure alone cannot judge it


@dataclass(frozen=True, slots=True)
class Span:
    """``[start, end)`` in code points of the source text, with its words."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """One disease that was considered, with the clauses that speak for it, against it, and the test that would settle it."""

    name: Span
    supporting: tuple[Span, ...] = ()
    opposing: tuple[Span, ...] = ()
    tests: tuple[Span, ...] = ()
    about_patient: bool = False  # a clause speaks of this patient, a measured value or an examination of his

    @property
    def argued(self) -> bool:
        return bool(self.supporting or self.opposing or self.tests)


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the note that holds differential diagnosis."""

    span: Span
    origin: str  # section | merged | inline: own heading, shared heading, or sentences without a heading


@dataclass(frozen=True, slots=True)
class Differential:
    """The differential diagnosis of one note and its judgement; ``basis`` are the words that the judgement rests on."""

    passages: tuple[Passage, ...]
    alternatives: tuple[Alternative, ...]
    substance: Substance
    basis: tuple[Span, ...]
    others: tuple[Alternative, ...] = ()  # the alternatives that are not the admission diagnosis itself
    hints: tuple[Span, ...] = ()  # exclusions elsewhere in the note, e.g. a test in the plan 以排除肺栓塞
