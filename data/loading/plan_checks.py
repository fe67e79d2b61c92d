"""Checks of targets and forecast calls: periods, overlaps, and whose they are."""

from __future__ import annotations

from datetime import date

from rapidfuzz import process

from data.loading.checking import Loading


def target_periods(load: Loading) -> None:
    """Targets that end before they start."""
    if "targets" not in load.tables:
        return
    row, count, value = load.first("targets", '"end" < "start"', '"end"')
    if count:
        load.findings.add(
            "bad_period",
            "targets",
            f"the period ends on {value}, before it starts.",
            column="end",
            row=row,
            count=count,
            value=value,
            fix="Write the first day into `start` and the last into `end`.",
        )


def target_overlaps(load: Loading) -> None:
    """Targets of one name and kind whose periods overlap without one holding the other.

    A year beside its quarters is no fault; two quarters that share a week cannot be told apart.
    """
    if "targets" not in load.tables:
        return
    rows = load.connection.execute(
        """
        SELECT b.row, b.name, b.kind, a.row, count(*) OVER () FROM staged.targets a
        JOIN staged.targets b ON a.level = b.level AND a.name = b.name AND a.kind = b.kind
         AND a."start" < b."start" AND b."start" <= a."end" AND a."end" < b."end"
        ORDER BY b.row, a.row LIMIT 1
        """
    ).fetchall()
    for row, name, kind, other, count in rows:
        load.findings.add(
            "overlapping_targets",
            "targets",
            f"the {kind} of {name!r} overlaps the one in row {other:,}.",
            column="start",
            row=row,
            count=count,
            value=name,
            fix="End one period before the other starts.",
        )


def target_names(load: Loading) -> None:
    """Targets of people who are neither reps nor managers; a team goes by its manager."""
    if "targets" not in load.tables:
        return
    people = "SELECT rep FROM staged.reps UNION SELECT manager FROM staged.reps"
    known = [row[0] for row in load.connection.execute(f"{people} ORDER BY 1").fetchall()]
    rows = load.connection.execute(
        "SELECT name, min(row), count(*) FROM staged.targets WHERE level IN ('rep', 'team') "
        f"AND name NOT IN (SELECT rep FROM ({people}) WHERE rep IS NOT NULL) "
        "GROUP BY 1 ORDER BY 2"
    ).fetchall()
    for name, row, count in rows:
        close = process.extractOne(name, [person for person in known if person])
        nearest = f"; the nearest is {close[0]!r}" if close else ""
        load.findings.add(
            "unknown_rep",
            "targets",
            f"{name!r} is not in reps{nearest}.",
            column="name",
            row=row,
            count=count,
            value=name,
            fix="Correct the name, or add it to reps; a team goes by its manager's name.",
        )


def call_periods(load: Loading) -> None:
    """Periods of forecast calls that are not two days in order."""
    if "forecast_calls" not in load.tables:
        return
    rows = load.connection.execute(
        "SELECT period, min(row), count(*) FROM staged.forecast_calls WHERE period IS NOT NULL "
        "GROUP BY 1 ORDER BY 2"
    ).fetchall()
    for period, row, count in rows:
        if not _is_period(period):
            load.findings.add(
                "bad_period",
                "forecast_calls",
                f"{period!r} is no period.",
                column="period",
                row=row,
                count=count,
                value=period,
                fix="Write the first and the last day, as 2026-01-01/2026-03-31.",
            )


def _is_period(text: str) -> bool:
    start, slash, end = text.partition("/")
    if not slash or len(start) != 10 or len(end) != 10:
        return False
    try:
        return date.fromisoformat(start) <= date.fromisoformat(end)
    except ValueError:
        return False
