"""The extraction pipeline over one stay."""

from __future__ import annotations

from dataclasses import replace

from pipeline.extract.documents import split_documents
from pipeline.extract.facts import gather_facts
from pipeline.extract.model import ExtractedDocument, ExtractedStay
from pipeline.extract.sections import find_sections
from pipeline.extract.signatures import find_signatures
from pipeline.extract.timestamps import find_timestamps, written_time
from pipeline.records.stay import Stay


def extract(stay: Stay) -> ExtractedStay:
    """Read a whole stay. Never raises on text, whatever it holds."""
    documents: list[ExtractedDocument] = []
    for source in stay.documents:
        for document in split_documents(source, stay):
            document = replace(document, sections=tuple(find_sections(document)))
            document = replace(document, timestamps=tuple(find_timestamps(document, stay)))
            document = replace(document, written_at=written_time(document))
            documents.append(replace(document, signatures=tuple(find_signatures(document))))
    return gather_facts(stay, tuple(documents))
