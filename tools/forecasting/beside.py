"""What stands beside a forecast: simple rules for the same days, and how past forecasts did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from analytics.forecast.learned import WINDOWS, independent_windows
from analytics.forecast.spans import ahead
from data.periods import Period
from data.store.snapshot import Row
from tools.facts import Fact, Subject
from tools.forecasting.parts import Part
from tools.report import Report

FEWEST_WINDOWS = 4
_MOSTLY_APART = 0.8
_RULES = {
    "pace": "the daily mean of the last 56 days",
    "repeat": "the same days 91 days earlier",
    "season": "the daily mean of the same months of the quarter, last 365 days",
}
_COLUMNS = {"pace": "trailing_8_weeks", "repeat": "weeks_13_ago", "season": "month_of_quarter"}


def tell_beside(report: Report, part: Part, period: Period) -> None:
    """The rules in the scope and period asked for; the record of the whole company."""
    said = part.rules(period, report.snapshot.calendar)
    facts = {
        name: report.total(f"{name}_rule", value, period=period)
        for name, value in said.items()
        if value is not None
    }
    words = {
        "pace": "the pace of recent weeks would give {pace}",
        "repeat": "a repeat of earlier results {repeat}",
        "season": "the usual level for the season {season}",
    }
    clauses = [words[name] for name in facts]
    if clauses:
        last = " and ".join(filter(None, [", ".join(clauses[:-1]), clauses[-1]]))
        report.say("note", f"Simple rules for comparison: {last}.", **facts)
    rest = ahead(period, report.snapshot.as_of)
    if rest is not None:
        _tell_record(report, said, (rest.end - report.snapshot.as_of).days)


def _tell_record(report: Report, said: dict[str, float | None], days: int) -> None:
    rows = _rows(report, min(WINDOWS, key=lambda window: abs(window - days)))
    if len(rows) < FEWEST_WINDOWS:
        report.unknown(
            "too_few",
            "Too few forecasts of this length have come due to say how good they were.",
            "forecast_record",
        )
        _table(report, said, [])
        return
    seasonal = [row for row in rows if row["month_of_quarter"] is not None]
    compared = seasonal if len(seasonal) >= FEWEST_WINDOWS else rows
    about = _About(report)
    length = about.fact("window_days", rows[0]["window_days"], "days")
    error = about.fact("forecast_error", _wape(compared, "p50"), "ratio", n=len(compared))
    whose = " of the whole company" if report.is_scoped else ""
    report.say(
        "note",
        f"For windows of {{length}}, past forecasts{whose} had an error of {{error}} on average.",
        length=length, error=error,
    )  # fmt: skip
    _tell_held(about, rows)
    if compared is seasonal:
        _tell_better_rule(about, compared, error)
    _table(report, said, rows)


@dataclass(frozen=True)
class _About:
    """The record is of the whole company, whatever the scope."""

    report: Report

    def fact(self, metric: str, value: float, unit: str, **more: Any) -> Fact:
        company = self.report.snapshot.manifest.company
        subject = Subject(kind="company", id=company.name, name=company.title)
        return self.report.ledger.add(subject, metric, value, unit, **more)


def _tell_held(about: _About, rows: Sequence[Row]) -> None:
    """How often the range held; where windows overlap, how many there are side by side."""
    within = sum(row["p10"] <= row["actual"] <= row["p90"] for row in rows)
    origins = [row["origin"] for row in rows]
    separate = max(1, int(independent_windows(rows[0]["window_days"], origins)))
    overlap = separate < _MOSTLY_APART * len(rows)
    about.report.say(
        "note",
        "The range of such forecasts covered {held.n} of {held.of} windows"
        + ("; these overlap, with room for {separate} windows side by side." if overlap else "."),
        held=about.fact("interval_coverage", within / len(rows), "ratio", n=within, of=len(rows)),
        separate=about.fact("separate_windows", separate, "count") if overlap else None,
    )


def _tell_better_rule(about: _About, rows: Sequence[Row], ours: Fact) -> None:
    """Where the season alone did better on the same windows, say so."""
    theirs = _wape(rows, "month_of_quarter")
    if theirs < _wape(rows, "p50"):
        about.report.say(
            "note",
            "The usual level for the season alone did well there: a season error of {theirs}, "
            "beside the forecast error of {ours}.",
            theirs=about.fact("season_error", theirs, "ratio", good_when="down"),
            ours=ours,
        )


def _rows(report: Report, window_days: int) -> list[Row]:
    if not report.snapshot.has_table("forecast_record"):
        return []
    return report.snapshot.rows(
        "SELECT * FROM forecast_record WHERE kind = 'window' AND window_days = $days "
        "AND actual IS NOT NULL ORDER BY origin",
        {"days": window_days},
    )


def _wape(rows: Sequence[Row], column: str) -> float:
    won = sum(row["actual"] for row in rows)
    return sum(abs(row[column] - row["actual"]) for row in rows) / won if won else 0.0


def _table(report: Report, said: dict[str, float | None], rows: Sequence[Row]) -> None:
    both = [row for row in rows if None not in [row[column] for column in _COLUMNS.values()]]
    is_told = len(both) >= FEWEST_WINDOWS
    lines: list[tuple[str, float | None, float | None]] = [
        (f"{name.replace('_', ' ')}: {_RULES[name]}", _cents(value),
         round(_wape(both, _COLUMNS[name]), 4) if is_told else None)
        for name, value in said.items()
    ]  # fmt: skip
    if is_told:
        lines.append(("the forecast itself", None, round(_wape(both, "p50"), 4)))
    report.table(
        "Beside the forecast",
        (("rule", "text"), ("revenue", "money"), ("error in the past", "ratio")),
        lines,
    )


def _cents(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
