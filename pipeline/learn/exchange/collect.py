"""The labels of a run: what extraction and rules found, and what people said of it, with who and when."""

from __future__ import annotations

import os
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.learn.exchange.model import LabelledText, Span, labelled
from pipeline.learn.exchange.pseudonyms import Pseudonyms, names_in_fields
from pipeline.records.staff import read_staff
from pipeline.store import Store, standing
from pipeline.store.run_folder import Dossier, RunFolder

_KEY = "labels.key"  # beside the run: whoever has it can tell which record an exported one is


@dataclass(frozen=True, slots=True)
class Exported:
    """Labelled texts, which record (stay, document) each is, and what was replaced (counts, never names)."""

    texts: list[LabelledText]
    records: dict[str, tuple[str, str]]
    report: dict[str, int]


def collect(run: RunFolder, store: Store | None = None, staff: Path | None = None, names: bool = False) -> Exported:
    """Every source text of ``run`` with its labels. Names are replaced unless ``names`` says to keep them.

    ``staff`` defaults to the registry that the run was audited with, if it is still there. The pseudonyms depend on a key that
    is made once and kept in the run's folder, readable by the owner alone.
    """
    dossiers = list(run.dossiers())
    pseudonyms = pseudonyms_of(run, dossiers, staff)
    decided = _decisions(run, store) if store else {}
    texts, records = [], {}
    for dossier in dossiers:
        for doc_id, one in _texts(run, dossier, decided, pseudonyms):
            texts.append(one if names else _renamed(one, pseudonyms))
            records[one.id] = (dossier.stay_id, doc_id)
    replaced = {} if names else dict(pseudonyms.replaced)
    report = {"texts": len(texts), "spans": sum(len(t.spans) for t in texts), "known_names": len(pseudonyms.names)}
    return Exported(texts, records, report | replaced)


def pseudonyms_of(run: RunFolder, dossiers: Iterable[Dossier], staff: Path | None = None) -> Pseudonyms:
    """The pseudonyms of a run: the same whenever they are made."""
    listed = staff or (Path(run.manifest["staff"]) if run.manifest.get("staff") else None)
    if staff is not None and not staff.is_file():
        raise UsageError("E746", f"{staff}：没有这个人员名册")
    names = {m.name for m in read_staff(listed)} if listed and listed.is_file() else set()
    numbers: set[str] = set()
    for dossier in dossiers:
        names.update(_names(run, dossier))
        about = run.about[dossier.stay_id]
        numbers.update((dossier.stay_id, about.get("patient_id") or ""))
    return Pseudonyms(_key(run.path / _KEY), names, numbers)


def _names(run: RunFolder, dossier: Dossier) -> Iterator[str]:
    yield run.about[dossier.stay_id].get("name") or ""
    for document in dossier.documents:
        yield from (s["name"] for s in document["signatures"])
    for text in dict(_sources(dossier)).values():
        yield from names_in_fields(text)
    yield from (f["person"] for f in run.findings.get(dossier.stay_id, ()))


def _key(path: Path) -> bytes:
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    return bytes.fromhex(path.read_text(encoding="ascii"))


def _sources(dossier: Dossier) -> Iterator[tuple[str, str]]:
    """Source texts by id: of the whole stay, or of each document."""
    if dossier.record.get("documents") is None:
        yield dossier.stay_id, dossier.record["text"]
        return
    yield from ((str(d["doc_id"]), d["text"]) for d in dossier.record["documents"])


