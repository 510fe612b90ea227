"""Runs, stays, documents, findings, grades, and decisions that can only be added to.

Column types are plain ones here: a migration must keep meaning the same when the code's types change.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _text(name: str, *, null: bool = True, key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=null and not key, primary_key=key)


def _of_stay() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["run_id", "stay_id"], ["stays.run_id", "stays.stay_id"], ondelete="CASCADE")


def upgrade() -> None:
    op.create_table(
        "runs",
        _text("run_id", key=True),
        _text("status", null=False),
        _text("started_at", null=False),
        _text("finished_at"),
        _text("standard"),
        _text("source"),
        _text("meta", null=False),
    )
    op.create_table(
        "stays",
        _text("run_id", key=True),
        _text("stay_id", key=True),
        *(_text(name) for name in ("patient_id", "department", "doctor", "sex", "age")),
        *(_text(name) for name in ("admitted_at", "discharged_at", "outcome", "outcomes", "meta")),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], ondelete="CASCADE"),
    )
    op.create_table(
        "documents",
        *(_text(name, key=True) for name in ("run_id", "stay_id", "doc_id")),
        sa.Column("position", sa.Integer, nullable=False),
        *(_text(name) for name in ("doc_type", "title", "written_at")),
        _text("text", null=False),
        _text("meta"),
        _of_stay(),
    )
    op.create_table(
        "findings",
        *(_text(name, key=True) for name in ("run_id", "finding_id")),
        _text("stay_id", null=False),
        sa.Column("position", sa.Integer, nullable=False),
        _text("doc_id"),
        *(_text(name, null=False) for name in ("rule_id", "outcome", "severity")),
        sa.Column("points", sa.Float, nullable=False),
        *(_text(name, null=False) for name in ("message", "evidence", "related", "searched", "clause")),
        sa.Column("confidence", sa.Float, nullable=False),
        *(_text(name, null=False) for name in ("fingerprint", "person")),
        sa.Column("schema_version", sa.Integer, nullable=False),
        _of_stay(),
    )
    op.create_table(
        "grades",
        *(_text(name, key=True) for name in ("run_id", "stay_id", "standard")),
        _text("level", null=False),
        sa.Column("score", sa.Float, nullable=False),
        _text("detail", null=False),
        _of_stay(),
    )
    op.create_table(
        "decisions",
        sa.Column("decision_id", sa.Integer, primary_key=True, autoincrement=True),
        *(_text(name, null=False) for name in ("fingerprint", "rule_id", "stay_id")),
        *(_text(name) for name in ("run_id", "finding_id")),
        *(_text(name, null=False) for name in ("verdict", "who", "at", "reason", "note")),
        _text("meta"),
        sqlite_autoincrement=True,
    )
    op.create_index("stays_by_department", "stays", ["run_id", "department"])
    op.create_index("findings_by_stay", "findings", ["run_id", "stay_id"])
    op.create_index("findings_by_rule", "findings", ["run_id", "rule_id"])
    op.create_index("findings_by_person", "findings", ["run_id", "person"])
    op.create_index("findings_by_fingerprint", "findings", ["fingerprint"])
    op.create_index("grades_by_level", "grades", ["run_id", "standard", "level"])
    op.create_index("decisions_by_fingerprint", "decisions", ["fingerprint", "decision_id"])
    _forbid_changes()


def _forbid_changes() -> None:
    """Decisions are evidence in appeals: the database itself refuses to change or delete one."""
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER decisions_no_{event.lower()} BEFORE {event} ON decisions "
                "BEGIN SELECT RAISE(ABORT, 'decisions can only be added'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION decisions_can_only_be_added() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'decisions can only be added'; END $$"
    )
    op.execute(
        "CREATE TRIGGER decisions_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON decisions "
        "FOR EACH STATEMENT EXECUTE FUNCTION decisions_can_only_be_added()"
    )


def downgrade() -> None:
    for table in ("decisions", "grades", "findings", "documents", "stays", "runs"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION decisions_can_only_be_added()")
