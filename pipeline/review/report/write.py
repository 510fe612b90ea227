"""Write the pages. Every text goes through Jinja's autoescape; pages load nothing from anywhere."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.detect.rules import all_rules
from pipeline.review.desk.view import cards, document_marks
from pipeline.review.highlight import pieces
from pipeline.review.names import DOCUMENT_NAMES, KIND_NAMES, SEVERITY_NAMES, WHO_NAMES
from pipeline.review.report.overview import overview
from pipeline.store.run_folder import Dossier, RunFolder


@cache
def _templates() -> Environment:
    env = Environment(
        loader=PackageLoader("pipeline.review.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(page_name=page_name, document_names=DOCUMENT_NAMES, severity_names=SEVERITY_NAMES)
    env.globals.update(who_names=WHO_NAMES, kind_names=KIND_NAMES)
    env.filters["clock"] = lambda value: (value or "不详").replace("T", " ")
    return env


def page_name(stay_id: str) -> str:
    """File name of a stay's page: a hash, since an id may hold a patient's number or any character."""
    return f"stay-{hashlib.sha256(stay_id.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}.html"


def write_report(run: RunFolder, out: Path) -> Path:
    """Write the overview and a page per flagged stay into ``out``; return the path of the overview."""
    out.mkdir(parents=True, exist_ok=True)
    rules = {rule.id: rule for rule in all_rules()}
    flagged = {stay_id for stay_id, rows in run.findings.items() if rows}
    for dossier in run.dossiers(flagged):
        _write(out / page_name(dossier.stay_id), "stay.html.j2", **_stay_page(run, dossier))
    index = out / "index.html"
    _write(
        index,
        "night.html.j2",
        run=run.manifest,
        view=overview(run),
        rules=rules,
        flagged=flagged,
        quarantine=run.quarantine,
    )
    return index


def _write(path: Path, template: str, **values: Any) -> None:
    html = _templates().get_template(template).render(**values)
    path.write_text(html, encoding="utf-8", errors="replace")  # lone surrogates cannot be shown


def _stay_page(run: RunFolder, dossier: Dossier) -> dict[str, Any]:
    findings = run.findings[dossier.stay_id]
    return {
        "run": run.manifest,
        "about": run.about[dossier.stay_id],
        "grade": run.grades[dossier.stay_id],
        "findings": cards(findings, {}),
        "documents": [_document(d, dossier, findings) for d in dossier.documents],
    }


def _document(document: dict[str, Any], dossier: Dossier, findings: list[dict[str, Any]]) -> dict[str, Any]:
    marks = document_marks(document, findings)
    text = dossier.text_of(document["doc_id"])[document["start"] : document["end"]]
    return {**document, "pieces": list(pieces(text, marks)), "marked": bool(marks)}
