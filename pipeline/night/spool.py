"""A temporary file of byte strings by key, so that a night of any size needs little memory.

The file holds record text: it is created readable by the owner alone, and vanishes with the run.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from types import TracebackType


class Spool:
    """Append byte strings, read them back by key."""

    def __init__(self, folder: Path) -> None:
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed by __exit__
        self._places: dict[str, tuple[int, int]] = {}
        self._end = 0

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def __contains__(self, key: str) -> bool:
        return key in self._places

    def put(self, key: str, data: bytes) -> None:
        """Store ``data`` under ``key``. Raises KeyError if the key is taken."""
        if key in self._places:
            raise KeyError(key)
        self._file.seek(self._end)
        self._file.write(data)
        self._places[key] = (self._end, len(data))
        self._end += len(data)

    def get(self, key: str) -> bytes:
        start, size = self._places[key]
        self._file.seek(start)
        return self._file.read(size)
