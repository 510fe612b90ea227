"""What changed between two runs, by the fingerprints of their findings, which do not depend on positions."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.store.run_folder import RunFolder
from pipeline.store.store import Row, Store
from pipeline.store.suppress import hidden

STATES = {
    "new": "新增",
    "reopened": "重现",
    "unchanged": "未变",
    "fixed": "已消除",
    "unassessed": "本次无法判定",
    "suppressed": "被压制",
    "first": "首次审核",
    "unaudited": "本次未审核",
}
"""``fixed`` is said only where the later run has judged the rule; ``first`` and ``unaudited`` concern stays of one run only."""

_NO_ANSWER = ("not_assessable", "error")


@dataclass(frozen=True, slots=True)
class Run:
    """What is compared of a run. ``outcomes`` (stay → rule → outcome) may be unknown; ``known`` are fingerprints that an
    earlier run found, or that people decided about; ``hidden`` those that were found but not raised."""

    run_id: str
    stays: frozenset[str]
    findings: Mapping[str, Row]  # by fingerprint
    outcomes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Change:
    """A finding of either run (of the later one if it is in both) and what became of it; see :data:`STATES`."""

    state: str
    finding: Row

    def row(self) -> dict[str, Any]:
        keys = ("stay_id", "rule_id", "doc_id", "outcome", "severity", "message", "fingerprint", "finding_id")
        return {"state": self.state, **{key: self.finding[key] for key in keys}}


def read_run(name: str, store: Store | None = None) -> Run:
    """A run by its folder, or by its id in ``store``; of a folder the store, if there is one, adds what it knows.

    Raises UsageError (E408) if there is no such run.
    """
    folder = Path(name)
    if (folder / "run.json").is_file():
        return _with_store(_from_folder(RunFolder(folder)), store)
    if store is None or name not in {run["run_id"] for run in store.runs()}:
        raise UsageError("E408", f"{name}：既不是审核结果文件夹，也不是数据库里的运行编号。数据库用 --store 给出")
    findings = {f["fingerprint"]: f for f in store.findings(name)}
    return _with_store(Run(name, frozenset(row["stay_id"] for row in store.stays(name)), findings), store)


def _from_folder(folder: RunFolder) -> Run:
    findings = {f["fingerprint"]: f for rows in folder.findings.values() for f in rows}
    file = folder.path / "suppressed.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    suppressed = frozenset(json.loads(line)["fingerprint"] for line in lines)
    return Run(folder.manifest["run_id"], frozenset(folder.grades), findings, hidden=suppressed)


def _with_store(run: Run, store: Store | None) -> Run:
    if store is None:
        return run
    outcomes = {row["stay_id"]: row["outcomes"] or {} for row in store.stays(run.run_id)}
    known = store.found_before(run.run_id, run.findings) | {row["fingerprint"] for row in store.history(run.findings)}
    return Run(run.run_id, run.stays, run.findings, outcomes, run.hidden, frozenset(known))


def difference(earlier: Run, later: Run, store: Store | None = None, on: date | None = None) -> list[Change]:
    """Every finding of either run with what became of it, by stay and rule.

    ``store`` tells which of the vanished findings people have rejected or suppressed (as of ``on``, today by default).
    """
    gone = [f for key, f in earlier.findings.items() if key not in later.findings]
    raised = ((f["fingerprint"], f["rule_id"], "") for f in gone)
    not_raised = later.hidden | (hidden(store, raised, on or date.today()).keys() if store else set())
    changes = [Change(_came(f, earlier, later), f) for f in later.findings.values()]
    changes += [Change(_went(f, later, not_raised), f) for f in gone]
    return sorted(
        changes, key=lambda c: (c.finding["stay_id"], c.finding["rule_id"], c.state, c.finding["fingerprint"])
    )


def _came(finding: Row, earlier: Run, later: Run) -> str:
    key = finding["fingerprint"]
    if key in earlier.findings:
        return "unchanged"
    if key in earlier.hidden or key in later.known:
        return "reopened"
    return "new" if finding["stay_id"] in earlier.stays else "first"


def _went(finding: Row, later: Run, not_raised: frozenset[str] | set[str]) -> str:
    if finding["stay_id"] not in later.stays:
        return "unaudited"
    if finding["fingerprint"] in not_raised:
        return "suppressed"
    outcome = later.outcomes.get(finding["stay_id"], {}).get(finding["rule_id"])
    return "unassessed" if outcome in _NO_ANSWER else "fixed"


def totals(changes: list[Change], key: str) -> Iterator[tuple[str, Counter[str]]]:
    """Counts of the states by ``stay_id`` or ``rule_id``."""
    counts: dict[str, Counter[str]] = {}
    for change in changes:
        counts.setdefault(change.finding[key], Counter())[change.state] += 1
    yield from sorted(counts.items())
