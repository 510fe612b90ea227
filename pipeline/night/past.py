"""What the night remembers of earlier nights: fingerprints, signature events, and the texts that show a clone's source.

A folder with ``clones/`` (:class:`pipeline.detect.clones.history.History`), ``events/`` and ``texts/`` (a file a night; record text,
readable by the owner alone). A night that is audited again replaces what was kept of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from pipeline.detect.clones.fingerprint import Fingerprints
from pipeline.detect.clones.history import History
from pipeline.detect.clones.model import ClonePair
from pipeline.detect.event import Event
from pipeline.night.files import write_lines
from pipeline.records.jsonl import dump_line
from pipeline.records.readers.bundle import stay_from
from pipeline.records.stay import Stay


class Past:
    """The memory below ``folder``, which is created if needed."""

    def __init__(self, folder: Path) -> None:
        for name in ("events", "texts"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.clones = History(folder / "clones")
        self._places: dict[str, tuple[Path, int, int]] = {}
        self._stay = lru_cache(maxsize=64)(self._read_stay)

    def forget(self, night: str) -> None:
        """Remove ``night``, so that a night audited again does not meet itself."""
        self.clones.remove(night)
        for name in ("events", "texts"):
            (self.folder / name / f"{night}.jsonl").unlink(missing_ok=True)
        (self.folder / "texts" / f"{night}.index").unlink(missing_ok=True)

    def pairs(self, prints: Iterable[Fingerprints], tonight: Mapping[str, Stay]) -> dict[str, tuple[ClonePair, ...]]:
        """Passages that tonight's stays share with stays of other nights."""
        self._places = dict(self._index())

        def text_of(stay_id: str, doc_id: str) -> str:
            stay = tonight[stay_id] if stay_id in tonight else self._stay(stay_id)
            return text_in(stay, doc_id)

        return self.clones.pairs(prints, text_of)

    def events(self) -> Iterator[Event]:
        """Signature events of all nights, the oldest night first."""
        for file in sorted((self.folder / "events").glob("*.jsonl")):
            with open(file, encoding="utf-8") as lines:
                yield from (Event.from_row(json.loads(line)) for line in lines)

    def add(
        self, night: str, prints: Iterable[Fingerprints], events: Iterable[Event], records: Iterable[tuple[str, bytes]]
    ) -> None:
        """Keep a night. ``records`` are (stay id, JSON line). The fingerprints come last: without them nothing is found."""
        places, offset, lines = [], 0, []
        for stay_id, line in records:
            places.append(dump_line([stay_id, offset, len(line)]))
            lines.append(line)
            offset += len(line)
        write_lines(self.folder / "texts" / f"{night}.jsonl", lines, private=True)
        write_lines(self.folder / "texts" / f"{night}.index", places, private=True)
        write_lines(self.folder / "events" / f"{night}.jsonl", (dump_line(e.row()) for e in events), private=True)
        self.clones.add(night, prints)

    def _index(self) -> Iterator[tuple[str, tuple[Path, int, int]]]:
        for file in sorted((self.folder / "texts").glob("*.index")):
            with open(file, encoding="utf-8") as lines:
                for line in lines:
                    stay_id, offset, length = json.loads(line)
                    yield stay_id, (file.with_suffix(".jsonl"), offset, length)

    def _read_stay(self, stay_id: str) -> Stay:
        """Raises KeyError if the text of that stay was not kept."""
        file, offset, length = self._places[stay_id]
        with open(file, "rb") as texts:
            texts.seek(offset)
            return stay_from(json.loads(texts.read(length)))


def text_in(stay: Stay, doc_id: str) -> str:
    """The source text that a document's offsets belong to: of the whole stay, or of its own."""
    texts = {d.doc_id: d.text for d in stay.documents}
    return texts[doc_id] if doc_id in texts else texts[doc_id.rsplit("#", 1)[0]]
