"""Small nights written to a real store: what the tests of indicators, ledger, plan and reports start from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.detect.finding import digest
from pipeline.grade import finding_from_row, grade_stay
from pipeline.standards.load import load
from pipeline.store import Store

Row = dict[str, Any]


def finding(stay_id: str, rule_id: str, outcome: str = "fail", person: str = "张三", **changes: Any) -> Row:
    key = digest(stay_id, rule_id, changes.get("message", ""))
    return {
        "finding_id": key,
        "stay_id": stay_id,
        "doc_id": None,
        "rule_id": rule_id,
        "outcome": outcome,
        "severity": "points",
        "points": 0.0,
        "message": f"{rule_id} 的缺陷",
        "evidence": [],
        "related": [],
        "searched": ["全部文书"],
        "clause": "",
        "confidence": 0.9,
        "fingerprint": key,
        "person": person,
        "schema_version": 1,
        **changes,
    }


def stay(
    stay_id: str,
    outcomes: Mapping[str, str] | None = None,
    findings: Sequence[Row] = (),
    *,
    department: str | None = "外科",
    discharged: str | None = "2026-03-10T10:00",
    admitted: str = "2026-03-01T09:00",
    outcome: str = "好转",
) -> Row:
    """A stay; every rule with a finding has the outcome that its findings give it, all others those of ``outcomes``."""
    own = {f["rule_id"]: "not_assessable" for f in findings if f["outcome"] == "review"}
    own |= {f["rule_id"]: "fail" for f in findings if f["outcome"] == "fail"}
    return {
        "stay_id": stay_id,
        "department": department,
        "admitted_at": admitted,
        "discharged_at": discharged,
        "outcome": outcome,
        "outcomes": {"CMP-FPN": "pass", **(outcomes or {}), **own},
        "findings": list(findings),
    }


def night(store: Store, run_id: str, stays: Sequence[Row], standard: str = "S000-P2") -> None:
    """Write a finished run with the grades that the standard gives."""
    rules = load(standard)
    with store.night(run_id, {"standard": standard, "source": "test"}) as writer:
        for row in stays:
            found = [finding_from_row(f) for f in row["findings"]]
            about = {k: v for k, v in row.items() if k != "findings"}
            grade = grade_stay(row["stay_id"], found, row["outcomes"], rules)
            writer.add(about, row["findings"], grade.detail())
