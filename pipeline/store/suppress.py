"""What must not be raised for now, why, by whom, and until when: one finding, or a rule in a department or everywhere.

A suppression is a row among the decisions, so it can only be added; ending it early is a further row. It ends by itself on the
day after ``until``, and what it hid comes back. The night lists everything that it hid, with the reason.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline.detect.rules import all_rules
from pipeline.errors import UsageError
from pipeline.store.store import SUPPRESSING, Row, Store

Raised = tuple[str, str, str]
"""Fingerprint, rule, department ("" if unknown) of a finding."""


@dataclass(frozen=True, slots=True)
class Suppression:
    """``target`` is a rule's id or a finding's fingerprint; an empty ``department`` means all of them."""

    target: str
    department: str
    until: date
    why: str
    who: str
    at: str

    def covers(self, raised: Raised) -> bool:
        fingerprint, rule_id, department = raised
        return self.target in (fingerprint, rule_id) and self.department in ("", department)

    def row(self) -> dict[str, Any]:
        """What ``suppressed.jsonl`` says of a finding that this one hid."""
        shown = {"by": "suppression", "who": self.who, "at": self.at, "why": self.why, "until": str(self.until)}
        return shown | ({"department": self.department} if self.department else {})


def suppress(
    store: Store, target: str, until: date, why: str, who: str, department: str = "", today: date | None = None
) -> None:
    """Suppress a rule or a finding up to and including the day ``until``.

    Raises UsageError: E621 unknown target, E622 no reason or owner, E623 ``until`` has passed.
    """
    _known(store, target)
    if not why.strip() or not who.strip():
        raise UsageError("E622", "请写明原因（--why）和负责人（--who）")
    if until < (today or date.today()):
        raise UsageError("E623", "截止日期（--until）已过。请写将来的日期，如 2026-12-31")
    _write(store, "suppressed", target, department, who, why, {"until": str(until)})


def resume(store: Store, target: str, why: str, who: str, department: str = "") -> None:
    """End a suppression early. Raises UsageError (E624) if there is none, or without reason and owner (E622)."""
    if not why.strip() or not who.strip():
        raise UsageError("E622", "请写明原因（--why）和负责人（--who）")
    if not any((s.target, s.department) == (target, department) for s in suppressions(store, date.min)):
        raise UsageError("E624", f"{target} 没有被压制。用 bingan suppress --list 查看")
    _write(store, "resumed", target, department, who, why, {})


def _known(store: Store, target: str) -> None:
    if target not in {rule.id for rule in all_rules()} and store.last_found(target) is None:
        raise UsageError("E621", f"没有规则 {target}，数据库里也没有这个指纹的缺陷。规则编号见 bingan rules")


def _write(store: Store, verdict: str, target: str, department: str, who: str, why: str, meta: dict[str, str]) -> None:
    found = store.last_found(target)
    about = {
        "fingerprint": _key(target, department),
        "rule_id": found["rule_id"] if found else target,
        "stay_id": found["stay_id"] if found else "",
    }
    store.decide(about, verdict, who.strip(), why.strip(), meta={"target": target, "department": department, **meta})


def _key(target: str, department: str) -> str:
    text = f"{target}\x1f{department}".encode("utf-8", "surrogatepass")
    return "suppress-" + hashlib.sha256(text).hexdigest()[:16]


def suppressions(store: Store, on: date) -> list[Suppression]:
    """The suppressions in force on the day ``on``, the oldest first."""
    last: dict[str, Row] = {}
    for row in store.decisions_with("suppressed", "resumed"):
        last.pop(row["fingerprint"], None)
        last[row["fingerprint"]] = row
    found = [_suppression(row) for row in last.values() if row["verdict"] == "suppressed"]
    return [s for s in found if on <= s.until]


def _suppression(row: Row) -> Suppression:
    meta = row["meta"]
    until = date.fromisoformat(meta["until"])
    return Suppression(meta["target"], meta["department"], until, row["reason"], row["who"], row["at"])


def hidden(store: Store, raised: Iterable[Raised], on: date) -> dict[str, dict[str, Any]]:
    """By fingerprint what must not be raised on the day ``on``, and why: rejected or appealed by people, or suppressed."""
    all_raised = list(raised)
    last = store.last_decisions(fingerprint for fingerprint, _, _ in all_raised)
    reasons = {
        f: {"by": "decision", "verdict": d["verdict"], "who": d["who"], "at": d["at"], "why": d["reason"]}
        for f, d in last.items()
        if d["verdict"] in SUPPRESSING
    }
    in_force = suppressions(store, on)
    for one in all_raised if in_force else ():
        found = next((s for s in in_force if s.covers(one)), None)
        if found is not None:
            reasons.setdefault(one[0], found.row())
    return reasons


def account() -> str:
    """The name of whoever calls, as the system knows it; empty if it does not."""
    return os.environ.get("JUPYTERHUB_USER") or os.environ.get("USER") or ""
