"""Stays that share passages or people with others are judged again by some rules only: the others must not notice."""

from __future__ import annotations

from pathlib import Path

from pipeline.detect.clones.search import across, examine
from pipeline.detect.concurrency import events_of, find_clashes
from pipeline.detect.engine import judge
from pipeline.detect.rules import all_rules
from pipeline.extract import extract
from pipeline.night.work import Bench, across_rules, case_of
from pipeline.records.readers import Reject, open_source, read_row
from pipeline.records.staff import read_staff
from pipeline.standards.load import load

SAMPLE = Path(__file__).parents[2] / "annotations" / "sample_night"


def test_the_other_rules_answer_the_same_whatever_is_known_of_other_stays() -> None:
    bench = Bench(load("S000-P2"), read_staff(SAMPLE / "staff.csv"))
    rows = list(open_source(SAMPLE / "night.jsonl"))
    extracted = {s.stay_id: extract(s) for row in rows if not isinstance(s := read_row(row), Reject)}
    examined = {stay_id: examine(one) for stay_id, one in extracted.items()}
    texts = {(stay_id, d.doc_id): d.text for stay_id, one in extracted.items() for d in one.documents}
    pairs = across(examined.values(), lambda stay_id, doc_id: texts[stay_id, doc_id])
    events = [e for i, one in extracted.items() for e in events_of(case_of(one, bench, examined[i].pairs))]
    clashes = find_clashes(events)
    others = [rule for rule in all_rules() if rule not in across_rules()]
    changed = [i for i in extracted if i in clashes or pairs[i] != examined[i].pairs]
    assert changed
    for stay_id in changed:
        first = judge(case_of(extracted[stay_id], bench, examined[stay_id].pairs), others)
        again = judge(case_of(extracted[stay_id], bench, pairs[stay_id], clashes.get(stay_id, ())), others)
        assert again == first
