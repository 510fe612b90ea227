"""Highlighting tiles the text, whatever the marks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.review.highlight import Mark, compare, pieces

marks = st.lists(st.builds(Mark, st.integers(-5, 60), st.integers(-5, 60), st.integers(1, 9)), max_size=8)


@given(st.text(max_size=50), marks)
def test_pieces_tile_the_text_and_every_mark_opens_once(text: str, found: list[Mark]) -> None:
    cut = list(pieces(text, found))
    assert "".join(p.text for p in cut) == text
    for number in {m.number for m in found}:
        covered = {i for m in found if m.number == number for i in range(max(0, m.start), min(len(text), m.end))}
        shown, place = set(), 0
        for piece in cut:
            if number in piece.numbers:
                shown.update(range(place, place + len(piece.text)))
            place += len(piece.text)
        assert shown == covered


@given(st.text(max_size=40), st.text(max_size=40))
def test_comparison_rebuilds_both_sides(here: str, there: str) -> None:
    steps = compare(here, there)
    assert "".join(s.here for s in steps) == here
    assert "".join(s.there for s in steps) == there
    assert all(s.here == s.there for s in steps if s.same)
