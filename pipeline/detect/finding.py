"""Verdicts of rules and the findings of the contract."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import lru_cache
from typing import Any

SCHEMA_VERSION = 1


class Outcome(StrEnum):
    """The five results of one rule on one stay, never mixed."""

    FAIL = "fail"
    PASS = "pass"  # noqa: S105 - an outcome, not a password
    NOT_APPLICABLE = "not_applicable"
    NOT_ASSESSABLE = "not_assessable"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the record that prove a defect: ``raw[start:end] == quote`` of the document's source text."""

    doc_id: str
    start: int
    end: int
    quote: str
    role: str = "evidence"  # evidence | expected | compared | source


@dataclass(frozen=True, slots=True)
class Related:
    """Words of another place, perhaps of another stay, that a clone shares."""

    stay_id: str
    doc_id: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Defect:
    """One occurrence of a defect. An absence has no evidence and says in ``searched`` where it was looked for.

    ``review`` marks a candidate that only a person may confirm. ``person`` is the responsible signer's name as printed.
    """

    message: str
    doc_id: str | None = None
    evidence: tuple[Evidence, ...] = ()
    searched: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    person: str = ""
    confidence: float = 1.0
    review: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of one rule about one stay. ``reason`` explains every outcome but ``fail``."""

    outcome: Outcome
    defects: tuple[Defect, ...] = ()
    reason: str = ""


# most verdicts are among a few words: 200 rules a stay need not make them anew
@lru_cache(maxsize=2048)
def passed(reason: str = "") -> Verdict:
    return Verdict(Outcome.PASS, reason=reason)


@lru_cache(maxsize=2048)
def not_applicable(reason: str) -> Verdict:
    return Verdict(Outcome.NOT_APPLICABLE, reason=reason)


@lru_cache(maxsize=2048)
def not_assessable(reason: str) -> Verdict:
    return Verdict(Outcome.NOT_ASSESSABLE, reason=reason)


def judged(defects: list[Defect], unknown: str = "", reason: str = "") -> Verdict:
    """Turn what a rule found into a verdict.

    Firm defects fail. With candidates for review only, or with something that could not be looked at (``unknown``), the
    rule is not assessable: neither an open question nor missing data may become a pass.
    """
    if not defects:
        return not_assessable(unknown) if unknown else passed(reason)
    found = tuple(defects)
    if any(not d.review for d in found):
        return Verdict(Outcome.FAIL, found, reason)
    return Verdict(Outcome.NOT_ASSESSABLE, found, reason or "仅有待人工确认的线索")


@dataclass(frozen=True, slots=True)
class Finding:
    """One row of ``findings.jsonl``."""

    finding_id: str
    stay_id: str
    doc_id: str | None
    rule_id: str
    outcome: str  # fail | review
    severity: str
    points: float
    message: str
    evidence: tuple[Evidence, ...]
    related: tuple[Related, ...]
    searched: tuple[str, ...]
    clause: str
    confidence: float
    fingerprint: str
    person: str
    schema_version: int = SCHEMA_VERSION

    def row(self) -> dict[str, Any]:
        """As a JSON-ready dict, keys in contract order."""
        row: dict[str, Any] = {name: getattr(self, name) for name in _COLUMNS}
        row["evidence"] = tuple(_plain(e) for e in self.evidence)
        row["related"] = tuple(_plain(r) for r in self.related)
        return row


def _plain(words: Evidence | Related) -> dict[str, str | int]:
    """As ``dataclasses.asdict``, which copies every string anew and takes ten times as long."""
    return {name: getattr(words, name) for name in words.__slots__}


_COLUMNS = tuple(f.name for f in fields(Finding))


def digest(*parts: Any) -> str:
    """A short stable hash of ``parts``."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()[:16]
