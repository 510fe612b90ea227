"""The notebooks run without anybody: papermill fills in the parameters, and what a person would see is in the output."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.night import AuditOptions, audit
from pipeline.review.desk.desk import Desk
from pipeline.review.desk.widget import open_desk
from pipeline.store import Store
from pipeline.store.run_folder import RunFolder
from tests.gold import CORPUS
from tests.notebooks.conftest import NOTEBOOKS

papermill = pytest.importorskip("papermill")
pytest.importorskip("ipykernel")


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two nights in one database, the second decided upon by two people."""
    root = tmp_path_factory.mktemp("nights")
    url = f"sqlite:///{root / 'bingan.sqlite'}"
    for name, date in (("A", "2026-03-20"), ("D", "2026-03-21")):
        folder = CORPUS / name
        audit(AuditOptions(folder / "stays.jsonl", root / date, folder / "staff.csv", "S000-P2", url))
    run = RunFolder(root / "2026-03-21")
    with Store.open(url) as store:
        for who, verdict in (("one", "confirmed"), ("two", "rejected")):
            desk = Desk(run, store, who)
            for stay_id in sorted(desk._double):
                desk.open(stay_id)
                for number in range(1, len(desk.findings) + 1):
                    desk.decide(verdict if number == 1 else "confirmed", number=number)
                if not desk.findings:
                    desk.mark_clean()
    return root


def execute(name: str, out: Path, **parameters: object) -> tuple[str, dict[str, Any]]:
    """All text that the notebook printed or showed, and the executed notebook."""
    papermill.execute_notebook(
        str(NOTEBOOKS / name), str(out), parameters, progress_bar=False, log_output=False, kernel_name="python3"
    )
    notebook = json.loads(out.read_text(encoding="utf-8"))
    outputs = [o for cell in notebook["cells"] for o in cell.get("outputs", ())]
    texts = ["".join(o.get("text", "")) for o in outputs]
    texts += ["".join(o["data"].get("text/html", o["data"].get("text/plain", ""))) for o in outputs if "data" in o]
    return "\n".join(texts), notebook


def test_the_desk_opens_on_the_last_night(nights: Path, tmp_path: Path) -> None:
    _, notebook = execute(
        "01_review.ipynb",
        tmp_path / "o.ipynb",
        run=str(nights),
        store=f"sqlite:///{nights / 'bingan.sqlite'}",
        who="qc",
    )
    shown = [o["data"] for c in notebook["cells"] for o in c.get("outputs", ()) if "data" in o]
    assert any("application/vnd.jupyter.widget-view+json" in data for data in shown)
    assert {
        task["stay_id"][0] for task in open_desk(nights, f"sqlite:///{nights / 'bingan.sqlite'}", "qc").worklist
    } == {"D"}


def test_the_dashboard_counts_what_was_decided(nights: Path, tmp_path: Path) -> None:
    text, notebook = execute(
        "02_dashboard.ipynb", tmp_path / "o.ipynb", store=f"sqlite:///{nights / 'bingan.sqlite'}", nights=str(nights)
    )
    assert "Cohen κ" in text
    assert "one：确认；two：否定" in text, "the queue of disagreements"
    assert "未报缺陷病历抽样" in text
    assert "词汇" in text, "drift"
    data = [o["data"] for c in notebook["cells"] for o in c.get("outputs", ()) if "data" in o]
    assert sum("image/svg+xml" in d for d in data) >= 6
    assert "<script" not in json.dumps(data), "charts are drawn here: nothing is fetched from anywhere"
