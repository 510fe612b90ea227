"""Coded errors that a user may meet. Every message says what is wrong, where, and what to do.

Messages are Chinese, because quality-control staff read them. They never hold record text or a patient's name.
"""

from __future__ import annotations


class BinganError(Exception):
    """A problem with a stable code, e.g. ``E101``; ``str(error)`` is ``[E101] message``."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"[{code}] {message}")
        self.code = code
        self.message = message


class UsageError(BinganError):
    """The call or a configuration is wrong: nothing is written, exit status 2."""


class InputError(BinganError):
    """One input row cannot be read: it goes to the quarantine, the night goes on."""
