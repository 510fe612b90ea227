"""``bingan regrade`` on a stored night."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.grade import grade_stay
from pipeline.standards.load import load
from pipeline.store import Store
from tests.grade.notation import findings


@pytest.fixture
def url(tmp_path: Path) -> str:
    """One stay with a 乙 veto that is doubtful and a late note that is sure."""
    address, standard = f"sqlite:///{tmp_path / 'night.db'}", load("S000-P2")
    found = findings("CNT-FPN-DDX@1~0.6 TIM-FPN-8H@1", standard, "A-1")
    with Store.open(address) as store, store.night("r1", {"standard": "S000-P2"}) as night:
        grade = grade_stay("A-1", found, {}, standard)
        outcomes = {"TIM-FPN-8H": "fail", "CNT-FPN-DDX": "fail"}
        night.add({"stay_id": "A-1", "outcomes": outcomes}, [f.row() for f in found], grade.detail())
    return address


def grades(url: str) -> dict[str, tuple[str, float]]:
    with Store.open(url) as store:
        return {row["standard"]: (row["level"], row["score"]) for row in store.grades("r1")}


def test_a_second_standard_is_added_and_what_it_cannot_know_is_said(url: str) -> None:
    result = CliRunner().invoke(app, ["regrade", "--store", url, "--standard", "S000-P6"])
    assert result.exit_code == 0
    assert grades(url) == {"S000-P2": ("乙级", 100 - 5), "S000-P6": ("甲级", 100 - 5 - 2)}
    assert "fpn_h" in result.stderr  # 6 h there: the note may be late by other limits, only an audit can tell


def test_a_trial_without_doubtful_findings_writes_nothing(url: str) -> None:
    before = grades(url)
    result = CliRunner().invoke(app, ["regrade", "--store", url, "--standard", "S000-P2", "--confidence", "0.9"])
    assert result.exit_code == 0
    assert "试算" in result.stdout
    assert "甲级 │    1" in result.stdout
    assert grades(url) == before


def test_an_unknown_run_is_a_usage_error(url: str) -> None:
    result = CliRunner().invoke(app, ["regrade", "--store", url, "--standard", "S000-P2", "--run", "r9"])
    assert "r9" in str(result.exception)
