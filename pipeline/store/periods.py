"""Stays by the day they were discharged, over all nights: what monthly and quarterly reports read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from pipeline.store.store import _CONTRACT_ORDER, Row, Store
from pipeline.store.tables import DECISIONS, FINDINGS, GRADES, RUNS, STAYS


@dataclass(frozen=True, slots=True)
class Discharged:
    """What finished runs hold about the stays discharged in a period.

    ``stays``: one row a stay, of the newest run that audited it, with ``started_at`` and ``standard`` of that run, by id.
    ``findings`` and ``grades`` belong to exactly these rows. ``decisions`` are all about these stays, in the order made.
    """

    stays: list[Row]
    findings: list[Row]
    grades: list[Row]
    decisions: list[Row]


def discharged(store: Store, first: date, last: date) -> Discharged:
    """Everything about stays discharged from ``first`` to ``last``, both days included."""
    within = _within(first, last)
    joined = STAYS.join(RUNS, STAYS.c.run_id == RUNS.c.run_id)
    query = sa.select(STAYS, RUNS.c.started_at, RUNS.c.standard).select_from(joined)
    rows = store._rows(query.where(RUNS.c.status == "done", *within).order_by(RUNS.c.started_at, RUNS.c.run_id))
    newest = {row["stay_id"]: row for row in rows}
    there = {(row["run_id"], row["stay_id"]) for row in newest.values()}
    found = store._rows(sa.select(FINDINGS).where(_same(FINDINGS, within)))
    graded = store._rows(sa.select(GRADES).where(_same(GRADES, within)))
    about = sa.select(STAYS.c.stay_id).where(*within)
    said = store._rows(sa.select(DECISIONS).where(DECISIONS.c.stay_id.in_(about)).order_by(DECISIONS.c.decision_id))
    return Discharged(
        [newest[stay_id] for stay_id in sorted(newest)],
        sorted(_of(found, there), key=lambda row: (row["stay_id"], row["position"])),
        sorted(_of(graded, there), key=lambda row: (row["stay_id"], row["standard"])),
        said,
    )


def undated(store: Store) -> int:
    """How many stays of finished runs have no day of discharge, and so belong to no period."""
    joined = STAYS.join(RUNS, STAYS.c.run_id == RUNS.c.run_id)
    no_day = sa.or_(STAYS.c.discharged_at.is_(None), sa.func.length(STAYS.c.discharged_at) < len("2026-03-01"))
    query = sa.select(sa.func.count(sa.distinct(STAYS.c.stay_id)).label("n")).select_from(joined)
    (row,) = store._rows(query.where(RUNS.c.status == "done", no_day))
    count: int = row["n"]
    return count


def first_day(store: Store) -> date | None:
    """The earliest day of discharge in the store; None if it holds none."""
    days = sa.select(sa.func.min(STAYS.c.discharged_at).label("day"))
    (row,) = store._rows(days.where(sa.func.length(STAYS.c.discharged_at) >= len("2026-03-01")))
    return date.fromisoformat(row["day"][:10]) if row["day"] else None


def with_fingerprint(store: Store, start: str) -> list[Row]:
    """Findings with the contract's keys whose fingerprint begins with ``start``; of each only the newest run's."""
    escaped = start.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    query = sa.select(FINDINGS).select_from(FINDINGS.join(RUNS, FINDINGS.c.run_id == RUNS.c.run_id))
    query = query.where(FINDINGS.c.fingerprint.like(f"{escaped}%", escape="\\")).order_by(RUNS.c.started_at)
    newest = {row["fingerprint"]: row for row in store._rows(query)}
    return [{**{k: row[k] for k in _CONTRACT_ORDER}, "run_id": row["run_id"]} for _, row in sorted(newest.items())]


def _within(first: date, last: date) -> tuple[sa.ColumnElement[bool], ...]:
    """Times are ISO text, so that their order is that of the text."""
    after = (last + timedelta(days=1)).isoformat()
    return STAYS.c.discharged_at >= first.isoformat(), STAYS.c.discharged_at < after


def _same(table: sa.Table, within: Sequence[sa.ColumnElement[bool]]) -> sa.ColumnElement[bool]:
    return sa.exists().where(table.c.run_id == STAYS.c.run_id, table.c.stay_id == STAYS.c.stay_id, *within)


def _of(rows: list[Row], there: set[tuple[str, str]]) -> list[Row]:
    return [row for row in rows if (row["run_id"], row["stay_id"]) in there]
