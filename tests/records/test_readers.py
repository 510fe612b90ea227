"""Every source gives the same stays, and whatever is broken is named with its place and does not stop the rest."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.records.jsonl import dump_line
from pipeline.records.readers import Reject, open_source, read_row
from pipeline.records.stay import Stay

STAYS = [
    {
        "stay_id": "X1",
        "sex": "男",
        "age": "63岁",
        "admitted_at": "2026-03-01T09:20",
        "discharged_at": "2026-03-12T10:00",
    },
    {"stay_id": "X2", "sex": "女", "admitted_at": "2026-03-02"},
]
DOCUMENTS = [
    {"stay_id": "X1", "doc_id": "X1-01", "text": "入院记录\r\n主诉：咳嗽3天。😀"},
    {"stay_id": "X1", "doc_id": "X1-02", "text": "首次病程记录"},
    {"stay_id": "X2", "doc_id": "X2-01", "text": "出院记录，含“引号”,逗号\n和换行"},
]


def read_all(path: Path) -> tuple[list[Stay], list[Reject]]:
    rows = [read_row(raw) for raw in open_source(path)]
    return [r for r in rows if isinstance(r, Stay)], [r for r in rows if isinstance(r, Reject)]


def bundle(path: Path, lines: list[bytes]) -> Path:
    path.write_bytes(b"".join(lines))
    return path


def nested() -> list[dict]:
    return [
        {
            **s,
            "documents": [
                {k: v for k, v in d.items() if k != "stay_id"} for d in DOCUMENTS if d["stay_id"] == s["stay_id"]
            ],
        }
        for s in STAYS
    ]


def write_csv(path: Path, rows: list[dict]) -> None:
    with open(path, "w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, sorted({key for row in rows for key in row}))
        writer.writeheader()
        writer.writerows(rows)


def test_bundle_csv_and_parquet_give_the_same_stays(tmp_path: Path) -> None:
    jsonl = bundle(tmp_path / "stays.jsonl", [dump_line(row) for row in nested()])
    for name, rows in (("stays", STAYS), ("documents", DOCUMENTS)):
        (tmp_path / "csv").mkdir(exist_ok=True)
        (tmp_path / "parquet").mkdir(exist_ok=True)
        write_csv(tmp_path / "csv" / f"{name}.csv", rows)
        pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), tmp_path / "parquet" / f"{name}.parquet")
    from_jsonl, rejects = read_all(jsonl)
    assert [s.stay_id for s in from_jsonl] == ["X1", "X2"]
    assert rejects == []
    assert from_jsonl[0].documents[0].text == "入院记录\r\n主诉：咳嗽3天。😀"
    assert read_all(tmp_path / "csv") == (from_jsonl, [])
    assert read_all(tmp_path / "parquet") == (from_jsonl, [])


def test_text_folder_takes_utf8_and_gb18030_and_keeps_line_ends(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("入院记录\r\n主诉：头痛".encode())
    (tmp_path / "b.txt").write_bytes("出院记录".encode("gb18030"))
    (tmp_path / "c.txt").write_bytes(b"\xff\xfe\xff\xff")
    stays, rejects = read_all(tmp_path)
    assert [(s.stay_id, s.whole, s.documents[0].text) for s in stays] == [
        ("a", True, "入院记录\r\n主诉：头痛"),
        ("b", True, "出院记录"),
    ]
    assert [(r.code, r.stay_id) for r in rejects] == [("E105", "c")]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b'{"stay_id": "X", "documents": [{"doc_id": "1", "te', "E107"),
        (b"[1, 2]", "E109"),
        (b'{"stay_id": "X"}', "E112"),
        (b'{"stay_id": "X", "documents": []}', "E113"),
        (b'{"stay_id": "X", "documents": [{"doc_id": "1"}]}', "E114"),
        (b'{"stay_id": "X", "documents": [{"doc_id": "1", "text": "a"}, {"doc_id": "1", "text": "b"}]}', "E115"),
        (b'{"text": "a"}', "E111"),
        (b'{"stay_id": "X", "text": "a", "admitted_at": "2026-02-30"}', "E117"),
        (b'{"stay_id": "X", "text": "a", "sex": {"code": 1}}', "E116"),
        (b'{"stay_id": "X", "text": "\xff"}', "E106"),
        (b"[" * 100_000, "E108"),
    ],
)
def test_a_broken_line_is_named_and_the_next_one_is_read(tmp_path: Path, line: bytes, code: str) -> None:
    path = bundle(tmp_path / "night.jsonl", [line + b"\n", b"\n", b'{"stay_id": "OK", "text": "good"}\n'])
    stays, rejects = read_all(path)
    assert [s.stay_id for s in stays] == ["OK"]
    assert [(r.file, r.line, r.code) for r in rejects] == [(str(path), 1, code)]


def test_an_orphan_document_is_reported(tmp_path: Path) -> None:
    write_csv(tmp_path / "stays.csv", STAYS[:1])
    write_csv(tmp_path / "documents.csv", DOCUMENTS)
    stays, rejects = read_all(tmp_path)
    assert [s.stay_id for s in stays] == ["X1"]
    assert [(r.code, r.stay_id) for r in rejects] == [("E110", "X2")]


def test_missing_sources_and_columns_are_usage_errors(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="E101"):
        open_source(tmp_path / "nowhere")
    with pytest.raises(UsageError, match="E103"):
        open_source(tmp_path)
    write_csv(tmp_path / "stays.csv", STAYS)
    write_csv(tmp_path / "documents.csv", [{"stay_id": "X1", "doc_id": "1"}])
    with pytest.raises(UsageError, match=r"E104.*text"):
        list(open_source(tmp_path))


@given(st.text(alphabet=st.characters(codec=None, exclude_categories=())))
def test_any_text_survives_a_jsonl_line(text: str) -> None:
    line = dump_line({"text": text})
    assert line.endswith(b"\n")
    assert json.loads(line.decode("utf-8"))["text"] == text
