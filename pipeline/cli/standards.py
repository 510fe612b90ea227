"""``bingan standards``: list, show, check and compare grading standards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from pipeline.standards.model import Standard

app = typer.Typer(help="评分标准：列出、查看、检查、比较。", no_args_is_help=True)

_AREAS = {"parameter": "参数", "severity": "判定", "section": "归属", "grading": "评分", "penalty": "处罚"}


@app.command("list")
def list_command() -> None:
    """列出随程序提供的标准。"""
    from rich.console import Console

    from pipeline.standards.load import available

    table = _table("标准", "编号", "名称", "版本", "继承", "生效", "出处")
    for row in available():
        days = f"{row.effective_from or ''}–{row.effective_to or ''}" if row.effective_from or row.effective_to else ""
        table.add_row(*_plain(row.id, row.name, row.version, row.extends or "", days, row.source))
    Console().print(table)


@app.command("check")
def check_command(
    files: Annotated[list[str], typer.Argument(help="标准文件（.toml）或编号", metavar="标准…")],
) -> None:
    """检查标准能否使用：键名、规则编号、满分合计、等级分界、否决条款、继承关系。有错时退出码为 2。

    例：bingan standards check 本院.toml
    """
    from pipeline.errors import UsageError
    from pipeline.standards.load import load

    wrong = 0
    for name in files:
        try:
            standard = load(name)
        except UsageError as error:
            wrong += 1
            typer.echo(f"错误 {error}", err=True)
        else:
            typer.echo(f"{name}：可用。{_summary(standard)}")
    if wrong:
        raise typer.Exit(2)


@app.command("show")
def show_command(
    name: Annotated[str, typer.Argument(help="标准编号或 .toml 文件", metavar="标准")],
    rule: Annotated[str | None, typer.Option(help="只看一条规则或一类，如 CLN-*")] = None,
) -> None:
    """显示一个标准的参数、判定、评分与处罚。

    例：bingan standards show S000-P2 --rule "CNT-FPN-*"
    """
    from rich.console import Console

    from pipeline.standards.catalogue import parameter_specs
    from pipeline.standards.load import load

    standard = load(name)
    console = Console()
    if rule is None:
        console.print(_summary(standard), markup=False)
        table = _table("参数", "名称", "值", "单位", "含义", "出处")
        for spec in parameter_specs().values():
            table.add_row(
                *_plain(spec.name, _value(standard.parameters[spec.name]), spec.unit, spec.meaning, spec.source)
            )
        console.print(table)
        console.print(_grading(standard))
    console.print(_severities(standard, rule))


@app.command("diff")
def diff_command(
    old: Annotated[str, typer.Argument(help="标准编号或 .toml 文件", metavar="甲")],
    new: Annotated[str, typer.Argument(help="标准编号或 .toml 文件", metavar="乙")],
) -> None:
    """比较两个标准：哪些参数、判定、评分、处罚不同。

    例：bingan standards diff S000-P2 本院.toml
    """
    from rich.console import Console

    from pipeline.standards.diff import differences
    from pipeline.standards.load import load

    first, second = load(old), load(new)
    found = differences(first, second)
    if not found:
        typer.echo("两个标准的判定完全相同。")
        return
    table = _table(f"不同之处 {len(found)} 项", "类别", "键", first.id, second.id, "说明")
    for row in found:
        table.add_row(*_plain(_AREAS[row.area], row.key, row.old, row.new, row.meaning))
    Console().print(table)


def _table(title: str, *columns: str) -> Table:
    from rich.table import Table

    table = Table(title=_plain(title)[0], title_justify="left")
    for column in _plain(*columns):
        table.add_column(column, overflow="fold")
    return table


def _plain(*texts: str) -> list[str]:
    """Text of a hospital's file, never read as markup."""
    from rich.markup import escape

    return [escape(text) for text in texts]


def _value(value: object) -> str:
    if value is None:
        return "off"
    if isinstance(value, dict):
        return "，".join(f"{k}={v:g}" for k, v in value.items())
    return "、".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _summary(standard: Standard) -> str:
    from collections import Counter

    kinds = Counter(severity.kind for severity in standard.severities.values())
    parents = f"，继承 {' → '.join(standard.lineage)}" if standard.lineage else ""
    cuts = "，".join(f"{level} {cut}" for level, cut in standard.scheme.cuts.items())
    return (
        f"{standard.id} {standard.name}（版本 {standard.version}{parents}）：{cuts}；丙级否决 {kinds['VETO_C']} 条，"
        f"乙级否决 {kinds['VETO_B']} 条，扣分 {kinds['points']} 条，人工复核 {kinds['review']} 条，不用 {kinds['off']} 条"
    )


def _grading(standard: Standard) -> Table:
    from pipeline.standards.diff import penalty_text

    grading = standard.grading
    table = _table("评分", "项目", "内容")
    table.add_row(*_plain("各部分满分", "，".join(f"{s} {p:g}" for s, p in grading["sections"].items())))
    modes = {"override": "直接定级", "points": f"每项扣 {grading['veto_points']:g} 分", "rebase": "重定基准分"}
    table.add_row(*_plain("单项否决", modes[grading["veto_mode"]]))
    table.add_row(*_plain("几项乙级条款定丙级", _value(grading["b_items_to_c"])))
    for bundle, words in grading["bundles"].items():
        table.add_row(*_plain(f"条款 {bundle}", words))
    for penalty in grading["penalties"]:
        table.add_row(*_plain(f"处罚 {penalty['id']}（{penalty['source']}）", penalty_text(penalty)))
    return table


def _severities(standard: Standard, pattern: str | None) -> Table:
    from pipeline.errors import UsageError
    from pipeline.standards.catalogue import catalogue, matching
    from pipeline.standards.diff import severity_text

    wanted = frozenset(catalogue()) if pattern is None else matching(pattern.upper())
    if not wanted:
        raise UsageError("E309", f"没有规则 {pattern}。用 bingan rules 查看全部")
    table = _table(f"判定（{standard.id}）", "规则", "名称", "判定", "部分", "依据")
    for entry in catalogue().values():
        if entry.id in wanted:
            severity = standard.severities[entry.id]
            table.add_row(*_plain(entry.id, entry.name, severity_text(severity), severity.section, entry.source))
    return table
