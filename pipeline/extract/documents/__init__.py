"""Documents: split a text into its documents, with their types."""

from pipeline.extract.documents.split import split_documents

__all__ = ["split_documents"]
