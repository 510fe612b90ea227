"""What a source gives: raw rows, and rejects for those that are no stay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.errors import InputError


@dataclass(frozen=True, slots=True)
class RawRow:
    """One stay as it lies in the source. ``payload`` is a JSON line, or the row that a table or text file gave.

    ``problem`` is set when the source itself could not read it.
    """

    file: str
    line: int
    payload: bytes | Mapping[str, Any]
    problem: InputError | None = None


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that is no stay: one line of ``quarantine.jsonl``. It never holds record text."""

    file: str
    line: int
    code: str
    reason: str
    stay_id: str | None = None
    rule_id: str | None = None

    def row(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "line": self.line,
            "stay_id": self.stay_id,
            "rule_id": self.rule_id,
            "code": self.code,
            "reason": self.reason,
        }
