"""``bingan train``, ``evaluate``, ``promote``: judges learn from decisions, and are replaced only when better."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pipeline.learn.measure import Figures
    from pipeline.learn.registry import Registry

TASK = Annotated[str, typer.Argument(help="任务，如 differential 或 ranking", metavar="任务")]
MODELS = Annotated[Path | None, typer.Option(help="模型文件夹；默认为随程序发布的 models/")]


def _registry(task: str, models: Path | None) -> Registry:
    from pipeline.learn.registry import Registry
    from pipeline.learn.tasks import task_named
    from pipeline.paths import shipped

    return Registry(models or shipped("models"), task_named(task))


def train_command(
    task: TASK,
    store: Annotated[str | None, typer.Option(help="数据库 URL：把其中的复核决定加入训练（ranking）")] = None,
    labels: Annotated[Path | None, typer.Option(help="另加的标注文件（JSONL）")] = None,
    models: MODELS = None,
) -> None:
    """训练一个判断模型：按患者、医师、相同文本分折交叉验证，校准置信度，写出模型卡。不会自动启用。

    例：bingan train ranking --store sqlite:///out/bingan.sqlite
    """
    import tempfile

    from pipeline.learn.train import train

    registry = _registry(task, models)
    with tempfile.TemporaryDirectory() as folder:
        more = labels
        if store is not None:
            from pipeline.learn.labels import labels_of
            from pipeline.learn.samples import write_samples
            from pipeline.store import Store

            more = Path(folder) / "decisions.jsonl"
            with Store.open(store) as opened:
                write_samples(more, labels_of(opened))
        samples = registry.task.samples(more)
    trained = train(registry.task, samples)
    version = registry.save(trained, samples)
    _print(f"交叉验证（{len(samples)} 个样本，分折不拆：{trained.held_out}）", trained.unseen)
    typer.echo(f"弃权阈值 {trained.judge.threshold:.3f}（要求精度 {registry.task.precision:.0%}）")
    if trained.suspects:
        typer.echo(
            f"可能标错的样本 {len(trained.suspects)} 个，前 10 个：" + "、".join(s for s, _, _ in trained.suspects[:10])
        )
    typer.echo(f"已保存 {registry.folder / version}。启用：bingan promote {task} {version}")


def evaluate_command(
    task: TASK,
    version: Annotated[str | None, typer.Argument(help="版本；默认为现用版本", metavar="[版本]")] = None,
    models: MODELS = None,
) -> None:
    """在冻结集上测量一个版本：F1、校准误差、混淆表，分科室。"""
    from pipeline.errors import UsageError

    registry = _registry(task, models)
    chosen = version or registry.champion
    if chosen is None:
        raise UsageError("E733", f"任务 {task} 还没有现用模型。请先 bingan train 和 bingan promote")
    frozen = registry.task.frozen()
    _print(f"{task} {chosen} 在冻结集上", registry.measure(chosen, frozen))
    for name in sorted({s.department for s in frozen if s.department}):
        part = [s for s in frozen if s.department == name]
        figures = registry.measure(chosen, part)
        typer.echo(f"  {name}\t{figures.n}\t宏平均 F1 {figures.macro_f1:.3f}")


def promote_command(
    task: TASK,
    version: Annotated[str | None, typer.Argument(help="要启用的版本", metavar="[版本]")] = None,
    rollback: Annotated[bool, typer.Option("--rollback", help="退回上一个现用版本")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只比较，不替换")] = False,
    models: MODELS = None,
) -> None:
    """启用一个新模型：只有在冻结集和各科室上都不差于现用模型时才替换；--rollback 一步退回。

    例：bingan promote ranking 20261121-ab12cd34；bingan promote ranking --rollback
    """
    from pipeline.errors import UsageError

    registry = _registry(task, models)
    if rollback:
        typer.echo(f"已退回 {registry.roll_back()}")
        return
    if version is None or not (registry.folder / version / "judge.npz").is_file():
        raise UsageError("E734", f"请给出 {registry.folder} 里的版本")
    frozen = registry.task.frozen()
    comparison = registry.compare(version, frozen)
    _print(f"新模型 {version}", comparison.challenger)
    if comparison.champion is not None:
        _print(f"现用模型 {registry.champion}", comparison.champion)
    if dry_run:
        typer.echo("只比较，没有替换：" + ("；".join(comparison.reasons) or "可以替换"))
        return
    registry.promote(version, frozen)
    typer.echo(f"已启用 {version}")


def _print(title: str, figures: Figures) -> None:
    typer.echo(
        f"{title}：样本 {figures.n}，宏平均 F1 {figures.macro_f1:.3f}，准确率 {figures.accuracy:.3f}，校准误差 {figures.ece:.3f}"
    )
    for label, value in asdict(figures)["f1"].items():
        typer.echo(f"  {label}\tF1 {value:.3f}")
