"""A stay before any hospital has printed it: documents as blocks of words, signers, defects and traps."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from pipeline.records.sample.grammar import Rich


@dataclass(slots=True)
class Person:
    """A member of staff: one row of the registry."""

    staff_id: str
    name: str
    title: str
    role: str
    department: str
    license_no: str = ""
    license_from: str = ""
    license_to: str = ""
    note: str = ""


@dataclass(slots=True)
class Signer:
    """One sign-off. ``part`` says as what (author, superior, surgeon …); a blank has ``name == ""``."""

    part: str
    name: str
    title: str = ""
    at: datetime | None = None
    stand_in: str = ""
    quote: int | None = None  # number of the defect that this signature shows


@dataclass(slots=True)
class Block:
    """A headed section (``key`` names it), or narrative without heading (``key == ""``)."""

    key: str
    words: Rich = field(default_factory=list)
    items: list[Rich] = field(default_factory=list)  # numbered points, instead of words
    fields: list[tuple[str, Rich]] = field(default_factory=list)  # keyed administrative entries, instead of words
    rows: list[tuple[str, str, str, str]] = field(default_factory=list)  # a small table of results after the words


@dataclass(slots=True)
class Doc:
    """One document. ``tag`` is how defects find it; ``form`` is ``note`` (dated line) or ``form`` (titled form)."""

    tag: str
    type: str
    at: datetime
    blocks: list[Block]
    signers: list[Signer]
    form: str = "form"
    lead: str = ""  # e.g. 赵伟主任医师, printed in the heading of a round
    at_quote: int | None = None  # number of the defect that the time of writing shows

    def block(self, key: str) -> Block | None:
        return next((b for b in self.blocks if b.key == key), None)


@dataclass(slots=True)
class Flaw:
    """A finding or trap in gold form; document and quote are filled in when the stay is printed."""

    rule: str
    note: str
    doc: Doc | None = None
    related: str = ""
    related_doc: Doc | None = None


@dataclass(slots=True)
class Team:
    """Who treats the patient."""

    chief: Person
    attending: Person
    resident: Person
    resident2: Person
    trainee: Person
    intern: Person
    expired: Person
    anesthetist: Person
    stranger: Person  # a licensed doctor of another department who takes no part
    reporters: tuple[Person, ...]  # radiologists, senior first
    nurse: Person


@dataclass(slots=True)
class Patient:
    patient_id: str
    name: str
    sex: str
    age: str
    years: float
    relative: str
    relation: str


@dataclass(slots=True)
class Case:
    """One stay with everything the printers and the defects need."""

    stay_id: str
    patient: Patient
    scenario: str
    kind: str
    department: str
    admitted: datetime
    discharged: datetime
    outcome: str
    team: Team
    docs: list[Doc]
    facts: dict[str, str]
    operated: tuple[datetime, datetime] | None = None
    rescued: tuple[datetime, datetime] | None = None
    findings: list[Flaw] = field(default_factory=list)
    traps: list[Flaw] = field(default_factory=list)
    quotes: list[Flaw] = field(default_factory=list)  # Quote.key and Signer.quote index this list
    admissions: list[str] = field(default_factory=list)

    def doc(self, tag: str) -> Doc | None:
        return next((d for d in self.docs if d.tag == tag), None)

    def tagged(self, prefix: str) -> list[Doc]:
        return [d for d in self.docs if d.tag.startswith(prefix)]

    def defect(self, rule: str, note: str, doc: Doc | None = None) -> int:
        """Record a finding; the returned number marks its words."""
        return self._note(self.findings, Flaw(rule, note, doc))

    def trap(self, rule: str, note: str, doc: Doc | None = None) -> int:
        return self._note(self.traps, Flaw(rule, note, doc))

    def _note(self, flaws: list[Flaw], flaw: Flaw) -> int:
        flaws.append(flaw)
        self.quotes.append(flaw)
        return len(self.quotes) - 1
