"""Signatures: who signed off a document, in which role."""

from pipeline.extract.signatures.find import find_signatures

__all__ = ["find_signatures"]
