"""The extraction pipeline over one stay."""

from __future__ import annotations

from pipeline.extract.documents import split_documents
from pipeline.extract.facts import gather_facts
from pipeline.extract.model import ExtractedDocument, ExtractedStay
from pipeline.extract.sections import find_sections
from pipeline.extract.signatures import find_signatures
from pipeline.extract.timestamps import find_timestamps, written_time
from pipeline.records.stay import Stay


def extract(stay: Stay) -> ExtractedStay:
    """Read a whole stay. Never raises on text, whatever it holds."""
    return gather_facts(stay, tuple(read_documents(stay)))


def read_documents(stay: Stay) -> list[ExtractedDocument]:
    """The documents of ``stay`` with their sections, timestamps and signatures, in order; the facts of the stay left out."""
    return [_completed(document, stay) for source in stay.documents for document in split_documents(source, stay)]


def _completed(document: ExtractedDocument, stay: Stay) -> ExtractedDocument:
    # The splitter has just made this document and nobody else holds it, so it is completed in place:
    # four copies of it would cost half as much as finding its dates.
    complete = object.__setattr__
    complete(document, "sections", tuple(find_sections(document)))
    complete(document, "timestamps", tuple(find_timestamps(document, stay)))
    complete(document, "written_at", written_time(document))
    complete(document, "signatures", tuple(find_signatures(document)))
    return document
