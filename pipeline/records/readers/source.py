"""Streaming readers: a source gives raw rows one by one, and a row becomes a stay or a reject.

The two steps are apart so that rows are parsed by the workers, in any number, with the same result.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.errors import InputError, UsageError
from pipeline.records.readers.bundle import stay_from
from pipeline.records.readers.row import RawRow, Reject
from pipeline.records.stay import Stay

TABLE_SUFFIXES = (".csv", ".parquet")


def open_source(path: Path, night: date | None = None) -> Iterator[RawRow]:
    """Rows of ``path``: a JSONL bundle, a folder with ``stays`` and ``documents`` tables, a folder of JSONL bundles, or a
    folder of text files (one stay a file), a folder of WS/T 500 documents (XML), or a source file (TOML) that names two SQL queries, which ``night`` bounds.

    Raises UsageError if nothing readable is there.
    """
    if path.is_file():
        if path.suffix == ".toml":
            from pipeline.records.readers.sql import read_source_file, read_sql

            return read_sql(read_source_file(path), night)
        if path.suffix in TABLE_SUFFIXES:
            raise UsageError(
                "E102", f"{path}：表格来源请给出文件夹，其中有 stays{path.suffix} 和 documents{path.suffix}"
            )
        return _bundle(path)
    if not path.is_dir():
        raise UsageError("E101", f"{path}：找不到这个来源。请检查路径")
    if any((path / f"stays{suffix}").is_file() for suffix in TABLE_SUFFIXES):
        from pipeline.records.readers.tables import read_tables

        return read_tables(path)
    bundles = sorted(path.glob("*.jsonl"))
    if bundles:
        return (row for file in bundles for row in _bundle(file))
    if next(path.glob("*.xml"), None) is not None:
        from pipeline.records.readers.cda import read_cda

        return read_cda(path)
    texts = sorted(path.glob("*.txt"))
    if texts:
        return map(_text_file, texts)
    raise UsageError("E103", f"{path}：文件夹里没有 stays/documents 表、*.jsonl、*.xml 或 *.txt。请检查来源")


def _bundle(path: Path) -> Iterator[RawRow]:
    with open(path, "rb") as lines:
        for number, line in enumerate(lines, 1):
            payload = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
            if payload.strip():
                yield RawRow(str(path), number, payload)


def _text_file(path: Path) -> RawRow:
    data = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    for encoding in ("utf-8", "gb18030"):
        try:
            return RawRow(str(path), 1, {"stay_id": path.stem, "text": data.decode(encoding)})
        except UnicodeDecodeError:
            continue
    return RawRow(
        str(path), 1, {"stay_id": path.stem}, InputError("E105", "文件编码既不是 UTF-8 也不是 GB18030。请转换为 UTF-8")
    )


def read_row(raw: RawRow) -> Stay | Reject:
    """Turn a raw row into a stay; whatever is wrong with it becomes a reject that says where and why."""
    try:
        if raw.problem is not None:
            raise raw.problem
        row = _decoded(raw.payload) if isinstance(raw.payload, bytes) else raw.payload
        return stay_from(row)
    except InputError as error:
        return Reject(raw.file, raw.line, error.code, error.message, stay_id=_stay_id(raw))


def _decoded(payload: bytes) -> Mapping[str, Any]:
    try:
        row = json.loads(
            payload.decode("utf-8"), strict=False
        )  # control characters inside strings are common in exports
    except UnicodeDecodeError as error:
        raise InputError("E106", f"这一行不是 UTF-8（第{error.start + 1}字节）。请按 UTF-8 导出") from error
    except json.JSONDecodeError as error:
        raise InputError("E107", f"这一行不是完整的 JSON（第{error.colno}列处中断）。请重新导出这一条") from error
    except RecursionError as error:
        raise InputError("E108", "JSON 嵌套过深。请检查导出") from error
    if not isinstance(row, dict):
        raise InputError("E109", "这一行不是一条住院记录（应为 JSON 对象）")
    return row


def _stay_id(raw: RawRow) -> str | None:
    """The id of a rejected row, where it can be read, so that the user finds the record."""
    try:
        row = _decoded(raw.payload) if isinstance(raw.payload, bytes) else raw.payload
    except InputError:
        return None
    value = row.get("stay_id")
    return value if isinstance(value, str) and value else None
