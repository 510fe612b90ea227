"""The unattended night: one folder a night that is there whole or not at all, one run at a time, and word of how it went."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from pipeline import __version__
from pipeline.errors import UsageError
from pipeline.night.run import AuditOptions, NightSummary, Progress, _silent, audit
from pipeline.night.settings import Settings
from pipeline.records.moment import SECOND, Moment

MANIFEST = "night.json"


def nightly(settings: Settings, night: date, progress: Progress = _silent) -> NightSummary:
    """Audit what was discharged on ``night``.

    The result appears in ``root/<date>`` in one step; a run that is killed leaves the folder of the run before it, and the
    next run starts anew. Raises UsageError if another run holds the lock, or the disk is too full to begin.
    """
    settings.root.mkdir(parents=True, exist_ok=True)
    with lock(settings.root):
        _clear_wreckage(settings.root)
        _check_disk(settings)
        beside = settings.root / f".{night}.part"
        beside.mkdir()
        began, clock = datetime.now().astimezone(), time.monotonic()
        summary = audit(_options(settings, night, beside), progress)
        if settings.report:
            from pipeline.review.report import write_report
            from pipeline.store.run_folder import RunFolder

            write_report(RunFolder(beside), beside / "report")
        facts = _facts(settings, night, summary, began, time.monotonic() - clock)
        (beside / MANIFEST).write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        _put_in_place(beside, settings.root / str(night))
        _purge(settings)
        if settings.prometheus is not None:
            write_metrics(settings.prometheus, facts)
    return summary


def _options(settings: Settings, night: date, out: Path) -> AuditOptions:
    end = datetime.combine(night + timedelta(days=1), datetime.min.time())
    return AuditOptions(
        source=settings.source,
        out=out,
        staff=settings.staff,
        standard=settings.standard,
        store=settings.store,
        workers=settings.workers,
        as_of=Moment(end, SECOND),  # limits that end later are still open
        night=night,
        history=settings.root / "history",
    )


@contextmanager
def lock(root: Path) -> Iterator[None]:
    """Hold the lock of ``root``; the system frees it when the process ends, however it ends."""
    with open(root / ".lock", "a", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UsageError("E811", f"{root}：另一次夜间审核正在运行。请等它结束") from error
        yield


def _clear_wreckage(root: Path) -> None:
    """Remove what a killed run left; finish a replacement that it had begun."""
    for old in root.glob(".*.old"):
        place = root / old.name[1:].removesuffix(".old")
        if place.exists():
            shutil.rmtree(old)
        else:
            old.rename(place)
    for part in root.glob(".*.part"):
        shutil.rmtree(part)


def _check_disk(settings: Settings) -> None:
    free = shutil.disk_usage(settings.root).free // (1 << 20)
    if free < settings.least_free_mb:
        raise UsageError(
            "E812", f"{settings.root}：磁盘只剩 {free} MB，少于 least_free_mb={settings.least_free_mb}。请清理后重试"
        )


def _put_in_place(beside: Path, place: Path) -> None:
    old = place.with_name(f".{place.name}.old")
    if place.exists():
        place.rename(old)
    beside.rename(place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    if old.exists():
        shutil.rmtree(old)


def nights(root: Path) -> list[Path]:
    """Finished nights below ``root``, the oldest first."""
    return sorted(folder for folder in root.glob("????-??-??") if (folder / MANIFEST).is_file())


def _purge(settings: Settings) -> None:
    for folder in nights(settings.root)[: -settings.keep_nights]:
        shutil.rmtree(folder)


def _facts(settings: Settings, night: date, summary: NightSummary, began: datetime, seconds: float) -> dict[str, Any]:
    inputs = [path for path in (settings.path, settings.source, settings.staff) if path is not None and path.is_file()]
    return {
        "night": str(night),
        "run_id": summary.run_id,
        "version": __version__,
        "standard": settings.standard,
        "inputs": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in inputs},
        "began": began.isoformat(timespec="seconds"),
        "seconds": round(seconds, 1),
        "stays": summary.stays,
        "quarantined": len(summary.rejects),
        "findings": len(summary.findings),
        "outcomes": dict(sorted(summary.outcomes.items())),
        "levels": {level: sum(g.level == level for g in summary.grades) for level in ("甲级", "乙级", "丙级")},
        "exit_status": summary.exit_status,
    }


def write_metrics(path: Path, facts: dict[str, Any]) -> None:
    """A text file for the Prometheus node exporter: figures only, no names."""
    lines = [
        f"bingan_stays {facts['stays']}",
        f"bingan_quarantined {facts['quarantined']}",
        f"bingan_findings {facts['findings']}",
        f"bingan_seconds {facts['seconds']}",
        f"bingan_exit_status {facts['exit_status']}",
        f"bingan_last_run_timestamp_seconds {datetime.fromisoformat(facts['began']).timestamp():.0f}",
        *(f'bingan_outcomes{{outcome="{name}"}} {count}' for name, count in facts["outcomes"].items()),
        *(f'bingan_grades{{level="{name}"}} {count}' for name, count in facts["levels"].items()),
    ]
    beside = path.with_name(f".{path.name}.part")
    beside.write_text("\n".join(lines) + "\n", encoding="utf-8")
    beside.replace(path)
