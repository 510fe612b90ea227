"""What a rule sees: one extracted stay, the registry, the standard's parameters, and the clone evidence."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.detect.finding import Evidence
from pipeline.extract.model import ExtractedDocument, ExtractedStay, Facts, Mention
from pipeline.records.moment import Moment
from pipeline.records.staff import StaffRegistry

if TYPE_CHECKING:
    from pipeline.detect.clones.model import ClonePair
    from pipeline.detect.event import Clash


Fact = TypeVar("Fact")


@dataclass(frozen=True, slots=True)
class Case:
    """One stay before the rules.

    ``registry`` is None when no staff file was given. ``clones`` holds the verified passages that this stay shares with
    itself and with others, later side here; None when no clone search was made. ``as_of`` is the moment of judgement
    for windows that may still be open; None means that the record is final.
    """

    extracted: ExtractedStay
    parameters: Mapping[str, Any]
    registry: StaffRegistry | None = None
    clones: tuple[ClonePair, ...] | None = None
    as_of: Moment | None = None
    clashes: tuple[Clash, ...] | None = None  # of pipeline.detect.concurrency; None when that pass was not made
    memo: dict[Hashable, Any] = field(
        default_factory=dict, repr=False, compare=False
    )  # facts that several rules derive

    @property
    def documents(self) -> tuple[ExtractedDocument, ...]:
        return self.extracted.documents

    @property
    def facts(self) -> Facts:
        return self.extracted.facts

    def once(self, key: Hashable, make: Callable[[], Fact]) -> Fact:
        """The fact ``key`` of this stay, made when first asked for. Rules share it and must not change it."""
        try:
            found: Fact = self.memo[key]
        except KeyError:
            found = self.memo[key] = make()
        return found

    def cite(self, doc: ExtractedDocument, start: int, end: int, role: str = "evidence") -> Evidence:
        """Evidence for the words ``[start, end)`` of ``doc``'s source text."""
        return Evidence(doc.doc_id, start, end, doc.text[start:end], role)

    @staticmethod
    def cite_mention(mention: Mention, role: str = "evidence") -> Evidence:
        return Evidence(mention.doc_id, mention.start, mention.end, mention.quote, role)
