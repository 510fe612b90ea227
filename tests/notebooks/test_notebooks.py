"""The retraining notebook runs without anybody, and shows what more labels are worth."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from pipeline.paths import shipped
from tests.notebooks.conftest import NOTEBOOKS

papermill = pytest.importorskip("papermill")
pytest.importorskip("ipykernel")
pytest.importorskip("sklearn")


def test_the_retraining_notebook_draws_the_curve_and_compares(tmp_path: Path) -> None:
    models = tmp_path / "models"
    shutil.copytree(shipped("models"), models)
    before = (models / "differential" / "champion.json").read_bytes()
    out = tmp_path / "out.ipynb"
    papermill.execute_notebook(
        str(NOTEBOOKS / "03_retrain.ipynb"),
        str(out),
        {"models": str(models), "seeds": 1},
        progress_bar=False,
        kernel_name="python3",
    )
    cells = {cell["id"]: cell.get("outputs", []) for cell in json.loads(out.read_text(encoding="utf-8"))["cells"]}
    assert "image/svg+xml" in cells["plot"][0]["data"], "the plot is drawn here, nothing is fetched"
    table = "".join(cells["curve"][0]["data"]["text/plain"])
    assert all(f"\n{labels} " in table for labels in (0, 50, 100, 200, 400))
    judges = "".join(cells["contest"][0]["data"]["text/plain"])
    assert "structure rules alone" in judges
    assert "可以替换" in "".join(cells["compare"][0]["text"]), "trained on the same labels, it is not worse"
    assert (models / "differential" / "champion.json").read_bytes() == before, "the notebook only proposes"
