"""Texts with their documents and sections marked, as in the corpus format (<doc t=…> lines, <s l=…>…</s>)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_MARK = re.compile(r'<doc t="(?P<t>\w+)">\n|<s l="(?P<l>\w+)">|</s>')
LAYOUTS = Path(__file__).with_name("layouts")


@dataclass(frozen=True)
class Marked:
    """A text without its marks, and what they marked: documents (type, start), sections (label, start, end)."""

    text: str
    documents: list[tuple[str, int]]
    sections: list[tuple[str, int, int]]


def read_marked(marked: str) -> Marked:
    text, documents, sections, at, opened = "", [], [], 0, None
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        at = mark.end()
        if mark["t"]:
            documents.append((mark["t"], len(text)))
        elif mark["l"]:
            opened = (mark["l"], len(text))
        else:
            assert opened is not None
            sections.append((*opened, len(text)))
    return Marked(text + marked[at:], documents, sections)


def layout(name: str) -> Marked:
    return read_marked((LAYOUTS / f"{name}.txt").read_text(encoding="utf-8"))


def layout_names() -> list[str]:
    return sorted(path.stem for path in LAYOUTS.glob("*.txt"))
