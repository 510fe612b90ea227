"""The catalogue of the 282 rules that ships with the project: what a rule is called, needs and rests on."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from pipeline.paths import shipped

_KINDS = {
    "CMP": "completeness",
    "TIM": "timeliness",
    "SIG": "signature",
    "CNT": "content",
    "LOG": "consistency",
    "CLN": "cloning",
    "CON": "consent",
    "HOM": "homepage",
    "ORD": "orders",
    "NUR": "nursing",
    "EMR": "integrity",
    "TCM": "tcm",
    "AGG": "aggregate",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule of the catalogue. ``level`` tells who can decide it (a = from the text … human), ``source`` its clauses."""

    id: str
    name: str
    category: str
    inputs: str
    level: str
    threshold: str
    severity: str
    source: str
    exceptions: str

    @property
    def kind(self) -> str:
        """The category as the code names it: the folder of its rules."""
        return _KINDS[self.id[:3]]


@dataclass(frozen=True, slots=True)
class ParameterSpec:
    """Type and meaning of a parameter that a standard may set."""

    name: str
    meaning: str
    type: str  # number | integer | bool | choice | choices | ratios | counts
    source: str
    unit: str = ""
    optional: bool = False
    choices: tuple[str, ...] = ()


@cache
def catalogue() -> dict[str, Entry]:
    """Every rule by id, in catalogue order."""
    rows = json.loads((shipped("configs") / "rules" / "catalogue.json").read_text(encoding="utf-8"))
    return {row["id"]: Entry(**row) for row in rows}


@cache
def parameter_specs() -> dict[str, ParameterSpec]:
    """Every parameter by name."""
    tables: dict[str, dict[str, Any]] = tomllib.loads(
        (shipped("configs") / "rules" / "parameters.toml").read_text(encoding="utf-8")
    )
    return {
        name: ParameterSpec(name, **{**table, "choices": tuple(table.get("choices", ()))})
        for name, table in tables.items()
    }


def matching(pattern: str) -> frozenset[str]:
    """Ids of the rules that the pattern (``CLN-*`` or a whole id) names; empty if none."""
    if pattern in catalogue():
        return frozenset({pattern})
    return frozenset(i for i in catalogue() if fnmatchcase(i, pattern)) if "*" in pattern else frozenset()
