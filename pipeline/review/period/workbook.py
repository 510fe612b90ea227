"""Workbooks: one sheet a table. Every text is written as text, so that no cell can become a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.review.indicators import Counted
from pipeline.review.ledger import Entry
from pipeline.review.period.aggregate import NAMES, Judged
from pipeline.review.period.gather import Gathered, Group, rule_names
from pipeline.review.sample_plan import Plan

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_SHEET = re.compile(r"[\[\]:*?/\\']")
_LONGEST = 32_000  # a cell holds 32,767 characters
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_WIDTHS = (6, 36)  # of a column, in characters; longer texts are wrapped
_LINE, _MOST_LINES = 15, 12  # height of a line in points

Cell = str | int | float | None


class Share(float):
    """A share, shown in per cent."""


def _share(value: float | None) -> Share | None:
    return None if value is None else Share(value)


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its name, the heads of its columns, its rows."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def write_workbook(tables: Iterable[Table], path: Path) -> Path:
    """Write one sheet a table, heads frozen and filterable."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.active)
    names: set[str] = set()
    wrapped, bold, grey = Alignment(vertical="top", wrap_text=True), Font(bold=True), PatternFill("solid", "EDF1F3")
    for table in tables:
        sheet = book.create_sheet(_sheet_name(table.name, names))
        widths = _column_widths(table)
        for number, values in enumerate([table.heads, *table.rows], 1):
            lines = _lines(values, widths)
            for column, value in enumerate(values, 1):
                cell = sheet.cell(number, column)
                _fill(cell, value)
                if lines > 1:
                    cell.alignment = wrapped
            if lines > 1:
                sheet.row_dimensions[number].height = _LINE * lines
        for cell in sheet[1]:
            cell.font, cell.fill = bold, grey
        for column, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = sheet.dimensions
        sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_title_rows = "1:1"
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def _column_widths(table: Table) -> list[int]:
    rows = [[head, *(v if isinstance(v, str) else "0.00 %" for v in column)] for head, column in _columns(table)]
    return [min(max(max(_width(text[:80]) for text in texts) + 3, _WIDTHS[0]), _WIDTHS[1]) for texts in rows]


def _columns(table: Table) -> list[tuple[str, list[Cell]]]:
    return [(head, [row[number] for row in table.rows]) for number, head in enumerate(table.heads)]


def _width(text: str) -> int:
    """In characters of a Latin font; a Chinese one takes two."""
    return sum(2 if ord(c) > 0x2E7F else 1 for c in text)


