"""Decisions of controllers become labels, with who decided and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.learn.samples import Sample
from pipeline.store import Store

_LABELS = {"confirmed": "confirmed", "rejected": "rejected"}


def labels_of(store: Store) -> Iterator[Sample]:
    """A ``ranking`` sample for every finding whose last decision confirms or rejects it.

    The text is what the ranking judge sees: rule, document and message, and the evidence, so that it is of no use outside
    the hospital that owns the records.
    """
    for run in store.runs():
        stays = {row["stay_id"]: row for row in store.stays(run["run_id"])}
        findings = store.findings(run["run_id"])
        held = store.last_decisions(f["fingerprint"] for f in findings)
        seen: set[str] = set()
        for finding in findings:
            decision = held.get(finding["fingerprint"])
            if decision is None or decision["verdict"] not in _LABELS or finding["fingerprint"] in seen:
                continue
            seen.add(finding["fingerprint"])
            yield _sample(finding, decision, stays[finding["stay_id"]])


def finding_text(finding: Mapping[str, Any]) -> str:
    """What the ranking judge reads of a finding."""
    quotes = "\n".join(e["quote"] for e in finding["evidence"])
    return f"{finding['rule_id']}\n{finding['severity']} {finding['outcome']}\n{finding['message']}\n{quotes}"


def _sample(finding: Mapping[str, Any], decision: Mapping[str, Any], stay: Mapping[str, Any]) -> Sample:
    return Sample(
        id=finding["fingerprint"],
        text=finding_text(finding),
        label=_LABELS[decision["verdict"]],
        patient=stay["patient_id"] or finding["stay_id"],
        author=finding["person"],
        department=stay["department"] or "",
        source="review desk",
        labelled_by=decision["who"],
        labelled_at=decision["at"],
        note=decision["reason"],
    )
