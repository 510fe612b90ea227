"""Extraction: documents, sections, timestamps, signatures and typed facts, all with spans into the raw text.

The components run in this order, each in a folder of its own with its patterns apart from its logic::

    documents → sections → timestamps → signatures → facts
"""

from pipeline.extract.pipeline import extract

__all__ = ["extract"]
