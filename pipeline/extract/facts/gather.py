from __future__ import annotations

from pipeline.extract.model import ExtractedDocument, ExtractedStay
from pipeline.records.stay import Stay


def gather_facts(stay: Stay, documents: tuple[ExtractedDocument, ...]) -> ExtractedStay:
    """Join what the documents say into facts of the stay."""
    return ExtractedStay(stay, documents, admitted_at=stay.admitted_at, discharged_at=stay.discharged_at)
