from datetime import date

import pytest

from pipeline.review.cohort import Cohort, Period, cohort
from pipeline.review.indicators import INDICATORS, Counted, indicators
from pipeline.standards.catalogue import catalogue
from pipeline.store import Store
from tests.review.nights import finding, night, stay

MARCH = Period.parse("2026-03")


def counted(store: Store, number: int, department: str | None = None) -> Counted:
    return indicators(cohort(store, MARCH, department))[number - 1]


def operated(stay_id: str, opnote: str, in_time: str) -> dict:
    return stay(stay_id, {"CMP-OPNOTE": opnote, "TIM-OPNOTE-24H": in_time})


def test_there_are_27_with_the_printed_codes_and_known_rules() -> None:
    assert [i.number for i in INDICATORS] == list(range(1, 28))
    assert len({i.code for i in INDICATORS}) == 27
    named = {rule for i in INDICATORS for rule in (*i.rules, *i.present, *i.scope)}
    assert named <= catalogue().keys()
    assert all(i.needs for i in INDICATORS if i.kind == "rules" and not i.rules)


def test_operation_records_are_counted_over_operated_stays_alone(store: Store) -> None:
    night(
        store,
        "run",
        [
            operated("in-time", "pass", "pass"),
            operated("late", "pass", "fail"),
            operated("missing", "fail", "not_applicable"),
            operated("no-operation", "not_applicable", "not_applicable"),
        ],
    )
    c = counted(store, 5)
    assert (c.met, c.unmet, c.unknown, c.outside) == (("in-time",), ("late", "missing"), (), 1)
    assert c.rate == pytest.approx(1 / 3)


@pytest.mark.parametrize("outcome", ["not_assessable", "error"])
def test_what_could_not_be_judged_is_no_pass_and_is_shown(store: Store, outcome: str) -> None:
    night(store, "run", [operated("a", "pass", "pass"), operated("b", "pass", outcome)])
    c = counted(store, 5)
    assert (c.met, c.unknown, c.denominator) == (("a",), ("b",), 1)
    assert c.bounds == (0.5, 1.0)


def test_a_rule_that_is_not_built_leaves_the_indicator_open(store: Store) -> None:
    night(store, "run", [stay("a")])
    c = counted(store, 19)
    assert c.rate is None
    assert c.unknown == ("a",)
    assert "归档时间" in c.reason


def test_no_rate_while_most_stays_could_not_be_judged(store: Store) -> None:
    open_ = [operated(f"open-{n}", "pass", "not_assessable") for n in range(3)]
    night(store, "run", [operated("late", "pass", "fail"), *open_])
    c = counted(store, 5)
    assert c.rate is None
    assert "不足以代表全体" in c.reason
    assert c.bounds == (0.0, 0.75)


def test_small_denominators_have_a_wide_interval(store: Store) -> None:
    night(store, "run", [operated(f"s{n}", "pass", "pass") for n in range(3)])
    low, high = counted(store, 5).interval or (1, 0)
    assert low == pytest.approx(0.4385, abs=1e-3)  # Wilson, 3 of 3
    assert high == pytest.approx(1.0)


def test_the_short_form_stands_for_the_admission_note(store: Store) -> None:
    short = {"CMP-ADMISSION": "pass", "TIM-ADMISSION-24H": "not_applicable", "TIM-24H-DEATH": "not_applicable"}
    night(store, "run", [stay("a", {**short, "TIM-24H-INOUT": "pass"})])
    assert counted(store, 4).met == ("a",)


def test_a_stay_with_the_document_but_without_any_deadline_is_unknown(store: Store) -> None:
    none = dict.fromkeys(("TIM-ADMISSION-24H", "TIM-24H-INOUT", "TIM-24H-DEATH"), "not_applicable")
    night(store, "run", [stay("a", {"CMP-ADMISSION": "pass", **none})])
    assert counted(store, 4).unknown == ("a",)


def clean(stay_id: str, *findings: dict) -> dict:
    rules = ("CLN-FPN-HPI", "CLN-DISC-FEATURES", "CLN-PROGRESS", "CLN-CROSS-PT-DISC")
    return stay(stay_id, dict.fromkeys(rules, "pass"), findings)


