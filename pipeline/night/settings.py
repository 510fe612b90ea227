"""Settings of the nightly job: one TOML file, checked before anything happens.

::

    source = "emr.toml"            # anything that `bingan audit` reads; relative to this file
    staff = "staff.csv"
    standard = "S000-P2"
    root = "nights"                # a folder per night below it
    store = "sqlite:///bingan.sqlite"   # or store_env = "BINGAN_STORE"
    workers = 4
    keep_nights = 400
    least_free_mb = 500
    prometheus = "/var/lib/node_exporter/bingan.prom"
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import UsageError


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    source: str
    root: str
    standard: str = "NAT-2018"
    staff: str | None = None
    store: str | None = None
    store_env: str | None = None
    workers: int = Field(default=1, ge=1, le=256)
    keep_nights: int = Field(default=400, ge=1)
    least_free_mb: int = Field(default=500, ge=0)
    prometheus: str | None = None
    report: bool = True


@dataclass(frozen=True, slots=True)
class Settings:
    """Resolved settings; paths are absolute. ``store`` may hold a password: never print it."""

    path: Path
    source: Path
    root: Path
    standard: str
    staff: Path | None
    store: str | None
    workers: int
    keep_nights: int
    least_free_mb: int
    prometheus: Path | None
    report: bool


def read_settings(path: Path) -> Settings:
    """Read a settings file. Raises UsageError that names the key and the remedy."""
    try:
        table: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        file = _File.model_validate(table)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError("E801", f"{path}：读不了设置文件（{error}）") from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"]))
        raise UsageError("E802", f"{path}：{key} 有误（{first['msg']}）。可用的键见 docs/operations.md") from error
    here = path.resolve().parent
    standard = file.standard if not file.standard.endswith(".toml") else str(here / file.standard)
    return Settings(
        path=path.resolve(),
        source=here / file.source,
        root=here / file.root,
        standard=standard,
        staff=here / file.staff if file.staff else None,
        store=file.store or os.environ.get(file.store_env or "") or None,
        workers=file.workers,
        keep_nights=file.keep_nights,
        least_free_mb=file.least_free_mb,
        prometheus=here / file.prometheus if file.prometheus else None,
        report=file.report,
    )
