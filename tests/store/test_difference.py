"""What changed between two runs: new, fixed, unchanged, reopened; and what must not be called fixed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.night import AuditOptions, NightSummary, audit
from pipeline.store import Store
from pipeline.store.difference import difference, read_run
from tests.gold import CORPUS

A = CORPUS / "A"
NO_DDX = "鉴别诊断：无。"


def run(folder: Path, name: str, change: dict[str, tuple[str, str]], leave: set[str] = frozenset(), staff=True):
    """Audit hospital A into ``folder/name`` with texts replaced by stay, without the stays in ``leave``."""
    lines = []
    for line in (A / "stays.jsonl").read_text(encoding="utf-8").splitlines():
        stay = json.loads(line)
        if stay["stay_id"] in leave:
            continue
        old, new = change.get(stay["stay_id"], ("", ""))
        for document in stay["documents"] if old else []:
            document["text"] = document["text"].replace(old, new)
        lines.append(json.dumps(stay, ensure_ascii=False))
    source = folder / f"{name}.jsonl"
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    registry = A / "staff.csv" if staff else None
    return audit(AuditOptions(source, folder / name, registry, "S000-P2", url(folder)))


def url(folder: Path) -> str:
    return f"sqlite:///{folder / 'night.db'}"


def states(folder: Path, one: str, two: str, store: bool = True) -> dict[str, str]:
    """State by fingerprint."""
    if not store:
        return {c.finding["fingerprint"]: c.state for c in difference(read_run(one), read_run(two))}
    with Store.open(url(folder)) as opened:
        changes = difference(read_run(one, opened), read_run(two, opened), opened)
    return {c.finding["fingerprint"]: c.state for c in changes}


def chosen(summary: NightSummary) -> tuple[str, str, str]:
    """Stay, evidence and fingerprint of a defect that can be mended by taking its words away."""
    for f in summary.findings:
        if f.outcome == "fail" and f.rule_id.startswith("LOG-") and f.evidence and f.severity == "points":
            return f.stay_id, f.evidence[0].quote, f.fingerprint
    raise AssertionError("hospital A has consistency defects")


def test_the_same_record_differs_in_nothing(tmp_path: Path) -> None:
    before = run(tmp_path, "one", {})
    run(tmp_path, "two", {"A-0001": ("\n", "\n\n")})  # positions shift, defects do not
    found = Counter(states(tmp_path, str(tmp_path / "one"), str(tmp_path / "two")).values())
    assert found["unchanged"] > 0.9 * len({f.fingerprint for f in before.findings})


def test_mended_and_come_back(tmp_path: Path) -> None:
    first = run(tmp_path, "one", {})
    stay_id, quote, fingerprint = chosen(first)
    second = run(tmp_path, "two", {stay_id: (quote, "")})
    folders = [str(tmp_path / name) for name in ("one", "two", "three")]
    assert states(tmp_path, folders[0], folders[1])[fingerprint] == "fixed"
    assert states(tmp_path, folders[0], folders[1], store=False)[fingerprint] == "fixed"
    third = run(tmp_path, "three", {"A-0001": ("\n", "\n ")})
    assert states(tmp_path, folders[1], folders[2])[fingerprint] == "reopened"
    assert states(tmp_path, folders[1], folders[2], store=False)[fingerprint] == "new", "without a store nobody knows"
    assert states(tmp_path, second.run_id, third.run_id)[fingerprint] == "reopened"


def test_what_was_not_judged_is_not_fixed(tmp_path: Path) -> None:
    first = run(tmp_path, "one", {})
    unlicensed = [f.fingerprint for f in first.findings if f.rule_id == "SIG-UNLICENSED"]
    assert unlicensed
    second = run(tmp_path, "two", {}, staff=False)
    found = states(tmp_path, first.run_id, second.run_id)
    assert {found[f] for f in unlicensed} == {"unassessed"}


def test_stays_of_one_run_only_are_neither_new_nor_fixed(tmp_path: Path) -> None:
    first = run(tmp_path, "one", {})
    second = run(tmp_path, "two", {}, leave={"A-0001"})
    theirs = {f.fingerprint for f in first.findings if f.stay_id == "A-0001"} - {f.fingerprint for f in second.findings}
    assert theirs
    there = states(tmp_path, first.run_id, second.run_id)
    assert {there[f] for f in theirs} == {"unaudited"}
    back = states(tmp_path, str(tmp_path / "two"), str(tmp_path / "one"), store=False)
    assert {back[f] for f in theirs} == {"first"}


def test_a_rejected_finding_is_suppressed_not_fixed(tmp_path: Path) -> None:
    first = run(tmp_path, "one", {})
    _, _, fingerprint = chosen(first)
    with Store.open(url(tmp_path)) as store:
        row = next(f.row() for f in first.findings if f.fingerprint == fingerprint)
        store.decide(row, "rejected", "甲", "exception")
    second = run(tmp_path, "two", {})
    assert states(tmp_path, first.run_id, second.run_id)[fingerprint] == "suppressed"
    assert states(tmp_path, str(tmp_path / "one"), str(tmp_path / "two"), store=False)[fingerprint] == "suppressed"


def test_the_command(tmp_path: Path) -> None:
    first = run(tmp_path, "one", {})
    stay_id, quote, fingerprint = chosen(first)
    run(tmp_path, "two", {stay_id: (quote, "")})
    command = [sys.executable, "-m", "pipeline", "diff", str(tmp_path / "one"), str(tmp_path / "two"), "--by", "stay"]
    done = subprocess.run(
        [*command, "--jsonl", str(tmp_path / "d.jsonl")], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert "已消除" in done.stdout
    assert stay_id in done.stdout
    rows = [json.loads(line) for line in (tmp_path / "d.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {r["state"] for r in rows if r["fingerprint"] == fingerprint} == {"fixed"}
    with pytest.raises(UsageError, match="E408"):
        read_run("no-such-run")
