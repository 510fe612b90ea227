"""Tables: ``stays`` and ``documents`` as CSV or Parquet files in one folder, with the columns of the JSONL bundle."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline.errors import InputError, UsageError
from pipeline.records.readers.row import RawRow

_STAY_KEY, _NEEDED = "stay_id", ("stay_id", "doc_id", "text")
csv.field_size_limit(1 << 30)


def read_tables(folder: Path) -> Iterator[RawRow]:
    """Join the two tables by ``stay_id``, in the order of the stays table.

    Raises UsageError if a table or a needed column is missing. A document of an unknown stay is a problem row of its own.
    """
    stays, documents = _table(folder, "stays"), _table(folder, "documents")
    grouped: dict[str, list[dict[str, Any]]] = defaultdict(list)
    lines: dict[str, int] = {}
    for number, row in _rows(documents, _NEEDED):
        stay_id = str(row.pop(_STAY_KEY))
        grouped[stay_id].append(row)
        lines.setdefault(stay_id, number)
    for number, row in _rows(stays, (_STAY_KEY,)):
        yield RawRow(str(stays), number, {**row, "documents": grouped.pop(str(row[_STAY_KEY]), [])})
    for stay_id in sorted(grouped):
        problem = InputError("E110", "文书没有对应的住院（stays 表里没有这个 stay_id）。请补上住院行")
        yield RawRow(str(documents), lines[stay_id], {_STAY_KEY: stay_id}, problem)


def _table(folder: Path, name: str) -> Path:
    found = [folder / f"{name}{suffix}" for suffix in (".csv", ".parquet") if (folder / f"{name}{suffix}").is_file()]
    if len(found) != 1:
        raise UsageError("E104", f"{folder}：应恰有一个 {name}.csv 或 {name}.parquet，找到 {len(found)} 个")
    return found[0]


def _rows(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, dict[str, Any]]]:
    rows = _csv_rows(path, needed) if path.suffix == ".csv" else _parquet_rows(path, needed)
    for number, row in rows:
        yield number, {key: value for key, value in row.items() if value is not None and value != ""}


def _csv_rows(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    with open(path, encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        _check_columns(path, rows.fieldnames or (), needed)
        for row in rows:
            row.pop(None, None)  # cells beyond the header
            yield rows.line_num, row


def _parquet_rows(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    import pyarrow.parquet as parquet

    file = parquet.ParquetFile(path)
    _check_columns(path, file.schema_arrow.names, needed)
    number = 0
    for batch in file.iter_batches(batch_size=1024):
        for row in batch.to_pylist():
            number += 1
            yield (
                number,
                {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in row.items()},
            )


def _check_columns(path: Path, columns: Any, needed: tuple[str, ...]) -> None:
    missing = [name for name in needed if name not in columns]
    if missing:
        raise UsageError("E104", f"{path}：缺少列 {'、'.join(missing)}。请在导出中补上")
