"""The unattended night: repeatable, whole or absent, one at a time, whatever kills it."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.night.files import CONTRACT
from pipeline.night.nightly import lock
from pipeline.store import Store
from tests.gold import CORPUS

NIGHT = "2026-03-20"


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    b = CORPUS / "B"
    shutil.copy(b / "stays.jsonl", tmp_path / "stays.jsonl")
    shutil.copy(b / "staff.csv", tmp_path / "staff.csv")
    path = tmp_path / "bingan.toml"
    path.write_text(
        f'source = "stays.jsonl"\nstaff = "staff.csv"\nstandard = "S000-P2"\nroot = "nights"\nkeep_nights = 2\n'
        f'store = "sqlite:///{tmp_path / "bingan.sqlite"}"\nprometheus = "bingan.prom"\nreport = false\n',
        encoding="utf-8",
    )
    return path


def command(name: str, settings: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "pipeline", name, "--settings", str(settings), *more]


def run(name: str, settings: Path, *more: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONUTF8": "1"}
    return subprocess.run(command(name, settings, *more), capture_output=True, text=True, check=False, env=env)


def result(settings: Path) -> dict[str, bytes]:
    return {name: (settings.parent / "nights" / NIGHT / name).read_bytes() for name in CONTRACT}


def stored(settings: Path) -> list[tuple[str, int, int]]:
    with Store.open(f"sqlite:///{settings.parent / 'bingan.sqlite'}") as store:
        runs = store.runs()
        return [(r["run_id"], len(store.findings(r["run_id"])), len(store.grades(r["run_id"]))) for r in runs]


def test_a_night_can_be_repeated_and_is_reported(settings: Path) -> None:
    assert run("nightly", settings, "--date", NIGHT).returncode == 0
    first, kept = result(settings), stored(settings)
    assert run("nightly", settings, "--date", NIGHT).returncode == 0
    assert (result(settings), stored(settings)) == (first, kept)
    facts = json.loads((settings.parent / "nights" / NIGHT / "night.json").read_text(encoding="utf-8"))
    assert facts["stays"] == 8
    assert set(facts["inputs"]) == {"bingan.toml", "stays.jsonl", "staff.csv"}
    assert "bingan_stays 8" in (settings.parent / "bingan.prom").read_text(encoding="utf-8")
    assert NIGHT in run("status", settings).stdout
    assert run("doctor", settings).returncode == 0


def test_old_nights_are_purged(settings: Path) -> None:
    for day in ("18", "19", "20"):
        assert run("nightly", settings, "--date", f"2026-03-{day}").returncode == 0
    assert sorted(p.name for p in (settings.parent / "nights").glob("2026*")) == ["2026-03-19", "2026-03-20"]


def test_two_runs_do_not_mix(settings: Path) -> None:
    (settings.parent / "nights").mkdir()
    with lock(settings.parent / "nights"):
        done = run("nightly", settings, "--date", NIGHT)
    assert done.returncode == 2
    assert "E811" in done.stderr


def test_wrong_settings_name_the_key(settings: Path) -> None:
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("keep_nights = 2", "keep_night = 2"), encoding="utf-8"
    )
    done = run("nightly", settings, "--date", NIGHT)
    assert done.returncode == 2
    assert "keep_night" in done.stderr


def test_doctor_says_what_is_wrong(settings: Path) -> None:
    (settings.parent / "stays.jsonl").write_text('{"stay_id": "X"}\n', encoding="utf-8")
    settings.write_text(settings.read_text(encoding="utf-8").replace("S000-P2", "NO-SUCH"), encoding="utf-8")
    done = run("doctor", settings)
    assert done.returncode == 1
    assert "✗ 评分标准" in done.stdout
    assert "✗ 来源" in done.stdout
    assert "✓ 人员名册" in done.stdout


def chaos(settings: Path, kills: int, seed: int) -> None:
    """Kill the night ``kills`` times at random moments; after one quiet run everything is as if nothing had happened."""
    began = time.monotonic()
    assert run("nightly", settings, "--date", NIGHT).returncode == 0
    length = time.monotonic() - began
    undisturbed, kept = result(settings), stored(settings)
    chance = random.Random(seed)
    for number in range(kills):
        if number % 5 == 0:
            shutil.rmtree(settings.parent / "nights")
            for file in settings.parent.glob("bingan.sqlite*"):
                file.unlink()
        process = subprocess.Popen(
            command("nightly", settings, "--date", NIGHT), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(0, length * 1.05))
        process.send_signal(signal.SIGKILL)
        process.wait()
        whole = settings.parent / "nights" / NIGHT
        if whole.exists():
            assert result(settings) == undisturbed, "a night that is there is whole"
    assert run("nightly", settings, "--date", NIGHT).returncode == 0
    assert result(settings) == undisturbed
    assert stored(settings) == kept
    assert [p.name for p in (settings.parent / "nights").iterdir() if p.name not in (".lock", "history")] == [NIGHT]


def test_kill_at_any_moment(settings: Path) -> None:
    chaos(settings, kills=6, seed=1)


@pytest.mark.slow
def test_kill_two_hundred_times(settings: Path) -> None:
    chaos(settings, kills=200, seed=2)
