"""A point in hospital-local time, with the precision that is really known.

Rules must never treat a date as midnight. A :class:`Moment` therefore knows its earliest and latest possible
instant, and comparisons are made on those bounds: *certainly late* and *perhaps late* are different answers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

DAY, MINUTE, SECOND = "day", "minute", "second"
_FORMATS = {DAY: "%Y-%m-%d", MINUTE: "%Y-%m-%dT%H:%M", SECOND: "%Y-%m-%dT%H:%M:%S"}
_WIDTH = {
    DAY: timedelta(days=1) - timedelta(microseconds=1),
    MINUTE: timedelta(minutes=1) - timedelta(microseconds=1),
    SECOND: timedelta(0),
}
_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A local time ``at`` known to ``precision`` (``day``, ``minute`` or ``second``)."""

    at: datetime
    precision: str = MINUTE

    @classmethod
    def parse(cls, text: str) -> Moment:
        """Read ``YYYY-MM-DD[(T| )HH:MM[:SS]]``; ``24:00`` is the end of that day. A zone suffix is ignored: times are local.

        Raises ValueError for anything else, and for dates that do not exist.
        """
        found = _ISO.fullmatch(text.strip())
        if not found:
            raise ValueError("not an ISO 8601 date or time")
        year, month, day = (int(found[i]) for i in (1, 2, 3))
        if found[4] is None:
            return cls(datetime(year, month, day), DAY)
        hour, minute = int(found[4]), int(found[5])
        precision = SECOND if found[6] else MINUTE
        if hour == 24 and minute == 0:
            return cls(datetime(year, month, day) + timedelta(days=1), precision)
        return cls(datetime(year, month, day, hour, minute, int(found[6] or 0)), precision)

    def __str__(self) -> str:
        return self.at.strftime(_FORMATS[self.precision]).zfill(len("0000-00-00"))

    @property
    def earliest(self) -> datetime:
        return self.at

    @property
    def latest(self) -> datetime:
        return self.at + _WIDTH[self.precision]

    @property
    def timed(self) -> bool:
        """True if the time of day is known."""
        return self.precision != DAY

    def certainly_before(self, other: Moment) -> bool:
        return self.latest < other.earliest

    def hours_after(self, start: Moment) -> tuple[float, float]:
        """Bounds (least, most) of the hours from ``start`` to this moment."""
        least = (self.earliest - start.latest).total_seconds() / 3600
        most = (self.latest - start.earliest).total_seconds() / 3600
        if start.timed and self.timed:  # to the minute, as the clauses count
            exact = (self.at - start.at).total_seconds() / 3600
            return exact, exact
        return least, most
