"""A short notation for the records in rule examples and tests.

::

    @stay id=X sex=男 age=63岁 admitted=2026-03-01T09:20 discharged=2026-03-12T10:00 outcome=好转
    @staff 张三,主治医师,licensed,2015-01-01,2026-04-30,备注
    @order 头孢曲松 2.0g 静滴 qd,长期,2026-03-01T10:00,2026-03-05T08:00
    @front {"药物过敏": "无", "离院方式": ""}
    @doc created=2026-03-01T12:00
    入院记录
    ...

``@order`` is content,type,start,stop,staff id (S00 is the first ``@staff``), all but the first may be empty; ``@front`` is a JSON object on one line; ``created`` and
``signed`` after ``@doc`` are the system's times of that document. ``@stay`` may be left out; each ``@doc`` starts a document
(ids ``X-01``, ``X-02`` …). ``@single`` instead of ``@doc`` gives the whole stay as one text. A further ``@stay`` starts another stay of the same night (for clone rules); the first is judged.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipeline.records.moment import Moment
from pipeline.records.ranks import Role
from pipeline.records.staff import StaffMember, StaffRegistry
from pipeline.records.stay import Document, Order, Stay

_PAIR = re.compile(r"(\w+)=(\S+)")
_KEYS = {"id": "stay_id", "patient": "patient_id", "admitted": "admitted_at", "discharged": "discharged_at"}


@dataclass(slots=True)
class _Draft:
    """A stay while its lines are read."""

    meta: dict[str, str]
    texts: list[str] = field(default_factory=list)
    times: list[dict[str, str]] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    front: dict[str, Any] | None = None
    whole: bool = False

    def open_document(self, line: str, *, whole: bool = False) -> None:
        self.texts.append("")
        self.times.append(dict(_PAIR.findall(line)))
        self.whole = whole


def parse(notation: str) -> tuple[list[Stay], StaffRegistry | None]:
    """Read the notation: the stays, and the registry if any ``@staff`` line stands in it.

    Raises ValueError for an unknown ``@`` line or key.
    """
    drafts: list[_Draft] = []
    staff: list[StaffMember] = []
    for line in notation.strip("\n").splitlines(keepends=True):
        word = line.split(None, 1)[0] if line.strip() else ""
        if word == "@stay":
            drafts.append(_Draft(dict(_PAIR.findall(line))))
            continue
        if not drafts:
            drafts.append(_Draft({}))
        draft = drafts[-1]
        if word in ("@doc", "@single"):
            draft.open_document(line, whole=word == "@single")
        elif word == "@staff":
            staff.append(_member(line.split(None, 1)[1], len(staff)))
        elif word == "@order":
            draft.orders.append(_order(line.split(None, 1)[1]))
        elif word == "@front":
            draft.front = json.loads(line.split(None, 1)[1])
        elif word.startswith("@"):
            raise ValueError(f"unknown line {word}")
        elif draft.texts:
            draft.texts[-1] += line
        elif line.strip():
            draft.open_document("")
            draft.texts[-1] = line
    return [_stay(d, n) for n, d in enumerate(drafts, 1)], StaffRegistry(staff) if staff else None


def _stay(draft: _Draft, number: int) -> Stay:
    known = {_KEYS.get(key, key): value for key, value in draft.meta.items()}
    stay_id = known.pop("stay_id", f"EX-{number}")
    moments = {k: Moment.parse(known.pop(k)) for k in ("admitted_at", "discharged_at") if k in known}
    ids = [stay_id] if draft.whole else [f"{stay_id}-{i:02d}" for i in range(1, len(draft.texts) + 1)]
    documents = tuple(
        Document(i, text, created_at=_time(times, "created"), signed_at=_time(times, "signed"))
        for i, text, times in zip(ids, draft.texts, draft.times, strict=False)
    )
    orders = tuple(draft.orders) or None
    return Stay(stay_id, documents, draft.whole, orders=orders, front_page=draft.front, **moments, **known)  # type: ignore[arg-type]


def _time(times: dict[str, str], key: str) -> Moment | None:
    return Moment.parse(times[key]) if key in times else None


def _order(line: str) -> Order:
    content, kind, start, stop, doctor = [part.strip() for part in (line + ",,,,").split(",")[:5]]
    first, last = (Moment.parse(time) if time else None for time in (start, stop))
    return Order(content, kind or None, first, last, doctor or None)


def _member(line: str, number: int) -> StaffMember:
    name, title, role, start, end, note = [part.strip() for part in (line + ",,,").split(",", 6)[:6]]
    first, last = (date.fromisoformat(day) if day else None for day in (start, end))
    return StaffMember(f"S{number:02d}", name, title, Role(role), license_from=first, license_to=last, note=note)
