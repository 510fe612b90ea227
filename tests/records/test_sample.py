"""The sample night: the same everywhere, its gold true to its text, every rule in scope shown, enough clean controls."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from pipeline.records.sample import generate, write_night
from pipeline.records.sample.marks import read_marked, strip_marks
from pipeline.records.sample.ship import shipped_files

ANNOTATIONS = Path(__file__).parents[2] / "annotations"
NIGHT = ANNOTATIONS / "sample_night"
FORMAT = (ANNOTATIONS / "corpus" / "FORMAT.md").read_text(encoding="utf-8")
SCOPE = set(re.findall(r"\b[A-Z]{3}-[A-Z0-9-]+\b", FORMAT.split("## Rules in scope")[1]))
NAMES = set(re.findall(r"\b[a-z][a-z0-9_]+\b", FORMAT.split("## Document types")[1].split("## Standard")[0]))


def _rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def pairs() -> list[tuple[dict, dict]]:
    found = []
    for folder in sorted(p for p in NIGHT.iterdir() if p.is_dir()):
        found += list(zip(_rows(folder / "stays.jsonl"), _rows(folder / "gold.jsonl"), strict=True))
    return found


def _texts(stay: dict, gold: dict) -> dict[str, str]:
    if "text" in stay:
        return {d["doc_id"]: stay["text"] for d in gold["documents"]}
    return {d["doc_id"]: d["text"] for d in stay["documents"]}


def test_shipped_night_is_what_the_generator_writes() -> None:
    for name, content in shipped_files(ANNOTATIONS / "handwritten").items():
        assert (NIGHT / name).read_bytes().decode("utf-8") == content, name


def test_night_is_large_enough_and_small_enough(pairs: list[tuple[dict, dict]]) -> None:
    assert len(pairs) >= 80
    assert len({gold["stay_id"] for _, gold in pairs}) == len(pairs)
    assert sum(f.stat().st_size for f in NIGHT.rglob("*") if f.is_file()) < 3_000_000


def test_two_in_five_stays_are_clean_and_every_rule_in_scope_is_shown(pairs: list[tuple[dict, dict]]) -> None:
    assert sum(not gold["findings"] for _, gold in pairs) >= 0.4 * len(pairs)
    shown = Counter(f["rule"] for _, gold in pairs for f in gold["findings"])
    assert set(shown) == SCOPE


def test_every_mark_lies_on_its_words(pairs: list[tuple[dict, dict]]) -> None:
    for stay, gold in pairs:
        texts = _texts(stay, gold)
        for doc in gold["documents"]:
            text = texts[doc["doc_id"]]
            assert doc["doc_type"] in NAMES
            for stamp in doc["timestamps"]:
                assert text[stamp["start"] : stamp["end"]] == stamp["text"]
                assert re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d)?", stamp["v"])
            for section in doc["sections"]:
                words = text[section["start"] : section["end"]]
                assert section["l"] in NAMES
                assert words
                assert words == words.strip(), gold["stay_id"]
            for signature in doc["signatures"]:
                printed = text[signature["start"] : signature["end"]].replace(" ", "")
                assert printed == signature["n"] or (not signature["n"] and not printed.strip("　_—/"))


def test_sections_of_a_document_do_not_overlap(pairs: list[tuple[dict, dict]]) -> None:
    for _, gold in pairs:
        for doc in gold["documents"]:
            ends = doc["start"]
            for section in sorted(doc["sections"], key=lambda s: s["start"]):
                assert ends <= section["start"] < section["end"] <= doc["end"]
                ends = section["end"]


def test_findings_and_traps_name_rules_in_scope_and_words_of_their_document(pairs: list[tuple[dict, dict]]) -> None:
    for stay, gold in pairs:
        texts = _texts(stay, gold)
        for flaw in gold["findings"] + gold["traps"]:
            assert flaw["rule"] in SCOPE
            if "quote" in flaw:
                doc = gold["documents"][flaw["doc"] - 1]
                text = texts[doc["doc_id"]]
                assert flaw["quote"] in (text[doc["start"] : doc["end"]] if "text" in stay else text)


def test_a_clean_surgical_stay_has_its_documents_in_order(pairs: list[tuple[dict, dict]]) -> None:
    seen = 0
    for _, gold in pairs:
        kinds = [d["doc_type"] for d in gold["documents"]]
        if gold["findings"] or "operation_record" not in kinds:
            continue
        seen += 1
        first_written = {
            d["doc_type"]: min((t["v"] for t in d["timestamps"] if t["k"] == "written"), default="")
            for d in gold["documents"]
        }
        assert first_written["preop_discussion"] < first_written["operation_record"]
        assert {
            "admission_record",
            "first_progress_note",
            "postop_first_note",
            "discharge_record",
            "consent_form",
        } <= set(kinds)
    assert seen >= 3


def test_registry_knows_every_doctor_and_no_name_twice(pairs: list[tuple[dict, dict]]) -> None:
    people = list(csv.DictReader(io.StringIO((NIGHT / "staff.csv").read_text(encoding="utf-8"))))
    names = [p["name"] for p in people]
    assert len(names) == len(set(names))
    doctors = {"医师", "主治医师", "住院医师", "上级医师", "主持人", "手术者", "记录", "规培医师", "实习医师"}
    for _, gold in pairs:
        for signature in (s for d in gold["documents"] for s in d["signatures"]):
            if signature["r"] in doctors and signature["n"]:
                assert signature["n"] in names


def test_same_seed_same_night_and_other_seed_another() -> None:
    first, again, other = (
        ["".join(json.dumps(p.stay, ensure_ascii=False) for p in generate(seed, 12))] for seed in (5, 5, 6)
    )
    assert first == again
    assert first != other


def test_written_night_can_be_read_back(tmp_path: Path) -> None:
    size = write_night(tmp_path, 3, 20, "EF")
    stays = _rows(tmp_path / "E" / "stays.jsonl") + _rows(tmp_path / "F" / "stays.jsonl")
    assert len(stays) == 20
    assert size == sum(len(d["text"]) for s in stays for d in s.get("documents", [s]))
    assert (tmp_path / "E" / "staff.csv").read_text(encoding="utf-8").startswith("staff_id,name,title,role")


def test_unknown_style_is_refused() -> None:
    with pytest.raises(KeyError, match="Z"):
        generate(1, 3, "EZ")


def test_marks_are_stripped_and_broken_marks_refused() -> None:
    text, spans = strip_marks('<s l="other">甲<t v="2026-03-01" k="event">3月1日</t></s>乙')
    assert text == "甲3月1日乙"
    assert spans["timestamps"][0] == {"start": 1, "end": 5, "v": "2026-03-01", "k": "event", "text": "3月1日"}
    for broken in ('<s l="other">甲', "甲</s>", '<s l="other"><s l="other">甲</s></s>', "<t v=2026>甲"):
        with pytest.raises(ValueError, match=r"."):
            strip_marks(broken)


def test_marked_file_with_a_false_quote_is_refused() -> None:
    head = 'stay_id = "K-1"\nlayout = "documents"\n[[finding]]\nrule = "SIG-DOC"\ndoc = 1\nquote = "丙"\n'
    with pytest.raises(ValueError, match="SIG-DOC"):
        read_marked(f'+++\n{head}+++\n<doc t="other">\n甲乙\n')
