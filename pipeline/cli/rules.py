"""``bingan rules``: the registry at a glance."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pipeline.detect.rule import Rule

CATEGORIES = {
    "completeness": "完整性",
    "timeliness": "时效性",
    "signature": "签名与权限",
    "content": "内涵",
    "consistency": "一致性",
    "cloning": "克隆",
    "consent": "知情同意",
    "homepage": "病案首页",
    "orders": "医嘱与检查",
    "nursing": "护理",
    "integrity": "真实性",
    "tcm": "中医",
    "aggregate": "汇总",
}


def _needs(rule: Rule) -> str:
    return " ".join(sorted(need.value for need in rule.needs if need.value != "documents"))


def rules_command(
    category: Annotated[str | None, typer.Option(help="只列一类，如 signature")] = None,
    standard: Annotated[str, typer.Option(help="显示这个标准下的严重程度")] = "NAT-2018",
    count: Annotated[bool, typer.Option("--count", help="只数各状态的规则")] = False,
    pages: Annotated[Path | None, typer.Option(help="把每条规则的说明页（Markdown）写进这个文件夹")] = None,
) -> None:
    """列出全部规则：编号、名称、类别、状态、所需输入、严重程度。

    例：bingan rules --category signature --standard S000-P2
    """
    from rich.console import Console
    from rich.table import Table

    from pipeline.detect.rules import all_rules, status_of, unbuilt_rules
    from pipeline.errors import UsageError
    from pipeline.review.period.aggregate import AGGREGATES
    from pipeline.review.rule_page import STATUSES
    from pipeline.standards.catalogue import catalogue
    from pipeline.standards.load import load

    if category is not None and category not in CATEGORIES:
        raise UsageError("E305", f"没有类别 {category}。可选：{'、'.join(CATEGORIES)}")
    rows = [(r.id, r.name, r.category, r.status, _needs(r)) for r in all_rules()]
    rows += [(e.id, e.name, e.kind, status_of(e), "") for e in unbuilt_rules().values()]
    rows += [(i, catalogue()[i].name, "aggregate", rule.status, "") for i, rule in AGGREGATES.items()]
    if pages is not None:
        from pipeline.review.rule_page import write_pages

        typer.echo(f"已写 {write_pages(pages, load(standard))} 页：{pages}")
        return
    chosen = sorted(row for row in rows if category in (None, row[2]))
    if count:
        for status, number in sorted(Counter(row[3] for row in chosen).items()):
            typer.echo(f"{status}\t{number}")
        return
    severities = load(standard).severities
    table = Table(title=f"规则 {len(chosen)} 条（严重程度按 {standard}）", title_justify="left")
    table.add_column("编号", no_wrap=True)
    for name in ("名称", "类别", "状态", "所需输入", "严重程度"):
        table.add_column(name)
    for rule_id, rule_name, kind, status, needs in chosen:
        severity = severities.get(rule_id)
        text = "–" if severity is None else f"{severity.kind} {severity.points:g}".removesuffix(" 0")
        table.add_row(rule_id, rule_name, CATEGORIES.get(kind, kind), STATUSES[status], needs, text)
    Console().print(table)
