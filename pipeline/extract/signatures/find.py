from __future__ import annotations

from pipeline.extract.model import ExtractedDocument, Signature


def find_signatures(document: ExtractedDocument) -> list[Signature]:
    """Every sign-off of ``document``, in order of place; blanks have ``name == ""``."""
    return []
