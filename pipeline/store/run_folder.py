"""The folder that an audit leaves behind, read back: what the report, the terminal and the notebooks show.

Besides the contract's files it holds ``records.jsonl`` (the audited records as they came in, readable by the owner alone) and
``run.json`` (what was audited, by which version and standard).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError

_TOGETHER = ("records.jsonl", "extractions.jsonl")  # line by line the same stays


@dataclass(frozen=True)
class RunFolder:
    """One finished run. Raises UsageError if ``path`` holds none."""

    path: Path

    def __post_init__(self) -> None:
        if not (self.path / "run.json").is_file():
            raise UsageError("E401", f"{self.path}：这里没有审核结果。请先运行 bingan audit … --out {self.path}")

    def _rows(self, name: str) -> Iterator[dict[str, Any]]:
        with open(self.path / name, encoding="utf-8") as lines:
            yield from map(json.loads, lines)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        manifest: dict[str, Any] = json.loads((self.path / "run.json").read_text(encoding="utf-8"))
        return manifest

    @cached_property
    def grades(self) -> dict[str, dict[str, Any]]:
        """Grade rows by stay id."""
        return {row["stay_id"]: row for row in self._rows("grades.jsonl")}

    @cached_property
    def findings(self) -> dict[str, list[dict[str, Any]]]:
        """Finding rows by stay id."""
        grouped: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in self._rows("findings.jsonl"):
            grouped[row["stay_id"]].append(row)
        return dict(grouped)

    @cached_property
    def quarantine(self) -> list[dict[str, Any]]:
        return list(self._rows("quarantine.jsonl"))

    @cached_property
    def about(self) -> dict[str, dict[str, Any]]:
        """Metadata of every audited stay by stay id: name, department, times."""
        return {row["stay_id"]: row for row in self._rows("stays.jsonl")}

    def dossiers(self, wanted: set[str] | None = None) -> Iterator[Dossier]:
        """Records with their extraction, in stay order; only those in ``wanted`` if it is given."""
        for record, extraction in zip(*map(self._rows, _TOGETHER), strict=True):
            if wanted is None or extraction["stay_id"] in wanted:
                yield Dossier(extraction["stay_id"], record, extraction["documents"])

    def dossier(self, stay_id: str) -> Dossier:
        """One stay. Raises UsageError if the run has not audited it."""
        place = self._places.get(stay_id)
        if place is None:
            raise UsageError("E402", f"这次审核里没有住院 {stay_id}。用 bingan show --list 查看全部")
        record, extraction = (self._row_at(name, at) for name, at in zip(_TOGETHER, place, strict=True))
        return Dossier(stay_id, record, extraction["documents"])

    @cached_property
    def _places(self) -> dict[str, tuple[int, int]]:
        """Where each stay begins in the two large files, so that one stay is read without the others."""
        places, at = {}, [0, 0]
        with open(self.path / _TOGETHER[0], "rb") as records, open(self.path / _TOGETHER[1], "rb") as extractions:
            for record, extraction in zip(records, extractions, strict=True):
                places[json.loads(extraction)["stay_id"]] = (at[0], at[1])
                at = [at[0] + len(record), at[1] + len(extraction)]
        return places

    def _row_at(self, name: str, at: int) -> dict[str, Any]:
        with open(self.path / name, "rb") as lines:
            lines.seek(at)
            row: dict[str, Any] = json.loads(lines.readline())
        return row


@dataclass(frozen=True, slots=True)
class Dossier:
    """One audited stay: the bundle row as it came in, and its extracted documents (contract rows)."""

    stay_id: str
    record: dict[str, Any]
    documents: list[dict[str, Any]]

    def text_of(self, doc_id: str) -> str:
        """The source text that the spans of document ``doc_id`` refer to."""
        if self.record.get("documents") is None:
            text: str = self.record["text"]
            return text
        source = {str(d["doc_id"]): d["text"] for d in self.record["documents"]}
        whole: str = source[doc_id] if doc_id in source else source[doc_id.rsplit("#", 1)[0]]
        return whole
