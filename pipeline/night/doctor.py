"""Checks of everything that a night needs, each with what to do."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from pipeline.errors import BinganError
from pipeline.night.nightly import MANIFEST, nights
from pipeline.night.settings import Settings
from pipeline.records.readers import Reject, open_source, read_row
from pipeline.records.readers.registry import read_registry
from pipeline.standards.load import load
from pipeline.store import Store

SAMPLE = 20  # rows of the source that are tried


@dataclass(frozen=True, slots=True)
class Check:
    """One check, its result, and what was seen or what to do."""

    name: str
    good: bool
    says: str


def examine(settings: Settings) -> list[Check]:
    """Run every check; none changes anything but the store's schema."""
    tests: list[tuple[str, Callable[[Settings], str]]] = [
        ("评分标准", _standard),
        ("人员名册", _staff),
        ("来源", _source),
        ("数据库", _store),
        ("磁盘", _disk),
        ("上一夜", _last_night),
    ]
    return [_check(name, test, settings) for name, test in tests]


def _check(name: str, test: Callable[[Settings], str], settings: Settings) -> Check:
    try:
        return Check(name, True, test(settings))
    except BinganError as error:
        return Check(name, False, error.message)
    except _Bad as bad:
        return Check(name, False, str(bad))


class _Bad(Exception):
    """A check that fails for a reason of its own."""


def _standard(settings: Settings) -> str:
    standard = load(settings.standard)
    return f"{standard.id} {standard.version}"


def _staff(settings: Settings) -> str:
    if settings.staff is None:
        return "没有设置；需要名册的规则为“无法判定”"
    return f"{sum(1 for _ in read_registry(settings.staff))} 人"


def _source(settings: Settings) -> str:
    rows = [read_row(raw) for raw in islice(open_source(settings.source, date.today() - timedelta(days=1)), SAMPLE)]
    bad = [row for row in rows if isinstance(row, Reject)]
    if bad:
        raise _Bad(f"前 {len(rows)} 行里有 {len(bad)} 行读不了，例如 [{bad[0].code}] {bad[0].reason}")
    return f"可读（试读 {len(rows)} 行）"


def _store(settings: Settings) -> str:
    if settings.store is None:
        return "没有设置；复核需要数据库"
    with Store.open(settings.store) as store:
        return f"可用，已有 {len(store.runs())} 次运行"


def _disk(settings: Settings) -> str:
    place = next(folder for folder in (settings.root, *settings.root.parents) if folder.exists())
    free = shutil.disk_usage(place).free // (1 << 20)
    if free < settings.least_free_mb:
        raise _Bad(f"只剩 {free} MB，少于 least_free_mb={settings.least_free_mb}")
    return f"剩余 {free} MB"


def _last_night(settings: Settings) -> str:
    done = nights(settings.root) if settings.root.is_dir() else []
    if not done:
        return "还没有跑过"
    facts = json.loads((done[-1] / MANIFEST).read_text(encoding="utf-8"))
    if facts["exit_status"]:
        raise _Bad(f"{facts['night']}：{facts['quarantined']} 条未能处理，见 {done[-1] / 'quarantine.jsonl'}")
    return f"{facts['night']}：{facts['stays']} 份，正常"
