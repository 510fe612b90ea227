"""What comes in: one stay (住院) with its documents, as the hospital exported it. Nothing here is interpreted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.records.moment import Moment


@dataclass(frozen=True, slots=True)
class Document:
    """One text of a stay. ``text`` is exactly what came in: all offsets are code points of it."""

    doc_id: str
    text: str
    title: str | None = None
    doc_type: str | None = None  # the exporter's own word or code, not ours
    created_at: Moment | None = None
    author_id: str | None = None
    signed_at: Moment | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """One order (医嘱) of the optional ``orders`` list."""

    content: str
    type: str | None = None
    started_at: Moment | None = None
    stopped_at: Moment | None = None
    doctor_id: str | None = None


@dataclass(frozen=True, slots=True)
class Stay:
    """One discharge, the unit of audit. Every field but ``stay_id`` and ``documents`` may be unknown (None).

    ``whole`` is True when the stay came as a single text: then ``documents`` holds one Document whose id is the stay's.
    """

    stay_id: str
    documents: tuple[Document, ...]
    whole: bool = False
    patient_id: str | None = None
    name: str | None = None
    sex: str | None = None  # 男 / 女 as printed
    age: str | None = None  # as printed, e.g. 63岁, 2岁3个月
    department: str | None = None
    admitted_at: Moment | None = None
    discharged_at: Moment | None = None
    outcome: str | None = None
    orders: tuple[Order, ...] | None = None
    front_page: Mapping[str, Any] | None = None
    admissions: tuple[str, ...] | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
