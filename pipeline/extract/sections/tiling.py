"""All of a document as parts without gaps: title, preamble, sections, what lies between them, sign-off."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.extract.layout import lines, signoff_start
from pipeline.extract.model import ExtractedDocument, Section
from pipeline.extract.sections.find import after_title, find_sections


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a document: ``title``, ``preamble``, ``section``, ``signoff``, ``empty`` or ``unknown``."""

    kind: str
    start: int
    end: int
    section: Section | None = None


def tile(document: ExtractedDocument) -> list[Part]:
    """All of ``document`` as parts, in order and without gaps: sections, and what lies before, between and after them."""
    text = document.text
    sections = document.sections or tuple(find_sections(document))
    whole = lines(text, document.start, document.end)
    _, body, _ = after_title(text, document.start, whole)
    stop = max(signoff_start(text, body, document.end, whole), sections[-1].end if sections else body)
    parts: list[Part] = []
    if body > document.start:
        parts.append(Part("title", document.start, body))
    at = body
    for section in sections:
        begin = max(section.start, at)
        if begin > at:
            parts.append(_between(text, at, begin, first=not any(q.kind == "section" for q in parts)))
        if section.end > begin:
            parts.append(Part("section", begin, section.end, section))
            at = section.end
    if stop > at:
        parts.append(_between(text, at, stop, first=not sections))
        at = stop
    if document.end > at:
        parts.append(Part("signoff" if text[at : document.end].strip() else "empty", at, document.end))
    return parts


def _between(text: str, start: int, end: int, first: bool) -> Part:
    if not text[start:end].strip():
        return Part("empty", start, end)
    return Part("preamble" if first else "unknown", start, end)
