"""Which candidates open a section: by their place, by what the document does elsewhere, and by the section they stand in."""

from __future__ import annotations

from itertools import pairwise

from pipeline.extract.layout import looks_like_name
from pipeline.extract.sections import patterns as p
from pipeline.extract.sections.candidates import (
    BRACKET,
    GAP,
    INLINE,
    LINE,
    OWN,
    SENTENCE,
    Candidate,
    is_administrative_key,
)


def accepted(text: str, found: list[Candidate], family: str) -> list[Candidate]:
    led = {c.label for c in found if c.place != INLINE and c.kind == p.FORMAL}
    bracketed = sum(c.place == BRACKET for c in found) >= 2
    last = {c.label: c.start for c in found}
    kept: list[Candidate] = []
    current: Candidate | None = None
    for c in found:
        if c.boundary:
            if current is not None and _goes_on(current, c, text):
                continue
            kept.append(c)
            current = None
            continue
        if not _stands(c, led, bracketed, family):
            continue
        final = last[c.label] == c.start
        if current is not None and _absorbed(current, c, text, family, final):
            continue
        if c.label == "general" and c.word != p.REQUEST and any(not k.boundary for k in kept):
            continue
        kept.append(c)
        current = c
    return _without_containers(text, kept)


def _goes_on(current: Candidate, boundary: Candidate, text: str) -> bool:
    """True if what looks like the end of ``current`` is still in it: a further line of a team, words right under the heading."""
    if current.label == "surgical_team" and p.TEAM_LINE.match(text, boundary.start):
        return True
    return boundary.word == p.DECLARED and p.TOKEN.search(text, current.heading_end, boundary.start) is None


def _stands(c: Candidate, led: set[str], bracketed: bool, family: str) -> bool:
    if family in p.NOTE_FAMILIES and c.numbered and c.label in p.EXAM | p.HISTORY:
        return False
    if c.kind == p.MINOR and (c.numbered or c.place not in (LINE, OWN, BRACKET, SENTENCE)):
        return False
    if c.place == INLINE and (bracketed or c.label in led):
        return False
    if bracketed and c.place in (LINE, OWN, GAP) and c.kind != p.FORMAL:
        return family in p.NOTE_FAMILIES and not c.numbered
    return not (c.place == OWN and c.kind == p.FAMILY and len(c.word) < 2)


def _absorbed(current: Candidate, c: Candidate, text: str, family: str, final: bool) -> bool:
    """True if ``c`` stays inside the section that ``current`` opened. ``final``: no later candidate has its label."""
    if current.label == "general" and c.place != BRACKET and is_administrative_key(c):
        return True
    if current.label == "surgical_team" and c.label == "anesthesia_method" and c.place == INLINE:
        return looks_like_name(
            text[c.heading_end : c.heading_end + 12].split(None, 1)[0]
            if text[c.heading_end : c.heading_end + 12].strip()
            else ""
        )
    empty = p.TOKEN.search(text, current.heading_end, c.start) is None
    gathers = _gathers(current)
    if c.label == current.label and c.numbered and c.style != current.style and c.place != BRACKET:
        return not (empty and gathers)
    if c.label == current.label and empty and not gathers and c.label in p.ONE_OF_A_KIND:
        return True
    if c.numbered and not current.numbered and c.kind == p.FAMILY and family in p.NARRATIVE_FAMILIES:
        return True
    if c.place == BRACKET and current.place == BRACKET:
        return False
    if c.place == INLINE and current.label == "present_illness" and final and c.label in p.AFTER_ILLNESS:
        return False  # all on one line: what the history quotes would come again
    if c.label in (p.ABSORBS_INLINE if c.place == INLINE else p.ABSORBS).get(current.label, ()):
        return True
    if current.word in p.CHAIR and c.label == current.label:
        return True
    if c.label == current.label and (c.word in p.SPLIT_DIAGNOSES or c.word in p.PAST_PARTS):
        return True
    if c.numbered and current.numbered and p.DEPTH[c.style] > p.DEPTH[current.style] and c.label not in p.NEVER_NESTED:
        return not empty
    if (
        current.label == "diagnostic_basis"
        and "鉴别" in current.word
        and c.label in ("diagnostic_basis", "differential_diagnosis")
    ):
        return not empty
    return c.place in (INLINE, SENTENCE) and c.label == current.label


def _gathers(c: Candidate) -> bool:
    """True for headings that may only gather the headings under them (拟诊讨论, 诊断依据及鉴别诊断)."""
    return p.BRACKETED.sub("", c.word) in p.CONTAINERS or (c.label == "diagnostic_basis" and "鉴别" in c.word)


def _without_containers(text: str, kept: list[Candidate]) -> list[Candidate]:
    """Bare headings that only gather the headings under them (二、拟诊讨论, 【中医问诊】) open no section."""
    for c, follower in pairwise(kept):
        if c.boundary or follower.boundary or text[c.heading_end : follower.start].strip():
            continue
        if not c.word or (_gathers(c) and follower.label in p.CONTAINED):
            c.boundary = True
    return kept
