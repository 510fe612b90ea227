"""Write the reports of a period into a folder: pages and workbooks side by side. Every text goes through autoescape."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from pipeline.review.ledger.entries import counts
from pipeline.review.period import charts
from pipeline.review.period.aggregate import NAMES, rate_text
from pipeline.review.period.gather import Gathered, rule_names
from pipeline.review.period.workbook import indicator_tables, ledger_table, period_tables, write_workbook


@cache
def _templates() -> Environment:
    env = Environment(
        loader=ChoiceLoader([PackageLoader("pipeline.review.period"), PackageLoader("pipeline.review.report")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(
        department_file=department_file, rule_names=rule_names(), outcomes=NAMES, span=charts.span, rate_text=rate_text
    )
    env.filters["percent"] = lambda share: "–" if share is None else f"{100 * share:.1f} %"
    return env


def department_file(name: str) -> str:
    """Base name of a department's files: a hash, since a name may hold any character."""
    return f"department-{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def write_pages(out: Path, hospital: Gathered, departments: Sequence[Gathered]) -> Path:
    """Write ``index``, ``indicators``, ``ledger`` and a report a department as .html and .xlsx; return the index page."""
    out.mkdir(parents=True, exist_ok=True)
    for part in departments:
        write_department(out, part)
    write_workbook([*indicator_tables(hospital.counted)], out / "indicators.xlsx")
    _write(out / "indicators.html", "indicators.html.j2", g=hospital)
    write_ledger(out, hospital)
    write_workbook(period_tables(hospital), out / "hospital.xlsx")
    names = [part.cohort.department for part in departments]
    index = out / "index.html"  # last: a folder with it is complete
    _write(index, "period.html.j2", **_values(hospital), file="hospital", linked=names, home="")
    return index


def write_department(out: Path, g: Gathered) -> Path:
    """Write the report of one department; return its page."""
    out.mkdir(parents=True, exist_ok=True)
    base = department_file(g.cohort.department)
    write_workbook(period_tables(g), out / f"{base}.xlsx")
    page = out / f"{base}.html"
    home = "index.html" if g.cohort.department else ""
    _write(page, "period.html.j2", **_values(g), file=base, linked=[], home=home)
    return page


def write_indicators(out: Path, g: Gathered) -> Path:
    """Write the indicators alone; return the page."""
    out.mkdir(parents=True, exist_ok=True)
    write_workbook([*indicator_tables(g.counted)], out / "indicators.xlsx")
    _write(out / "indicators.html", "indicators.html.j2", g=g)
    return out / "indicators.html"


def write_ledger(out: Path, g: Gathered) -> Path:
    """Write the ledger alone; return the page."""
    out.mkdir(parents=True, exist_ok=True)
    write_workbook([ledger_table(g.entries)], out / "ledger.xlsx")
    _write(out / "ledger.html", "ledger.html.j2", g=g, states=counts(g.entries))
    return out / "ledger.html"


def _values(g: Gathered) -> dict[str, Any]:
    target = g.standard.parameters.get("target_grade_a")
    return {"g": g, "trend": charts.trend(g.months, target), "target": target, "states": counts(g.entries)}


def _write(path: Path, template: str, **values: Any) -> None:
    html = _templates().get_template(template).render(**values)
    path.write_text(html, encoding="utf-8", errors="replace")  # lone surrogates cannot be shown
