"""``bingan regrade``: a stored night under another standard, or without its doubtful findings."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pipeline.grade import Grade
    from pipeline.standards.model import Standard


def regrade_command(
    store: Annotated[str, typer.Option(help="数据库 URL，如 sqlite:///bingan.sqlite")],
    standard: Annotated[str, typer.Option(help="标准编号或 .toml 文件")],
    run: Annotated[str | None, typer.Option(help="运行编号，默认最近一次")] = None,
    inspection: Annotated[str | None, typer.Option(help="处罚按哪种检查：院内抽查 或 上级抽查")] = None,
    confidence: Annotated[
        float | None, typer.Option(min=0, max=1, help="试算：不计可信度低于此值的缺陷，结果不写入")
    ] = None,
) -> None:
    """用另一个标准给已存的一次审核重新评分，不重读病历；原来的评分保留。

    例：bingan regrade --store sqlite:///bingan.sqlite --standard ZJ-2021
    """
    from pipeline.standards.load import load
    from pipeline.store import Store
    from pipeline.store.regrade import regrade_run

    new = load(standard)
    with Store.open(store) as opened:
        done = regrade_run(opened, new, run, inspection, confidence)
        written_under = next(r["standard"] for r in opened.runs() if r["run_id"] == done.run_id)
    _print(done.run_id, done.grades, new, trial=confidence is not None)
    _warn(written_under, new)


def _print(run_id: str, grades: tuple[Grade, ...], standard: Standard, *, trial: bool) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from pipeline.standards.model import LEVELS

    count = Counter(grade.level for grade in grades)
    title = f"运行 {run_id} 按 {standard.id} {'试算（未写入）' if trial else '重新评分'}"
    table = Table(title=escape(title), title_justify="left")
    for name in ("等级", "份数", "平均分"):
        table.add_column(name, justify="left" if name == "等级" else "right")
    for level in LEVELS:
        scores = [grade.score for grade in grades if grade.level == level]
        table.add_row(level, str(count[level]), f"{sum(scores) / len(scores):.1f}" if scores else "–")
    Console().print(table)


def _warn(written_under: str | None, new: Standard) -> None:
    """Say what the stored findings cannot answer, because the rules ran with other limits."""
    from pipeline.errors import UsageError
    from pipeline.grade import differing_parameters, newly_judged
    from pipeline.standards.load import load

    try:
        old = load(written_under or "")
    except UsageError:
        typer.echo("注意：找不到当时所用的标准，无法核对时限等参数是否相同。", err=True)
        return
    parameters, rules = differing_parameters(old, new), newly_judged(old, new)
    if parameters:
        typer.echo(
            f"注意：下列参数与当时不同，相关规则须重新运行 bingan audit 才准确：{'、'.join(parameters)}", err=True
        )
    if rules:
        typer.echo(f"注意：当时未判定、本标准要判定的规则：{'、'.join(rules)}", err=True)
