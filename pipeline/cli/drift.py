"""``bingan drift``: have the records changed?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pipeline.review.drift import Profile


def drift_command(
    runs: Annotated[
        list[Path] | None,
        typer.Argument(help="各夜文件夹的上级，或按时间排列的几个审核结果文件夹", metavar="[审核结果…]"),
    ] = None,
    store: Annotated[str | None, typer.Option(help="改从数据库读：只比分数和缺陷，不比词汇和版式")] = None,
    last: Annotated[int, typer.Option(min=1, help="最近几次与之前的比较")] = 1,
    everything: Annotated[bool, typer.Option("--all", help="没有变化的也列出")] = False,
    jsonl: Annotated[Path | None, typer.Option(help="把全部结果写成 JSONL 文件")] = None,
) -> None:
    """最近的病历与之前相比有没有变：分数、各规则缺陷、词汇、标题形式、未识别文书，分科室。结果不含病历文字。

    例：bingan drift nights --last 7
    """
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from pipeline.errors import UsageError
    from pipeline.records.jsonl import dump_line
    from pipeline.review.drift import MEASURES, drift

    if bool(runs) == bool(store):
        raise UsageError("E652", "请给出审核结果文件夹，或用 --store 给出数据库，二者取一")
    sides, notes = _from_store(store, last) if store else _from_folders(runs or [], last)
    found = drift(*sides)
    if jsonl is not None:
        jsonl.write_bytes(b"".join(dump_line(d.row()) for d in found))
    table = Table("科室", "指标", "规则", "之前", "最近", "差异", "p")
    for d in sorted(found, key=lambda d: (d.p, -abs(d.distance))):
        if everything or d.changed:
            figures = ["" if v is None else f"{v:g}" for v in (d.before, d.after, d.distance)]
            table.add_row(escape(d.department), MEASURES[d.measure], d.rule_id, *figures, f"{d.p:.3f}")
    console = Console()
    console.print(table)
    console.print(f"比较 {len(found)} 项，有变化 {sum(d.changed for d in found)} 项（p < 0.01）")
    for note in notes:
        console.print(f"[bold]注意[/] {escape(note)}")


_Sides = tuple[list["Profile"], list["Profile"]]


def _from_folders(paths: list[Path], last: int) -> tuple[_Sides, list[str]]:
    from pipeline.night.nightly import nights
    from pipeline.review.drift import profiles_of_folder
    from pipeline.store.run_folder import RunFolder

    single = len(paths) == 1 and not (paths[0] / "run.json").is_file()
    folders = [RunFolder(path) for path in (nights(paths[0]) if single else paths)]
    _enough(len(folders), last)
    early, late = ([p for run in part for p in profiles_of_folder(run)] for part in (folders[:-last], folders[-last:]))
    return (early, late), _notes([run.manifest for run in folders])


def _from_store(url: str, last: int) -> tuple[_Sides, list[str]]:
    from pipeline.review.drift import profiles_of_store
    from pipeline.store import Store

    with Store.open(url) as store:
        runs = [run for run in reversed(store.runs()) if run["status"] == "done"]
        _enough(len(runs), last)
        early, late = (
            [p for run in part for p in profiles_of_store(store, run["run_id"])]
            for part in (runs[:-last], runs[-last:])
        )
    return (early, late), _notes([run["meta"] for run in runs])


def _enough(runs: int, last: int) -> None:
    from pipeline.errors import UsageError

    if runs <= last:
        raise UsageError("E653", f"只有 {runs} 次审核，不能拿最近 {last} 次与之前的比较")


def _notes(manifests: list[dict[str, object]]) -> list[str]:
    """What besides the records may explain a difference."""
    told = {"standard": "标准", "standard_version": "标准版本", "version": "程序版本", "rules": "规则数"}
    return [
        f"各次的{name}不同，分数和缺陷的变化可能由此而来"
        for key, name in told.items()
        if len({str(manifest.get(key)) for manifest in manifests}) > 1
    ]
