from __future__ import annotations

from pipeline.extract.model import ExtractedDocument
from pipeline.records.stay import Document, Stay


def split_documents(source: Document, stay: Stay) -> list[ExtractedDocument]:
    """Split ``source`` into the documents that it holds, tiling its text. An empty text gives one empty ``other``."""
    return [ExtractedDocument(source.doc_id, source.doc_id, "other", source.text, 0, len(source.text))]
