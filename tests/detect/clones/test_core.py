"""The guarantees of the search: what is certainly found, where spans point, and that nothing depends on order."""

from __future__ import annotations

import itertools
import pickle
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.detect.clones.align import align, equal_mask
from pipeline.detect.clones.fingerprint import GUARANTEED, fingerprints
from pipeline.detect.clones.index import LONG, MOST, CloneIndex
from pipeline.detect.clones.normalise import normalise
from pipeline.detect.clones.notes import BODY, Note
from pipeline.detect.clones.search import across, examine, search
from pipeline.detect.examples import parse
from pipeline.extract import extract
from tests.gold import CORPUS, gold_stays

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x4E60)  # a small alphabet: chance repeats are frequent
ANY = st.text(st.characters(exclude_categories=()), max_size=80)


def _note(stay_id: str, length: int) -> Note:
    return Note(stay_id, stay_id, "progress_note", BODY, ((0, length),), 0, None, "", stay_id, "", "", "", None)


def _index(*texts: str) -> CloneIndex:
    index = CloneIndex()
    for n, text in enumerate(texts):
        index.add(fingerprints(f"S{n}", [_note(f"S{n}", len(text))], [text]))
    return index


@given(
    st.text(HAN, max_size=90),
    st.text(HAN, min_size=LONG, max_size=LONG),
    st.text(HAN, max_size=90),
    st.text(HAN, max_size=90),
    st.text(HAN, max_size=90),
)
@settings(max_examples=300, deadline=None)
def test_any_shared_passage_of_the_guaranteed_length_is_found(a: str, shared: str, b: str, c: str, d: str) -> None:
    index = _index(a + shared + b, c + shared + d)
    found = index.candidates()
    if index.report.large_buckets:
        return  # one gram dozens of times in one text: joined in part, and said so
    assert len(found) == 1
    assert found[0].longest >= LONG


def test_a_passage_is_found_among_hundreds_that_share_their_other_wording() -> None:
    rng = random.Random(3)
    template = "".join(chr(rng.randrange(0x4E00, 0x9000)) for _ in range(300))
    texts = [template + "".join(chr(rng.randrange(0x4E00, 0x9000)) for _ in range(80)) for _ in range(200)]
    texts[20] += texts[170][300:340]  # forty characters of another text, not next to anything that both share
    index = _index(*texts)
    found = index.candidates()
    assert index.report.common > 0
    assert index.report.unresolved == 0
    pairs = {(c.later[0], c.earlier[0]): c.longest for c in found}
    order = [p.stay_id for p in index.ordered()]
    wanted = tuple(sorted((order.index("S20"), order.index("S170")), reverse=True))
    assert pairs[wanted] >= LONG


def test_the_guarantee_is_better_than_forty_characters() -> None:
    assert GUARANTEED <= LONG <= 40


@given(ANY)
@settings(max_examples=300, deadline=None)
def test_every_normalised_character_points_into_the_raw_text(text: str) -> None:
    normal = normalise(text)
    assert len(normal.codes) == len(normal.starts) == len(normal.ends)
    assert (normal.starts < normal.ends).all()
    assert not len(normal) or 0 <= int(normal.starts[0]) <= int(normal.ends[-1]) <= len(text)
    assert (np.diff(normal.starts) > 0).all()


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_slice_keeps_the_offsets_of_the_whole(before: str, text: str) -> None:
    whole = before + text
    part = normalise(whole, len(before), len(whole))
    assert (part.starts >= len(before)).all()
    assert part.codes.tolist() == normalise(text).codes.tolist()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("体温３６．８℃，脉搏８０次／分", "体温37.2℃,脉搏 92次/分。"),
        ("咳黄粘痰；ＣＴ示", "咳黄黏痰，ct示"),
        ("① 神志清", "2.神志清"),
        ("神志清\r\n精神可", "神志清，精神可"),
    ],
)
def test_width_punctuation_numbers_and_variants_do_not_count(one: str, other: str) -> None:
    assert normalise(one).codes.tolist() == normalise(other).codes.tolist()


@given(st.text(HAN, max_size=200), st.text(HAN, max_size=200))
@settings(max_examples=200, deadline=None)
def test_passages_never_overlap_and_blocks_are_equal_text(a: str, b: str) -> None:
    here, there = normalise(a).codes, normalise(b + a[20:120]).codes
    passages = align(here, there)
    for first, second in itertools.pairwise(passages):
        assert first.a1 <= second.a0
    taken = sorted((p.b0, p.b1) for p in passages)
    assert all(x[1] <= y[0] for x, y in itertools.pairwise(taken))
    for passage in passages:
        for i, j, length in passage.blocks:
            assert here[i : i + length].tolist() == there[j : j + length].tolist()
    assert int(equal_mask(passages, len(here)).sum()) == sum(p.equal for p in passages)


