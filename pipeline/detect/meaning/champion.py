"""The judge in charge of a task, as it ships or as somebody promoted it; None where there is none."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from pipeline.detect.meaning.linear import LinearJudge
from pipeline.errors import UsageError
from pipeline.paths import shipped


@lru_cache(maxsize=8)
def champion_of(task: str, root: Path | None = None) -> tuple[str, LinearJudge] | None:
    """Version and judge of ``task`` below ``root`` (default: the shipped ``models``); None if none is in charge.

    Read once per process. Raises UsageError if one is named but cannot be read: a damaged model is no missing model.
    """
    try:
        folder = (root or shipped("models")) / task
    except FileNotFoundError:
        return None
    named = folder / "champion.json"
    if not named.is_file():
        return None
    try:
        version = str(json.loads(named.read_text(encoding="utf-8"))["line"][-1])
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise UsageError("E702", f"{named}：现用模型的登记文件损坏（{type(error).__name__}）。请恢复上一版") from error
    return version, LinearJudge.load(folder / version / "judge.npz")
