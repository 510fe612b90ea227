"""The calibrated score of the signs of signing for another (synthetic truth)."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.signing_calibration import calibration
from pipeline.detect.indicators import calibrated
from pipeline.paths import shipped


def test_the_shipped_table_is_what_the_command_produces() -> None:
    table = json.loads((shipped("configs") / "rules" / "signing_calibration.json").read_text(encoding="utf-8"))
    again = json.loads(json.dumps(calibration()))
    assert table["data"] == "synthetic"
    assert again == table
    held_out = again["held_out"]
    assert held_out["expected_calibration_error"] <= 0.05
    assert held_out["expected_calibration_error"] < held_out["expected_calibration_error_uncalibrated"]


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_signs_never_lower_the_score(one: float, two: float) -> None:
    low, high = sorted((one, two))
    assert 0 < calibrated(low) <= calibrated(high) < 1


def test_one_sign_alone_is_likelier_lawful_than_several() -> None:
    assert calibrated(0.6) < 0.5 < calibrated(0.9)
