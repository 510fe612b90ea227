from datetime import date, timedelta

import pytest

from pipeline.errors import UsageError
from pipeline.review.cohort import Period, cohort
from pipeline.review.ledger import STEPS, Entry, State, advance, appeal, assign, decide_appeal, entries
from pipeline.store import Store
from tests.review.nights import finding, night, stay

MARCH = Period.parse("2026-03")
F = finding("a", "CMP-ADMISSION", severity="VETO_C")
KEY = F["fingerprint"]
DUE = date(2026, 4, 15)


@pytest.fixture
def ledger(store: Store) -> Store:
    night(store, "run", [stay("a", {}, [F]), stay("b", {}, [finding("b", "TIM-FPN-8H", "review")])])
    return store


def only(store: Store) -> Entry:
    (entry,) = entries(cohort(store, MARCH))
    return entry


def test_a_defect_runs_from_open_to_closed(ledger: Store) -> None:
    assert only(ledger).state is State.OPEN
    assign(ledger, KEY, "质控科", "李主任", "补写入院记录", DUE)
    entry = only(ledger)
    assert (entry.owner, entry.measure, entry.due, entry.problem) == ("李主任", "补写入院记录", DUE, "严重")
    assert advance(ledger, KEY, "corrected", "李主任").state is State.CORRECTED
    assert advance(ledger, KEY, "rechecked", "质控科").state is State.RECHECKED
    assert advance(ledger, KEY, "closed", "质控科").state is State.CLOSED
    assert only(ledger).state is State.CLOSED


def test_candidates_enter_only_once_confirmed(ledger: Store) -> None:
    candidate = next(f for f in ledger.findings("run") if f["outcome"] == "review")
    assert [e.stay_id for e in entries(cohort(ledger, MARCH))] == ["a"]
    ledger.decide(candidate, "confirmed", "质控员", "")
    assert [e.stay_id for e in entries(cohort(ledger, MARCH))] == ["a", "b"]


def test_a_step_is_refused_where_it_is_not_open(ledger: Store) -> None:
    for step in ("rechecked", "closed", "reopened"):
        with pytest.raises(UsageError, match="E809"):
            advance(ledger, KEY, step, "质控科")
    with pytest.raises(UsageError, match="E809"):
        decide_appeal(ledger, KEY, "质控科", upheld=True)
    assert ledger.decisions(KEY) == []


def test_nobody_rechecks_his_own_correction(ledger: Store) -> None:
    advance(ledger, KEY, "corrected", "李主任")
    with pytest.raises(UsageError, match="E810"):
        advance(ledger, KEY, "rechecked", "李主任")


def test_a_failed_recheck_opens_it_again(ledger: Store) -> None:
    assign(ledger, KEY, "质控科", "李主任", "补写", DUE)
    advance(ledger, KEY, "corrected", "李主任")
    entry = advance(ledger, KEY, "reopened", "质控科", "仍缺")
    assert entry.state is State.OPEN
    assert entry.overdue(DUE + timedelta(days=1))
    assert ledger.confirmed([KEY]) == {KEY}


def test_an_appeal_stops_the_clock_and_moves_the_due_date(ledger: Store) -> None:
    assign(ledger, KEY, "质控科", "李主任", "补写", DUE)
    late = DUE + timedelta(days=1)
    assert only(ledger).overdue(late)
    ledger.decide(F, "appealed", "李主任", "另有纸质记录", at="2026-04-10T08:00:00+00:00")
    assert not only(ledger).overdue(late)
    ledger.decide(F, "appeal_rejected", "质控科", "", at="2026-04-14T08:00:00+00:00")
    entry = only(ledger)
    assert (entry.state, entry.due, entry.rejected) == (State.OPEN, DUE + timedelta(days=4), True)


def test_an_upheld_appeal_drops_the_finding_for_good(ledger: Store) -> None:
    appeal(ledger, KEY, "李主任", "另有纸质记录")
    with pytest.raises(UsageError, match="E811"):
        decide_appeal(ledger, KEY, "李主任", upheld=True)
    assert decide_appeal(ledger, KEY, "质控科", upheld=True).state is State.UPHELD
    assert ledger.suppressed([KEY]) == {KEY}
    with pytest.raises(UsageError, match="E809"):
        advance(ledger, KEY, "corrected", "李主任")


def test_what_the_desk_rejects_leaves_the_ledger(ledger: Store) -> None:
    ledger.decide(F, "rejected", "质控员", "")
    assert entries(cohort(ledger, MARCH)) == []
    with pytest.raises(UsageError, match="E809"):
        assign(ledger, KEY, "质控科", "李主任", "补写", DUE)


def test_the_state_is_read_from_decisions_alone(ledger: Store) -> None:
    advance(ledger, KEY, "corrected", "李主任")
    night(ledger, "again", [stay("a", {}, [F])])
    assert only(ledger).state is State.CORRECTED
    assert [d["verdict"] for d in ledger.decisions(KEY)] == ["corrected"]


def test_three_of_a_kind_are_a_common_problem(store: Store) -> None:
    night(store, "run", [stay(s, {}, [finding(s, "TIM-FPN-8H")]) for s in "abc"])
    assert {e.problem for e in entries(cohort(store, MARCH))} == {"共性"}


def test_a_fingerprint_must_name_one_defect(ledger: Store) -> None:
    assert advance(ledger, KEY[:8], "corrected", "李主任").stay_id == "a"
    for wrong in ("", "abc", "zzzzzzzz", "%%%%%%%%"):
        with pytest.raises(UsageError, match=r"E80[56]"):
            advance(ledger, wrong, "corrected", "李主任")


def test_every_step_leads_somewhere_a_step_leads_on_or_an_end() -> None:
    reachable = {State.OPEN, *(state for states in STEPS.values() for state in states)}
    assert reachable == set(State) - {State.UPHELD, State.DROPPED}
