"""What ties stays together: somebody was somewhere, and perhaps somewhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from pipeline.detect.finding import Evidence, Related


@dataclass(frozen=True, slots=True)
class Event:
    """Somebody was somewhere: ``person`` is the staff id, or the name if no registry knows it (then ``sure`` is False)."""

    stay_id: str
    doc_id: str
    kind: str  # operation | rescue | round | signature
    person: str
    name: str
    since: datetime
    until: datetime
    start: int
    end: int
    quote: str
    day: date | None = None  # of the document, for signatures
    sure: bool = True

    def row(self) -> dict[str, Any]:
        """As a JSON-ready dict, for the store."""
        row = asdict(self)
        for key in ("since", "until", "day"):
            row[key] = row[key].isoformat() if row[key] is not None else None
        return row

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Event:
        """Read what :meth:`row` wrote. Raises KeyError or ValueError for anything else."""
        since, until = (datetime.fromisoformat(row[key]) for key in ("since", "until"))
        day = date.fromisoformat(row["day"]) if row["day"] else None
        return cls(**{**row, "since": since, "until": until, "day": day})


@dataclass(frozen=True, slots=True)
class Clash:
    """A candidate seen from one stay: ``here`` belongs to it, ``there`` are the other events (of this stay or of others)."""

    kind: str
    here: tuple[Event, ...]
    there: tuple[Event, ...]
    score: float

    def evidence(self) -> tuple[Evidence, ...]:
        return tuple(Evidence(e.doc_id, e.start, e.end, e.quote) for e in self.here)

    def related(self) -> tuple[Related, ...]:
        return tuple(Related(e.stay_id, e.doc_id, e.start, e.end, e.quote) for e in self.there)