def _lines(row: Sequence[Cell], widths: Sequence[int]) -> int:
    """Lines of the highest cell: readers do not reckon the height of wrapped text themselves. At most ``_MOST_LINES``."""
    wrapped = (
        -(-_width(v[:2000]) // (w - 4)) + v.count("\n") for v, w in zip(row, widths, strict=True) if isinstance(v, str)
    )
    return min(max([1, *wrapped]), _MOST_LINES)


def _fill(cell: Any, value: Cell) -> None:
    if isinstance(value, str):
        text = safe_text(value)
        if not text:
            return
        cell.value = text
        cell.data_type = "s"  # openpyxl takes "=…" for a formula
        if text.startswith(_FORMULA):
            cell.quotePrefix = True  # stays text also when somebody edits the cell
    elif isinstance(value, float):
        cell.value, cell.number_format = float(value), "0.0%" if isinstance(value, Share) else "0.0"
    else:
        cell.value = value


def safe_text(text: str) -> str:
    """``text`` as a workbook can hold it: control characters and lone surrogates become U+FFFD, overlong text is cut."""
    text = _ESCAPE.sub(r"_x005F_x\1_", _UNWRITABLE.sub("\ufffd", text))
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def _sheet_name(name: str, taken: set[str]) -> str:
    clean = _SHEET.sub(" ", safe_text(name)).strip()[:28] or "表"
    number = next(n for n in range(1, 1000) if (clean if n == 1 else f"{clean}{n}").lower() not in taken)
    unique = clean if number == 1 else f"{clean}{number}"
    taken.add(unique.lower())
    return unique


# -- the tables of a report -------------------------------------------------------------------------------------------


def period_tables(g: Gathered) -> list[Table]:
    """The sheets of a month's or quarter's report."""
    return [
        _about(g),
        _aggregate_table(g.judged),
        _groups("科室", g.departments, "科室"),
        _rules(g),
        _people(g.people),
        _stays(g),
        _months(g),
        *indicator_tables(g.counted, lists=False),
        ledger_table(g.entries),
        *([] if g.cohort.period.quarterly else [plan_table(g.plans)]),
    ]


def _about(g: Gathered) -> Table:
    t = g.total
    rows: list[tuple[Cell, ...]] = [
        ("范围", g.cohort.name),
        ("时间段（按出院日期）", f"{g.cohort.period.first} 至 {g.cohort.period.last}"),
        ("评分标准", f"{g.standard.id}　{g.standard.name}"),
        ("出院病历", len(t.stays)),
        ("已定级", t.graded),
        *((level, t.levels[level]) for level in ("甲级", "乙级", "丙级")),
        ("甲级率", _share(t.share_a)),
        ("甲级率 95 % 区间下限", _share(t.interval[0]) if t.graded else None),
        ("甲级率 95 % 区间上限", _share(t.interval[1]) if t.graded else None),
        ("平均分", t.mean),
        ("缺陷", t.firm),
        ("待人工复核", t.open),
        ("出院日期不详、未计入任何时间段的病历（全库）", g.undated),
        ("说明", "缺陷和等级由程序提出，处罚前须经人工核对。"),
    ]
    return Table("概况", ("项目", "值"), rows)


def _aggregate_table(judged: Sequence[Judged]) -> Table:
    rows = [(j.rule_id, j.name, NAMES[j.outcome], j.value, j.reason, "；".join(j.items), j.clause) for j in judged]
    return Table("汇总规则", ("规则", "名称", "结果", "数值", "说明", "明细", "依据"), rows)


def _groups(name: str, groups: Sequence[Group], head: str) -> Table:
    rows = [
        (
            *(g.name, len(g.stays), g.graded, g.levels["甲级"], g.levels["乙级"], g.levels["丙级"], _share(g.share_a)),
            *(map(_share, g.interval) if g.graded else (None, None)),
            *(g.mean, g.firm, g.open),
        )
        for g in groups
    ]
    heads = (
        head,
        "出院",
        "已定级",
        "甲级",
        "乙级",
        "丙级",
        "甲级率",
        "区间下限",
        "区间上限",
        "平均分",
        "缺陷",
        "待复核",
    )
    return Table(name, heads, rows)


def _rules(g: Gathered) -> Table:
    names = rule_names()
    rows = [(r.name, names.get(r.name, ""), r.firm, r.open, len(r.stays)) for r in g.rules]
    return Table("缺陷", ("规则", "名称", "缺陷", "待复核", "涉及病历"), rows)


def _people(people: Sequence[Group]) -> Table:
    rows = [(p.name, p.firm, p.open, len(p.stays)) for p in people]
    return Table("责任人", ("病历中的签名", "缺陷", "待复核", "涉及病历"), rows)


def _stays(g: Gathered) -> Table:
    rows = [
        (
            *(s.stay_id, s.department, s.admitted_at or "", s.discharged_at, s.outcome, s.level or "未定", s.score),
            *("、".join(s.vetoes), len(s.firm), len(s.open), s.ungraded),
        )
        for s in g.cohort.stays
    ]
    heads = ("住院", "科室", "入院", "出院", "转归", "等级", "得分", "单项否决", "缺陷", "待复核", "未定级的原因")
    return Table("病历", heads, rows)


def _months(g: Gathered) -> Table:
    rows = []
    for m in g.months:
        good, n = m.shares[27]
        rows.append((m.label, m.stays, n, good, Share(good / n) if n else None, m.firm))
    return Table("趋势", ("月份", "出院", "已定级", "甲级", "甲级率", "缺陷"), rows)


def indicator_tables(counted: Sequence[Counted], *, lists: bool = True) -> list[Table]:
    """The indicators and, with ``lists``, their definitions and the stays behind each numerator and denominator."""
    heads = (
        *("序号", "编码", "指标", "分子", "分母", "率", "区间下限", "区间上限", "无法判定", "疑似待确认"),
        *("最低可能", "最高可能", "没有数值的原因"),
    )
    table = Table("27项指标", heads, [_indicator_row(c) for c in counted])
    if not lists:
        return [table]
    defined = [
        (i.code, i.name, i.numerator, i.denominator, "、".join(i.rules), "、".join(i.scope), i.note, i.clause)
        for i in (c.indicator for c in counted)
    ]
    found = [
        (c.indicator.code, c.indicator.name, where, stay_id)
        for c in counted
        for where, ids in (
            ("分子", c.met),
            ("分母（未计入分子）", c.unmet),
            ("疑似", c.suspected),
            ("无法判定", c.unknown),
        )
        for stay_id in ids
    ]
    columns = ("编码", "指标", "分子", "分母", "规则", "适用范围", "说明", "依据")
    return [
        table,
        Table("指标定义", columns, defined),
        Table("指标病历清单", ("编码", "指标", "归入", "住院"), found),
    ]


def _indicator_row(c: Counted) -> tuple[Cell, ...]:
    i = c.indicator
    return (
        *(i.number, i.code, i.name, c.numerator, c.denominator, _share(c.rate)),
        *(map(_share, c.interval or (None, None))),
        *(len(c.unknown), len(c.suspected)),
        *(map(_share, c.bounds or (None, None))),
        c.reason,
    )


def ledger_table(entries: Sequence[Entry]) -> Table:
    """The problem ledger."""
    names = rule_names()
    heads = (
        "编号",
        "科室",
        "住院",
        "规则",
        "名称",
        "问题",
        "性质",
        "签名",
        "状态",
        "责任人",
        "整改措施",
        "期限",
        "申诉驳回",
        "备注",
    )
    rows = [
        (
            *(e.fingerprint, e.department, e.stay_id, e.rule_id, names.get(e.rule_id, ""), e.message, e.problem),
            *(
                e.person,
                e.name,
                e.owner,
                e.measure,
                e.due.isoformat() if e.due else "",
                "是" if e.rejected else "",
                e.note,
            ),
        )
        for e in entries
    ]
    return Table("问题台账", heads, rows)


def plan_table(plans: Sequence[Plan]) -> Table:
    """The sampling plan, one row a stay."""
    rows = [
        (p.department, d.stay_id, d.discharged_at, "、".join(d.types), d.level or "未定", "已审阅" if d.read else "")
        for p in plans
        for d in p.drawn
    ]
    return Table("抽查计划", ("科室", "住院", "出院", "重点类型", "等级", "审阅"), rows)
