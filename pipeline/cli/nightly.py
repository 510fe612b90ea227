"""``bingan nightly``, ``status`` and ``doctor``: the unattended night."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated

import typer

SETTINGS = Annotated[Path, typer.Option("--settings", help="设置文件（TOML），键见 docs/operations.md")]


def nightly_command(
    settings: SETTINGS,
    date: Annotated[str | None, typer.Option(help="出院日期；默认昨天")] = None,
) -> None:
    """审核某天出院的病历，供定时任务使用：可重复执行，中途被杀不留半成品，同时只跑一个。

    例：bingan nightly --settings /etc/bingan.toml --date 2026-03-20
    """
    from pipeline.cli.console import watch
    from pipeline.night.nightly import nightly
    from pipeline.night.settings import read_settings

    resolved, night = read_settings(settings), _date(date)
    with watch() as progress:
        summary = nightly(resolved, night, progress)
    typer.echo(
        f"{night}：审核 {summary.stays} 份，缺陷和线索 {len(summary.findings)} 处，未能处理 {len(summary.rejects)} 条，用时 {summary.seconds:.1f} 秒"
    )
    typer.echo(f"结果：{resolved.root / str(night)}")
    raise typer.Exit(summary.exit_status)


def _date(text: str | None) -> datetime.date:
    from pipeline.errors import UsageError

    if text is None:
        return datetime.date.today() - datetime.timedelta(days=1)
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise UsageError("E308", "--date 应写作 2026-03-20") from error


def status_command(settings: SETTINGS, last: Annotated[int, typer.Option(min=1, help="显示最近几夜")] = 10) -> None:
    """最近几夜的情况：份数、等级、未能处理、用时。"""
    import json

    from rich.console import Console
    from rich.table import Table

    from pipeline.night.nightly import MANIFEST, nights
    from pipeline.night.settings import read_settings

    table = Table()
    for name in ("夜", "份数", "甲", "乙", "丙", "未能处理", "用时（秒）", "退出码"):
        table.add_column(name, justify="left" if name == "夜" else "right")
    for folder in nights(read_settings(settings).root)[-last:]:
        facts = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        levels = [str(facts["levels"][level]) for level in ("甲级", "乙级", "丙级")]
        row = [
            facts["night"],
            str(facts["stays"]),
            *levels,
            str(facts["quarantined"]),
            f"{facts['seconds']:g}",
            str(facts["exit_status"]),
        ]
        table.add_row(*row)
    Console().print(table)


def doctor_command(settings: SETTINGS) -> None:
    """检查设置、来源、名册、标准、数据库、磁盘和上一夜；有问题时退出码为 1。"""
    from pipeline.night.doctor import examine
    from pipeline.night.settings import read_settings

    checks = examine(read_settings(settings))
    for check in checks:
        typer.echo(f"{'✓' if check.good else '✗'} {check.name}：{check.says}")
    raise typer.Exit(0 if all(check.good for check in checks) else 1)
