"""The store: what a night found, how it was graded, and what people decided about it.

Everything is written by upserts inside one transaction for many stays, so that writing the same night twice changes
nothing, and a crash leaves whole stays or none.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine

from pipeline.store.engine import friendly, open_engine
from pipeline.store.tables import DECISIONS, DOCUMENTS, FINDINGS, GRADES, RUNS, STAYS

Row = dict[str, Any]

VERDICTS = (
    *(
        "confirmed",
        "rejected",
        "unsure",
        "missed",
        "withdrawn",
    ),  # at the review desk; missed: the program had not found it; withdrawn: takes back one's own last decision
    "clean",  # about a stay: read in full, nothing missed
    *("suppressed", "resumed"),  # about a rule or a finding, see pipeline.store.suppress
    *("corrected", "appealed", "appeal_upheld", "appeal_rejected", "closed", "reopened"),  # in the problem ledger
)
SUPPRESSING = ("rejected", "appealed", "appeal_upheld")  # found wrong, or not to be raised while an appeal is open
CONFIRMING = ("confirmed", "appeal_rejected", "corrected", "closed", "reopened")  # true, whatever was done since
_FINDING_KEYS = [c.name for c in FINDINGS.columns if c.name not in ("run_id", "position")]
_CONTRACT_ORDER = [
    "finding_id",
    "stay_id",
    "doc_id",
    "rule_id",
    "outcome",
    "severity",
    "points",
    "message",
    "evidence",
    "related",
    "searched",
    "clause",
    "confidence",
    "fingerprint",
    "person",
    "schema_version",
]
_IN_LIST = 500  # SQLite allows few bound values in a statement


def run_key(*parts: Any) -> str:
    """An id for a run that is the same whenever the same input is judged alike.

    Give everything that can change the result: digest of the input, of the standard, version of the program.
    """
    text = json.dumps(parts, ensure_ascii=True, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Store:
    """Runs, stays, documents, findings, grades and decisions in SQLite or PostgreSQL.

    Rows come in and go out as JSON-ready dicts: findings with the contract's keys, grades as ``Grade.detail()`` (or
    ``Grade.row()``), stays and documents with the columns of :mod:`pipeline.store.tables`; further keys of a stay or a
    document are kept in ``meta``. Every method raises UsageError if the database is locked, unreachable or broken.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str, busy_seconds: float = 30) -> Self:
        """Open ``url`` and bring its schema up to date; see :func:`pipeline.store.engine.open_engine`."""
        return cls(open_engine(url, busy_seconds))

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- writing a night ------------------------------------------------------------------------------------------

    def begin_run(self, run_id: str, meta: Mapping[str, Any]) -> None:
        """Start, or start again, run ``run_id``. ``meta`` is kept; its ``standard`` and ``source`` can be searched."""
        row = {
            "run_id": run_id,
            "status": "running",
            "started_at": _now(),
            "standard": meta.get("standard"),
            "source": meta.get("source"),
            "meta": dict(meta),
        }
        with self._writing() as connection:
            self._upsert(connection, RUNS, [row], keep=("started_at",))

    def finish_run(self, run_id: str, meta: Mapping[str, Any] | None = None) -> None:
        """Mark the run as done; ``meta`` is laid over what ``begin_run`` said. A second finish keeps the first time."""
        with self._writing() as connection:
            old = connection.execute(sa.select(RUNS.c.meta).where(RUNS.c.run_id == run_id)).scalar_one()
            connection.execute(
                RUNS.update()
                .where(RUNS.c.run_id == run_id)
                .values(
                    status="done",
                    finished_at=sa.func.coalesce(RUNS.c.finished_at, _now()),
                    meta={**old, **(meta or {})},
                )
            )

    def write(
        self,
        run_id: str,
        stays: Iterable[Mapping[str, Any]],
        findings: Iterable[Mapping[str, Any]] = (),
        grades: Iterable[Mapping[str, Any]] = (),
        documents: Iterable[Mapping[str, Any]] = (),
    ) -> None:
        """Write whole stays in one transaction: what is given replaces what this run had said about them.

        ``begin_run`` must have been called; findings, grades and documents must belong to ``stays``.
        """
        stay_rows = [_spread(row, STAYS, run_id) for row in stays]
        ids = list(dict.fromkeys(str(row["stay_id"]) for row in stay_rows))
        finding_rows = _numbered([{**{k: f[k] for k in _FINDING_KEYS}, "run_id": run_id} for f in findings])
        grade_rows = [
            {k: g[k] for k in ("stay_id", "standard", "level", "score")} | {"run_id": run_id, "detail": dict(g)}
            for g in grades
        ]
        document_rows = _numbered([_spread(d, DOCUMENTS, run_id) for d in documents])
        with self._writing() as connection:
            self._upsert(connection, STAYS, stay_rows)
            self._replace(connection, FINDINGS, "finding_id", run_id, ids, finding_rows)
            self._replace(connection, DOCUMENTS, "doc_id", run_id, ids, document_rows)
            self._upsert(connection, GRADES, grade_rows)

    @contextmanager
    def night(self, run_id: str, meta: Mapping[str, Any], rows: int = 5000) -> Iterator[NightWriter]:
        """Write a whole night stay by stay, ``rows`` rows to a transaction; the run is done when the block ends well."""
        self.begin_run(run_id, meta)
        writer = NightWriter(self, run_id, rows)
        yield writer
        writer.flush()
        self.finish_run(run_id)

    def write_grades(self, run_id: str, grades: Iterable[Mapping[str, Any]]) -> None:
        """Add grades under a further standard to a run whose stays are there; other grades stay as they are."""
        rows = [
            {k: g[k] for k in ("stay_id", "standard", "level", "score")} | {"run_id": run_id, "detail": dict(g)}
            for g in grades
        ]
        with self._writing() as connection:
            self._upsert(connection, GRADES, rows)

    # -- decisions ------------------------------------------------------------------------------------------------

    def decide(
        self,
        finding: Mapping[str, Any],
        verdict: str,
        who: str,
        reason: str,
        note: str = "",
        run_id: str | None = None,
        at: str | None = None,
        meta: Mapping[str, Any] | None = None,
    ) -> int:
        """Add a decision about ``finding`` (needs fingerprint, rule_id, stay_id) and return its number.

        Decisions are only ever added; the last one of a fingerprint holds. Raises ValueError for an unknown verdict or if
        ``who`` is empty.
        """
        if verdict not in VERDICTS:
            raise ValueError(f"verdict must be one of {', '.join(VERDICTS)}")
        if not who.strip():
            raise ValueError("a decision needs the person who made it")
        row = {
            "fingerprint": finding["fingerprint"],
            "rule_id": finding["rule_id"],
            "stay_id": finding["stay_id"],
            "finding_id": finding.get("finding_id"),
            "run_id": run_id,
            "verdict": verdict,
            "who": who,
            "at": at or _now(),
            "reason": reason,
            "note": note,
            "meta": dict(meta) if meta is not None else None,
        }
        with self._writing() as connection:
            number: int = connection.execute(
                DECISIONS.insert().values(**row).returning(DECISIONS.c.decision_id)
            ).scalar_one()
        return number

    def decisions(self, fingerprint: str | None = None, since: int = 0) -> list[Row]:
        """Decisions in the order they were made, of one fingerprint or all, after number ``since``."""
        query = sa.select(DECISIONS).where(DECISIONS.c.decision_id > since)
        if fingerprint is not None:
            query = query.where(DECISIONS.c.fingerprint == fingerprint)
        return self._rows(query.order_by(DECISIONS.c.decision_id))

    def history(self, fingerprints: Iterable[str]) -> list[Row]:
        """All decisions about ``fingerprints`` in the order they were made."""
        found: list[Row] = []
        for some in _slices(list(dict.fromkeys(fingerprints))):
            found += self._rows(sa.select(DECISIONS).where(DECISIONS.c.fingerprint.in_(some)))
        return sorted(found, key=lambda row: row["decision_id"])

    def decisions_with(self, *verdicts: str, run_id: str | None = None) -> list[Row]:
        """Decisions with one of ``verdicts``, or all, made on one run or on any, in the order they were made."""
        query = sa.select(DECISIONS).order_by(DECISIONS.c.decision_id)
        if verdicts:
            query = query.where(DECISIONS.c.verdict.in_(verdicts))
        return self._rows(_filtered(query, DECISIONS, run_id=run_id))

    def last_decisions(self, fingerprints: Iterable[str]) -> dict[str, Row]:
        """The decision that holds for each of ``fingerprints`` that has one: the last that nobody took back.

        While two blind readers disagree and nobody has settled it, none holds: it costs no points and hides nothing.
        """
        held: dict[str, Row] = {}
        blind: dict[str, dict[str, str]] = {}  # what each blind reader said last
        for row in standing(self.history(fingerprints)):
            held[row["fingerprint"]] = row
            if (row["meta"] or {}).get("blind"):
                blind.setdefault(row["fingerprint"], {})[row["who"]] = row["verdict"]
        disputed = {
            f for f, said in blind.items() if len(set(said.values())) > 1 and (held[f]["meta"] or {}).get("blind")
        }
        return {f: row for f, row in held.items() if f not in disputed}

    def suppressed(self, fingerprints: Iterable[str]) -> set[str]:
        """Those of ``fingerprints`` that must not be raised again: found wrong, or under or upheld on appeal."""
        return {f for f, row in self.last_decisions(fingerprints).items() if row["verdict"] in SUPPRESSING}

    def confirmed(self, fingerprints: Iterable[str]) -> set[str]:
        """Those of ``fingerprints`` whose last decision is that they are true."""
        return {f for f, row in self.last_decisions(fingerprints).items() if row["verdict"] in CONFIRMING}

    # -- reading --------------------------------------------------------------------------------------------------

    def runs(self) -> list[Row]:
        """All runs, the newest first."""
        return self._rows(sa.select(RUNS).order_by(RUNS.c.started_at.desc(), RUNS.c.run_id))

    def latest_run(self, standard: str | None = None) -> Row | None:
        """The newest run that is done, or None."""
        done = [r for r in self.runs() if r["status"] == "done" and standard in (None, r["standard"])]
        return done[0] if done else None

    def stays(self, run_id: str, department: str | None = None, stay_id: str | None = None) -> list[Row]:
        """The stays of a run, by id."""
        query = sa.select(STAYS).where(STAYS.c.run_id == run_id)
        query = _filtered(query, STAYS, department=department, stay_id=stay_id)
        return sorted(self._rows(query), key=lambda row: row["stay_id"])

    def documents(self, run_id: str, stay_id: str) -> list[Row]:
        """The documents of a stay in their order, with text, if the run stored them."""
        query = sa.select(DOCUMENTS).where(DOCUMENTS.c.run_id == run_id, DOCUMENTS.c.stay_id == stay_id)
        return self._rows(query.order_by(DOCUMENTS.c.position))

    def grades(
        self, run_id: str, standard: str | None = None, department: str | None = None, level: str | None = None
    ) -> list[Row]:
        """The grade table: one row a stay and standard with the stay's department, dates and doctor, and the ledger."""
        columns = [STAYS.c[name] for name in ("department", "doctor", "admitted_at", "discharged_at", "outcome")]
        joined = GRADES.join(STAYS, (GRADES.c.run_id == STAYS.c.run_id) & (GRADES.c.stay_id == STAYS.c.stay_id))
        query = sa.select(GRADES, *columns).select_from(joined).where(GRADES.c.run_id == run_id)
        query = _filtered(query, GRADES, standard=standard, level=level)
        query = _filtered(query, STAYS, department=department)
        rows = [{**row.pop("detail"), **row} for row in self._rows(query)]
        return sorted(rows, key=lambda row: (row["stay_id"], row["standard"]))

    def findings(
        self,
        run_id: str,
        stay_id: str | None = None,
        rule_id: str | None = None,
        department: str | None = None,
        person: str | None = None,
        outcome: str | None = None,
    ) -> list[Row]:
        """Findings of a run with the contract's keys, sorted by stay and in the engine's order within it."""
        query = sa.select(FINDINGS).where(FINDINGS.c.run_id == run_id)
        query = _filtered(query, FINDINGS, stay_id=stay_id, rule_id=rule_id, person=person, outcome=outcome)
        if department is not None:
            same = (FINDINGS.c.run_id == STAYS.c.run_id) & (FINDINGS.c.stay_id == STAYS.c.stay_id)
            query = query.where(sa.exists().where(same, STAYS.c.department == department))
        rows = sorted(self._rows(query), key=lambda row: (row["stay_id"], row["position"]))
        return [{key: row[key] for key in _CONTRACT_ORDER} for row in rows]

    def last_found(self, fingerprint: str) -> Row | None:
        """A finding with this fingerprint, of any run, or None."""
        rows = self._rows(sa.select(FINDINGS).where(FINDINGS.c.fingerprint == fingerprint).limit(1))
        return rows[0] if rows else None

    def found_before(self, run_id: str, fingerprints: Iterable[str]) -> set[str]:
        """Those of ``fingerprints`` that a run which began before ``run_id`` has found."""
        began = sa.select(RUNS.c.started_at).where(RUNS.c.run_id == run_id).scalar_subquery()
        found: set[str] = set()
        for some in _slices(list(dict.fromkeys(fingerprints))):
            query = (
                sa.select(FINDINGS.c.fingerprint)
                .distinct()
                .join(RUNS, RUNS.c.run_id == FINDINGS.c.run_id)
                .where(FINDINGS.c.fingerprint.in_(some), RUNS.c.started_at < began)
            )
            found |= {row["fingerprint"] for row in self._rows(query)}
        return found

    def counts(self, run_id: str, by: str) -> list[Row]:
        """Findings of a run counted ``by`` rule_id, department, person or doctor: ``key, fail, review, stays``.

        Most failures first. Raises ValueError for another ``by``.
        """
        keys = {
            "rule_id": FINDINGS.c.rule_id,
            "person": FINDINGS.c.person,
            "department": STAYS.c.department,
            "doctor": STAYS.c.doctor,
        }
        if by not in keys:
            raise ValueError(f"by must be one of {', '.join(keys)}")
        failed = sa.func.sum(sa.case((FINDINGS.c.outcome == "fail", 1), else_=0))
        reviewed = sa.func.sum(sa.case((FINDINGS.c.outcome == "review", 1), else_=0))
        same = (FINDINGS.c.run_id == STAYS.c.run_id) & (FINDINGS.c.stay_id == STAYS.c.stay_id)
        query = (
            sa.select(
                keys[by].label("key"),
                failed.label("fail"),
                reviewed.label("review"),
                sa.func.count(sa.distinct(FINDINGS.c.stay_id)).label("stays"),
            )
            .select_from(FINDINGS.join(STAYS, same))
            .where(FINDINGS.c.run_id == run_id)
            .group_by(keys[by])
        )
        return sorted(self._rows(query), key=lambda row: (-row["fail"], -row["review"], row["key"] or ""))

    # -- inside ---------------------------------------------------------------------------------------------------

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with friendly(self._engine), self._engine.begin() as connection:
            yield connection

    def _rows(self, query: sa.Select[Any]) -> list[Row]:
        with friendly(self._engine), self._engine.connect().execution_options(reading=True) as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def _upsert(self, connection: Connection, table: sa.Table, rows: Sequence[Row], keep: tuple[str, ...] = ()) -> None:
        """Insert ``rows``, or change what differs of rows that are there; columns in ``keep`` are never changed."""
        if not rows:
            return
        keys = [column.name for column in table.primary_key]
        unique = list({tuple(row[key] for key in keys): row for row in rows}.values())
        names = list(unique[0])
        build: Callable[[sa.Table], Any] = (
            postgresql.insert if self._engine.dialect.name == "postgresql" else sqlite.insert
        )
        statement = build(table)
        changing = [name for name in names if name not in keys and name not in keep]
        statement = statement.on_conflict_do_update(
            index_elements=keys,
            set_={name: statement.excluded[name] for name in changing},
            where=sa.or_(*(table.c[name].is_distinct_from(statement.excluded[name]) for name in changing)),
        )
        connection.execute(statement, unique)

    def _replace(
        self,
        connection: Connection,
        table: sa.Table,
        key: str,
        run_id: str,
        stay_ids: Sequence[str],
        rows: Sequence[Row],
    ) -> None:
        """Make ``rows`` the only rows of these stays in this run."""
        new = {(row["stay_id"], row[key]) for row in rows}
        for some in _slices(stay_ids):
            there = connection.execute(
                sa.select(table.c.stay_id, table.c[key]).where(table.c.run_id == run_id, table.c.stay_id.in_(some))
            )
            stale = [(stay, item) for stay, item in there if (stay, item) not in new]
            if stale:
                connection.execute(
                    table.delete().where(
                        table.c.run_id == run_id,
                        table.c.stay_id == sa.bindparam("b_stay"),
                        table.c[key] == sa.bindparam("b_item"),
                    ),
                    [{"b_stay": stay, "b_item": item} for stay, item in stale],
                )
        self._upsert(connection, table, rows)


