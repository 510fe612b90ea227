"""Extractions read from the gold marks of the hand-written corpus, so that rules are tested apart from extraction."""

from __future__ import annotations

import json
import os
from pathlib import Path

from pipeline.extract.facts import gather_facts
from pipeline.extract.model import ExtractedDocument, ExtractedStay, Section, Signature, Timestamp
from pipeline.records.moment import Moment
from pipeline.records.readers.bundle import stay_from

_COPY, _SHARED = (Path(__file__).parents[n] / folder / "corpus" for n, folder in ((1, "annotations"), (2, "shared")))
CORPUS = Path(os.environ.get("BINGAN_CORPUS", _COPY if _COPY.is_dir() else _SHARED))


def _rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def gold_stays(hospital: str) -> list[tuple[ExtractedStay, dict]]:
    """Every stay of ``hospital`` (A to D) as the gold marks it, with its gold row (findings, traps)."""
    folder = CORPUS / hospital
    stays = {row["stay_id"]: stay_from(row) for row in _rows(folder / "stays.jsonl")}
    result = []
    for gold in _rows(folder / "gold.jsonl"):
        stay = stays[gold["stay_id"]]
        texts = {d.doc_id: d.text for d in stay.documents}
        documents = tuple(
            _document(g, gold["stay_id"] if stay.whole else g["doc_id"], texts) for g in gold["documents"]
        )
        result.append((gather_facts(stay, documents), gold))
    return result


def _document(gold: dict, source: str, texts: dict[str, str]) -> ExtractedDocument:
    text = texts[source]
    stamps = tuple(Timestamp(t["start"], t["end"], t["text"], Moment.parse(t["v"]), t["k"]) for t in gold["timestamps"])
    return ExtractedDocument(
        doc_id=gold["doc_id"],
        source_id=source,
        doc_type=gold["doc_type"],
        text=text,
        start=gold["start"],
        end=gold["end"],
        title=text[gold["start"] : gold["end"]].strip().split("\n")[0],
        written_at=next((t.moment for t in stamps if t.kind == "written"), None),
        sections=tuple(Section(s["l"], s["start"], s["end"], _heading_end(text, s)) for s in gold["sections"]),
        timestamps=stamps,
        signatures=tuple(Signature(g["start"], g["end"], g["n"], g["r"], "author") for g in gold["signatures"]),
    )


def _heading_end(text: str, section: dict) -> int:
    """The gold marks no heading end: after the first delimiter within the first 24 characters."""
    head = text[section["start"] : section["start"] + 24]
    cuts = [head.find(c) for c in "】：:|｜\n" if head.find(c) > 0]
    return section["start"] + (min(cuts) + 1 if cuts else 0)
