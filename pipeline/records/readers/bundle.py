"""One stay from one JSON object: the shape that the JSONL bundle, the tables and the folder reader all end in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.errors import InputError
from pipeline.records.moment import Moment
from pipeline.records.stay import Document, Order, Stay

_TEXT_FIELDS = ("patient_id", "name", "sex", "age", "department", "outcome")
_KNOWN = {
    "stay_id",
    "documents",
    "text",
    "orders",
    "front_page",
    "admissions",
    "admitted_at",
    "discharged_at",
    *_TEXT_FIELDS,
}


def stay_from(row: Mapping[str, Any]) -> Stay:
    """Build a Stay from a bundle row.

    Unknown metadata stay unknown; unknown keys are kept in ``extra``. Raises InputError (E11x) if the row has no stay id or no
    text, or if a value has the wrong shape: nothing is guessed.
    """
    stay_id = _text(row, "stay_id", "stay_id")
    if not stay_id:
        raise InputError("E111", "没有 stay_id，无法识别是哪一次住院。请在导出中加上 stay_id")
    whole = "documents" not in row or row["documents"] is None
    documents = _whole(row, stay_id) if whole else _documents(row["documents"])
    return Stay(
        stay_id=stay_id,
        documents=documents,
        whole=whole,
        admitted_at=_moment(row, "admitted_at"),
        discharged_at=_moment(row, "discharged_at"),
        orders=_orders(row.get("orders")),
        front_page=_mapping(row, "front_page"),
        admissions=_admissions(row.get("admissions")),
        extra={k: v for k, v in row.items() if k not in _KNOWN},
        **{k: _text(row, k, k) for k in _TEXT_FIELDS},
    )


def _whole(row: Mapping[str, Any], stay_id: str) -> tuple[Document, ...]:
    text = row.get("text")
    if not isinstance(text, str):
        raise InputError("E112", "既没有 documents 也没有 text，病历没有正文。请检查导出是否漏了文书")
    return (Document(stay_id, text),)


def _documents(rows: Any) -> tuple[Document, ...]:
    if not isinstance(rows, list) or not rows:
        raise InputError("E113", "documents 不是文书列表或为空。请检查导出是否漏了文书")
    documents, seen = [], set()
    for number, row in enumerate(rows, 1):
        if not isinstance(row, Mapping) or not isinstance(row.get("text"), str):
            raise InputError("E114", f"第{number}份文书没有 text。请检查导出")
        doc_id = _text(row, "doc_id", f"第{number}份文书的 doc_id")
        if not doc_id or doc_id in seen:
            raise InputError("E115", f"第{number}份文书的 doc_id 缺失或与前面重复。请在导出中保证文书编号唯一")
        seen.add(doc_id)
        documents.append(
            Document(
                doc_id,
                row["text"],
                title=_text(row, "title", "title"),
                doc_type=_text(row, "doc_type", "doc_type"),
                created_at=_moment(row, "created_at"),
                author_id=_text(row, "author_id", "author_id"),
                signed_at=_moment(row, "signed_at"),
            )
        )
    return tuple(documents)


def _text(row: Mapping[str, Any], key: str, what: str) -> str | None:
    value = row.get(key)
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise InputError("E116", f"{what} 应为文字")
    return str(value)


def _moment(row: Mapping[str, Any], key: str) -> Moment | None:
    value = _text(row, key, key)
    if value is None:
        return None
    try:
        return Moment.parse(value)
    except ValueError as error:
        raise InputError("E117", f"{key} 不是有效的日期时间，应写作 2026-03-02T10:15") from error


def _mapping(row: Mapping[str, Any], key: str) -> Mapping[str, Any] | None:
    value = row.get(key)
    if value is not None and not isinstance(value, Mapping):
        raise InputError("E118", f"{key} 应为键值对")
    return value


def _orders(rows: Any) -> tuple[Order, ...] | None:
    if rows is None:
        return None
    if not isinstance(rows, list) or not all(isinstance(r, Mapping) for r in rows):
        raise InputError("E119", "orders 应为医嘱列表")
    return tuple(
        Order(
            content=_text(row, "content", "医嘱内容") or "",
            type=_text(row, "type", "医嘱类型"),
            started_at=_moment(row, "started_at"),
            stopped_at=_moment(row, "stopped_at"),
            doctor_id=_text(row, "doctor_id", "医嘱医师"),
        )
        for row in rows
    )


def _admissions(value: Any) -> tuple[str, ...] | None:
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise InputError("E120", "admissions 应为既往住院号的列表")
    return tuple(value)