def _texts(
    run: RunFolder, dossier: Dossier, decided: dict[str, list[dict[str, Any]]], pseudonyms: Pseudonyms
) -> Iterator[tuple[str, LabelledText]]:
    sources = dict(_sources(dossier))
    whole = dossier.record.get("documents") is None

    def source(doc_id: str) -> str:
        return dossier.stay_id if whole else doc_id if doc_id in sources else doc_id.rsplit("#", 1)[0]

    spans: dict[str, list[Span]] = defaultdict(list)
    absent: list[dict[str, Any]] = []
    for document in dossier.documents:
        spans[source(document["doc_id"])] += _facts(document)
    for finding in run.findings.get(dossier.stay_id, ()):
        told = _told(finding, decided.get(finding["fingerprint"], []), pseudonyms)
        for e in finding["evidence"]:
            place = Span(e["start"], e["end"], "finding", finding["rule_id"], {**told, "role": e["role"]})
            spans[source(e["doc_id"])].append(place)
        if not finding["evidence"]:
            absent.append({"rule_id": finding["rule_id"], **told, "searched": finding["searched"]})
    for row in decided.get("missed " + dossier.stay_id, []):
        span = row["meta"]["span"]
        told = {"decisions": [_said(row, pseudonyms)]}
        spans[source(span["doc_id"])].append(Span(span["start"], span["end"], "missed", row["rule_id"], told))
    department = run.about[dossier.stay_id].get("department") or ""
    for doc_id, text in sources.items():
        about: dict[str, Any] = {"stay": pseudonyms.token("stay", dossier.stay_id), "department": department}
        if absent and doc_id == next(iter(sources)):
            about["absences"] = absent
        yield doc_id, labelled(pseudonyms.token("text", dossier.stay_id, doc_id), text, spans[doc_id], about)


def _facts(document: dict[str, Any]) -> Iterator[Span]:
    yield Span(
        document["start"], document["end"], "document", document["doc_type"], {"written_at": document["written_at"]}
    )
    for s in document["sections"]:
        yield Span(s["start"], s["end"], "section", s["label"], {"heading_end": s["heading_end"]})
    for t in document["timestamps"]:
        yield Span(t["start"], t["end"], "timestamp", t["kind"], {"value": t["value"]})
    for g in document["signatures"]:
        yield Span(g["start"], g["end"], "signature", g["kind"], {"name": g["name"], "role": g["role"]})


def _told(finding: dict[str, Any], rows: list[dict[str, Any]], pseudonyms: Pseudonyms) -> dict[str, Any]:
    keys = ("fingerprint", "outcome", "severity", "confidence", "message")
    return {**{key: finding[key] for key in keys}, "decisions": [_said(row, pseudonyms) for row in rows]}


def _said(row: dict[str, Any], pseudonyms: Pseudonyms) -> dict[str, Any]:
    """Provenance: what was said, why, when, and by whom (as a token)."""
    return {
        "verdict": row["verdict"],
        "reason": row["reason"],
        "at": row["at"],
        "who": pseudonyms.token("who", row["who"]),
    }


def _decisions(run: RunFolder, store: Store) -> dict[str, list[dict[str, Any]]]:
    """Decisions that stand, by fingerprint; added defects of this run by ``missed`` and the stay."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in standing(store.history(f["fingerprint"] for rows in run.findings.values() for f in rows)):
        found[row["fingerprint"]].append(row)
    for row in standing(store.decisions_with("missed", "withdrawn", run_id=run.manifest["run_id"])):
        if (row["meta"] or {}).get("span"):
            found["missed " + row["stay_id"]].append(row)
    return found


def _renamed(one: LabelledText, pseudonyms: Pseudonyms) -> LabelledText:
    spans = (Span(s.start, s.end, s.kind, s.label, pseudonyms.value(s.attributes)) for s in one.spans)
    return labelled(one.id, pseudonyms.text(one.text), spans, pseudonyms.value(one.about))


def restore(run: RunFolder, texts: Iterable[LabelledText], staff: Path | None = None) -> list[LabelledText]:
    """Labels that come back, on the records as they are: ids and text of ``run``, whose export they were.

    Raises UsageError: E743 if a text is none of this run, E744 if it was changed, so that its offsets mean nothing.
    """
    dossiers = list(run.dossiers())
    pseudonyms = pseudonyms_of(run, dossiers, staff)
    originals = {
        pseudonyms.token("text", d.stay_id, doc_id): (d.stay_id, doc_id, text)
        for d in dossiers
        for doc_id, text in _sources(d)
    }
    restored = []
    for one in texts:
        if one.id not in originals:
            raise UsageError("E743", f"样本 {one.id} 不是从这次审核导出的。请核对 --run")
        stay_id, doc_id, text = originals[one.id]
        if one.text not in (text, pseudonyms.text(text)):
            raise UsageError("E744", f"样本 {one.id} 的文本与导出时不同，偏移不再可靠。请不要在标注工具里改动文本")
        about = {**one.about, "stay_id": stay_id, "doc_id": doc_id}
        restored.append(labelled(one.id, text, one.spans, about))
    return restored
