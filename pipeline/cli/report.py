"""``bingan report``: the night as pages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def report_command(
    run: Annotated[Path, typer.Argument(help="bingan audit 的输出文件夹", metavar="结果文件夹")] = Path("out"),
    out: Annotated[Path | None, typer.Option(help="报告写到哪里；默认写在结果文件夹的 report/")] = None,
) -> None:
    """生成 HTML 报告：一页总览，每份有缺陷的病历一页。可打印，不需要网络。

    例：bingan report out/2026-03-20
    """
    from pipeline.review.report import write_report
    from pipeline.store.run_folder import RunFolder

    typer.echo(f"报告：{write_report(RunFolder(run), out or run / 'report')}")
