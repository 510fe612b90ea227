"""The tables of the store, and the column types that keep any text a record may hold.

Times are ISO 8601 text with the precision that is known; lists and tables inside a row are JSON text.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Column, Dialect, Float, ForeignKeyConstraint, Index, Integer, MetaData, Table, Text
from sqlalchemy.types import TypeDecorator

_MARK = "\x1ajson:"  # starts a text that neither database could hold as it is


def _storable(text: str) -> bool:
    """Lone surrogates cannot be encoded, and PostgreSQL refuses NUL."""
    if "\x00" in text or text.startswith(_MARK):
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class AnyText(TypeDecorator[str]):
    """Text that comes back exactly, lone surrogates and NUL included. Equal texts are stored alike."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return value if value is None or _storable(value) else _MARK + json.dumps(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        if value is None or not value.startswith(_MARK):
            return value
        text: str = json.loads(value[len(_MARK) :])
        return text


class Json(TypeDecorator[Any]):
    """A JSON value as text. Chinese stays readable; what cannot be encoded is escaped."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        if value is None:
            return None
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return text if _storable(text) else json.dumps(value, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else json.loads(value)


METADATA = MetaData()

RUNS = Table(
    "runs",
    METADATA,
    Column("run_id", AnyText, primary_key=True),
    Column("status", Text, nullable=False),  # running | done
    Column("started_at", Text, nullable=False),
    Column("finished_at", Text),
    Column("standard", AnyText),
    Column("source", AnyText),
    Column("meta", Json, nullable=False),
)

STAYS = Table(
    "stays",
    METADATA,
    Column("run_id", AnyText, primary_key=True),
    Column("stay_id", AnyText, primary_key=True),
    Column("patient_id", AnyText),
    Column("department", AnyText),
    Column("doctor", AnyText),
    Column("sex", AnyText),
    Column("age", AnyText),
    Column("admitted_at", AnyText),
    Column("discharged_at", AnyText),
    Column("outcome", AnyText),
    Column("outcomes", Json),  # rule id -> one of the five outcomes
    Column("meta", Json),
    ForeignKeyConstraint(["run_id"], ["runs.run_id"], ondelete="CASCADE"),
    Index("stays_by_department", "run_id", "department"),
)

DOCUMENTS = Table(
    "documents",
    METADATA,
    Column("run_id", AnyText, primary_key=True),
    Column("stay_id", AnyText, primary_key=True),
    Column("doc_id", AnyText, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("doc_type", AnyText),
    Column("title", AnyText),
    Column("written_at", AnyText),
    Column("text", AnyText, nullable=False),
    Column("meta", Json),
    ForeignKeyConstraint(["run_id", "stay_id"], ["stays.run_id", "stays.stay_id"], ondelete="CASCADE"),
)

FINDINGS = Table(
    "findings",
    METADATA,
    Column("run_id", AnyText, primary_key=True),
    Column("finding_id", AnyText, primary_key=True),
    Column("stay_id", AnyText, nullable=False),
    Column("position", Integer, nullable=False),  # order within the stay
    Column("doc_id", AnyText),
    Column("rule_id", AnyText, nullable=False),
    Column("outcome", Text, nullable=False),  # fail | review
    Column("severity", Text, nullable=False),
    Column("points", Float, nullable=False),
    Column("message", AnyText, nullable=False),
    Column("evidence", Json, nullable=False),
    Column("related", Json, nullable=False),
    Column("searched", Json, nullable=False),
    Column("clause", AnyText, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("fingerprint", AnyText, nullable=False),
    Column("person", AnyText, nullable=False),
    Column("schema_version", Integer, nullable=False),
    ForeignKeyConstraint(["run_id", "stay_id"], ["stays.run_id", "stays.stay_id"], ondelete="CASCADE"),
    Index("findings_by_stay", "run_id", "stay_id"),
    Index("findings_by_rule", "run_id", "rule_id"),
    Index("findings_by_person", "run_id", "person"),
    Index("findings_by_fingerprint", "fingerprint"),
)

GRADES = Table(
    "grades",
    METADATA,
    Column("run_id", AnyText, primary_key=True),
    Column("stay_id", AnyText, primary_key=True),
    Column("standard", AnyText, primary_key=True),
    Column("level", Text, nullable=False),
    Column("score", Float, nullable=False),
    Column("detail", Json, nullable=False),
    ForeignKeyConstraint(["run_id", "stay_id"], ["stays.run_id", "stays.stay_id"], ondelete="CASCADE"),
    Index("grades_by_level", "run_id", "standard", "level"),
)

DECISIONS = Table(
    "decisions",
    METADATA,
    Column("decision_id", Integer, primary_key=True, autoincrement=True),
    Column("fingerprint", AnyText, nullable=False),
    Column("rule_id", AnyText, nullable=False),
    Column("stay_id", AnyText, nullable=False),
    Column("run_id", AnyText),
    Column("finding_id", AnyText),
    Column("verdict", Text, nullable=False),
    Column("who", AnyText, nullable=False),
    Column("at", Text, nullable=False),
    Column("reason", AnyText, nullable=False),
    Column("note", AnyText, nullable=False),
    Column("meta", Json),
    Index("decisions_by_fingerprint", "fingerprint", "decision_id"),
    sqlite_autoincrement=True,
)
