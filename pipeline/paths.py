"""Where the files that ship with the project are: beside the package in a checkout, inside it in an installed wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def shipped(name: str) -> Path:
    """Return the shipped folder ``name`` (``configs``, ``models``, ``annotations`` …).

    Raises FileNotFoundError when this installation does not carry it.
    """
    for root in (_PACKAGE.parent, _PACKAGE / "shipped"):
        if (root / name).is_dir():
            return root / name
    raise FileNotFoundError(f"this installation does not carry the folder {name!r}")
