"""``bingan explain``: what a rule checks, and why it said what it said of a record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pipeline.detect.rule import Rule


def explain_command(
    rule_id: Annotated[str, typer.Argument(help="规则编号，如 CNT-FPN-DDX", metavar="规则")],
    standard: Annotated[str, typer.Option(help="显示这个标准下的参数和严重程度")] = "NAT-2018",
    stay: Annotated[str | None, typer.Option(help="住院编号：说明这条规则对这份病历怎么判、为什么")] = None,
    run: Annotated[Path, typer.Option(help="bingan audit 的输出文件夹（与 --stay 合用）")] = Path("out"),
) -> None:
    """解释一条规则：检查什么、依据、例外、参数、示例、整改；或解释它对一份病历的判定。

    例：bingan explain CNT-FPN-DDX --standard S000-P2；bingan explain TIM-FPN-8H --stay A-0006 --run out
    """
    from rich.console import Console
    from rich.markdown import Markdown

    from pipeline.detect.rules import all_rules, unbuilt_rules
    from pipeline.review.period.aggregate import AGGREGATES
    from pipeline.review.rule_page import aggregate_page, rule_page, unbuilt_page
    from pipeline.standards.load import load

    wanted = rule_id.upper()
    rules = {rule.id: rule for rule in all_rules()}
    if wanted in unbuilt_rules():
        Console().print(Markdown(unbuilt_page(unbuilt_rules()[wanted])))
        return
    if wanted in AGGREGATES:
        Console().print(Markdown(aggregate_page(wanted, load(standard))))
        return
    if wanted not in rules:
        _unknown(rule_id, rules)
    if stay is not None:
        _trace(rules[wanted], stay, run)
        return
    Console().print(Markdown(rule_page(rules[wanted], load(standard))))


def _unknown(rule_id: str, rules: dict[str, Rule]) -> None:
    from pipeline.errors import UsageError

    close = [i for i in rules if i.startswith(rule_id.upper()[:3])]
    hint = f"相近的有：{'、'.join(close[:8])}" if close else "用 bingan rules 查看全部"
    raise UsageError("E306", f"没有规则 {rule_id}。{hint}")


def _trace(rule: Rule, stay: str, run: Path) -> None:
    """Judge the record again by this one rule, and tell everything that it saw."""
    from rich.console import Console
    from rich.text import Text

    from pipeline.review.trace import trace
    from pipeline.store.run_folder import RunFolder

    console = Console()
    for line in trace(rule, RunFolder(run), stay):
        console.print(Text(line), soft_wrap=True)
