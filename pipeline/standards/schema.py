"""The shape of a standard's TOML file. Values are checked one by one here, and against each other in ``checks``."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from pipeline.standards.model import Interval

Off = Literal["off"]
Points = Annotated[float, Field(ge=0, le=100)]
Level = Literal["甲级", "乙级", "丙级"]
_INTERVAL = re.compile(r"([\[(])\s*(\d+(?:\.\d+)?)\s*,\s*(\d+(?:\.\d+)?)\s*([\])])")


class Table(BaseModel):
    """A table that refuses keys it does not know, so that a misspelt key is never silently ignored."""

    model_config = ConfigDict(extra="forbid", strict=True)


class SeverityTable(Table):
    kind: Literal["VETO_C", "VETO_B", "points", "review", "off"] | None = None
    points: Points | None = None
    per: Literal["item", "occurrence", "once"] | None = None
    section: str | None = None
    bundle: str | None = None
    cap: Points | None = None
    confirmed: Literal["VETO_C", "VETO_B", "points"] | None = None


class GradingTable(Table):
    cuts: dict[Level, str] | None = None
    veto_mode: Literal["override", "points", "rebase"] | None = None
    veto_points: Points | None = None
    rebase_margin: Annotated[float, Field(gt=0, le=1)] | None = None
    b_items_to_c: Annotated[int, Field(ge=1, le=20)] | Off | None = None
    inspection: str | None = None


class FineTable(Table):
    who: Literal["doctor", "superior", "head", "department", "assistant", "office_head", "vice_president"]
    kind: Literal["yuan", "dept_points", "bonus_percent", "suspension"]
    amount: Annotated[float, Field(ge=0)]


class PenaltyTable(Table):
    id: str
    source: str = ""
    score: str | None = None
    level: Level | None = None
    rules: list[str] | None = None
    inspections: list[str] = Field(default_factory=list)
    per: Literal["record", "occurrence"] = "record"
    fines: list[FineTable]


class StandardFile(Table):
    """One file of ``configs/standards``, or a hospital's own file of differences (``extends``)."""

    id: Annotated[str, Field(min_length=1, max_length=60)]
    name: str
    version: str
    extends: str | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    source: str = ""
    parameters: dict[str, Any] = Field(default_factory=dict)
    grading: GradingTable = Field(default_factory=GradingTable)
    sections: dict[str, Points] | None = None
    bundles: dict[str, str] = Field(default_factory=dict)
    severities: dict[str, SeverityTable] = Field(default_factory=dict)
    absent_roots: dict[str, list[str]] = Field(default_factory=dict)
    supersedes: dict[str, list[str]] = Field(default_factory=dict)
    penalties: list[PenaltyTable] = Field(default_factory=list)


def parse_interval(text: str) -> Interval:
    """Read ``[75,90)``. Raises ValueError for anything else, and for a low bound above the high one."""
    found = _INTERVAL.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    low, high = float(found[2]), float(found[3])
    if low > high:
        raise ValueError(text)
    return Interval(low, high, found[1] == "[", found[4] == "]")
