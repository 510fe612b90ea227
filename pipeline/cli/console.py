"""What the user sees of a run: a progress line, and the summary in Chinese."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

if TYPE_CHECKING:
    from pipeline.night import AuditOptions, NightSummary
    from pipeline.night.run import Progress as Report

LEVELS = ("甲级", "乙级", "丙级")
_COLOURS = {"甲级": "green", "乙级": "yellow", "丙级": "red"}
OUTCOMES = {
    "fail": "缺陷",
    "pass": "通过",
    "not_applicable": "不适用",
    "not_assessable": "无法判定",
    "error": "出错",
}


@contextmanager
def watch() -> Iterator[Report]:
    """A progress line on stderr; nothing where stderr is no terminal."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TextColumn("{task.completed} 份"),
        TimeElapsedColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        tasks = {}

        def report(stage: str, done: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=None)
            bar.update(tasks[stage], completed=done)

        yield report


def summarise(summary: NightSummary, options: AuditOptions, page: Path | None) -> None:
    """Print the tables of grades and findings, what could not be judged, and where the results are."""
    console = Console()
    console.print(_grades(summary, options.standard))
    console.print(_findings(summary))
    for line in _closing_lines(summary, options.out, page):
        console.print(line, soft_wrap=True, highlight=False)  # unwrapped, so that paths can be copied


def _closing_lines(summary: NightSummary, out: Path, page: Path | None) -> Iterator[str]:
    outcomes = "，".join(f"{name} {summary.outcomes[key]}" for key, name in OUTCOMES.items())
    yield f"规则结果：{outcomes}（每份病历每条规则一个结果）"
    if summary.rejects:
        yield f"[bold red]有 {len(summary.rejects)} 条未能处理[/]，见 {escape(str(out / 'quarantine.jsonl'))}"
    hidden = (out / "suppressed.jsonl").read_bytes().count(b"\n")
    if hidden:
        yield f"另有 {hidden} 处按复核决定或压制没有报出，见 {escape(str(out / 'suppressed.jsonl'))}"
    rate = summary.stays / summary.seconds if summary.seconds else 0
    yield f"共审核 {summary.stays} 份，用时 {summary.seconds:.1f} 秒（{rate:.0f} 份/秒）"
    yield f"结果：{escape(str(out))}/（findings.jsonl、grades.jsonl、extractions.jsonl）"
    if page is not None:
        yield f"[bold]报告：{escape(str(page))}[/]"


def _grades(summary: NightSummary, standard: str) -> Table:
    count = Counter(g.level for g in summary.grades)
    table = Table(title=f"等级（标准 {standard}）", title_justify="left")
    for name in ("等级", "份数", "比例", "平均分"):
        table.add_column(name, justify="left" if name == "等级" else "right")
    for level in LEVELS:
        scores = [g.score for g in summary.grades if g.level == level]
        share = f"{count[level] / len(summary.grades):.1%}" if summary.grades else "–"
        mean = f"{sum(scores) / len(scores):.1f}" if scores else "–"
        table.add_row(f"[{_COLOURS[level]}]{level}[/]", str(count[level]), share, mean)
    return table


def _findings(summary: NightSummary, most: int = 20) -> Table:
    from pipeline.detect.rules import all_rules

    names = {rule.id: rule.name for rule in all_rules()}
    firm = Counter(f.rule_id for f in summary.findings if f.outcome == "fail")
    open_ = Counter(f.rule_id for f in summary.findings if f.outcome == "review")
    table = Table(title=f"缺陷 {firm.total()} 处，待人工复核 {open_.total()} 处", title_justify="left")
    table.add_column("规则", no_wrap=True)
    table.add_column("名称")
    for name in ("缺陷", "待复核"):
        table.add_column(name, justify="right")
    ranked = sorted({*firm, *open_}, key=lambda r: (-firm[r], -open_[r], r))
    for rule in ranked[:most]:
        table.add_row(rule, names.get(rule, ""), str(firm[rule]), str(open_[rule]))
    if len(ranked) > most:
        table.add_row("…", f"另有 {len(ranked) - most} 条规则", "", "")
    return table
