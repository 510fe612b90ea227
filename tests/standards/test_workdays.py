"""Working days against the calendars that the State Council printed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.standards.workdays import is_working_day, working_days_after, working_days_between

pytest.importorskip("chinese_calendar", reason="the library chinesecalendar is not installed")
KNOWN = st.dates(date(2018, 1, 1), date(2025, 10, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2025, 1, 26), True),  # Sunday, worked for the Spring Festival
        (date(2025, 1, 28), False),  # New Year's eve
        (date(2025, 2, 8), True),  # Saturday, worked
        (date(2025, 10, 1), False),
        (date(2025, 10, 8), False),
        (date(2025, 10, 9), True),
        (date(2025, 3, 15), False),  # a plain Saturday
        (date(2025, 3, 17), True),
    ],
)
def test_announced_days(day: date, works: bool) -> None:
    assert is_working_day(day) is works


def test_two_working_days_over_the_spring_festival() -> None:
    """Discharged on Monday 27 January 2025: 28 January to 4 February are holidays, so the limit ends on 6 February."""
    assert working_days_after(date(2025, 1, 27), 2) == date(2025, 2, 6)
    assert working_days_between(date(2025, 1, 27), date(2025, 2, 6)) == 2


def test_a_year_that_is_not_announced_is_unknown() -> None:
    far = date(date.today().year + 3, 6, 1)
    assert is_working_day(far) is None
    assert working_days_after(far, 1) is None
    assert working_days_between(far, far + timedelta(days=3)) is None
    with pytest.raises(ValueError, match="negative"):
        working_days_after(far, -1)


@given(start=KNOWN, number=st.integers(0, 15))
def test_counting_forward_and_back_agree(start: date, number: int) -> None:
    end = working_days_after(start, number)
    assert end is not None
    assert working_days_between(start, end) == number
    assert number == 0 or is_working_day(end)
    assert working_days_between(end, start) == 0
