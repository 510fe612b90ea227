"""The limits of the cloning rules, from the standard's parameters ``clone_ratio`` and ``clone_min_chars``."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from pipeline.detect.clones.model import Weight

PARAMETERS = ("clone_ratio", "clone_min_chars")
RATIO, RATIOS = (
    0.75,
    {"CLN-CROSS-ADM": 0.60, "CLN-DISC-FEATURES": 0.80, "CLN-POSTOP-OP": 0.85, "CLN-PREOP": 0.90},
)  # where a standard is silent
CHARS, CHARACTERS = (
    60,
    {
        "CLN-FPN-HPI": 80,
        "CLN-CROSS-PT-NOTE": 80,
        "CLN-CROSS-PT-DISC": 100,
        "CLN-DISC-FEATURES": 80,
        "CLN-POSTOP-OP": 80,
        "CLN-PREOP": 80,
    },
)
MARGIN = 0.15  # below the limit by at most this: a person should look


class Degree(Enum):
    """How far a copy goes."""

    NONE = 0
    PERHAPS = 1
    CLEAR = 2


def degree(parameters: Mapping[str, Any], rule_id: str, weight: Weight) -> Degree:
    """Judge how much of the text that ought to be new is copied."""
    ratio = float(parameters.get("clone_ratio", {}).get(rule_id, RATIOS.get(rule_id, RATIO)))
    chars = int(parameters.get("clone_min_chars", {}).get(rule_id, CHARACTERS.get(rule_id, CHARS)))
    if weight.copied < chars or weight.share < ratio - MARGIN:
        return Degree.NONE
    return Degree.CLEAR if weight.share >= ratio else Degree.PERHAPS
