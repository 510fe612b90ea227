"""The staff registry (人员名册): who somebody is, as of a date.

Without a registry a rule that needs one answers ``not_assessable``; it never guesses.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.records.ranks import Role

COLUMNS = ("staff_id", "name", "title", "role", "department", "license_no", "license_from", "license_to", "note")


@dataclass(frozen=True, slots=True)
class StaffMember:
    """One row of the registry; open ends of the licence are None."""

    staff_id: str
    name: str
    title: str = ""
    role: Role = Role.UNKNOWN
    department: str = ""
    license_no: str = ""
    license_from: date | None = None
    license_to: date | None = None
    note: str = ""


class StaffRegistry:
    """All members, looked up by the name as printed. Namesakes are kept apart and reported, never merged."""

    def __init__(self, members: Iterable[StaffMember]) -> None:
        self._by_name: dict[str, list[StaffMember]] = {}
        for member in members:
            self._by_name.setdefault(member.name, []).append(member)

    def __iter__(self) -> Iterator[StaffMember]:
        return (member for group in self._by_name.values() for member in group)

    def named(self, name: str) -> tuple[StaffMember, ...]:
        """Everybody of that name; empty if the registry does not know it."""
        return tuple(self._by_name.get(name, ()))


def read_staff(path: Path) -> StaffRegistry:
    """Read a registry CSV. Raises UsageError with file, line and remedy if a column is missing or a value is wrong."""
    with open(path, encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        missing = [c for c in COLUMNS if c not in (rows.fieldnames or ())]
        if missing:
            raise UsageError("E201", f"{path}：人员名册缺少列 {'、'.join(missing)}。请补上表头：{','.join(COLUMNS)}")
        return StaffRegistry(_member(row, f"{path} 第{rows.line_num}行") for row in rows)


def _member(row: dict[str, str], where: str) -> StaffMember:
    values = {key: (row.get(key) or "").strip() for key in COLUMNS}
    try:
        role = Role(values["role"]) if values["role"] else Role.UNKNOWN
        start, end = (date.fromisoformat(values[k]) if values[k] else None for k in ("license_from", "license_to"))
    except ValueError as error:
        raise UsageError(
            "E202", f"{where}：role 或执业日期写法不对（{error.__class__.__name__}）。日期应为 YYYY-MM-DD"
        ) from error
    return StaffMember(
        values["staff_id"],
        values["name"],
        values["title"],
        role,
        values["department"],
        values["license_no"],
        start,
        end,
        values["note"],
    )
