"""Limits of time on the bounds of what is known: certainly late, in time, or not to be told."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.detect import examples
from pipeline.detect.case import Case
from pipeline.detect.engine import judge
from pipeline.detect.finding import Outcome, Verdict
from pipeline.detect.limits import Timing, timing
from pipeline.detect.rules import all_rules
from pipeline.detect.specimens import (
    ADMISSION,
    ATTENDING,
    CHIEF,
    DEATH_STAY,
    DEATHS,
    DISCHARGE,
    FPN,
    MEDICAL,
    NOTE_5,
    OPERATION,
    POSTOP,
    RESCUE,
    SURGICAL,
    note,
    record,
    without,
)
from pipeline.extract import extract
from pipeline.records.moment import DAY, MINUTE, Moment
from pipeline.standards.load import load

PARAMETERS = load("S000-P2").parameters
RULES = {rule.id: rule for rule in all_rules()}


def verdict(notation: str, rule_id: str, **parameters: object) -> Verdict:
    stays, registry = examples.parse(notation)
    case = Case(extract(stays[0]), {**PARAMETERS, **parameters}, registry=registry)
    return judge(case, [RULES[rule_id]])[0].verdict


def outcome(notation: str, rule_id: str, **parameters: object) -> Outcome:
    return verdict(notation, rule_id, **parameters).outcome


# ---- the arithmetic ----

_TIMES = st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1)).map(lambda t: t.replace(second=0, microsecond=0))


@given(_TIMES, st.integers(0, 10_000), st.integers(1, 200))
def test_to_the_minute_there_is_no_doubt(start: datetime, minutes: int, hours: int) -> None:
    done = Moment(start + timedelta(minutes=minutes), MINUTE)
    expected = Timing.LATE if minutes > hours * 60 else Timing.IN_TIME
    assert timing(done, Moment(start, MINUTE), hours) is expected


@given(_TIMES, st.integers(0, 10_000), st.integers(1, 200))
def test_a_bare_date_is_late_only_if_every_minute_of_it_is(start: datetime, minutes: int, hours: int) -> None:
    """What is said of a date holds for every time of that day."""
    done = start + timedelta(minutes=minutes)
    vague = Moment(done.replace(hour=0, minute=0), DAY)
    said = timing(vague, Moment(start, MINUTE), hours)
    exact = timing(Moment(done, MINUTE), Moment(start, MINUTE), hours)
    assert said in (exact, Timing.UNKNOWN) or (said is Timing.BEFORE and minutes == 0)


def test_without_a_time_nothing_is_said() -> None:
    assert timing(None, Moment(datetime(2026, 3, 2), DAY), 24) is Timing.UNKNOWN
    assert timing(Moment(datetime(2026, 3, 2), DAY), None, 24) is Timing.UNKNOWN


# ---- boundaries ----


@pytest.mark.parametrize(("written", "expected"), [("17:00", Outcome.PASS), ("17:01", Outcome.FAIL)])
def test_eight_hours_to_the_minute(written: str, expected: Outcome) -> None:
    first = FPN.replace("2026-03-02 10:10", f"2026-03-02 {written}").replace("2026-03-02 10:30", "2026-03-02 18:00")
    assert outcome(record(first, *without(MEDICAL, FPN)), "TIM-FPN-8H") == expected


def test_another_standard_has_another_limit() -> None:
    first = FPN.replace("2026-03-02 10:10", "2026-03-02 16:00").replace("2026-03-02 10:30", "2026-03-02 16:10")
    notation = record(first, *without(MEDICAL, FPN))
    assert outcome(notation, "TIM-FPN-8H") == Outcome.PASS
    assert outcome(notation, "TIM-FPN-8H", fpn_h=6) == Outcome.FAIL


def test_without_the_time_of_admission_lateness_is_unknown() -> None:
    no_head = ADMISSION.replace("入院时间：2026-03-02 09:00　", "")
    bare = FPN.replace("于2026-03-02 09:00入院", "入院")
    assert outcome("@stay id=EX-1\n" + bare + no_head, "TIM-FPN-8H") == Outcome.NOT_ASSESSABLE


def test_the_time_of_admission_is_read_from_the_record_when_metadata_lack() -> None:
    late = FPN.replace("2026-03-02 10:10", "2026-03-02 19:10").replace("2026-03-02 10:30", "2026-03-02 19:30")
    assert outcome("@stay id=EX-1\n" + ADMISSION + late, "TIM-FPN-8H") == Outcome.FAIL


def test_evidence_shows_the_time_of_writing_and_the_event() -> None:
    late = ADMISSION.replace("记录时间：2026-03-02 11:30", "记录时间：2026-03-04 11:30").replace(
        "2026-03-02 11:50", "2026-03-04 11:50"
    )
    (defect,) = verdict(record(late, *without(MEDICAL, ADMISSION)), "TIM-ADMISSION-24H").defects
    assert [(e.quote, e.role) for e in defect.evidence] == [
        ("2026-03-04 11:30", "evidence"),
        ("2026-03-02 09:00", "expected"),
    ]
    assert "50小时30分" in defect.message
    assert defect.person == "沈一帆"


# ---- intervals ----


@pytest.mark.parametrize(("day", "expected"), [("07", Outcome.PASS), ("08", Outcome.FAIL)])
def test_three_days_between_notes(day: str, expected: Outcome) -> None:
    stay = "@stay id=EX-1 admitted=2026-03-02T09:00 discharged=2026-03-09T10:00 outcome=好转\n"
    last = note(f"2026-03-{day} 09:00", "患者无不适，同意出院。")
    notation = record(ADMISSION, FPN, ATTENDING, CHIEF, last, DISCHARGE.replace("03-08", "03-09"), stay=stay)
    assert outcome(notation, "TIM-PROG-STABLE") == expected


def test_several_entries_in_one_document_are_several_notes() -> None:
    stay = "@stay id=EX-1 admitted=2026-03-02T09:00 discharged=2026-03-12T10:00 outcome=好转\n"
    course = "@doc\n病程记录\n" + "".join(
        f"2026-03-{d:02d} 09:00\n患者病情平稳，继续治疗。\n住院医师：沈一帆\n" for d in (4, 6, 8, 10, 11)
    )
    notation = record(ADMISSION, FPN, ATTENDING, course, DISCHARGE.replace("03-08", "03-12"), stay=stay)
    assert outcome(notation, "TIM-PROG-STABLE") == Outcome.PASS


def test_a_longer_interval_for_long_stay_departments() -> None:
    stay = "@stay id=EX-1 department=精神科 admitted=2026-03-02T09:00 discharged=2026-03-12T10:00 outcome=好转\n"
    days = "".join(note(f"2026-03-{d:02d} 09:00", "患者病情平稳。") for d in (4, 9, 11))
    notation = record(ADMISSION, FPN, days, DISCHARGE.replace("03-08", "03-12"), stay=stay)
    assert outcome(notation, "TIM-PROG-STABLE") == Outcome.FAIL
    assert outcome(notation, "TIM-PROG-STABLE", progress_long_stay_d=7) == Outcome.PASS


# ---- clocks ----


def test_the_clock_of_a_rescue_starts_at_its_end() -> None:
    long = RESCUE.replace("抢救开始：2026-03-05 02:40", "抢救开始：2026-03-04 22:00")
    assert outcome(record(*without(DEATHS, RESCUE), long, stay=DEATH_STAY), "TIM-RESCUE-6H") == Outcome.PASS


def test_the_clock_of_an_operation_starts_at_its_end() -> None:
    long = OPERATION.replace("手术结束：2026-03-05 10:30", "手术结束：2026-03-05 20:30")
    next_day = long.replace("记录时间：2026-03-05 13:00", "记录时间：2026-03-06 19:00").replace(
        "2026-03-05 13:20", "2026-03-06 19:20"
    )
    assert outcome(record(*without(SURGICAL, OPERATION, POSTOP), next_day), "TIM-OPNOTE-24H") == Outcome.PASS


def test_no_pass_for_a_missing_document() -> None:
    """A document that is not there is neither late nor in time."""
    for rule_id, documents in (
        ("TIM-ADMISSION-24H", without(MEDICAL, ADMISSION)),
        ("TIM-FPN-8H", without(MEDICAL, FPN)),
        ("TIM-DISCHARGE-24H", without(MEDICAL, DISCHARGE)),
        ("TIM-OPNOTE-24H", without(SURGICAL, OPERATION)),
    ):
        assert outcome(record(*documents), rule_id) == Outcome.NOT_APPLICABLE


def test_a_record_signed_after_the_event_is_only_a_candidate() -> None:
    """A heading opened during the operation and signed after it is no proof of writing ahead."""
    opened = OPERATION.replace("记录时间：2026-03-05 13:00", "记录时间：2026-03-05 10:00")
    found = verdict(record(*without(SURGICAL, OPERATION), opened), "LOG-TIME-ORDER")
    assert found.outcome == Outcome.NOT_ASSESSABLE
    assert found.defects[0].review


def test_a_year_mistyped_in_a_note_is_before_admission() -> None:
    wrong = NOTE_5.replace("2026-03-05 16:20", "2025-03-05 16:20").replace("2026-03-05 16:30", "2025-03-05 16:30")
    assert outcome(record(*without(MEDICAL, NOTE_5), wrong), "LOG-TIME-ORDER") == Outcome.FAIL
