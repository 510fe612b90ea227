"""Suppression has a reason, an owner and an end; what it hides stays visible, and comes back."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.night import AuditOptions, NightSummary, audit
from pipeline.standards.load import load
from pipeline.store import Store
from pipeline.store.regrade import regrade_run
from pipeline.store.suppress import hidden, resume, suppress, suppressions
from tests.gold import CORPUS

TODAY = date.today()
SOON = TODAY + timedelta(days=30)


def run(folder: Path) -> NightSummary:
    a = CORPUS / "A"
    url = f"sqlite:///{folder / 'night.db'}"
    return audit(AuditOptions(a / "stays.jsonl", folder / "out", a / "staff.csv", "S000-P2", url))


def listed(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / "out" / "suppressed.jsonl").read_text(encoding="utf-8").splitlines()]


def test_a_suppressed_rule_is_listed_with_its_reason_and_comes_back(tmp_path: Path) -> None:
    before = run(tmp_path)
    rule = next(f.rule_id for f in before.findings if f.outcome == "fail" and f.points)
    with Store.open(str(tmp_path / "night.db")) as store:
        suppress(store, rule, SOON, "模板整改中", "质控科甲")
        regraded = {g.stay_id: g.score for g in regrade_run(store, load("S000-P2"), before.run_id).grades}
    after = run(tmp_path)
    assert {f.rule_id for f in before.findings} - {f.rule_id for f in after.findings} == {rule}
    shown = listed(tmp_path)
    assert {row["rule_id"] for row in shown} == {rule}
    assert len(shown) == sum(f.rule_id == rule for f in before.findings)
    said = shown[0]["suppressed"]
    assert (said["by"], said["who"], said["why"], said["until"]) == ("suppression", "质控科甲", "模板整改中", str(SOON))
    scores = {g.stay_id: g.score for g in after.grades}
    assert sum(scores.values()) > sum(g.score for g in before.grades)
    assert regraded == scores
    with Store.open(str(tmp_path / "night.db")) as store:
        resume(store, rule, "整改完成", "质控科乙")
        assert suppressions(store, TODAY) == []
        assert len(store.decisions()) == 2, "nothing is deleted"
    assert {f.fingerprint for f in run(tmp_path).findings} == {f.fingerprint for f in before.findings}
    assert listed(tmp_path) == []


def test_an_expired_suppression_hides_nothing(tmp_path: Path) -> None:
    before = run(tmp_path)
    chosen = before.findings[0]
    yesterday = TODAY - timedelta(days=1)
    with Store.open(str(tmp_path / "night.db")) as store:
        suppress(store, chosen.fingerprint, yesterday, "短期", "甲", today=yesterday)
        raised = [(chosen.fingerprint, chosen.rule_id, "")]
        assert set(hidden(store, raised, yesterday)) == {chosen.fingerprint}, "the last day counts"
        assert hidden(store, raised, TODAY) == {}
    assert chosen.fingerprint in {f.fingerprint for f in run(tmp_path).findings}


def test_a_rule_may_be_suppressed_in_one_department_only(tmp_path: Path) -> None:
    with Store.open(str(tmp_path / "night.db")) as store:
        suppress(store, "LOG-SIDE", SOON, "试点", "甲", department="骨科")
        raised = [
            ("f1", "LOG-SIDE", "骨科"),
            ("f2", "LOG-SIDE", "眼科"),
            ("f3", "LOG-SEX", "骨科"),
            ("f4", "LOG-SIDE", ""),
        ]
        assert set(hidden(store, raised, TODAY)) == {"f1"}
        with pytest.raises(UsageError, match="E624"):
            resume(store, "LOG-SIDE", "x", "甲")
        resume(store, "LOG-SIDE", "x", "甲", department="骨科")
        assert hidden(store, raised, TODAY) == {}


def test_suppression_does_not_touch_what_people_decided(tmp_path: Path) -> None:
    before = run(tmp_path)
    one, two = before.findings[:2]
    with Store.open(str(tmp_path / "night.db")) as store:
        store.decide(one.row(), "confirmed", "甲", "")
        store.decide(two.row(), "rejected", "甲", "exception")
        suppress(store, one.fingerprint, SOON, "申诉前", "甲")
        assert store.confirmed([one.fingerprint]) == {one.fingerprint}
        raised = [(f.fingerprint, f.rule_id, "") for f in (one, two)]
        why = hidden(store, raised, TODAY)
        assert {f: w["by"] for f, w in why.items()} == {one.fingerprint: "suppression", two.fingerprint: "decision"}
        assert why[two.fingerprint]["why"] == "exception"
        assert set(hidden(store, raised, SOON + timedelta(days=1))) == {two.fingerprint}


@pytest.mark.parametrize(
    ("target", "until", "why", "who", "code"),
    [
        ("NO-SUCH-RULE", SOON, "x", "甲", "E621"),
        ("LOG-SIDE", SOON, " ", "甲", "E622"),
        ("LOG-SIDE", SOON, "x", "", "E622"),
        ("LOG-SIDE", TODAY - timedelta(days=1), "x", "甲", "E623"),
    ],
)
def test_reason_owner_and_end_are_required(
    tmp_path: Path, target: str, until: date, why: str, who: str, code: str
) -> None:
    with Store.open(str(tmp_path / "night.db")) as store:
        with pytest.raises(UsageError) as caught:
            suppress(store, target, until, why, who)
        assert caught.value.code == code
        assert store.decisions() == []


def test_the_command(tmp_path: Path) -> None:
    def bingan(*args: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pipeline", "suppress", *args, "--store", f"sqlite:///{tmp_path / 'n.db'}"]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    done = bingan("LOG-SIDE", "--until", str(SOON), "--why", "模板整改中", "--who", "甲", "--department", "骨科")
    assert done.returncode == 0, done.stderr
    shown = bingan("--list").stdout
    assert "LOG-SIDE" in shown
    assert "模板整改中" in shown
    assert bingan("LOG-SIDE", "--until", "明天", "--why", "x").returncode == 2
    assert bingan("LOG-SIDE", "--lift", "--department", "骨科", "--why", "好了", "--who", "甲").returncode == 0
    assert "LOG-SIDE" not in bingan("--list").stdout


def test_the_night_says_that_something_was_hidden(tmp_path: Path) -> None:
    a, url = CORPUS / "A", f"sqlite:///{tmp_path / 'night.db'}"
    rule = next(f.rule_id for f in run(tmp_path).findings)
    with Store.open(url) as store:
        suppress(store, rule, SOON, "模板整改中", "甲")
    command = [sys.executable, "-m", "pipeline", "audit", str(a / "stays.jsonl"), "--staff", str(a / "staff.csv")]
    command += ["--standard", "S000-P2", "--out", str(tmp_path / "out"), "--store", url, "--no-report"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert f"另有 {len(listed(tmp_path))} 处按复核决定或压制没有报出" in done.stdout
    assert listed(tmp_path)
