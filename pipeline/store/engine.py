"""Opens the database, brings its schema up to date, and turns the database's errors into messages people can act on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.engine import URL, Connection, Engine

from pipeline.errors import UsageError

HEAD = "0001"  # the newest revision in migrations/versions
VERSION_TABLE = "bingan_schema"
_BUSY_SECONDS = 30
_LOCK = 0x62_69_6E_67  # one upgrade at a time on PostgreSQL


def open_engine(url: str, busy_seconds: float = _BUSY_SECONDS) -> Engine:
    """An engine whose schema is current.

    ``url`` is an SQLAlchemy URL (``sqlite:///night.db``, ``postgresql://user@host/db``) or the path of an SQLite file.
    Raises UsageError: E401 wrong URL, E402 unreachable, E403 locked, E404 schema newer than this program, E405 other.
    """
    parsed = _parsed(url)
    try:
        engine = sa.create_engine(parsed, hide_parameters=True, **_options(parsed, busy_seconds))
    except (ImportError, exc.NoSuchModuleError) as error:
        raise UsageError("E401", f"{shown(parsed)}：缺少数据库驱动。请运行 pip install 'bingan[postgres]'") from error
    try:
        if parsed.get_backend_name() == "sqlite":
            _prepare_sqlite(engine, busy_seconds)
        with friendly(engine):
            upgrade(engine)
    except OSError as error:
        raise UsageError("E405", f"{shown(parsed)}：不能建立文件（{type(error).__name__}）。请检查权限") from error
    except UsageError:
        engine.dispose()
        raise
    return engine


def shown(url: URL) -> str:
    """The URL without its password."""
    return url.render_as_string(hide_password=True)


def _parsed(url: str) -> URL:
    if not url.strip():
        raise UsageError("E401", "数据库地址为空。例：sqlite:///night.db 或 postgresql://用户@主机/库")
    if "://" not in url:
        url = f"sqlite:///{url}"
    try:
        parsed = sa.make_url(url)
    except (exc.ArgumentError, ValueError) as error:
        raise UsageError("E401", "数据库地址写法不对。例：sqlite:///night.db 或 postgresql://用户@主机/库") from error
    backend = parsed.drivername.split("+")[0]
    if backend in ("postgres", "postgresql"):
        return parsed.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise UsageError("E401", f"不支持的数据库 {backend}。请用 sqlite 或 postgresql")
    if parsed.database and not Path(parsed.database).absolute().parent.is_dir():
        raise UsageError("E401", f"{shown(parsed)}：所在文件夹不存在，请先建立")
    return parsed


def _options(url: URL, busy_seconds: float) -> dict[str, Any]:
    if url.get_backend_name() == "sqlite":
        return {"connect_args": {"timeout": busy_seconds}}
    return {"pool_pre_ping": True, "connect_args": {"connect_timeout": max(2, int(busy_seconds))}}


def _prepare_sqlite(engine: Engine, busy_seconds: float) -> None:
    """WAL, so that readers never wait; writers take their lock at once, so that they wait instead of failing half-way."""

    path = engine.url.database
    if path and path != ":memory:" and not path.startswith("file:"):
        Path(path).touch(mode=0o600, exist_ok=True)  # quotes of records: for the owner only

    @event.listens_for(engine, "connect")
    def _connect(dbapi: Any, _record: Any) -> None:
        dbapi.isolation_level = None  # transactions are begun below, not by the driver
        cursor = dbapi.cursor()
        cursor.execute(f"PRAGMA busy_timeout={int(busy_seconds * 1000)}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reading")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


@contextmanager
def friendly(engine: Engine) -> Iterator[None]:
    """Turn database errors into UsageError. Messages hold neither rows nor passwords."""
    try:
        yield
    except exc.DBAPIError as error:
        where, cause = shown(engine.url), str(error.orig).strip().splitlines()[:1]
        text = cause[0] if cause else type(error).__name__
        if "locked" in text or "busy" in text:
            raise UsageError("E403", f"{where}：数据库被另一个程序占用。请等它结束后重试") from None
        if isinstance(error, exc.OperationalError) and engine.dialect.name == "postgresql":
            raise UsageError("E402", f"{where}：连不上或连接中断（{text}）。请检查主机、端口、账号") from None
        if isinstance(error, exc.IntegrityError):
            raise UsageError(
                "E405", f"{where}：数据不一致（{type(error.orig).__name__}）。写入前请先 begin_run"
            ) from None
        if isinstance(error, exc.OperationalError | exc.ProgrammingError) or "not a database" in text:
            raise UsageError("E405", f"{where}：数据库不能用（{text}）。请检查文件、权限与磁盘") from None
        raise


def upgrade(engine: Engine) -> None:
    """Bring the schema to ``HEAD``; nothing happens if it is there already."""
    with engine.connect().execution_options(reading=True) as connection:
        if _current(connection) == HEAD:
            return
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        _migrate(connection)


def _current(connection: Connection) -> str | None:
    if not sa.inspect(connection).has_table(VERSION_TABLE):
        return None
    row = connection.execute(sa.text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar_one_or_none()  # noqa: S608
    return None if row is None else str(row)


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    current = _current(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if current is not None and current not in known:
        raise UsageError(
            "E404",
            f"{shown(connection.engine.url)}：数据库结构（{current}）比本程序新。请升级 bingan，或换一个数据库",
        )
    command.upgrade(config, "head")
