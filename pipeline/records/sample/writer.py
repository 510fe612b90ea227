"""Collects printed text and, at the same time, where its gold marks lie (code points of the text)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

Span = dict[str, Any]


class Writer:
    """One text under construction. ``wrap`` breaks lines as a scanned page does, ``newline`` is the line ending."""

    def __init__(self, newline: str = "\n", wrap: int = 0, rng: random.Random | None = None) -> None:
        self._parts: list[str] = []
        self._newline = newline
        self._wrap = wrap
        self._rng = rng
        self._column = 0
        self.size = 0
        self.sections: list[Span] = []
        self.timestamps: list[Span] = []
        self.signatures: list[Span] = []
        self.quotes: list[tuple[int, int, int]] = []

    def _add(self, piece: str) -> None:
        self._parts.append(piece)
        self.size += len(piece)

    def settle(self) -> None:
        """Break the line now if it is full, so that a span does not begin with the break."""
        if self._wrap and self._column >= self._wrap:
            self._add(self._newline)
            self._column = 0

    def put(self, words: str, whole: bool = False) -> None:
        """Print words. ``whole`` keeps dates and names together on a scanned page."""
        if not self._wrap:
            self._add(words.replace("\n", self._newline) if self._newline != "\n" else words)
            return
        for number, line in enumerate(words.split("\n")):
            if number:
                self._add(self._newline)
                self._column = 0
            self._put_line(line, whole)

    def _put_line(self, line: str, whole: bool) -> None:
        while line:
            self.settle()
            room = len(line) if whole else self._wrap - self._column
            piece, line = line[:room], line[room:]
            self._column += len(piece)
            self._add(self._spaced(piece) if not whole else piece)

    def _spaced(self, piece: str) -> str:
        """Now and then a space where the scanner saw one."""
        assert self._rng
        if len(piece) < 12 or self._rng.random() < 0.4:
            return piece
        at = self._rng.randint(3, len(piece) - 3)
        return f"{piece[:at]} {piece[at:]}" if piece[at - 1 : at + 1].isalpha() and piece[at] > "一" else piece

    @contextmanager
    def section(self, label: str) -> Iterator[None]:
        self.settle()
        start = self.size
        yield
        self.sections.append({"start": start, "end": self.size, "l": label})

    @contextmanager
    def quote(self, key: int | None) -> Iterator[None]:
        self.settle()
        start = self.size
        yield
        if key is not None:
            self.quotes.append((key, start, self.size))

    def stamp(self, printed: str, value: str, kind: str) -> None:
        self.settle()
        self.timestamps.append(
            {"start": self.size, "end": self.size + len(printed), "v": value, "k": kind, "text": printed}
        )
        self.put(printed, whole=True)

    def name(self, printed: str, name: str, role: str) -> None:
        self.settle()
        self.signatures.append({"start": self.size, "end": self.size + len(printed), "n": name, "r": role})
        self.put(printed, whole=True)

    def text(self) -> str:
        return "".join(self._parts)
