"""The desk as a Jupyter widget. All record text travels as data and is shown as text nodes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from pipeline.detect.rules import all_rules
from pipeline.errors import BinganError
from pipeline.review.desk.desk import REASONS, Desk
from pipeline.store import Store
from pipeline.store.run_folder import RunFolder

_HERE = Path(__file__).parent


class DeskWidget(anywidget.AnyWidget):
    """Shows a :class:`Desk` and passes its keys on."""

    _esm = _HERE / "desk.js"
    _css = _HERE / "desk.css"
    view: Any = traitlets.Dict().tag(sync=True)
    current = traitlets.Int(1).tag(sync=True)
    worklist: Any = traitlets.List().tag(sync=True)
    more = traitlets.Int(0).tag(sync=True)  # stays of the worklist that are not shown
    says = traitlets.Unicode("").tag(sync=True)
    reasons: Any = traitlets.List().tag(sync=True)
    rules: Any = traitlets.List().tag(sync=True)

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            reasons=[list(item) for item in REASONS.items()],
            rules=[[rule.id, f"{rule.id} {rule.name}"] for rule in all_rules()],
        )
        self.desk = desk
        self.on_msg(self._act)
        self._show()

    def _show(self) -> None:
        with self.hold_sync():
            for name, value in self.desk.state().items():
                setattr(self, name, value)

    def _act(self, _widget: Any, message: dict[str, Any], _buffers: Any) -> None:
        try:
            self._do(message)
        except BinganError as error:
            self.desk.says = str(error)
        self._show()

    def _do(self, message: dict[str, Any]) -> None:
        desk, kind = self.desk, message.get("type")
        match kind:
            case "decide":
                desk.decide(message["verdict"], message["reason"], message["note"], int(message["number"]))
            case "missed":
                desk.add_missed(
                    message["rule_id"], message["doc_id"], int(message["start"]), int(message["end"]), message["note"]
                )
            case "clean":
                desk.mark_clean(str(message["note"]))
            case "undo":
                desk.undo()
            case "open":
                desk.open(message["stay_id"])
            case "choose":
                desk.choose(int(message["number"]))
            case "step":
                desk.step(int(message["by"]))
            case "turn":
                desk.turn(int(message["by"]))
            case "hint":
                desk.says = str(message["text"])


def open_desk(
    run: str | Path, store: str | None = None, who: str | None = None, readers: Sequence[str] = ()
) -> DeskWidget:
    """Open the review desk on a finished run.

    ``run`` is the output folder of ``bingan audit``, or the folder of all nights, of which the last is opened; ``store`` the database URL (default: ``bingan.sqlite`` in that folder);
    ``who`` the controller (default: the environment's ``JUPYTERHUB_USER`` or ``USER``); ``readers`` all controllers, who
    share the stays that are read blind by two.
    """
    folder = RunFolder(_last_night(Path(run)))
    url = store or f"sqlite:///{(folder.path / 'bingan.sqlite').resolve()}"
    name = who or os.environ.get("JUPYTERHUB_USER") or os.environ.get("USER") or ""
    return DeskWidget(Desk(folder, Store.open(url), name, readers))


def _last_night(path: Path) -> Path:
    """``path`` itself, or the newest night below it."""
    below = sorted(path.glob("????-??-??/run.json")) if not (path / "run.json").is_file() else []
    return below[-1].parent if below else path
