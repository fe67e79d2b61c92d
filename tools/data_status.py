"""The tool `data_status`: which data and which model speak, and how good the model was."""

from __future__ import annotations

from typing import Any

from tools.arguments import Arguments
from tools.context import Context
from tools.facts import Fact, Subject
from tools.registry import Tool
from tools.report import Report
from tools.result import ToolResult


class DataStatus(Arguments):
    """`data_status` takes no arguments."""


def data_status(context: Context, _: DataStatus) -> ToolResult:
    """As-of date, extract date, rows, findings, model version and its record beside the base rate.

    The age of the data is counted against nothing but its own dates; no clock is read.
    """
    report = Report("data_status", context)
    _tell_data(report)
    _tell_model(report)
    report.unknown("missing_table", "Drift is not measured in this version.", "drift")
    report.suggestions += ["What is wrong with the data?", "How is the risk score computed?"]
    return report.result()


def _tell_data(report: Report) -> None:
    manifest = report.snapshot.manifest
    report.say(
        "headline",
        "The data of {as_of.name} are as known on {as_of}; the last recorded event is of "
        "{extracted}.",
        as_of=report.total("as_of", str(manifest.as_of), "date"),
        extracted=report.total("last_event_on", str(manifest.last_event), "date"),
    )
    report.say(
        "detail",
        "The snapshot {snapshot} holds {deals} deals, {accounts} accounts and {reps} reps.",
        deals=report.count("deals_count", manifest.row_counts["opportunities"]),
        accounts=report.count("accounts_count", manifest.row_counts["accounts"]),
        reps=report.count("reps_count", manifest.row_counts["reps"]),
        snapshot=report.total("snapshot_id", manifest.snapshot_id, "text"),
    )
    warnings = manifest.findings.get("warning", 0)
    notes = manifest.findings.get("note", 0)
    report.say(
        "detail",
        "The load left {warnings} warnings and {notes} notes.",
        warnings=report.count("warnings_count", warnings),
        notes=report.count("notes_count", notes),
    )
    report.rows_read = sum(manifest.row_counts.values())


def _tell_model(report: Report) -> None:
    model = report.snapshot.manifest.model
    if model is None:
        report.unknown("too_few", f"No model: {report.snapshot.manifest.no_scores}")
        return
    subject = Subject(kind="model", id=model.version, name=model.version)
    report.say(
        "detail",
        "Scores come from model {version}, trained on what was known on {as_of}.",
        version=report.ledger.add(subject, "model_version", model.version, "text"),
        as_of=report.ledger.add(subject, "trained_as_of", model.card["as_of"], "date"),
    )
    _tell_record(report, subject, model.card["evaluations"])


def _tell_record(report: Report, subject: Subject, evaluations: list[dict[str, Any]]) -> None:
    """The backtest beside the base rate, as the card holds it."""
    tested = [row for row in evaluations if row["window"] == "28 days"]
    record = next((row for row in tested if row["published"]), None)
    simple = next((row for row in tested if row["model"] == "base rate"), None)
    if record is None or simple is None or record["measures"]["brier"]["value"] is None:
        report.unknown("too_few", "No past forecast has run its course yet; no track record.")
        return
    base = Subject(kind="model", id="base rate", name="the base rate")
    report.say(
        "detail",
        "Over {rows} past predictions at {origins} past dates, the Brier score for a win within "
        "{window} was {brier}; for {base.name} it was {base}.",
        rows=report.ledger.add(subject, "past_predictions_count", int(record["rows"]), "count"),
        origins=report.ledger.add(subject, "past_dates_count", int(record["origins"]), "count"),
        window=report.ledger.add(subject, "backtest_window", record["window"], "text"),
        brier=_score(report, subject, record["measures"]["brier"]["value"]),
        base=_score(report, base, simple["measures"]["brier"]["value"]),
    )


def _score(report: Report, subject: Subject, value: float) -> Fact:
    return report.ledger.add(
        subject, "brier", round(value, 4), "number", display=f"{value:.3f}", good_when="down"
    )


TOOL = Tool(
    name="data_status",
    summary="How fresh the data are, which model speaks, and how good it was.",
    arguments=DataStatus,
    run=data_status,
    examples=("how fresh is the data", "which model is this"),
    figures=(
        "as_of", "last_event_on", "deals_count", "accounts_count", "reps_count",
        "snapshot_id", "warnings_count", "notes_count", "model_version", "trained_as_of",
        "past_predictions_count",
        "past_dates_count", "backtest_window", "brier",
    ),
)  # fmt: skip
