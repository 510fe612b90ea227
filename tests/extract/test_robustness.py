"""The whole extraction on changed and broken texts: what does not change the meaning may not change what is extracted."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.model import ExtractedStay
from pipeline.extract.pipeline import extract
from pipeline.records.moment import Moment
from pipeline.records.stay import Document, Stay
from tests.extract.marked import layout, layout_names

WIDE_DIGITS = {ord("0") + i: ord("０") + i for i in range(10)}


def dates_in_words(text: str) -> str:
    def words(found: re.Match[str]) -> str:
        year, month, day, hour, minute = found.groups()
        return f"{year}年{int(month)}月{int(day)}日{int(hour)}时{int(minute)}分"

    return re.sub(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[ \u3000](\d{1,2}):(\d{2})(?!:)", words, text)


CHANGES: dict[str, Callable[[str], str]] = {
    "CRLF": lambda t: t.replace("\n", "\r\n"),
    "full-width digits": lambda t: t.translate(WIDE_DIGITS),
    "spaces at line ends": lambda t: t.replace("\n", "  \n"),
    "blank lines between": lambda t: t.replace("\n", "\n\n"),
    "dates in words": dates_in_words,
}


def stay_of(text: str, name: str = "L-1") -> Stay:
    return Stay(name, (Document(name, text),), whole=True, admitted_at=Moment.parse("2026-03-01"))


def outline(extracted: ExtractedStay) -> list[tuple]:
    """What was extracted, without offsets and printed forms."""
    return [
        (
            d.doc_type,
            d.written_at,
            [s.label for s in d.sections],
            [(t.moment, t.kind) for t in d.timestamps],
            [(s.name, s.kind) for s in d.signatures],
        )
        for d in extracted.documents
    ]


@pytest.mark.parametrize("change", sorted(CHANGES))
@pytest.mark.parametrize("name", layout_names())
def test_changes_of_form_change_nothing(name: str, change: str) -> None:
    text = layout(name).text
    assert outline(extract(stay_of(CHANGES[change](text)))) == outline(extract(stay_of(text)))


def check(text: str) -> None:
    """Documents tile the text; every other span lies in its document, and what it quotes stands there."""
    extracted = extract(stay_of(text))
    at = 0
    for document in extracted.documents:
        assert document.start == at
        at = document.end
        for span in (*document.sections, *document.timestamps, *document.signatures):
            assert document.start <= span.start <= span.end <= document.end
        assert all(text[t.start : t.end] == t.text for t in document.timestamps)
        assert all(s.start <= s.heading_end <= s.end for s in document.sections)
    assert at == len(text)


ALPHABET = "0123456789年月日时分:：-/.【】[]（）\n\r\t 　|主诉现病史鉴别诊断计划病程记录查房入院出医师签名王李某，。；_"


@given(st.one_of(st.text(st.characters(exclude_categories=())), st.text(st.sampled_from(ALPHABET), max_size=200)))
@settings(max_examples=300, deadline=None)
def test_any_text_gives_valid_spans(text: str) -> None:
    check(text)


def mutated(text: str, rng: random.Random) -> str:
    for _ in range(rng.randint(1, 30)):
        at, kind = rng.randrange(len(text) + 1), rng.random()
        if kind < 0.4:
            text = text[:at] + rng.choice(ALPHABET) + text[at:]
        elif kind < 0.7:
            text = text[:at] + text[at + rng.randint(1, 6) :]
        elif kind < 0.9:
            other = rng.randrange(len(text) + 1)
            text = text[:at] + text[other : other + rng.randint(1, 40)] + text[at:]
        else:
            text = (
                text[:at] + rng.choice(["\ud83d", "😀", "\x00", "\u200b", "\u2028", "\r", "\x0b", "\ufeff"]) + text[at:]
            )
    return text


@pytest.mark.parametrize("name", layout_names())
def test_mutated_documents_give_valid_spans(name: str) -> None:
    rng, text = random.Random(name), layout(name).text
    for _ in range(40):
        check(mutated(text, rng))


@pytest.mark.slow
def test_a_hundred_thousand_mutated_documents_give_valid_spans() -> None:
    rng, texts = random.Random(20261121), [layout(name).text for name in layout_names()]
    done = 0
    while done < 100_000:
        text = mutated(rng.choice(texts), rng)
        check(text)
        done += 1


@pytest.mark.parametrize(
    "piece", ["医师签名：", "【主诉】", "2026-03-02 10:00　病程记录\n", "主诉：", "1.", "王某／", "（", " ", "\n", "患者诉腹痛，", "一、", "|", "签名"]
)  # fmt: skip
@pytest.mark.slow
def test_cost_grows_with_length_only(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    began = time.process_time()
    extract(stay_of(text))
    assert time.process_time() - began < 30  # quadratic cost would take minutes
