"""``bingan period``, ``indicators``, ``sample-plan`` and ``ledger``: what a month or a quarter comes to."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pipeline.review.cohort import Period
    from pipeline.review.ledger import Entry
    from pipeline.review.period import Gathered
    from pipeline.standards.model import Standard
    from pipeline.store import Store

StoreUrl = Annotated[str, typer.Option("--store", help="数据库 URL，如 sqlite:///bingan.sqlite")]
Month = Annotated[str | None, typer.Option(help="月份，如 2026-03（按出院日期）")]
Quarter = Annotated[str | None, typer.Option(help="季度，如 2026Q1")]
Department = Annotated[str | None, typer.Option(help="只要这个科室")]
StandardName = Annotated[str | None, typer.Option("--standard", help="评分标准；默认为最近一次审核所用")]
Who = Annotated[str, typer.Option(help="经办人")]
Fingerprint = Annotated[str, typer.Argument(help="缺陷编号（可只写开头几位）", metavar="编号")]

ledger_app = typer.Typer(help="问题台账：分派、整改、复查、销号、申诉。", no_args_is_help=True)


def period_command(
    store: StoreUrl,
    out: Annotated[Path, typer.Option(help="报告根文件夹；每期一个子文件夹，如 2026-03/")] = Path("reports"),
    month: Month = None,
    quarter: Quarter = None,
    department: Department = None,
    standard: StandardName = None,
) -> None:
    """月报、季报：全院和每个科室各一页 HTML 和一个 XLSX，附指标和台账。

    例：bingan period --store sqlite:///bingan.sqlite --month 2026-03 --out reports
    """
    from pipeline.review.period import gather
    from pipeline.review.period.pages import write_department, write_pages

    wanted = _period(month, quarter)
    with _opened(store) as opened:
        rules = _standard(opened, standard)
        hospital, parts = gather(opened, wanted, rules, date.today(), _published(out))
    if department is None:
        page = write_pages(out / wanted.label, hospital, parts)
    else:
        page = write_department(out / wanted.label, _one(parts, department))
    typer.echo(f"{wanted.title}：出院 {len(hospital.cohort.stays)} 份，{len(parts)} 个科室")
    typer.echo(f"报告：{page}")


def indicators_command(
    store: StoreUrl,
    month: Month = None,
    quarter: Quarter = None,
    department: Department = None,
    standard: StandardName = None,
    out: Annotated[Path | None, typer.Option(help="同时写 indicators.html 和 indicators.xlsx 到这个文件夹")] = None,
) -> None:
    """27 项国家病案质控指标：分子、分母、95 % 区间、无法判定的份数。

    例：bingan indicators --store sqlite:///bingan.sqlite --month 2026-03
    """
    from rich.console import Console
    from rich.table import Table

    from pipeline.review.period.pages import write_indicators

    g = _gathered(store, _period(month, quarter), department, standard)
    table = Table(title=f"{g.cohort.period.title}　出院 {len(g.cohort.stays)} 份", title_justify="left")
    for name in ("编码", "指标", "分子/分母", "率", "95 % 区间", "无法判定", "疑似"):
        table.add_column(name, no_wrap=name in ("编码", "率"))
    for c in g.counted:
        rate = "n/a" if c.rate is None else f"{c.rate:.1%}"
        span = f"{c.interval[0]:.1%}–{c.interval[1]:.1%}" if c.interval else ""
        some = f"{c.numerator}/{c.denominator}" if c.denominator or c.unknown else "–"
        counts = (str(len(c.unknown) or ""), str(len(c.suspected) or ""))
        table.add_row(c.indicator.code, c.indicator.name, some, rate, span, *counts)
    Console().print(table)
    for c in g.counted:
        if c.reason:
            typer.echo(f"{c.indicator.code} n/a：{c.reason}")
    if out is not None:
        typer.echo(f"指标：{write_indicators(out, g)}")


def sample_plan_command(
    store: StoreUrl,
    month: Annotated[str, typer.Option(help="月份，如 2026-03（按出院日期）")],
    department: Department = None,
    quota: Annotated[int | None, typer.Option(min=1, help="每科份数；默认按标准，标准不规定时 8")] = None,
    standard: StandardName = None,
    out: Annotated[Path | None, typer.Option(help="同时写成 XLSX 文件")] = None,
) -> None:
    """本月抽查哪些病历：每科至少 8 份，死亡、丙级风险、大手术、危重、长期住院优先。谁来抽都一样。

    例：bingan sample-plan --store sqlite:///bingan.sqlite --month 2026-03
    """
    from pipeline.review.cohort import cohort
    from pipeline.review.period.workbook import plan_table, write_workbook
    from pipeline.review.sample_plan import LEAST, plans

    with _opened(store) as opened:
        rules = _standard(opened, standard)
        part = cohort(opened, _period(month, None), department, rules)
    drawn = plans(part, quota or int(rules.parameters.get("sample_per_dept_month") or LEAST))
    for p in drawn:
        short = f"（出院 {p.discharges} 份，不足 {p.quota} 份，全部抽查）" if p.short else ""
        typer.echo(f"{p.department}　{len(p.drawn)} 份{short}")
        for d in p.drawn:
            typer.echo(f"  {d.stay_id}　{d.discharged_at}　{'、'.join(d.types)}{'　已审阅' if d.read else ''}")
    if not drawn:
        typer.echo("这个月没有出院病历")
    if out is not None:
        typer.echo(f"抽查计划：{write_workbook([plan_table(drawn)], out)}")


@ledger_app.command("list")
def list_command(
    store: StoreUrl,
    month: Month = None,
    quarter: Quarter = None,
    department: Department = None,
    state: Annotated[
        str | None, typer.Option(help="只列一种状态：open、corrected、rechecked、closed、appealed …")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="同时写 ledger.html 和 ledger.xlsx 到这个文件夹")] = None,
    standard: StandardName = None,
) -> None:
    """列出台账。

    例：bingan ledger list --store sqlite:///bingan.sqlite --month 2026-03 --state open
    """
    from pipeline.errors import UsageError
    from pipeline.review.ledger import State
    from pipeline.review.period.pages import write_ledger

    states = [s.value for s in State]
    if state is not None and state not in states:
        raise UsageError("E812", f"没有状态 {state}。可用：{'、'.join(states)}")
    g = _gathered(store, _period(month, quarter), department, standard)
    shown = [e for e in g.entries if state in (None, e.state.value)]
    for entry in shown:
        typer.echo(_line(entry))
    typer.echo(f"共 {len(shown)} 条")
    if out is not None:
        typer.echo(f"台账：{write_ledger(out, g)}")


@ledger_app.command("assign")
def assign_command(
    store: StoreUrl,
    fingerprint: Fingerprint,
    who: Who,
    owner: Annotated[str, typer.Option(help="责任人")],
    measure: Annotated[str, typer.Option(help="整改措施")],
    due: Annotated[str, typer.Option(help="期限，如 2026-04-15")],
) -> None:
    """分派一条缺陷：责任人、措施、期限。分派即认可缺陷属实。"""
    from pipeline.errors import UsageError
    from pipeline.review.ledger import assign

    try:
        day = date.fromisoformat(due)
    except ValueError as error:
        raise UsageError("E813", "--due 应写作 2026-04-15") from error
    with _opened(store) as opened:
        typer.echo(_line(assign(opened, fingerprint, who, owner, measure, day)))


@ledger_app.command("advance")
def advance_command(
    store: StoreUrl,
    fingerprint: Fingerprint,
    to: Annotated[str, typer.Option(help="corrected 已整改、rechecked 复查合格、closed 销号、reopened 退回")],
    who: Who,
    note: Annotated[str, typer.Option(help="说明")] = "",
) -> None:
    """推进一步。整改人不能复查自己的整改。"""
    from pipeline.review.ledger import advance

    with _opened(store) as opened:
        typer.echo(_line(advance(opened, fingerprint, to, who, note)))


@ledger_app.command("appeal")
def appeal_command(
    store: StoreUrl,
    fingerprint: Fingerprint,
    who: Who,
    reason: Annotated[str, typer.Option(help="申诉理由，或裁定理由")] = "",
    decision: Annotated[str | None, typer.Option(help="裁定：uphold 成立，reject 驳回；不写即提出申诉")] = None,
) -> None:
    """提出申诉，或裁定申诉（--decision）。申诉期间停止计时；申诉成立的缺陷不再提出。"""
    from pipeline.errors import UsageError
    from pipeline.review.ledger import appeal, decide_appeal

    if decision not in (None, "uphold", "reject"):
        raise UsageError("E814", "--decision 只能是 uphold 或 reject")
    with _opened(store) as opened:
        if decision is None:
            entry = appeal(opened, fingerprint, who, reason)
        else:
            entry = decide_appeal(opened, fingerprint, who, decision == "uphold", reason)
    typer.echo(_line(entry))


def _line(entry: Entry) -> str:
    parts = [entry.fingerprint[:10], entry.name, entry.problem, entry.department, entry.stay_id, entry.rule_id]
    parts += [f"{entry.owner}：{entry.measure}", f"期限 {entry.due}"] if entry.owner else []
    return "　".join(part for part in parts if part)


def _period(month: str | None, quarter: str | None) -> Period:
    from pipeline.errors import UsageError
    from pipeline.review.cohort import Period

    if (month is None) == (quarter is None):
        raise UsageError("E815", "请写 --month 2026-03 或 --quarter 2026Q1 之一")
    period = Period.parse(month or quarter or "")
    if period.quarterly == (quarter is None):
        raise UsageError("E801", "月份写作 --month 2026-03，季度写作 --quarter 2026Q1")
    return period


def _opened(url: str) -> Store:
    from pipeline.store import Store

    return Store.open(url)


def _standard(store: Store, name: str | None) -> Standard:
    from pipeline.errors import UsageError
    from pipeline.standards.load import load

    latest = store.latest_run()
    if latest is None:
        raise UsageError("E406", "数据库中没有完成的审核。请先用 bingan audit --store 写入")
    return load(name or latest["standard"])


def _gathered(url: str, period: Period, department: str | None, standard: str | None) -> Gathered:
    from pipeline.review.period import gather

    with _opened(url) as store:
        hospital, parts = gather(store, period, _standard(store, standard), date.today())
    return hospital if department is None else _one(parts, department)


def _one(parts: list[Gathered], department: str) -> Gathered:
    from pipeline.errors import UsageError

    found = next((part for part in parts if part.cohort.department == department), None)
    if found is None:
        names = "、".join(part.cohort.department for part in parts) or "（无）"
        raise UsageError("E816", f"这个时间段没有科室“{department}”的出院病历。有：{names}")
    return found


def _published(out: Path) -> set[str]:
    return {page.parent.name for page in out.glob("*/index.html")}
