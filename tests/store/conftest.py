"""A private PostgreSQL cluster for the tests, beside SQLite: the same tests run on both."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.store import Store


def _binaries() -> Path | None:
    """The folder of the newest installed PostgreSQL that holds initdb and pg_ctl."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path and shutil.which("pg_ctl") else None


def _absent(why: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(f"PostgreSQL must be tested here: {why}")
    pytest.skip(why)


def _as_unprivileged(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root: use the account that Debian's package makes."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """URL of an empty database server that lives as long as the tests, reachable by a socket only."""
    pytest.importorskip("psycopg", reason="the driver psycopg is not installed (pip install 'bingan[postgres]')")
    binaries = _binaries()
    if binaries is None:
        _absent("no PostgreSQL found (Debian: apt-get install postgresql)")
        return
    folder = Path(tempfile.mkdtemp(prefix="bingan-pg-", dir="/tmp"))  # a short path: sockets allow 107 bytes
    if os.geteuid() == 0:
        try:
            shutil.chown(folder, "postgres", "postgres")
        except LookupError:
            shutil.rmtree(folder)
            _absent("running as root without an account named postgres, and PostgreSQL refuses root")
    data = folder / "data"

    def run(*command: str) -> None:
        done = subprocess.run(_as_unprivileged(list(command)), capture_output=True, text=True, cwd=folder, check=False)
        assert done.returncode == 0, done.stderr

    try:
        run(
            str(binaries / "initdb"),
            "-D",
            str(data),
            "-U",
            "bingan",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
            "--locale=C",
        )
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
        run(str(binaries / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgresql://bingan@/{{database}}?host={folder}"
        finally:
            run(str(binaries / "pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of an empty database, of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'night.db'}"
    import sqlalchemy as sa

    server: str = request.getfixturevalue("postgres_url")
    name = f"t{abs(hash(request.node.nodeid)) % 10**12}"
    admin = sa.create_engine(
        server.format(database="postgres").replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT"
    )
    with admin.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE IF EXISTS {name}"))
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    admin.dispose()
    return server.format(database=name)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store.open(url) as opened:
        yield opened
