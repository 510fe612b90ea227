"""The command line. One file per command; heavy libraries are imported inside the commands."""

from __future__ import annotations

import sys

import typer

from pipeline.cli.audit import audit_command
from pipeline.cli.clones import app as clones_app
from pipeline.cli.diff import diff_command
from pipeline.cli.drift import drift_command
from pipeline.cli.explain import explain_command
from pipeline.cli.labels import app as labels_app
from pipeline.cli.nightly import doctor_command, nightly_command, status_command
from pipeline.cli.period import indicators_command, ledger_app, period_command, sample_plan_command
from pipeline.cli.regrade import regrade_command
from pipeline.cli.report import report_command
from pipeline.cli.rules import rules_command
from pipeline.cli.show import show_command
from pipeline.cli.staff import app as staff_app
from pipeline.cli.standards import app as standards_app
from pipeline.cli.suppress import suppress_command
from pipeline.cli.train import evaluate_command, promote_command, train_command
from pipeline.errors import UsageError

app = typer.Typer(
    name="bingan",
    help="病案：出院病历全量质控。夜间批量审核，给出有原文证据的缺陷和评分。",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_show_locals=False,  # locals hold record text
)
app.command("audit")(audit_command)
app.command("nightly")(nightly_command)
app.command("status")(status_command)
app.command("doctor")(doctor_command)
app.command("show")(show_command)
app.command("rules")(rules_command)
app.command("explain")(explain_command)
app.command("report")(report_command)
app.command("regrade")(regrade_command)
app.command("suppress")(suppress_command)
app.command("diff")(diff_command)
app.command("drift")(drift_command)
app.command("period")(period_command)
app.command("indicators")(indicators_command)
app.command("sample-plan")(sample_plan_command)
app.add_typer(ledger_app, name="ledger")
app.add_typer(standards_app, name="standards")
app.add_typer(staff_app, name="staff")
app.add_typer(clones_app, name="clones")
app.add_typer(labels_app, name="labels")
app.command("train")(train_command)
app.command("evaluate")(evaluate_command)
app.command("promote")(promote_command)


def main() -> None:
    """Entry point: a UsageError becomes a message and exit status 2."""
    try:
        app()
    except UsageError as error:
        typer.echo(f"错误 {error}", err=True)
        sys.exit(2)