def test_scattered_edits_and_reordered_sentences_are_still_aligned() -> None:
    rng = random.Random(7)
    base = "".join(chr(rng.randrange(0x4E00, 0x9000)) for _ in range(600))
    edited = "".join(chr(rng.randrange(0x4E00, 0x9000)) if rng.random() < 0.1 else c for c in base)
    parts = [edited[i : i + 60] for i in range(0, 600, 60)]
    rng.shuffle(parts)
    here = normalise("".join(parts)).codes
    passages = align(here, normalise(base).codes)
    assert sum(p.a1 - p.a0 for p in passages) / len(here) > 0.9


_RECORD = """@stay id={id} patient={id} name={name} sex=女 age=60岁 admitted={day}T09:00 discharged=2026-06-01T09:00
@doc
{day} 15:30　病程记录
{note}
医师签名：张三
"""
_TEXT = "患者诉右上肢麻木较前减轻，持筷夹菜仍笨拙，昨夜因颈肩酸痛醒来两次，热敷后缓解。颈椎棘突旁压痛，右侧臂丛牵拉试验阳性，右手握力4级。神经根水肿尚在消退期，麻木先于肌力恢复，牵引重量由4公斤加至6公斤，教会颈托佩戴方法。"


def _stays(order: list[int]) -> list:
    names = ["钱桂兰", "赵国栋", "孙丽华", "李志强"]
    records = [_RECORD.format(id=f"N{i}", name=names[i], day=f"2026-05-0{i + 1}", note=_TEXT) for i in range(4)]
    return [extract(parse(records[i])[0][0]) for i in order]


def test_a_chain_is_reported_at_the_later_documents_with_an_earlier_source() -> None:
    found = search(_stays([0, 1, 2, 3]))
    assert found["N0"] == ()
    for n in (1, 2, 3):
        sources = {p.there.stay_id for p in found[f"N{n}"]}
        assert sources <= {f"N{i}" for i in range(n)}
        assert sources


def test_the_result_does_not_depend_on_the_order_of_stays() -> None:
    assert search(_stays([0, 1, 2, 3])) == search(_stays([3, 1, 0, 2]))


def test_an_examined_stay_survives_the_way_between_processes() -> None:
    stays = _stays([0, 1])
    texts = {(e.stay.stay_id, d.doc_id): d.text for e in stays for d in e.documents}
    sent = [pickle.loads(pickle.dumps(examine(e))) for e in stays]
    assert across(sent, lambda s, d: texts[s, d]) == search(stays)


def test_both_sides_of_every_pair_are_quoted_from_the_raw_text() -> None:
    if not CORPUS.exists():
        pytest.skip("the hand-written corpus is not beside this checkout")
    stays = [e for h in "ABCD" for e, _ in gold_stays(h)]
    texts = {(e.stay.stay_id, d.doc_id): d.text for e in stays for d in e.documents}
    pairs = [p for found in search(stays).values() for p in found]
    assert pairs
    for pair in pairs:
        here, there = texts[pair.here.stay_id, pair.here.doc_id], texts[pair.there.stay_id, pair.there.doc_id]
        assert here[pair.here.start : pair.here.end] == pair.here.quote
        assert there[pair.there.start : pair.there.end] == pair.there.quote
        for change in pair.changes:
            assert here[change.here_start : change.here_end] == change.here
            assert there[change.there_start : change.there_end] == change.there


@pytest.mark.parametrize("text", ["", "。", "🙂\ud800", "患者", "\r\n\r\n", "1" * 500, "无" * 5000])
def test_odd_texts_break_nothing(text: str) -> None:
    record = _RECORD.format(id="N9", name="钱桂兰", day="2026-05-01", note="{}")
    stays = [extract(parse(record.replace("{}", text).replace("N9", n))[0][0]) for n in ("N9", "N8")]
    assert set(search(stays)) == {"N8", "N9"}


def test_a_text_that_dozens_share_costs_no_square_and_says_what_was_left_out() -> None:
    rng = random.Random(5)
    shared = "".join(chr(rng.randrange(0x4E00, 0x9000)) for _ in range(120))
    index = _index(*(shared for _ in range(30)))
    found = index.candidates()
    assert len(found) <= 30 * MOST
    assert index.report.spared == 30 * 29 // 2 - len(found)
    assert {c.later[0] for c in found} == set(range(1, 30))


def test_a_long_text_shuffled_clause_by_clause_is_aligned_without_a_square() -> None:
    rng = random.Random(9)
    clauses = ["".join(chr(rng.randrange(0x4E00, 0x9000)) for _ in range(rng.randrange(10, 40))) for _ in range(1500)]
    there = normalise("，".join(clauses)).codes
    rng.shuffle(clauses)
    here = normalise("，".join(clauses)).codes
    passages = align(here, there)
    assert sum(p.equal for p in passages) > 0.95 * len(here)
