from __future__ import annotations

from pipeline.extract.model import ExtractedDocument, Timestamp
from pipeline.records.moment import Moment
from pipeline.records.stay import Stay


def find_timestamps(document: ExtractedDocument, stay: Stay) -> list[Timestamp]:
    """Every calendar expression of ``document``, in order, never overlapping."""
    return []


def written_time(document: ExtractedDocument) -> Moment | None:
    """When the document was written, from its timestamps and title; None if it does not say."""
    return next((t.moment for t in document.timestamps if t.kind == "written" and t.moment), None)
