"""The files of a run. They appear whole or not at all: each is written beside its place and then moved there."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

CONTRACT = ("extractions.jsonl", "findings.jsonl", "grades.jsonl", "quarantine.jsonl")


def write_lines(path: Path, lines: Iterable[bytes], *, private: bool = False) -> None:
    """Write ``lines`` to ``path`` atomically. A ``private`` file holds record text and is readable by the owner alone."""
    beside = path.with_name(f".{path.name}.part")
    beside.unlink(missing_ok=True)
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o666), "wb") as out:
        out.writelines(lines)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(path)
