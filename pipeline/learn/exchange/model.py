"""A text with labelled spans. Offsets are code points; every other unit is converted at the border."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from pipeline.errors import UsageError

KINDS = ("document", "section", "timestamp", "signature", "finding", "missed", "other")


@dataclass(frozen=True, slots=True)
class Span:
    """``text[start:end]`` has ``label``. ``attributes`` are JSON values: name, value, rule, decision, who decided, when."""

    start: int
    end: int
    kind: str
    label: str
    attributes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Kind and label as one word, for tools that know only labels."""
        return f"{self.kind}:{self.label}"


@dataclass(frozen=True, slots=True)
class LabelledText:
    """One source text with all its labels, in order. ``about`` holds what has no place in the text, such as absences."""

    id: str
    text: str
    spans: tuple[Span, ...] = ()
    about: Mapping[str, Any] = field(default_factory=dict)


def labelled(id: str, text: str, spans: Iterable[Span], about: Mapping[str, Any] | None = None) -> LabelledText:
    """Put the spans in order. Raises UsageError (E741) for one that lies outside the text."""
    found = sorted(spans, key=_order)
    for span in found:
        if not 0 <= span.start <= span.end <= len(text):
            raise UsageError(
                "E741", f"样本 {id}：标注 {span.start}–{span.end} 超出文本（{len(text)} 字）。请检查偏移的单位"
            )
    return LabelledText(id, text, tuple(found), about or {})


def _order(span: Span) -> tuple[int, int, str, str, str]:
    return span.start, -span.end, span.kind, span.label, json.dumps(span.attributes, sort_keys=True)


def named(name: str) -> tuple[str, str]:
    """Kind and label of a tool's label; labels that somebody made up in the tool are of kind ``other``."""
    kind, colon, label = name.partition(":")
    return (kind, label) if colon and kind in KINDS else ("other", name)


class Utf16:
    """Offsets of one text in UTF-16 units, as JavaScript counts, and in code points."""

    def __init__(self, text: str) -> None:
        self._to = [0, *accumulate(2 if c > "\uffff" else 1 for c in text)]
        self._back = {units: points for points, units in enumerate(self._to)}

    def units(self, points: int) -> int:
        return self._to[points]

    def points(self, units: int) -> int | None:
        """None inside a character or outside the text."""
        return self._back.get(units)
