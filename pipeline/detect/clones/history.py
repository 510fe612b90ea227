"""The history of a hospital: fingerprints of all past nights on disk, added to and asked once a night.

A folder holds a manifest and one segment per night: sorted keys, normal forms, unit ends and unit descriptions, as plain
``.npy`` and JSON lines, memory-mapped when asked. A night is written to a temporary folder, renamed, and only then named in the
manifest, which is replaced in one step: a kill at any point leaves the history as it was before or after the night. Adding a
night again replaces it; removing it leaves no trace. No raw text is kept.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.detect.clones.fingerprint import GRAM, SPARSE, WINDOW, Fingerprints, GramSet, Hashes, distinct
from pipeline.detect.clones.index import (
    BUCKET,
    NEAREST,
    Ints,
    Keys,
    Layout,
    Seeds,
    extended,
    hinted,
    learn_common,
    own_characters,
    ramp,
    sketches_of,
    summed,
    unit_start,
    worth,
)
from pipeline.detect.clones.judge import order_of
from pipeline.detect.clones.model import ClonePair
from pipeline.detect.clones.normalise import Codes
from pipeline.detect.clones.notes import Note
from pipeline.detect.clones.search import TextOf, Views, best, comparable, compare
from pipeline.errors import UsageError
from pipeline.records.moment import Moment

FORMAT = {"version": 1, "gram": GRAM, "window": WINDOW, "sparse": SPARSE}
_MANIFEST = "manifest.json"
_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
_MOMENTS = ("written_at", "admitted_at")


@dataclass(frozen=True, slots=True)
class QueryReport:
    """What a query did. ``large_buckets`` grams had more than BUCKET places and were joined with the latest only.

    ``without_text`` pairs could not be shown, because the text of the past document was not to be had: they are not judged.
    ``reversed_order`` pairs have the past document as the later one: they belong to that stay, not to this night.
    """

    units: int = 0
    candidates: int = 0
    large_buckets: int = 0
    without_text: int = 0
    reversed_order: int = 0


class History:
    """The fingerprints of past nights under ``folder``, which is created if needed.

    Raises UsageError (E211) if the folder was written with other parameters.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.report = QueryReport()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not (folder / _MANIFEST).exists():
            self._write_manifest([])
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT:
            raise UsageError("E211", f"{folder}：病历指纹库的格式与本版本不同。请换一个空目录，或用原版本重建")
        self._segments = [_Segment(folder / row["folder"], row["night"]) for row in manifest["segments"]]
        self._sweep()

    @property
    def nights(self) -> list[str]:
        """The ids of all nights, in the order in which they were added."""
        return [s.night for s in self._segments]

    def __len__(self) -> int:
        """Number of units."""
        return sum(len(s.ends) for s in self._segments)

    def add(self, night: str, prints: Iterable[Fingerprints]) -> None:
        """Add the stays of ``night``; a night of that id is replaced. Nothing is visible before all is on disk."""
        stays = sorted(prints, key=lambda p: p.stay_id)
        folder = self._free_name()
        temporary = self.folder / f"tmp-{os.getpid()}-{folder.name}"
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(mode=0o700)
        _write_segment(temporary, stays)
        os.replace(temporary, folder)
        kept = [s for s in self._segments if s.night != night]
        self._commit([*kept, _Segment(folder, night)])

    def remove(self, night: str) -> None:
        """Forget ``night``; an unknown id is no error."""
        self._commit([s for s in self._segments if s.night != night])

    def pairs(self, prints: Iterable[Fingerprints], text_of: TextOf) -> dict[str, tuple[ClonePair, ...]]:
        """Pairs between these stays (later side) and all others of the history, by stay.

        ``text_of(stay_id, doc_id)`` gives source texts of both; it raises KeyError for a text that is not to be had.
        """
        stays = sorted(prints, key=lambda p: p.stay_id)
        layout = Layout(stays)
        found: dict[str, list[ClonePair]] = {s.stay_id: [] for s in stays}
        views = Views(text_of)
        tally = dict.fromkeys(("candidates", "large_buckets", "without_text", "reversed_order"), 0)
        night = _Night.of(layout, self._common(stays))
        for segment in self._segments:
            for unit, note, codes in _matches(segment, night, tally):
                tally["candidates"] += 1
                new = stays[layout.owners[unit]].notes[layout.numbers[unit]]
                if new.stay_id == note.stay_id or not comparable(new, note):
                    continue
                later, known = order_of(new, note)
                if known and not later:
                    tally["reversed_order"] += 1
                    continue
                try:
                    pair = compare(views, new, layout.unit(unit), note, codes)
                except KeyError:
                    tally["without_text"] += 1
                    continue
                found[new.stay_id] += [pair] if pair else []
        self.report = QueryReport(units=len(layout.ends), **tally)
        return {stay_id: best(pairs) for stay_id, pairs in found.items()}

    def _common(self, stays: list[Fingerprints]) -> GramSet:
        parts = [learn_common(stays), *(s.common for s in self._segments)]
        return GramSet(distinct(np.concatenate(parts)))

    def _free_name(self) -> Path:
        number = 1 + max((int(s.folder.name.split("-")[1]) for s in self._segments), default=0)
        while (self.folder / f"segment-{number:06d}").exists():
            number += 1
        return self.folder / f"segment-{number:06d}"

    def _commit(self, segments: list[_Segment]) -> None:
        self._write_manifest(segments)
        self._segments = segments
        self._sweep()

    def _write_manifest(self, segments: list[_Segment]) -> None:
        rows = [{"night": s.night, "folder": s.folder.name} for s in segments]
        text = json.dumps({"format": FORMAT, "segments": rows}, ensure_ascii=False, indent=1)
        temporary = self.folder / f"{_MANIFEST}.tmp"
        with open(temporary, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, self.folder / _MANIFEST)

    def _sweep(self) -> None:
        """Remove what a kill or a replacement has left behind."""
        named = {s.folder.name for s in self._segments}
        for path in self.folder.iterdir():
            if path.is_dir() and path.name not in named and path.name.startswith(("segment-", "tmp-")):
                shutil.rmtree(path, ignore_errors=True)


