"""Readers: JSONL bundles, tables and folders of text files, one stay at a time."""

from pipeline.records.readers.row import RawRow, Reject
from pipeline.records.readers.source import open_source, read_row

__all__ = ["RawRow", "Reject", "open_source", "read_row"]
