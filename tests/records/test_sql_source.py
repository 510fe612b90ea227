"""A database as a source: the night's stays with their documents, streamed from two ordered queries."""

from __future__ import annotations

import csv
import sqlite3
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from pipeline.errors import UsageError
from pipeline.records.readers import Reject, open_source, read_row
from pipeline.records.readers.registry import read_registry
from pipeline.records.staff import COLUMNS
from pipeline.records.stay import Stay

SOURCE = """
kind = "sql"
url = "sqlite:///{db}"
stays = "select ZYH, XB as sex, CYSJ as discharged_at from zy where CYSJ >= :start and CYSJ < :end order by ZYH"
documents = "select ZYH, BH, NR, LX as doc_type from ws order by ZYH{order}"

[columns]
ZYH = "stay_id"
BH = "doc_id"
NR = "text"

[doc_types]
"0201" = "首次病程记录"
"""


@pytest.fixture
def hospital(tmp_path: Path) -> Path:
    db = sqlite3.connect(tmp_path / "emr.sqlite")
    db.execute("create table zy (ZYH text, XB text, CYSJ text)")
    db.execute("create table ws (ZYH text, BH text, NR text, LX text)")
    stays = [("1", "男", "2026-03-19 10:00:00"), ("2", "女", "2026-03-20 09:00:00"), ("3", "男", "2026-03-20 11:30:00")]
    db.executemany("insert into zy values (?,?,?)", stays)
    documents = [
        ("2", "a", "首程正文", "0201"),
        ("2", "b", "出院记录", "0909"),
        ("3", "c", "出院记录", None),
        ("9", "z", "孤儿", None),
    ]
    db.executemany("insert into ws values (?,?,?,?)", documents)
    db.commit()
    db.close()
    path = tmp_path / "source.toml"
    path.write_text(SOURCE.format(db=tmp_path / "emr.sqlite", order=", BH"), encoding="utf-8")
    return path


def test_the_night_is_read_with_the_hospitals_columns_and_codes(hospital: Path) -> None:
    rows = [read_row(raw) for raw in open_source(hospital, date(2026, 3, 20))]
    stays = [r for r in rows if isinstance(r, Stay)]
    assert [(s.stay_id, s.sex, [d.doc_id for d in s.documents]) for s in stays] == [
        ("2", "女", ["a", "b"]),
        ("3", "男", ["c"]),
    ]
    assert [d.title for d in stays[0].documents] == ["首次病程记录", None]
    assert str(stays[0].discharged_at) == "2026-03-20T09:00:00"
    assert [(r.code, r.stay_id) for r in rows if isinstance(r, Reject)] == [("E110", "9")]


def test_how_another_library_writes_datetimes_plays_no_part(hospital: Path) -> None:
    former = sqlite3.adapters.get((datetime, sqlite3.PrepareProtocol))
    sqlite3.register_adapter(datetime, datetime.isoformat)  # as interactive Python does
    try:
        rows = [read_row(raw) for raw in open_source(hospital, date(2026, 3, 20))]
    finally:
        if former is not None:
            sqlite3.register_adapter(datetime, former)
    assert [r.stay_id for r in rows if isinstance(r, Stay)] == ["2", "3"]


def test_unordered_queries_and_unknown_keys_are_refused(hospital: Path, tmp_path: Path) -> None:
    text = hospital.read_text(encoding="utf-8")
    hospital.write_text(text.replace("order by ZYH, BH", "order by ZYH desc"), encoding="utf-8")
    with pytest.raises(UsageError, match="E138"):
        list(open_source(hospital))
    hospital.write_text(text.replace("kind =", "sort = 1\nkind ="), encoding="utf-8")
    with pytest.raises(UsageError, match=r"E132.*sort"):
        list(open_source(hospital))


def test_a_database_error_tells_no_row(hospital: Path) -> None:
    hospital.write_text(hospital.read_text(encoding="utf-8").replace("from ws", "from nothing"), encoding="utf-8")
    with pytest.raises(UsageError, match="E136") as error:
        list(open_source(hospital))
    assert "select" not in str(error.value)


def test_the_registry_may_be_a_query_a_table_or_a_file(hospital: Path, tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "emr.sqlite")
    db.execute("create table ry (GH text, XM text, ZC text, JS text, KS text)")
    db.executemany(
        "insert into ry values (?,?,?,?,?)",
        [("1", "赵一", "主任医师", "licensed", "外科"), ("2", "钱二", "", "intern", "外科")],
    )
    db.commit()
    db.close()
    query = (
        "staff = \"select GH as staff_id, XM as name, ZC as title, JS as role, KS as department, '' as license_no, "
        "'2000-01-01' as license_from, '' as license_to, '' as note from ry\"\n"
    )
    text = hospital.read_text(encoding="utf-8").replace("documents =", query + "documents =", 1)
    hospital.write_text(text, encoding="utf-8")
    queried = read_registry(hospital)
    rows = [
        {
            **dict.fromkeys(COLUMNS, ""),
            "staff_id": m.staff_id,
            "name": m.name,
            "title": m.title,
            "role": m.role.value,
            "department": m.department,
            "license_from": "2000-01-01",
        }
        for m in queried
    ]
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), tmp_path / "staff.parquet")
    with open(tmp_path / "staff.csv", "w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    assert sorted(queried.names) == ["赵一", "钱二"]
    assert (
        list(read_registry(tmp_path / "staff.parquet")) == list(queried) == list(read_registry(tmp_path / "staff.csv"))
    )
    with pytest.raises(UsageError, match="E203"):
        read_registry(tmp_path / "none.csv")


def test_staff_check_lists_every_problem(tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text(
        ",".join(COLUMNS) + "\n1,赵一,主任医师,licensed,外科,1,2020-13-01,,\n2,钱二,,boss,外科,,,,\n", encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "staff", "check", str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "第2行" in done.stdout
    assert "第3行" in done.stdout
