"""Grades a stored run again under another standard, from its findings alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from pipeline.detect.finding import Finding
from pipeline.errors import UsageError
from pipeline.grade import Decided, Grade, finding_from_row, regrade
from pipeline.grade.grade import Outcomes
from pipeline.standards.model import Standard
from pipeline.store.store import Row, Store
from pipeline.store.suppress import hidden


@dataclass(frozen=True, slots=True)
class Regraded:
    """The new grades, sorted by stay."""

    run_id: str
    grades: tuple[Grade, ...]


def regrade_run(
    store: Store,
    standard: Standard,
    run_id: str | None = None,
    inspection: str | None = None,
    confidence: float | None = None,
) -> Regraded:
    """Grade run ``run_id`` (default: the latest) under ``standard`` and add the grades to the store.

    Decisions are honoured: what people confirmed counts, what they found wrong or suppressed for now does not. Grades under other standards
    stay. With ``confidence`` it is a trial: findings below it do not count, and nothing is
    written. Raises UsageError if there is no such run.
    """
    latest = store.latest_run()
    known = {row["run_id"] for row in store.runs()}
    chosen = run_id or (latest["run_id"] if latest else None)
    if chosen is None or chosen not in known:
        raise UsageError("E406", f"数据库中没有运行 {chosen or ''}。请先用 bingan audit --store 写入")
    rows = [row for row in store.findings(chosen) if row["confidence"] >= (confidence or 0.0)]
    fingerprints = [row["fingerprint"] for row in rows]
    departments = {stay["stay_id"]: stay["department"] or "" for stay in store.stays(chosen)}
    raised = ((row["fingerprint"], row["rule_id"], departments.get(row["stay_id"], "")) for row in rows)
    decided = Decided(store.confirmed(fingerprints), set(hidden(store, raised, date.today())))
    grades = tuple(regrade(_stays(store, chosen, rows), standard, inspection, decided))
    if confidence is None:
        store.write_grades(chosen, (grade.detail() for grade in grades))
    return Regraded(chosen, grades)


def _stays(store: Store, run_id: str, rows: list[Row]) -> Iterator[tuple[str, list[Finding], Outcomes]]:
    groups = groupby(rows, key=lambda row: row["stay_id"])
    found = {stay: [finding_from_row(row) for row in group] for stay, group in groups}
    for stay in store.stays(run_id):
        yield stay["stay_id"], found.get(stay["stay_id"], []), stay["outcomes"] or {}
