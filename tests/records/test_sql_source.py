"""A database as a source: the night's stays with their documents, streamed from two ordered queries."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.records.readers import Reject, open_source, read_row
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
