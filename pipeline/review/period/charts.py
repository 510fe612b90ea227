"""Geometry of the charts, in the units of their view boxes. Templates draw them; no script, nothing loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.review.indicators import Counted
from pipeline.review.intervals import wilson
from pipeline.review.period.aggregate import Month

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 760, 220, 44, 14, 40


@dataclass(frozen=True, slots=True)
class Point:
    """A month: its place on the line, its whisker (95 % interval), its bar (discharges). ``y`` is None without a share."""

    label: str
    x: float
    n: int
    share: float | None
    y: float | None
    low: float | None
    high: float | None
    bar: float


@dataclass(frozen=True, slots=True)
class Trend:
    """The share of 甲级 by month over the number of discharges."""

    points: list[Point]
    ticks: list[tuple[float, str]]
    step: float
    target: float | None

    @property
    def lines(self) -> list[str]:
        """Polylines between months that follow each other; a month without a share breaks the line."""
        found: list[list[Point]] = [[]]
        for point in self.points:
            if point.y is None:
                found.append([])
            else:
                found[-1].append(point)
        return [" ".join(f"{p.x:.1f},{p.y:.1f}" for p in part) for part in found if len(part) > 1]


def trend(months: Sequence[Month], target: float | None) -> Trend:
    """The chart of ``months``, the oldest first; ``target`` in per cent."""
    step = (WIDTH - LEFT - 10) / max(1, len(months))
    most = max((m.stays for m in months), default=0) or 1
    points = []
    for number, m in enumerate(months):
        good, n = m.shares[27]
        low, high = wilson(good, n)
        points.append(
            Point(
                m.label,
                LEFT + step * (number + 0.5),
                m.stays,
                good / n if n else None,
                _y(good / n) if n else None,
                _y(low) if n else None,
                _y(high) if n else None,
                0.35 * (HEIGHT - TOP - BOTTOM) * m.stays / most,
            )
        )
    ticks = [(_y(share), f"{share:.0%}") for share in (0.0, 0.25, 0.5, 0.75, 1.0)]
    return Trend(points, ticks, step, None if target is None else _y(target / 100))


def _y(share: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - share)


@dataclass(frozen=True, slots=True)
class Span:
    """An indicator on a scale from 0 to 100: the rate with Wilson's interval, and how far the unknown could move it."""

    rate: float | None
    low: float
    high: float
    least: float
    most: float


def span(counted: Counted) -> Span | None:
    """None if there is nothing to draw."""
    if counted.bounds is None:
        return None
    least, most = counted.bounds
    low, high = counted.interval or (0.0, 0.0)
    rate = counted.rate
    return Span(None if rate is None else 100 * rate, 100 * low, 100 * high, 100 * least, 100 * most)
