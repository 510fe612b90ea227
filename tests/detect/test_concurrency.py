"""One person in two places, across the patients of a night and its history."""

from __future__ import annotations

import gc
import json
import random
import time
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.detect import examples
from pipeline.detect.case import Case
from pipeline.detect.concurrency import events_of, find_clashes, merge
from pipeline.detect.engine import judge
from pipeline.detect.event import Event
from pipeline.detect.finding import Outcome
from pipeline.detect.rules import all_rules
from pipeline.detect.rules.signature.specimens import STAFFED
from pipeline.detect.specimens import OPERATION, SURGICAL, record
from pipeline.extract import extract
from pipeline.standards.load import load

PARAMETERS = load("S000-P2").parameters
DAY = datetime(2026, 3, 5)


def event(stay: str, kind: str, since: str, until: str = "", person: str = "S1", doc: str = "", day: int = 5) -> Event:
    begin, end = (datetime.fromisoformat(f"2026-03-05T{t}") for t in (since, until or since))
    return Event(stay, doc or f"{stay}-01", kind, person, "陆振华", begin, end, 0, 3, "陆振华", date(2026, 3, day))


def kinds(events: list[Event]) -> dict[str, list[str]]:
    return {stay: [clash.kind for clash in clashes] for stay, clashes in find_clashes(events).items()}


def test_two_operations_at_once_are_seen_from_both_patients() -> None:
    found = find_clashes([event("A", "operation", "09:00", "11:00"), event("B", "operation", "10:00", "12:00")])
    assert {stay: [c.kind for c in clashes] for stay, clashes in found.items()} == {"A": ["overlap"], "B": ["overlap"]}
    assert found["A"][0].related()[0].stay_id == "B"
    assert found["A"][0].evidence()[0].doc_id == "A-01"


def test_operations_that_follow_each_other_are_fine() -> None:
    assert kinds([event("A", "operation", "09:00", "10:00"), event("B", "operation", "10:00", "11:00")]) == {}
    assert kinds([event("A", "operation", "09:00", "10:05"), event("B", "operation", "10:00", "11:00")]) == {}


def test_one_operation_told_twice_in_one_stay_is_fine() -> None:
    assert kinds([event("A", "operation", "09:00", "11:00"), event("A", "rescue", "10:00", "10:40")]) == {}


def test_round_in_the_middle_of_an_operation() -> None:
    assert kinds([event("A", "operation", "09:00", "11:00"), event("B", "round", "10:00")]) == {
        "A": ["round"],
        "B": ["round"],
    }
    assert kinds([event("A", "operation", "09:00", "11:00"), event("B", "round", "09:05")]) == {}


def test_different_people_do_not_clash() -> None:
    assert kinds([event("A", "operation", "09:00", "11:00"), event("B", "operation", "10:00", "12:00", "S2")]) == {}


def test_burst_of_signatures_for_many_days() -> None:
    burst = [event(f"P{n}", "signature", f"17:0{n % 3}", day=1 + n % 4) for n in range(8)]
    assert set(kinds(burst)) == {f"P{n}" for n in range(8)}
    assert kinds([event(f"P{n}", "signature", f"17:0{n % 3}", day=5) for n in range(8)]) == {}
    assert kinds([event(f"P{n}", "signature", f"1{n}:00", day=1 + n) for n in range(8)]) == {}


def test_signature_that_always_follows_within_the_minute() -> None:
    def note(n: int, gap: int) -> list[Event]:
        junior = event(f"P{n}", "signature", f"1{n}:00", person="S2", doc=f"P{n}-03")
        later = junior.since + timedelta(minutes=gap)
        superior = Event(
            f"P{n}", f"P{n}-03", "signature", "S1", "陆振华", later, later, 9, 12, "陆振华", date(2026, 3, 5)
        )
        return [junior, superior]

    assert {k for row in kinds([e for n in range(7) for e in note(n, 0)]).values() for k in row} == {"echo"}
    assert kinds([e for n in range(7) for e in note(n, n)]) == {}


def test_only_names_known_to_the_registry_are_sure() -> None:
    sure = find_clashes([event("A", "operation", "09:00", "11:00"), event("B", "operation", "10:00", "12:00")])["A"][0]
    unsure = [
        Event(**{**{k: getattr(e, k) for k in Event.__slots__}, "sure": False})
        for e in (event("A", "operation", "09:00", "11:00"), event("B", "operation", "10:00", "12:00"))
    ]
    assert find_clashes(unsure)["A"][0].score < sure.score


STAYS = st.lists(
    st.builds(
        event,
        st.sampled_from(["A", "B", "C"]),
        st.sampled_from(["operation", "round", "signature"]),
        st.sampled_from(["09:00", "09:30", "10:00"]),
        st.sampled_from(["10:30", "11:00"]),
        st.sampled_from(["S1", "S2"]),
        day=st.integers(1, 9),
    ),
    max_size=12,
)


@given(STAYS, STAYS, st.randoms())
def test_late_and_repeated_nights_change_nothing(
    history: list[Event], night: list[Event], chance: random.Random
) -> None:
    once = find_clashes(merge(history, night))
    assert find_clashes(merge(merge(history, night), night)) == once
    shuffled = list(history)
    chance.shuffle(shuffled)
    assert find_clashes(merge(shuffled, night)) == once


@given(STAYS)
def test_events_survive_the_store(events: list[Event]) -> None:
    assert [Event.from_row(json.loads(json.dumps(e.row()))) for e in events] == events


def case(stay_id: str, text: str) -> Case:
    stays, registry = examples.parse(text.replace("id=EX-1", f"id={stay_id}"))
    return Case(extract(stays[0]), PARAMETERS, registry=registry)


def test_records_of_two_patients_give_a_candidate_for_review() -> None:
    first = case("A", record(*SURGICAL, stay=STAFFED))
    later = OPERATION.replace("09:00　手术结束：2026-03-05 10:30", "09:40　手术结束：2026-03-05 11:30")
    second = case("B", record(*(later if d == OPERATION else d for d in SURGICAL), stay=STAFFED))
    clashes = find_clashes([*events_of(first), *events_of(second)])
    assert {c.kind for c in clashes["A"]} == {"overlap"}
    (rule,) = (r for r in all_rules() if r.id == "SIG-FORGED")
    joined = Case(first.extracted, PARAMETERS, registry=first.registry, clashes=clashes["A"])
    (judgement,) = judge(joined, [rule])
    assert judgement.verdict.outcome == Outcome.NOT_ASSESSABLE
    assert {d.person for d in judgement.verdict.defects} == {"陆振华", "顾长林", "沈一帆"}
    assert all(d.review and d.related[0].stay_id == "B" for d in judgement.verdict.defects)


@pytest.mark.slow
def test_cost_stays_linear() -> None:
    def seconds(count: int) -> float:
        events = [
            Event(
                f"P{n}", f"P{n}-01", "operation", f"S{n % 5}", "陆振华", DAY, DAY + timedelta(hours=2), 0, 3, "陆振华"
            )
            for n in range(count)
        ]
        gc.collect()
        gc.disable()  # what other tests keep in memory must not be measured
        try:
            begun = time.process_time()
            find_clashes(events)
            return time.process_time() - begun
        finally:
            gc.enable()

    seconds(500)
    assert min(seconds(8000) for _ in range(3)) < 8 * 4 * max(min(seconds(1000) for _ in range(3)), 0.001)
