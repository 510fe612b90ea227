"""What the desk shows of one stay: plain data, no markup. The browser side builds the page from text nodes alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.detect.rules import all_rules
from pipeline.review.highlight import Mark, compare, pieces
from pipeline.review.names import DOCUMENT_NAMES
from pipeline.store.run_folder import RunFolder


def stay_view(run: RunFolder, stay_id: str, decided: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """A stay for the desk: its head, findings as cards, documents cut at their marks, and its timeline.

    ``decided`` maps fingerprints to the decision in force. Raises UsageError if the run has no such stay.
    """
    dossier = run.dossier(stay_id)
    findings = run.findings.get(stay_id, [])
    documents = [_document(d, dossier.text_of(d["doc_id"]), findings) for d in dossier.documents]
    return {
        "stay_id": stay_id,
        "about": run.about[stay_id],
        "grade": run.grades[stay_id],
        "findings": cards(findings, decided),
        "documents": documents,
        "timeline": timeline(run.about[stay_id], dossier.documents, findings),
    }


def cards(findings: Iterable[Mapping[str, Any]], decided: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The findings with their rule's name and remedy, numbered from 1 as in the text, and the decision in force."""
    rules = {rule.id: rule for rule in all_rules()}
    return [
        {
            **row,
            "number": number,
            "name": rules[row["rule_id"]].name if row["rule_id"] in rules else row["rule_id"],
            "remedy": rules[row["rule_id"]].remedy if row["rule_id"] in rules else "",
            "pairs": side_by_side(row),
            "decision": decided.get(row["fingerprint"]),
        }
        for number, row in enumerate(findings, 1)
    ]


def side_by_side(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each related passage beside the evidence that it matches, aligned into equal and changed steps."""
    quotes = [e["quote"] for e in row["evidence"]]
    if not quotes:
        return []
    return [
        {
            "stay_id": related["stay_id"],
            "doc_id": related["doc_id"],
            "steps": [
                {"here": s.here, "there": s.there, "same": s.same}
                for s in compare(quotes[min(number, len(quotes) - 1)], related["quote"])
            ],
        }
        for number, related in enumerate(row["related"])
    ]


def document_marks(document: Mapping[str, Any], findings: Iterable[Mapping[str, Any]]) -> list[Mark]:
    """Marks of the findings' evidence inside ``document``, counted from its start."""
    return [
        Mark(e["start"] - document["start"], e["end"] - document["start"], number)
        for number, row in enumerate(findings, 1)
        for e in row["evidence"]
        if e["doc_id"] == document["doc_id"]
    ]


def _document(document: Mapping[str, Any], source: str, findings: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    text = source[document["start"] : document["end"]]
    shown, place = [], document["start"]
    for piece in pieces(text, document_marks(document, findings)):
        shown.append({"text": piece.text, "start": place, "numbers": piece.numbers, "opens": piece.opens})
        place += len(piece.text)
    return {
        "doc_id": document["doc_id"],
        "type": document["doc_type"],
        "name": DOCUMENT_NAMES.get(document["doc_type"], document["doc_type"]),
        "written_at": document["written_at"],
        "pieces": shown,
    }


def timeline(
    about: Mapping[str, Any], documents: Iterable[Mapping[str, Any]], findings: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Dated events of the stay in order: admission, documents, signatures, discharge; flagged where a finding points."""
    flagged = {row["doc_id"] for row in findings if row["doc_id"]}
    events = [
        {"at": about[key], "kind": key, "label": label, "doc_id": None, "flagged": False}
        for key, label in (("admitted_at", "入院"), ("discharged_at", "出院"))
        if about.get(key)
    ]
    for document in documents:
        common = {"doc_id": document["doc_id"], "flagged": document["doc_id"] in flagged}
        name = DOCUMENT_NAMES.get(document["doc_type"], document["doc_type"])
        if document["written_at"]:
            events.append({"at": document["written_at"], "kind": "document", "label": name, **common})
        signed = [t["value"] for t in document["timestamps"] if t["kind"] == "signed" and t["value"]]
        events += [{"at": value, "kind": "signed", "label": f"{name} 签名", **common} for value in signed]
    return sorted(events, key=lambda e: (e["at"], e["kind"]))
