"""A short notation for the records in rule examples and tests.

::

    @stay id=X sex=男 age=63岁 admitted=2026-03-01T09:20 discharged=2026-03-12T10:00 outcome=好转
    @staff 张三,主治医师,licensed,2015-01-01,2026-04-30,备注
    @doc
    入院记录
    ...

``@stay`` may be left out; each ``@doc`` starts a document (ids ``X-01``, ``X-02`` …). ``@single`` instead of ``@doc`` gives the
whole stay as one text. A further ``@stay`` starts another stay of the same night (for clone rules); the first is judged.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from pipeline.records.moment import Moment
from pipeline.records.ranks import Role
from pipeline.records.staff import StaffMember, StaffRegistry
from pipeline.records.stay import Document, Order, Stay

_KEYS = {"id": "stay_id", "patient": "patient_id", "admitted": "admitted_at", "discharged": "discharged_at"}


def parse(notation: str) -> tuple[list[Stay], StaffRegistry | None]:
    """Read the notation: the stays, and the registry if any ``@staff`` line stands in it.

    Raises ValueError for an unknown ``@`` line or key.
    """
    stays: list[tuple[dict[str, str], list[str], bool]] = []
    staff: list[StaffMember] = []
    orders: dict[int, list[Order]] = {}
    for line in notation.strip("\n").splitlines(keepends=True):
        word = line.split(None, 1)[0] if line.strip() else ""
        if word == "@stay" or not stays:
            stays.append((dict(re.findall(r"(\w+)=(\S+)", line)) if word == "@stay" else {}, [], False))
            if word == "@stay":
                continue
        meta, texts, _ = stays[-1]
        if word in ("@doc", "@single"):
            texts.append("")
            stays[-1] = (meta, texts, word == "@single")
        elif word == "@staff":
            staff.append(_member(line.split(None, 1)[1], len(staff)))
        elif word == "@order":
            orders.setdefault(len(stays), []).append(_order(line.split(None, 1)[1]))
        elif word.startswith("@"):
            raise ValueError(f"unknown line {word}")
        elif texts:
            texts[-1] += line
        elif line.strip():
            texts.append(line)
    read = [_stay(m, t, w, n) for n, (m, t, w) in enumerate(stays, 1)]
    read = [replace(x, orders=tuple(orders[n])) if n in orders else x for n, x in enumerate(read, 1)]
    return read, StaffRegistry(staff) if staff else None


def _stay(meta: dict[str, str], texts: list[str], whole: bool, number: int) -> Stay:
    known = {_KEYS.get(key, key): value for key, value in meta.items()}
    stay_id = known.pop("stay_id", f"EX-{number}")
    moments = {k: Moment.parse(known.pop(k)) for k in ("admitted_at", "discharged_at") if k in known}
    ids = [stay_id] if whole else [f"{stay_id}-{i:02d}" for i in range(1, len(texts) + 1)]
    documents = tuple(Document(i, t) for i, t in zip(ids, texts, strict=False))
    return Stay(stay_id=stay_id, documents=documents, whole=whole, **moments, **known)  # type: ignore[arg-type]


def _order(line: str) -> Order:
    content, kind, *times = [part.strip() for part in line.split(",")]
    start, stop = ([Moment.parse(t) if t else None for t in times] + [None, None])[:2]
    return Order(content, kind or None, start, stop)


def _member(line: str, number: int) -> StaffMember:
    name, title, role, start, end, note = [part.strip() for part in (line + ",,,").split(",", 6)[:6]]
    first, last = (date.fromisoformat(day) if day else None for day in (start, end))
    return StaffMember(f"S{number:02d}", name, title, Role(role), license_from=first, license_to=last, note=note)