def test_suspected_copying_counts_only_after_a_person_confirmed_it(store: Store) -> None:
    copies = [finding(s, "CLN-PROGRESS") for s in ("suspected", "confirmed", "rejected", "unsure")]
    night(store, "run", [clean("clean"), *(clean(f["stay_id"], f) for f in copies)])
    for f in copies[1:]:
        store.decide(f, f["stay_id"], "质控员", "")
    c = counted(store, 25)
    assert c.met == ("confirmed",)
    assert c.suspected == ("suspected", "unsure")
    assert c.unmet == ("clean", "rejected")
    assert c.rate == pytest.approx(1 / 5)


def test_a_failure_found_wrong_is_no_failure_and_an_appeal_leaves_it_open(store: Store) -> None:
    wrong, under_appeal = (finding(s, "TIM-OPNOTE-24H") for s in ("wrong", "appealed"))
    night(store, "run", [stay(f["stay_id"], {"CMP-OPNOTE": "pass"}, [f]) for f in (wrong, under_appeal)])
    assert counted(store, 5).unmet == ("appealed", "wrong")
    store.decide(wrong, "rejected", "质控员", "")
    store.decide(under_appeal, "appealed", "医师", "")
    c = counted(store, 5)
    assert (c.met, c.unmet, c.unknown) == (("wrong",), (), ("appealed",))


def test_a_confirmed_candidate_is_a_failure(store: Store) -> None:
    candidate = finding("a", "TIM-OPNOTE-24H", "review")
    night(store, "run", [stay("a", {"CMP-OPNOTE": "pass"}, [candidate])])
    assert counted(store, 5).unknown == ("a",)
    store.decide(candidate, "confirmed", "质控员", "")
    assert counted(store, 5).unmet == ("a",)


def test_what_the_night_suppressed_counts_as_the_person_decided(store: Store) -> None:
    f = finding("a", "TIM-OPNOTE-24H")
    store.decide(f, "rejected", "质控员", "")
    night(store, "run", [stay("a", {"CMP-OPNOTE": "pass", "TIM-OPNOTE-24H": "fail"})])
    assert counted(store, 5).met == ("a",)


def test_the_grade_follows_decisions_made_after_the_night(store: Store) -> None:
    veto = finding("a", "CMP-ADMISSION", severity="VETO_C")
    night(store, "run", [stay("a", {}, [veto])])
    assert counted(store, 27).unmet == ("a",)
    store.decide(veto, "appealed", "医师", "")
    assert counted(store, 27).unknown == ("a",)
    store.decide(veto, "appeal_upheld", "质控科", "")
    assert counted(store, 27).met == ("a",)


def test_only_the_newest_run_of_a_stay_counts_and_only_its_month(store: Store) -> None:
    night(store, "first", [operated("a", "pass", "fail"), stay("april", discharged="2026-04-01T00:00")])
    night(store, "second", [operated("a", "pass", "pass"), stay("last", discharged="2026-03-31T23:59")])
    part: Cohort = cohort(store, MARCH)
    assert [s.stay_id for s in part.stays] == ["a", "last"]
    assert counted(store, 5).met == ("a",)


def test_a_department_is_counted_by_itself(store: Store) -> None:
    night(store, "run", [operated("a", "pass", "pass"), {**operated("b", "pass", "fail"), "department": "骨科"}])
    assert counted(store, 5, "骨科").unmet == ("b",)
    assert counted(store, 5, "骨科").met == ()


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026-q1", date(2026, 1, 1), date(2026, 3, 31)),
    ],
)
def test_periods_are_whole_months(text: str, first: date, last: date) -> None:
    period = Period.parse(text)
    assert (period.first, period.last) == (first, last)


def test_the_months_before_cross_the_year() -> None:
    assert [p.label for p in Period.parse("2026Q1").before(2)] == ["2025-11", "2025-12"]
    assert [p.label for p in Period.parse("2026Q1").months()] == ["2026-01", "2026-02", "2026-03"]
