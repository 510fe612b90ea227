"""``bingan diff``: what changed between two runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from pipeline.store.difference import Change


def diff_command(
    earlier: Annotated[str, typer.Argument(help="较早的一次：输出文件夹，或数据库里的运行编号", metavar="前次")],
    later: Annotated[str, typer.Argument(help="较晚的一次", metavar="后次")],
    store: Annotated[str | None, typer.Option(help="数据库 URL；没有时，看不出重现、无法判定和被压制的一部分")] = None,
    jsonl: Annotated[Path | None, typer.Option(help="把每一处写成 JSONL 文件")] = None,
    by: Annotated[str, typer.Option(help="rule（按规则）或 stay（按住院）")] = "rule",
) -> None:
    """两次审核的差别：新增、重现、未变、已消除，按缺陷指纹比较，与位置无关。

    例：bingan diff nights/2026-03-20 nights/2026-03-27 --store sqlite:///bingan.sqlite --by stay
    """
    from contextlib import nullcontext

    from rich.console import Console

    from pipeline.errors import UsageError
    from pipeline.records.jsonl import dump_line
    from pipeline.store import Store
    from pipeline.store.difference import difference, read_run

    if by not in ("rule", "stay"):
        raise UsageError("E627", "--by 应为 rule 或 stay")
    with Store.open(store) if store else nullcontext() as opened:
        changes = difference(read_run(earlier, opened), read_run(later, opened), opened)
    if jsonl is not None:
        jsonl.write_bytes(b"".join(dump_line(change.row()) for change in changes))
    Console().print(_table(changes, by))


def _table(changes: list[Change], by: str) -> Table:
    from collections import Counter

    from rich.markup import escape
    from rich.table import Table

    from pipeline.detect.rules import all_rules
    from pipeline.store.difference import STATES, totals

    shown = [state for state in STATES if any(c.state == state for c in changes)]
    names = {rule.id: rule.name for rule in all_rules()}
    table = Table("规则" if by == "rule" else "住院", "名称" if by == "rule" else "")
    for state in shown:
        table.add_column(STATES[state], justify="right")
    for key, count in totals(changes, f"{by}_id"):
        name = names.get(key, "") if by == "rule" else ""
        table.add_row(escape(key), escape(name), *(str(count[state] or "") for state in shown))
    whole = Counter(change.state for change in changes)
    table.add_row("合计", "", *(str(whole[state]) for state in shown), style="bold")
    return table
