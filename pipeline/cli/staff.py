"""``bingan staff``: the registry."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="人员名册：检查。", no_args_is_help=True)


@app.callback()
def staff() -> None:
    """人员名册：检查。"""


@app.command("check")
def check_command(
    path: Annotated[Path, typer.Argument(help="名册：CSV、Parquet，或含 staff 查询的来源文件", metavar="名册")],
) -> None:
    """检查人员名册，按行列出全部问题；有问题时退出码为 1。

    例：bingan staff check staff.csv
    """
    from pipeline.records.readers.registry import read_registry
    from pipeline.records.staff import check_staff

    problems = check_staff(path) if path.suffix == ".csv" and path.is_file() else []
    for problem in problems:
        typer.echo(f"第{problem.line}行：{problem.message}")
    if problems:
        typer.echo(f"共 {len(problems)} 处问题")
        raise typer.Exit(1)
    registry = read_registry(path)
    typer.echo(f"可用：{sum(1 for _ in registry)} 行，{len(registry.names)} 个姓名")
