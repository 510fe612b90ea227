"""How a rule is declared. One rule is one file in ``detect/rules/<category>/`` that exports ``RULE``.

The file's docstring is its documentation, with the fixed headings 检查什么 / 依据 / 例外 / 整改.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from pipeline.detect.finding import Outcome, Verdict

if TYPE_CHECKING:
    from pipeline.detect.case import Case


class Need(StrEnum):
    """An input that a rule cannot do without. If it is missing the engine answers ``not_assessable``."""

    DOCUMENTS = "documents"
    ADMITTED_AT = "admitted_at"
    DISCHARGED_AT = "discharged_at"
    STAFF = "staff"
    ORDERS = "orders"
    FRONT_PAGE = "front_page"
    SEX = "sex"
    AGE = "age"
    CLONES = "clones"


@dataclass(frozen=True, slots=True)
class Example:
    """A record, or a fragment of one, with the outcome that the rule must give. Examples are the rule's tests.

    ``record`` is written in the notation of :mod:`pipeline.detect.examples`. ``shows`` names the listed exception that the
    example demonstrates, word for word.
    """

    outcome: Outcome
    record: str
    why: str
    shows: str = ""
    review: bool = False  # the only defects are candidates for review
    parameters: Mapping[str, Any] = field(default_factory=dict)  # where the standard is another than S000-P2
    standard: str = ""  # the standard that it is judged by, where another than S000-P2 is needed to show the rule


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the registry.

    ``check`` is a pure function of the case; ``needs`` are checked by the engine before it runs.
    """

    id: str
    name: str  # Chinese name
    category: str
    clause: str  # sources as in rules.md, e.g. "BW 17; ZB4; S000-P2 C6a"
    check: Callable[[Case], Verdict]
    remedy: str  # what the department should do about it, Chinese
    needs: frozenset[Need] = frozenset({Need.DOCUMENTS})
    exceptions: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()  # keys of the standard that it reads
    examples: tuple[Example, ...] = field(default=(), repr=False)
    status: str = "stable"  # stable | preview
    across: bool = False  # the answer may change when the other stays of the night are known, clones apart
    doc: str = field(default="", repr=False)  # the module docstring
