"""Typed facts with spans: what extraction finds, and all that rules may look at.

Every span is ``[start, end)`` in code points of the source text (:attr:`ExtractedDocument.text`), exactly as it came in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pipeline.records.moment import Moment
from pipeline.records.ranks import Rank, Role
from pipeline.records.stay import Stay


@dataclass(frozen=True, slots=True)
class Section:
    """A headed section: from the first character of its heading to the last of its content (FORMAT.md labels)."""

    label: str
    start: int
    end: int
    heading_end: int  # first character after the heading and its delimiter


@dataclass(frozen=True, slots=True)
class Timestamp:
    """A calendar expression of day precision or finer, exactly as printed.

    ``moment`` is None when the expression is impossible or cannot be completed; ``problem`` then says why.
    """

    start: int
    end: int
    text: str
    moment: Moment | None
    kind: str  # written | signed | event
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """A sign-off: the signer's name as printed, or the blank (``name == ""``) where it should be."""

    start: int
    end: int
    name: str
    role: str  # printed role or title beside it, "" if none
    kind: str  # author | reviewer | recorder | surgeon | patient | family | nurse | stand_in | other
    rank: Rank | None = None  # from the printed title only; the registry is asked by the rules
    capacity: Role = Role.UNKNOWN  # from the printed role only
    signed_at: Moment | None = None
    stands_for: str | None = None  # on the stand-in (代): the name of the person signed for


@dataclass(frozen=True, slots=True)
class Round:
    """The rounding doctor of a round note (查房), as its heading or text names him."""

    name: str
    rank: Rank | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ExtractedDocument:
    """One document of the stay, inside its source text."""

    doc_id: str
    source_id: str  # doc_id of the record's Document that the text came from
    doc_type: str
    text: str  # the whole source text; this document is text[start:end]
    start: int
    end: int
    title: str = ""
    written_at: Moment | None = None
    sections: tuple[Section, ...] = ()
    timestamps: tuple[Timestamp, ...] = ()
    signatures: tuple[Signature, ...] = ()
    round: Round | None = None

    def section(self, *labels: str) -> Section | None:
        """The first section with one of ``labels``, or None."""
        return next((s for s in self.sections if s.label in labels), None)

    def content(self, section: Section) -> str:
        """The text of ``section`` after its heading."""
        return self.text[section.heading_end : section.end]

    @property
    def body(self) -> str:
        return self.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that speak of something, with where they stand."""

    doc_id: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation (手术) of this stay. Procedures (有创操作) have ``minor=True``. Unknown parts are None / empty."""

    mention: Mention
    name: str = ""
    started_at: Moment | None = None
    ended_at: Moment | None = None
    surgeon: str = ""
    assistants: tuple[str, ...] = ()
    anaesthetists: tuple[str, ...] = ()
    anaesthesia: str = ""
    emergency: bool | None = None
    minor: bool = False
    grade: int | None = None  # 手术级别 1-4
    note_id: str | None = None  # the operation record, if there is one
    life_saving: bool = False  # an emergency operation whose indication threatened life there and then
    day: Moment | None = None  # the day, or the start if known; for operations told only in narrative


@dataclass(frozen=True, slots=True)
class Rescue:
    """A rescue (抢救) that really took place in this stay."""

    mention: Mention
    started_at: Moment | None = None
    ended_at: Moment | None = None
    note_id: str | None = None  # the rescue record that covers it


@dataclass(frozen=True, slots=True)
class Death:
    """Death in this stay; ``at`` is None if only the fact is known."""

    mention: Mention | None  # None when only the metadata say so
    at: Moment | None = None


@dataclass(frozen=True, slots=True)
class Consultation:
    mention: Mention
    requested_at: Moment | None = None
    held_at: Moment | None = None
    note_id: str | None = None


@dataclass(frozen=True, slots=True)
class Transfusion:
    mention: Mention
    at: Moment | None = None


@dataclass(frozen=True, slots=True)
class CriticalState:
    """An interval of 病危 or 病重; ``until`` is None when its end is not written."""

    mention: Mention
    level: str  # 病危 | 病重
    since: Moment | None = None
    until: Moment | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything about the stay that rules need beyond single documents, in order of time where known."""

    operations: tuple[Operation, ...] = ()
    rescues: tuple[Rescue, ...] = ()
    deaths: tuple[Death, ...] = ()
    consultations: tuple[Consultation, ...] = ()
    transfusions: tuple[Transfusion, ...] = ()
    critical: tuple[CriticalState, ...] = ()


@dataclass(frozen=True, slots=True)
class ExtractedStay:
    """A stay after extraction: the record, its documents in order, and the facts."""

    stay: Stay
    documents: tuple[ExtractedDocument, ...]
    facts: Facts = field(default_factory=Facts)
    admitted_at: Moment | None = None  # metadata first, else what the record's head says
    discharged_at: Moment | None = None
    patient_name: str | None = None
    sex: str | None = None  # 男 | 女
    age: str | None = None  # as printed
    read_from: Mapping[str, Mention] = field(
        default_factory=dict
    )  # fields the metadata lack: where the record says them

    def of_type(self, *doc_types: str) -> Iterator[ExtractedDocument]:
        return (d for d in self.documents if d.doc_type in doc_types)

    def first(self, *doc_types: str) -> ExtractedDocument | None:
        return next(self.of_type(*doc_types), None)
