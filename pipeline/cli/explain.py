"""``bingan explain``: what a rule checks, and why."""

from __future__ import annotations

from typing import Annotated

import typer


def explain_command(
    rule_id: Annotated[str, typer.Argument(help="规则编号，如 CNT-FPN-DDX", metavar="规则")],
    standard: Annotated[str, typer.Option(help="显示这个标准下的参数和严重程度")] = "NAT-2018",
) -> None:
    """解释一条规则：检查什么、依据、例外、参数、示例、整改。

    例：bingan explain CNT-FPN-DDX --standard S000-P2
    """
    from rich.console import Console
    from rich.markdown import Markdown

    from pipeline.detect.rules import all_rules
    from pipeline.errors import UsageError
    from pipeline.review.rule_page import rule_page
    from pipeline.standards.load import load

    rules = {rule.id: rule for rule in all_rules()}
    if rule_id.upper() not in rules:
        close = [i for i in rules if i.startswith(rule_id.upper()[:3])]
        hint = f"相近的有：{'、'.join(close[:8])}" if close else "用 bingan rules 查看全部"
        raise UsageError("E306", f"没有规则 {rule_id}。{hint}")
    Console().print(Markdown(rule_page(rules[rule_id.upper()], load(standard))))