class NightWriter:
    """Collects stays and writes them in large transactions."""

    def __init__(self, store: Store, run_id: str, rows: int) -> None:
        self._store, self._run_id, self._rows = store, run_id, rows
        self._stays: list[Mapping[str, Any]] = []
        self._findings: list[Mapping[str, Any]] = []
        self._grades: list[Mapping[str, Any]] = []
        self._documents: list[Mapping[str, Any]] = []

    def add(
        self,
        stay: Mapping[str, Any],
        findings: Iterable[Mapping[str, Any]],
        grade: Mapping[str, Any] | None = None,
        documents: Iterable[Mapping[str, Any]] = (),
    ) -> None:
        """Add one stay with everything about it; it is written with the next full batch."""
        self._stays.append(stay)
        self._findings += findings
        self._grades += [grade] if grade is not None else []
        self._documents += documents
        if len(self._stays) + len(self._findings) + len(self._documents) >= self._rows:
            self.flush()

    def flush(self) -> None:
        """Write what has been collected."""
        if self._stays:
            self._store.write(self._run_id, self._stays, self._findings, self._grades, self._documents)
        self._stays, self._findings, self._grades, self._documents = [], [], [], []


def standing(rows: Iterable[Row]) -> list[Row]:
    """``rows`` (in order) without those that their maker took back, and without the takings back."""
    kept: list[Row | None] = []
    places: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        own = places.setdefault((row["fingerprint"], row["who"]), [])
        if row["verdict"] != "withdrawn":
            own.append(len(kept))
            kept.append(row)
        elif own:
            kept[own.pop()] = None
    return [row for row in kept if row is not None]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _spread(row: Mapping[str, Any], table: sa.Table, run_id: str) -> Row:
    """``row`` as columns of ``table``; keys without a column of their own go to ``meta``."""
    names = [c.name for c in table.columns if c.name not in ("run_id", "position", "meta")]
    extra = {k: v for k, v in row.items() if k not in names and k not in ("run_id", "meta", "position")}
    meta = {**(row.get("meta") or {}), **extra}
    return {name: row.get(name) for name in names} | {"run_id": run_id, "meta": meta or None}


def _numbered(rows: list[Row]) -> list[Row]:
    """Give every row its place within its stay."""
    places: dict[str, int] = {}
    for row in rows:
        row["position"] = places[row["stay_id"]] = places.get(row["stay_id"], -1) + 1
    return rows


def _filtered(query: sa.Select[Any], table: sa.Table, **wanted: str | None) -> sa.Select[Any]:
    for name, value in wanted.items():
        if value is not None:
            query = query.where(table.c[name] == value)
    return query


def _slices(items: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(items), _IN_LIST):
        yield items[start : start + _IN_LIST]
