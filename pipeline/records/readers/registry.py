"""The staff registry from wherever the hospital keeps it: a CSV, a Parquet table, or a query of the source file."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import UsageError
from pipeline.records.readers.sql import connect, read_table
from pipeline.records.staff import StaffRegistry, read_staff, registry_from


def read_registry(path: Path) -> StaffRegistry:
    """Read ``path`` by its suffix: ``.csv``, ``.parquet``, or ``.toml`` (a source file with a ``staff`` query).

    The columns are those of the CSV. Raises UsageError with file, line and remedy for whatever is wrong.
    """
    if not path.is_file():
        raise UsageError("E203", f"{path}：找不到人员名册。请检查 --staff")
    if path.suffix == ".parquet":
        import pyarrow.parquet as parquet

        return registry_from(parquet.read_table(path).to_pylist(), str(path))
    if path.suffix == ".toml":
        return _queried(path)
    return read_staff(path)


def _queried(path: Path) -> StaffRegistry:
    table = read_table(path)
    query = table.get("staff")
    if not isinstance(query, str):
        raise UsageError("E134", f"{path}：缺少查询 staff")
    columns: dict[str, str] = table.get("columns", {})
    with connect(path, table) as rows_of:
        rows = [{columns.get(key, key): value for key, value in row.items()} for row in rows_of(query, {})]
    return registry_from(rows, str(path))
