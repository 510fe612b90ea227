"""``bingan labels``: labels out to annotation tools and back."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="标注：导出到标注工具，再导入。", no_args_is_help=True)


class Format(StrEnum):
    """What the other side reads."""

    JSONL = "jsonl"
    LABELSTUDIO = "labelstudio"
    DOCCANO = "doccano"
    SPACY = "spacy"


class Offsets(StrEnum):
    """What the other side counts."""

    CODEPOINTS = "codepoints"
    UTF16 = "utf16"


_FORMAT = Annotated[Format, typer.Option("--format", help="jsonl、labelstudio、doccano 或 spacy（DocBin）")]
_OFFSETS = Annotated[Offsets, typer.Option(help="doccano 的偏移单位，有的版本是 utf16")]
_STAFF = Annotated[Path | None, typer.Option(help="人员名册；默认用审核时的那份")]


@app.command("export")
def export_command(
    run: Annotated[Path, typer.Argument(help="bingan audit 的输出文件夹", metavar="审核结果")],
    out: Annotated[Path, typer.Option(help="写到哪个文件")],
    form: _FORMAT = Format.JSONL,
    store: Annotated[str | None, typer.Option(help="数据库 URL；给出时带上复核决定")] = None,
    staff: _STAFF = None,
    keep_names: Annotated[bool, typer.Option("--keep-names", help="不替换姓名（文件不得离开医院）")] = False,
    offsets: _OFFSETS = Offsets.CODEPOINTS,
) -> None:
    """导出文书、章节、时间、签名、缺陷和复核决定；患者和医护姓名换成等长的化名，偏移不变。

    例：bingan labels export out --format labelstudio --out tasks.json --store sqlite:///bingan.sqlite
    """
    from contextlib import nullcontext

    from pipeline.learn.exchange import collect, write_labels
    from pipeline.learn.exchange.formats import labelstudio_config
    from pipeline.store import Store
    from pipeline.store.run_folder import RunFolder

    with Store.open(store) if store else nullcontext() as opened:
        exported = collect(RunFolder(run), opened, staff, keep_names)
    write_labels(out, exported.texts, form, offsets is Offsets.UTF16)
    if form is Format.LABELSTUDIO:
        out.with_suffix(".xml").write_text(labelstudio_config(exported.texts), encoding="utf-8")
        typer.echo(f"标注界面：{out.with_suffix('.xml')}")
    report = exported.report
    typer.echo(f"已导出 {report['texts']} 份文本、{report['spans']} 处标注：{out}")
    if keep_names:
        typer.echo("姓名没有替换：文件不得离开医院")
    else:
        typer.echo(
            f"已知姓名 {report['known_names']} 个，替换 {report.get('names', 0)} 处；号码替换 {report.get('numbers', 0)} 处。"
            "只在叙述里提到的其他人名、“王主任”式的称呼、单位和住址没有替换，外发前请人工检查"
        )


@app.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(help="标注工具导出的文件", metavar="文件")],
    out: Annotated[Path, typer.Option(help="写成 JSONL 标注")],
    form: _FORMAT = Format.JSONL,
    run: Annotated[Path | None, typer.Option(help="当初导出的审核结果；给出时还原成原文和住院编号")] = None,
    staff: _STAFF = None,
    offsets: _OFFSETS = Offsets.CODEPOINTS,
) -> None:
    """导入标注工具改好的标注，核对偏移，写成 JSONL。

    例：bingan labels import project.json --format labelstudio --run out --out labels.jsonl
    """
    from pipeline.learn.exchange import read_labels, write_labels
    from pipeline.learn.exchange.collect import restore
    from pipeline.store.run_folder import RunFolder

    texts = read_labels(file, form, offsets is Offsets.UTF16)
    if run is not None:
        texts = restore(RunFolder(run), texts, staff)
    write_labels(out, texts, "jsonl")
    typer.echo(f"已导入 {len(texts)} 份文本、{sum(len(t.spans) for t in texts)} 处标注：{out}")
