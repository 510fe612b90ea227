"""``bingan suppress``: do not raise a rule or a finding for now, with reason, owner and last day."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pipeline.store import Store


def suppress_command(
    store: Annotated[str, typer.Option(help="数据库 URL，如 sqlite:///bingan.sqlite")],
    target: Annotated[
        str | None, typer.Argument(help="规则编号，或缺陷的指纹（fingerprint）", metavar="[对象]")
    ] = None,
    until: Annotated[str | None, typer.Option(help="最后一天，如 2026-12-31；过后自动恢复")] = None,
    why: Annotated[str, typer.Option(help="原因")] = "",
    who: Annotated[str | None, typer.Option(help="负责人；默认为登录名")] = None,
    department: Annotated[str, typer.Option(help="只在这个科室；默认全院")] = "",
    lift: Annotated[bool, typer.Option("--lift", help="提前恢复")] = False,
    listing: Annotated[bool, typer.Option("--list", help="列出现在有效的压制")] = False,
) -> None:
    """暂不报出一条规则（可限科室）或一处缺陷：要有原因、负责人、截止日期。被压制的仍列在 suppressed.jsonl 里。

    例：bingan suppress LOG-SIDE --department 骨科 --until 2026-12-31 --why 模板正在整改 --store sqlite:///bingan.sqlite

    例：bingan suppress --list --store sqlite:///bingan.sqlite
    """
    from pipeline.errors import UsageError
    from pipeline.store import Store
    from pipeline.store.suppress import account, resume, suppress

    owner = account() if who is None else who
    with Store.open(store) as opened:
        if listing:
            _show(opened)
        elif target is None:
            raise UsageError("E625", "请写规则编号或指纹，或用 --list 列出")
        elif lift:
            resume(opened, target, why, owner, department)
            typer.echo(f"已恢复 {target}，下一次审核起照常报出")
        else:
            suppress(opened, target, _day(until), why, owner, department)
            where = department or "全院"
            typer.echo(f"已压制 {target}（{where}），到 {until} 为止，下一次审核起生效")


def _day(text: str | None) -> datetime.date:
    from pipeline.errors import UsageError

    try:
        return datetime.date.fromisoformat(text or "")
    except ValueError as error:
        raise UsageError("E626", "--until 应写作 2026-12-31") from error


def _show(store: Store) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from pipeline.store.suppress import suppressions

    table = Table("对象", "科室", "到", "负责人", "原因")
    for s in suppressions(store, datetime.date.today()):
        table.add_row(*map(escape, (s.target, s.department or "全院", str(s.until), s.who, s.why)))
    Console().print(table)
