"""``bingan show``: one record in the terminal, with highlighted evidence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.store.run_folder import RunFolder


def show_command(
    stay: Annotated[str | None, typer.Argument(help="住院编号", metavar="住院")] = None,
    run: Annotated[Path, typer.Option(help="bingan audit 的输出文件夹")] = Path("out"),
    whole: Annotated[bool, typer.Option("--all", help="显示全部文书；默认只显示有缺陷的文书")] = False,
    list_: Annotated[bool, typer.Option("--list", help="列出这次审核的全部住院")] = False,
) -> None:
    """在终端里看一份病历：等级、缺陷、标出证据的原文。

    例：bingan show A-0001 --run out/2026-03-20
    """
    from rich.console import Console

    from pipeline.errors import UsageError
    from pipeline.store.run_folder import RunFolder

    folder = RunFolder(run)
    console = Console()
    if list_:
        for stay_id, grade in folder.grades.items():
            console.print(f"{stay_id}\t{grade['level']}\t{grade['score']:g}", markup=False, highlight=False)
        return
    if stay is None:
        raise UsageError("E307", "请给出住院编号，或用 --list 查看全部")
    _show(console, folder, stay, whole)


def _show(console: Console, folder: RunFolder, stay: str, whole: bool) -> None:
    from rich.text import Text

    dossier = folder.dossier(stay)
    grade, findings = folder.grades[stay], folder.findings.get(stay, [])
    console.rule(Text(f"{stay}  {grade['level']}  {grade['score']:g} 分（{grade['standard']}）", style="bold"))
    for number, row in enumerate(findings, 1):
        style = "yellow" if row["outcome"] == "review" else "red"
        console.print(Text(f"{number}. [{row['rule_id']}] {row['message']}", style=style))
        where = f"   依据 {row['clause']}" + (f"；已查找：{'、'.join(row['searched'])}" if row["searched"] else "")
        console.print(Text(where, style="dim"))
    if not findings:
        console.print(Text("没有发现缺陷。", style="green"))
    for document in dossier.documents:
        text = _marked(dossier.text_of(document["doc_id"]), document, findings)
        if whole or text.spans:
            console.rule(
                Text(f"{document['doc_id']}  {document['doc_type']}  {document['written_at'] or ''}"), style="dim"
            )
            console.print(text)


def _marked(source: str, document: dict[str, Any], findings: list[dict[str, Any]]) -> Any:
    """The document's text, printable: control characters of a record must not reach the terminal."""
    from rich.text import Text

    from pipeline.review.highlight import Mark, pieces

    start, end = document["start"], document["end"]
    marks = [
        Mark(e["start"] - start, e["end"] - start, number)
        for number, row in enumerate(findings, 1)
        for e in row["evidence"]
        if e["doc_id"] == document["doc_id"]
    ]
    out = Text()
    for piece in pieces(source[start:end], marks):
        for number in piece.opens:
            out.append(f"[{number}]", style="bold red")
        safe = "".join(c if c in "\n\t" or (c.isprintable() or c == "\u3000") else "\ufffd" for c in piece.text)
        out.append(safe, style="black on yellow" if piece.numbers else None)
    return out
