"""``bingan audit``: the night."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Engine(StrEnum):
    """Where the work is done."""

    LOCAL = "local"
    SPARK = "spark"


EXAMPLES = """
例：

  bingan audit night.jsonl --staff staff.csv --standard S000-P2 --out out/2026-03-20

  bingan audit 病历文件夹/ --out out/ --no-report --workers 4

退出码：0 完成；1 完成，但有病历读不了或有规则出错（见 quarantine.jsonl）；2 命令或配置有误，什么都没有写。
"""


def audit_command(
    source: Annotated[
        Path, typer.Argument(help="JSONL 文件、stays/documents 表格所在文件夹，或文本文件夹", metavar="来源")
    ],
    out: Annotated[Path, typer.Option(help="输出文件夹")] = Path("out"),
    staff: Annotated[Path | None, typer.Option(help="人员名册 CSV；没有时，需要名册的规则记为“无法判定”")] = None,
    standard: Annotated[str, typer.Option(help="评分标准的编号，或自定标准文件")] = "NAT-2018",
    store: Annotated[str | None, typer.Option(help="数据库 URL，如 sqlite:///bingan.sqlite")] = None,
    workers: Annotated[int, typer.Option(min=1, max=256, help="进程数；结果与进程数无关")] = os.cpu_count() or 1,
    engine: Annotated[Engine, typer.Option(help="执行引擎")] = Engine.LOCAL,
    history: Annotated[Path | None, typer.Option(help="历史文件夹：与以往各批比对克隆和签名，并把本批加入")] = None,
    as_of: Annotated[str | None, typer.Option(help="判定时刻（如 2026-03-20T02:00）；未到期的时限不判")] = None,
    report: Annotated[bool, typer.Option("--report/--no-report", help="是否生成 HTML 报告")] = True,
) -> None:
    """审核一批出院病历：提取、查缺陷、评分，写出结果文件和报告。"""
    from pipeline.cli.console import summarise, watch
    from pipeline.errors import UsageError
    from pipeline.night import AuditOptions, audit
    from pipeline.records.moment import Moment

    if engine is Engine.SPARK:
        raise UsageError("E303", "本版本尚未提供 Spark 引擎。请用 --engine local")
    try:
        moment = Moment.parse(as_of) if as_of else None
    except ValueError as error:
        raise UsageError("E304", "--as-of 应写作 2026-03-20 或 2026-03-20T02:00") from error
    options = AuditOptions(source, out, staff, standard, store, workers, moment, history=history)
    with watch() as progress:
        summary = audit(options, progress)
    page = None
    if report:
        from pipeline.review.report import write_report
        from pipeline.store.run_folder import RunFolder

        page = write_report(RunFolder(out), out / "report")
    summarise(summary, options, page)
    raise typer.Exit(summary.exit_status)


audit_command.__doc__ = (audit_command.__doc__ or "") + "\n" + EXAMPLES
