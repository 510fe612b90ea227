"""Phrase templates: alternatives, facts and dates, expanded with one random generator.

``<a|b|c>`` picks one alternative, ``{fact}`` inserts a fact of the case, ``{@-3}`` a calendar date that many days after
admission (negative: before), ``{@op+1}`` relative to the operation, ``{@today-1}`` relative to the note being written,
``{@-1 14:30}`` a date with a time of day. Alternatives may hold facts and dates, not other alternatives.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TypeAlias

from pipeline.records.sample.voices import spoken


@dataclass(frozen=True, slots=True)
class Stamp:
    """A calendar date or date-time to be printed in the hospital's manner; ``short`` asks for the form used inside text."""

    at: datetime
    kind: str = "event"  # written, signed or event, as the gold corpus marks them
    timed: bool = True
    short: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that prove the injected defect (or hold the trap) number ``key`` of the case."""

    key: int
    words: Rich


@dataclass(frozen=True, slots=True)
class Signed:
    """A sign-off inside the words, as in the rows of a nursing sheet."""

    name: str
    role: str


Rich: TypeAlias = "list[str | Stamp | Quote | Signed]"


@dataclass(frozen=True, slots=True)
class _Fact:
    name: str


@dataclass(frozen=True, slots=True)
class _Day:
    anchor: str
    days: int
    clock: str


@dataclass(frozen=True, slots=True)
class _Choice:
    branches: tuple[tuple[str | _Fact | _Day, ...], ...]


_Node: TypeAlias = "str | _Fact | _Day | _Choice"
_TOKEN = re.compile(r"<([^<>]*)>|\{([^{}]+)\}")
_DAY = re.compile(r"@(op|today|out)?([+-]?\d{1,3})?(?: (\d\d:\d\d))?")


@dataclass(slots=True)
class Context:
    """What templates of one case may refer to. Raises KeyError on an unknown fact: a template never prints its own slots."""

    rng: random.Random
    facts: dict[str, str]
    anchors: dict[str, datetime] = field(default_factory=dict)  # "", "op", "out", "today"
    voice: int = 0  # manner of writing, see voices.py
    turn: int | None = None  # n-th stay with this scenario: its alternatives are dealt in turn, not by chance


@lru_cache(maxsize=20_000)
def _parse(text: str, voice: int = 0) -> tuple[_Node, ...]:
    nodes: list[_Node] = []
    last = 0
    for token in _TOKEN.finditer(text):
        if token.start() > last:
            nodes.append(spoken(text[last : token.start()], voice))
        last = token.end()
        if token[1] is not None:
            nodes.append(_Choice(tuple(_plain(branch, voice) for branch in token[1].split("|"))))
        else:
            nodes.append(_slot(token[2]))
    if last < len(text):
        nodes.append(spoken(text[last:], voice))
    return tuple(nodes)


def _plain(text: str, voice: int) -> tuple[str | _Fact | _Day, ...]:
    return tuple(node for node in _parse(text, voice) if not isinstance(node, _Choice))


def _slot(inside: str) -> _Fact | _Day:
    day = _DAY.fullmatch(inside)
    if day:
        return _Day(day[1] or "", int(day[2] or 0), day[3] or "")
    return _Fact(inside)


def expand(text: str, context: Context, by_chance: bool = False) -> Rich:
    """The template's words for this case: strings merged, dates kept as stamps.

    ``by_chance`` ignores the turn of the scenario: for stock phrases that all scenarios share.
    """
    turn = None if by_chance else context.turn
    seen = 0
    out: Rich = []
    held: list[str] = []
    random_ = context.rng.random
    pending: list[_Node] = list(reversed(_parse(text, context.voice)))
    while pending:
        node = pending.pop()
        if isinstance(node, str):
            held.append(node)
        elif isinstance(node, _Fact):
            held.append(context.facts[node.name])
        elif isinstance(node, _Choice):
            branches = node.branches
            seen += 1
            number = int(random_() * len(branches)) if turn is None else _dealt(turn, seen, len(branches))
            pending.extend(reversed(branches[number]))
        else:
            if held:
                out.append("".join(held))
                held = []
            out.append(_stamp(node, context))
    if held:
        out.append("".join(held))
    return out


def _dealt(turn: int, seen: int, branches: int) -> int:
    """First stay takes the first alternative, second the second; the third the third, or first and second in turn."""
    return turn if turn < branches else seen % branches


def _stamp(node: _Day, context: Context) -> Stamp:
    day = context.anchors[node.anchor] + timedelta(days=node.days)
    if not node.clock:
        return Stamp(day.replace(hour=0, minute=0), timed=False, short=True)
    hour, minute = node.clock.split(":")
    return Stamp(day.replace(hour=int(hour), minute=int(minute)), short=True)


def plain(rich: Rich) -> str:
    """The words without dates: for comparing texts, never for printing."""
    return "".join(p if isinstance(p, str) else plain(p.words) if isinstance(p, Quote) else "□" for p in rich)
