"""A database as a source: two named queries, streamed side by side.

The source file (TOML) names them::

    kind = "sql"
    url = "postgresql+psycopg://reader@emr-replica/emr"     # or url_env = "BINGAN_SOURCE_URL"
    stays = "select … where discharged_at >= :start and discharged_at < :end order by stay_id"
    documents = "select … order by stay_id, doc_id"
    staff = "select staff_id, name, title, role, … from …"      # optional: `--staff` may name this file

    [columns]            # the hospital's column → ours
    ZYH = "stay_id"

    [doc_types]          # the hospital's code → the title that it stands for
    "0201" = "首次病程记录"

Both queries may use the bind parameters ``:start`` and ``:end`` (the night) and must be ordered by stay id, so that neither result
is ever held in memory.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import InputError, UsageError
from pipeline.records.readers.row import RawRow

if TYPE_CHECKING:
    from sqlalchemy import TextClause

_KEYS = {"kind", "url", "url_env", "stays", "documents", "staff", "columns", "doc_types"}
BATCH = 500  # rows fetched at a time


@dataclass(frozen=True, slots=True)
class SqlSource:
    """A validated source file. ``repr`` never shows the URL, which may hold a password."""

    path: Path
    url: str = field(repr=False)
    stays: str
    documents: str
    columns: Mapping[str, str]
    doc_types: Mapping[str, str]


def read_table(path: Path) -> dict[str, Any]:
    """The checked keys of a source file. Raises UsageError that names the key and the remedy."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError("E131", f"{path}：读不了来源文件（{error}）") from error
    unknown = sorted(set(table) - _KEYS)
    if unknown:
        raise UsageError("E132", f"{path}：不认识的键 {'、'.join(unknown)}。可用：{'、'.join(sorted(_KEYS))}")
    if table.get("kind") != "sql":
        raise UsageError("E133", f'{path}：kind 应为 "sql"')
    return table


def read_source_file(path: Path) -> SqlSource:
    """Read a source file. Raises UsageError that names the key and the remedy."""
    table = read_table(path)
    missing = [key for key in ("stays", "documents") if not isinstance(table.get(key), str)]
    if missing:
        raise UsageError("E134", f"{path}：缺少查询 {'、'.join(missing)}")
    columns, doc_types = table.get("columns", {}), table.get("doc_types", {})
    return SqlSource(path, _url(path, table), table["stays"], table["documents"], columns, doc_types)


def _url(path: Path, table: Mapping[str, Any]) -> str:
    url: str | None = table.get("url") or os.environ.get(table.get("url_env", ""))
    if not url:
        raise UsageError("E135", f"{path}：没有数据库地址。请写 url，或在 url_env 所指的环境变量里给出")
    return url


@contextmanager
def connect(path: Path, table: Mapping[str, Any]) -> Iterator[Callable[[str, Mapping[str, Any]], Iterable[Any]]]:
    """A function that runs a query and gives its rows as mappings, while the connection is open.

    Raises UsageError if the database cannot be reached or a query fails; its message tells no row.
    """
    from sqlalchemy import create_engine
    from sqlalchemy.exc import SQLAlchemyError

    try:
        engine = create_engine(_url(path, table), execution_options={"stream_results": True, "yield_per": BATCH})
        with engine.connect() as connection:
            yield lambda query, bounds: connection.execute(_bound(query, bounds), _used(query, bounds)).mappings()
    except SQLAlchemyError as error:
        # the message of a database error may quote rows: only its class is told
        raise UsageError("E136", f"{path}：数据库出错（{type(error).__name__}）。请检查地址、权限和查询") from error


def read_sql(source: SqlSource, night: date | None = None) -> Iterator[RawRow]:
    """Stream the stays of ``night`` (all that the queries give, if None), each with its documents.

    Raises UsageError if the database cannot be reached, a query fails, or a result is not ordered by stay id.
    """
    start = datetime.combine(night, datetime.min.time()) if night else datetime.min
    bounds = {"start": start, "end": start + timedelta(days=1) if night else datetime.max}
    place = {"url": source.url}
    with connect(source.path, place) as left, connect(source.path, place) as right:
        stays = _named(source, left(source.stays, bounds))
        documents = _named(source, right(source.documents, bounds))
        yield from _merge(source, _ordered(source, "stays", stays), _ordered(source, "documents", documents))


def _bound(query: str, bounds: Mapping[str, Any]) -> TextClause:
    """The query with its times typed, so that the driver's own way with datetimes, which others may change, plays no part."""
    from sqlalchemy import DateTime, bindparam, text
    from sqlalchemy.dialects import sqlite

    moment = DateTime().with_variant(sqlite.DATETIME(truncate_microseconds=True), "sqlite")  # type: ignore[no-untyped-call]
    return text(query).bindparams(*(bindparam(name, type_=moment) for name in _used(query, bounds)))


def _used(query: str, bounds: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in bounds.items() if f":{name}" in query}


def _named(source: SqlSource, rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
    for row in rows:
        named = {source.columns.get(key, key): _plain(value) for key, value in row.items() if value is not None}
        code = named.get("doc_type")
        if code is not None and str(code) in source.doc_types:
            named["title"] = source.doc_types[str(code)]
        yield named


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _ordered(source: SqlSource, query: str, rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    last = ""
    for row in rows:
        if "stay_id" not in row:
            raise UsageError("E137", f"{source.path}：查询 {query} 没有 stay_id 列。请在 [columns] 里说明对应关系")
        row["stay_id"] = str(row["stay_id"])
        if row["stay_id"] < last:
            raise UsageError(
                "E138", f"{source.path}：查询 {query} 没有按 stay_id 排序。请加上 order by stay_id（按字节序）"
            )
        last = row["stay_id"]
        yield row


def _merge(source: SqlSource, stays: Iterator[dict[str, Any]], documents: Iterator[dict[str, Any]]) -> Iterator[RawRow]:
    waiting = next(documents, None)
    for number, stay in enumerate(stays, 1):
        while waiting is not None and waiting["stay_id"] < stay["stay_id"]:
            yield _orphan(source, waiting["stay_id"])
            waiting = _after(documents, waiting["stay_id"])
        own = []
        while waiting is not None and waiting["stay_id"] == stay["stay_id"]:
            own.append({key: value for key, value in waiting.items() if key != "stay_id"})
            waiting = next(documents, None)
        yield RawRow(str(source.path), number, {**stay, "documents": own})
    while waiting is not None:
        yield _orphan(source, waiting["stay_id"])
        waiting = _after(documents, waiting["stay_id"])


def _after(documents: Iterator[dict[str, Any]], stay_id: str) -> dict[str, Any] | None:
    return next((row for row in documents if row["stay_id"] != stay_id), None)


def _orphan(source: SqlSource, stay_id: str) -> RawRow:
    problem = InputError("E110", "文书没有对应的住院（stays 查询里没有这个 stay_id）。请检查两条查询的范围")
    return RawRow(str(source.path), 0, {"stay_id": stay_id}, problem)
