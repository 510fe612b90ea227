"""Alembic's entry point. The store hands over its own open connection; there is no alembic.ini."""

from alembic import context

from pipeline.store.engine import VERSION_TABLE
from pipeline.store.tables import METADATA

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
    render_as_batch=connection.dialect.name == "sqlite",
)
context.run_migrations()
