"""The rows of ``extractions.jsonl``."""

from __future__ import annotations

from typing import Any

from pipeline.extract.model import ExtractedDocument, ExtractedStay
from pipeline.records.moment import Moment


def extraction_row(extracted: ExtractedStay) -> dict[str, Any]:
    """One stay as the contract writes it; see ``contract.md`` for the keys."""
    return {"stay_id": extracted.stay.stay_id, "documents": [_document(d) for d in extracted.documents]}


def _iso(moment: Moment | None) -> str | None:
    return None if moment is None else str(moment)


def _document(d: ExtractedDocument) -> dict[str, Any]:
    return {
        "doc_id": d.doc_id,
        "doc_type": d.doc_type,
        "start": d.start,
        "end": d.end,
        "written_at": _iso(d.written_at),
        "sections": [
            {"label": s.label, "start": s.start, "end": s.end, "heading_end": s.heading_end} for s in d.sections
        ],
        "timestamps": [
            {"start": t.start, "end": t.end, "text": t.text, "value": _iso(t.moment), "kind": t.kind}
            for t in d.timestamps
        ],
        "signatures": [
            {"start": g.start, "end": g.end, "name": g.name, "role": g.role, "kind": g.kind} for g in d.signatures
        ],
    }