class _Segment:
    """One night on disk; arrays are mapped when first used."""

    def __init__(self, folder: Path, night: str) -> None:
        self.folder = folder
        self.night = night

    def _load(self, name: str) -> NDArray[Any]:
        return np.asarray(np.load(self.folder / name, mmap_mode="r"))

    @cached_property
    def keys(self) -> NDArray[np.uint64]:
        return self._load("keys.npy")

    @cached_property
    def codes(self) -> Codes:
        return self._load("codes.npy")

    @cached_property
    def ends(self) -> Ints:
        return self._load("ends.npy")

    @cached_property
    def common(self) -> Hashes:
        return self._load("common.npy")

    @cached_property
    def _lines(self) -> Ints:
        return self._load("lines.npy")

    def unit(self, number: int) -> Codes:
        return np.asarray(self.codes[unit_start(self.ends, number) : int(self.ends[number]) - 1])

    def note(self, number: int) -> Note:
        with open(self.folder / "notes.jsonl", "rb") as file:
            file.seek(int(self._lines[number]))
            return _note_from(json.loads(file.readline()))


def _write_segment(folder: Path, stays: list[Fingerprints]) -> None:
    layout = Layout(stays)
    lines, at = [], 0
    with open(folder / "notes.jsonl", "wb") as file:
        for note in (n for s in stays for n in s.notes):
            lines.append(at)
            at += file.write(json.dumps(_row(note), ensure_ascii=True).encode("ascii") + b"\n")
        file.flush()
        os.fsync(file.fileno())
    common = learn_common(stays)
    arrays: dict[str, NDArray[Any]] = {
        "keys": _both(layout, common),
        "codes": layout.codes,
        "ends": layout.ends,
        "common": common,
        "lines": np.array(lines, np.int64),
    }
    for name, array in arrays.items():
        with open(folder / f"{name}.npy", "wb") as file:
            np.save(file, array)
            file.flush()
            os.fsync(file.fileno())


