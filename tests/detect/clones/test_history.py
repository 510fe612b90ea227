"""The history on disk: same answers as in memory, nights added, replaced and removed without trace, kills survived."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import pytest

from pipeline.detect.clones.fingerprint import Fingerprints
from pipeline.detect.clones.history import History
from pipeline.detect.clones.index import CloneIndex
from pipeline.detect.clones.model import ClonePair
from pipeline.detect.clones.search import between, examine
from pipeline.detect.examples import parse
from pipeline.errors import UsageError
from pipeline.extract import extract
from pipeline.extract.model import ExtractedStay

_RECORD = """@stay id={id} patient={id} name=钱桂兰{id} sex=女 age=60岁 admitted={day}T09:00 discharged=2026-06-01T09:00
@doc
{day} 15:30　病程记录
{note}
医师签名：张三
"""
_RNG = random.Random(11)
_NOTES = [
    "，".join("".join(_RNG.choices("肩颈麻木牵引肿胀握力导联复律冲洗引流甘露醇康复疼痛皮温", k=9)) for _ in range(12))
    + "。"
    for _ in range(8)
]


def _stay(stay_id: str, day: str, note: str) -> ExtractedStay:
    return extract(parse(_RECORD.format(id=stay_id, day=day, note=note))[0][0])


PAST = [_stay(f"H{n}", f"2026-04-0{n + 1}", _NOTES[n]) for n in range(6)]
NIGHT = [
    _stay("N0", "2026-05-01", _NOTES[2]),
    _stay("N1", "2026-05-02", _NOTES[4].replace("，", "；") + "今日复查。"),
    _stay("N2", "2026-05-03", _NOTES[7]),
]
TEXTS = {(e.stay.stay_id, d.doc_id): d.text for e in [*PAST, *NIGHT] for d in e.documents}


def _text_of(stay_id: str, doc_id: str) -> str:
    return TEXTS[stay_id, doc_id]


def _prints(stays: list[ExtractedStay]) -> list[Fingerprints]:
    return [examine(e).prints for e in stays]


def _batch() -> set[tuple[str, str]]:
    index = CloneIndex()
    for prints in _prints([*PAST, *NIGHT]):
        index.add(prints)
    return {(p.here.doc_id, p.there.doc_id) for p in between(index, _text_of) if p.here.stay_id.startswith("N")}


def _keys(found: dict[str, tuple[ClonePair, ...]]) -> set[tuple[str, str]]:
    return {(p.here.doc_id, p.there.doc_id) for pairs in found.values() for p in pairs}


def test_asking_the_history_gives_what_one_search_over_all_gives(tmp_path: Path) -> None:
    history = History(tmp_path / "h")
    history.add("2026-04-a", _prints(PAST[:3]))
    history.add("2026-04-b", _prints(PAST[3:]))
    found = history.pairs(_prints(NIGHT), _text_of)
    assert _keys(found) == _batch() == {("N0-01", "H2-01"), ("N1-01", "H4-01")}
    assert set(found) == {"N0", "N1", "N2"}
    again = History(tmp_path / "h")
    assert again.pairs(_prints(NIGHT), _text_of) == found


def test_a_night_is_replaced_and_removed_without_trace(tmp_path: Path) -> None:
    history = History(tmp_path / "h")
    history.add("one", _prints(PAST))
    history.add("one", _prints(PAST[:4]))
    assert history.nights == ["one"]
    assert _keys(history.pairs(_prints(NIGHT), _text_of)) == {("N0-01", "H2-01")}
    history.remove("one")
    history.remove("never there")
    assert len(history) == 0
    assert _keys(history.pairs(_prints(NIGHT), _text_of)) == set()
    assert [p.name for p in (tmp_path / "h").iterdir()] == ["manifest.json"]


def test_a_kill_before_the_manifest_leaves_the_history_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = History(tmp_path / "h")
    history.add("one", _prints(PAST[:3]))
    before = (tmp_path / "h" / "manifest.json").read_text()
    real = os.replace

    def killed(source: Path, target: Path) -> None:
        if Path(target).name == "manifest.json":
            raise KeyboardInterrupt
        real(source, target)

    monkeypatch.setattr(os, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        history.add("two", _prints(PAST[3:]))
    monkeypatch.undo()
    assert (tmp_path / "h" / "manifest.json").read_text() == before
    again = History(tmp_path / "h")
    assert again.nights == ["one"]
    assert len(list((tmp_path / "h").glob("segment-*"))) == 1
    again.add("two", _prints(PAST[3:]))
    assert _keys(again.pairs(_prints(NIGHT), _text_of)) == _batch()


def test_a_kill_in_the_middle_of_a_segment_leaves_nothing_behind(tmp_path: Path) -> None:
    history = History(tmp_path / "h")
    history.add("one", _prints(PAST[:3]))
    half = tmp_path / "h" / "tmp-1-segment-000002"
    half.mkdir()
    (half / "keys.npy").write_bytes(b"\x93NUMPY")
    assert History(tmp_path / "h").nights == ["one"]
    assert not half.exists()


def test_text_that_is_not_to_be_had_is_counted(tmp_path: Path) -> None:
    history = History(tmp_path / "h")
    history.add("one", _prints(PAST))

    def only_tonight(stay_id: str, doc_id: str) -> str:
        if stay_id.startswith("H"):
            raise KeyError(doc_id)
        return TEXTS[stay_id, doc_id]

    assert _keys(history.pairs(_prints(NIGHT), only_tonight)) == set()
    assert history.report.without_text == 2


def test_a_past_document_that_is_later_does_not_accuse_this_night(tmp_path: Path) -> None:
    history = History(tmp_path / "h")
    history.add("late", _prints(NIGHT[:1]))
    assert _keys(history.pairs(_prints(PAST), _text_of)) == set()
    assert history.report.reversed_order == 1


def test_other_parameters_are_refused(tmp_path: Path) -> None:
    History(tmp_path / "h")
    manifest = tmp_path / "h" / "manifest.json"
    row = json.loads(manifest.read_text())
    row["format"]["gram"] = 5
    manifest.write_text(json.dumps(row))
    with pytest.raises(UsageError, match="E211"):
        History(tmp_path / "h")


def test_an_empty_night_and_an_empty_history_are_no_errors(tmp_path: Path) -> None:
    history = History(tmp_path / "h")
    assert history.pairs([], _text_of) == {}
    history.add("none", [])
    assert history.pairs(_prints(NIGHT), _text_of) == {"N0": (), "N1": (), "N2": ()}
