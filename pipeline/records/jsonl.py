"""JSON lines as the contract wants them: UTF-8, one object a line, and never broken by what a record holds."""

from __future__ import annotations

import json
import re
from typing import Any

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def dump_line(row: Any) -> bytes:
    """Encode ``row``. A lone surrogate, which UTF-8 cannot carry, is written as its JSON escape and reads back the same."""
    text = _ENCODER.encode(row)
    try:
        return text.encode("utf-8") + b"\n"
    except UnicodeEncodeError:
        return _LONE_SURROGATE.sub(lambda m: f"\\u{ord(m[0]):04x}", text).encode("utf-8") + b"\n"