def _both(layout: Layout, common: Hashes) -> Keys:
    """The keys with and without the common grams: whatever a later night takes for common, its rarer grams are there."""
    keys = layout.keys()
    return distinct(np.concatenate([keys, layout.keys_without(GramSet(common))])) if len(common) else keys


def _row(note: Note) -> dict[str, Any]:
    row = asdict(note)
    return row | {key: str(row_value) if (row_value := getattr(note, key)) else None for key in _MOMENTS}


def _note_from(row: dict[str, Any]) -> Note:
    moments = {key: Moment.parse(row[key]) if row[key] else None for key in _MOMENTS}
    return Note(**row | moments | {"spans": tuple((a, b) for a, b in row["spans"])})


@dataclass(frozen=True, slots=True)
class _Night:
    """The stays of a query, prepared once for all segments."""

    layout: Layout
    common: GramSet
    keys: Keys
    own: NDArray[np.bool_]
    sketches: NDArray[np.uint16]

    @classmethod
    def of(cls, layout: Layout, common: GramSet) -> _Night:
        own = own_characters(layout.codes, common)
        keys = layout.keys_without(common) if len(common) else layout.keys()
        return cls(layout, common, keys, own, sketches_of(layout.codes, layout.ends, own))


def _matches(segment: _Segment, night: _Night, tally: dict[str, int]) -> Iterator[tuple[int, Note, Codes]]:
    """Units of the night with units of the segment that are worth an alignment: unit, past note and its normal form."""
    seeds = _seeds(night.keys, segment, night.layout, tally)
    if not len(seeds.later):
        return
    length = extended(night.layout.codes, night.own, seeds.later, segment.codes, seeds.earlier)
    a, b, longest, weight = hinted(summed(seeds, length))
    past = distinct(b)
    texts = [segment.unit(n) for n in past.tolist()]
    codes, ends = _packed(texts)
    there = sketches_of(codes, ends, own_characters(codes, night.common))
    place = np.searchsorted(past, b)
    for unit, number, _, _ in worth((a, place, longest, weight), night.sketches, there):
        yield unit, segment.note(int(past[number])), texts[number]


def _packed(texts: list[Codes]) -> tuple[Codes, Ints]:
    """Units one after the other, each followed by one 0."""
    zero = np.zeros(1, np.uint16)
    return np.concatenate([part for text in texts for part in (text, zero)]), np.cumsum([len(t) + 1 for t in texts])


def _seeds(keys: NDArray[np.uint64], segment: _Segment, layout: Layout, tally: dict[str, int]) -> Seeds:
    """Equal grams of the night (later) and the segment (earlier)."""
    hashes = keys >> _HALF
    low = np.searchsorted(segment.keys, hashes << _HALF)
    high = np.searchsorted(segment.keys, (hashes << _HALF) | _LOW, "right")
    size = high - low
    large = size > BUCKET
    tally["large_buckets"] += int(np.count_nonzero(large))
    reach = np.where(large, NEAREST, size)
    place = np.repeat(high, reach) - 1 - ramp(reach)
    earlier = (segment.keys[place] & _LOW).astype(np.int64)
    later = np.repeat((keys & _LOW).astype(np.int64), reach)
    weight = (1.0 / np.sqrt(np.maximum(size, 1))).astype(np.float32)
    return Seeds(
        later,
        earlier,
        np.searchsorted(layout.ends, later, "right"),
        np.searchsorted(segment.ends, earlier, "right"),
        np.repeat(weight, reach),
    )
