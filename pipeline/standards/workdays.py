"""Working days of mainland China: weekends, statutory holidays, and the weekends that are worked instead (调休).

The days come from the library ``chinesecalendar``, which knows the years that the State Council has announced. For any other
year, or without the library, the answer is None: a limit in working days is then unknown, never guessed.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

_LONGEST = 366  # days to look ahead


@lru_cache(maxsize=4096)
def is_working_day(day: date) -> bool | None:
    """Whether offices work on ``day``; None if nobody has announced it yet."""
    try:
        import chinese_calendar
    except ImportError:
        return None
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


def working_days_after(start: date, number: int) -> date | None:
    """The ``number``-th working day after ``start``, which itself does not count; the last day of such a limit.

    None if a day on the way is unknown. Raises ValueError if ``number`` is negative.
    """
    if number < 0:
        raise ValueError("a limit cannot be negative")
    day, left = start, number
    for _ in range(_LONGEST):
        if not left:
            return day
        day += timedelta(days=1)
        works = is_working_day(day)
        if works is None:
            return None
        left -= works
    return None


def working_days_between(start: date, end: date) -> int | None:
    """How many working days lie after ``start`` up to and including ``end``; 0 if ``end`` is not later.

    None if any of these days is unknown.
    """
    days = [is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1)]
    return None if None in days else sum(bool(d) for d in days)
