"""``bingan clones``: pairs of copied records, both texts side by side, where a passage stands, templates to confirm."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.text import Text

    from pipeline.detect.clones.model import ClonePair, Passage
    from pipeline.extract.model import ExtractedStay

app = typer.Typer(help="克隆病历：列出、对照、查找、模板。", no_args_is_help=True)

_SOURCE = typer.Argument(help="bingan audit 的输出文件夹，或任何 bingan audit 能读的病历", metavar="来源")
_RECORDS = "records.jsonl"  # the records that a run keeps
_FEWEST, _PART = 3, 0.02  # stays that make a template, at least, and as a part of all
_CONTEXT = 30


@app.command("list")
def list_command(source: Annotated[Path, _SOURCE]) -> None:
    """列出全部照抄的文书对，照抄多的在前。

    例：bingan clones list out
    """
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table("后写", "来源", "应重写而照抄", "字数", "相隔天数", "同一患者")
    for pair in sorted(_pairs(_read(source)), key=lambda p: (-p.telling.copied, p.here.doc_id, p.here.unit)):
        days = "" if pair.days_apart is None else str(pair.days_apart)
        cells = (pair.here.doc_id, pair.there.doc_id, f"{pair.telling.share:.0%}", str(pair.telling.copied), days)
        table.add_row(*map(escape, cells), "是" if pair.same_patient else "否")
    Console().print(table)


@app.command("show")
def show_command(
    source: Annotated[Path, _SOURCE],
    one: Annotated[str, typer.Argument(help="住院编号或文书编号", metavar="甲")],
    other: Annotated[str, typer.Argument(help="住院编号或文书编号", metavar="乙")],
) -> None:
    """并排显示两份文书照抄的段落，相同处不着色，改动处着色。

    例：bingan clones show out A-0008 A-0006
    """
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from pipeline.errors import UsageError

    stays = _read(source)
    texts = {(e.stay.stay_id, d.doc_id): d.text for e in stays for d in e.documents}
    wanted = [p for p in _pairs(stays) if _concerns(p, one, other)]
    if not wanted:
        raise UsageError("E321", "这两份之间没有找到照抄的段落。请核对编号，可先用 bingan clones list 查看")
    console = Console()
    for pair in wanted:
        here, there = texts[pair.here.stay_id, pair.here.doc_id], texts[pair.there.stay_id, pair.there.doc_id]
        table = Table(show_lines=True)
        for title in (f"后写 {pair.here.doc_id}", f"来源 {pair.there.doc_id}"):
            table.add_column(escape(title), overflow="fold", ratio=1)
        for passage in pair.passages:
            table.add_row(_marked(here, pair, passage, "here"), _marked(there, pair, passage, "there"))
        console.print(table)


@app.command("search")
def search_command(
    source: Annotated[Path, _SOURCE],
    words: Annotated[str, typer.Argument(help="要找的一段话，标点、数字、全半角不计", metavar="文字")],
) -> None:
    """查找一段话在哪些病历里出现，有改动的也找。

    例：bingan clones search out "血压平稳后尿蛋白有望下降"
    """
    from rich.console import Console
    from rich.text import Text

    from pipeline.detect.clones.align import align, raw_span
    from pipeline.detect.clones.normalise import normalise

    wanted, console, found = normalise(words).codes, Console(), 0
    for extracted in _read(source):
        for document in extracted.documents:
            text = normalise(document.text, document.start, document.end)
            passages = align(text.codes, wanted)
            if sum(p.equal for p in passages) * 2 < len(wanted) or not passages:
                continue
            found += 1
            start, end = raw_span(text, passages[0].a0, passages[0].a1)
            shown = document.text[max(document.start, start - _CONTEXT) : min(document.end, end + _CONTEXT)]
            console.print(Text(f"{document.doc_id}\t{_printable(shown)}"), soft_wrap=True)
    console.print(Text(f"共 {found} 份文书"))


@app.command("templates")
def templates_command(
    source: Annotated[Path, _SOURCE],
    least: Annotated[int, typer.Option(help="至少在多少次住院中出现")] = 0,
) -> None:
    """列出许多医师、许多患者共用的文字，供医院确认为模板。

    例：bingan clones templates out --least 10
    """
    from rich.console import Console
    from rich.text import Text

    from pipeline.detect.clones.index import grams_in
    from pipeline.detect.clones.search import examine
    from pipeline.detect.clones.templates import templates_in

    prints = [examine(e).prints for e in _read(source)]
    fewest = least or max(_FEWEST, round(len(prints) * _PART))
    console = Console()
    for template in templates_in(prints, grams_in(prints, fewest), fewest):
        line = f"{template.stays} 次住院　{template.patients} 名患者　{template.authors} 名医师\t{template.words}"
        console.print(Text(line), soft_wrap=True)


def _read(source: Path) -> list[ExtractedStay]:
    """All stays of a run folder or a source. What cannot be read is left to ``bingan audit`` to report."""
    from pipeline.extract import extract
    from pipeline.records.readers.source import open_source, read_row
    from pipeline.records.stay import Stay

    kept = source / _RECORDS
    stays = (read_row(row) for row in open_source(kept if kept.is_file() else source))
    return [extract(stay) for stay in stays if isinstance(stay, Stay)]


def _pairs(stays: list[ExtractedStay]) -> list[ClonePair]:
    from pipeline.detect.clones.search import LEAST_TELLING, search

    return [pair for pairs in search(stays).values() for pair in pairs if pair.telling.copied >= LEAST_TELLING]


def _concerns(pair: ClonePair, one: str, other: str) -> bool:
    here, there = {pair.here.stay_id, pair.here.doc_id}, {pair.there.stay_id, pair.there.doc_id}
    return (one in here and other in there) or (one in there and other in here)


def _marked(text: str, pair: ClonePair, passage: Passage, side: str) -> Text:
    """One side of a passage with its changes coloured."""
    from rich.text import Text

    start, end = getattr(passage, f"{side}_start"), getattr(passage, f"{side}_end")
    out, at = Text(), start
    spans = sorted((getattr(c, f"{side}_start"), getattr(c, f"{side}_end")) for c in pair.changes)
    for low, high in spans:
        if at <= low < high <= end:
            out.append(_printable(text[at:low])).append(_printable(text[low:high]), style="black on yellow")
            at = high
    return out.append(_printable(text[at:end]))


def _printable(text: str) -> str:
    """Control characters of a record must not reach the terminal."""
    return "".join(c if c == "\n" or c.isprintable() or c == "\u3000" else "\ufffd" for c in text)
