"""Checks of dates: closings that contradict the stage, and days far from all others."""

from __future__ import annotations

from data.loading.checking import EVENTS, LATER_EVENTS, Loading
from data.mapping import Mapping

LONGEST_GAP_DAYS = 366
LONGEST_HISTORY_YEARS = 20


def closings(load: Loading) -> None:
    """Closing dates that contradict the stage or the start."""
    closed, opened = _stages(load, ("won", "lost")), _stages(load, ("open",))
    started = "least(created_on, engaged_on)"
    found = load.first("opportunities", f"stage IN ({closed}) AND closed_on IS NULL", "stage")
    _told(load, "closed_without_date", found, "the stage is {0} but no closing date is given.",
          "Fill in the closing date.")  # fmt: skip
    found = load.first("opportunities", f"stage IN ({closed}) AND closed_on < {started}",
                       "closed_on")  # fmt: skip
    _told(load, "closed_before_start", found, "closes on {0}, before it starts.",
          "Correct one of the two dates.")  # fmt: skip
    found = load.first("opportunities", f"stage IN ({opened}) AND closed_on IS NOT NULL", "stage")
    if _one_close_column(load.mapping):
        found = (0, 0, "")
    _told(load, "open_with_close_date", found, "the stage is {0}, yet a closing date is given.",
          "Map planned dates to recorded_close_on.")  # fmt: skip
    load.connection.execute(
        f"UPDATE staged.opportunities SET closed_on = NULL WHERE stage IN ({opened})"
    )


def _one_close_column(mapping: Mapping) -> bool:
    """Whether one column of the source is the planned date while open, the real one once closed."""
    columns = mapping.tables["opportunities"].columns
    planned, closed = columns.get("recorded_close_on"), columns.get("closed_on")
    return planned is not None and closed is not None and planned.source == closed.source


def _stages(load: Loading, statuses: tuple[str, ...]) -> str:
    names = [stage.name for stage in load.mapping.stages if stage.status in statuses]
    return ", ".join("'" + name.replace("'", "''") + "'" for name in names)


def _told(load: Loading, code: str, found: tuple[int, int, str], message: str, fix: str) -> None:
    row, count, value = found
    if count:
        load.findings.add(
            code,
            "opportunities",
            message.format(value),
            column="closed_on",
            row=row,
            count=count,
            value=value,
            fix=fix,
        )


def lonely_dates(load: Loading) -> None:
    """Event dates more than a year away from all others, or a history longer than 20 years.

    One mistyped year would otherwise move the as-of date, or stretch the history without end. Only
    events of deals may lie too far back; orders, say, may reach further than the pipeline.
    """
    parts = [
        f"SELECT '{table}' AS place, '{column}' AS name, row, {column} AS day, "
        f"{is_core} AS is_core FROM staged.{table} WHERE {column} IS NOT NULL"
        for events, is_core in ((EVENTS, "true"), (LATER_EVENTS, "false"))
        for table, column in events
        if table in load.tables
    ]
    found = load.connection.execute(
        f"""
        WITH events AS ({" UNION ALL ".join(parts)}),
        early AS ({_gaps("WHERE is_core")}), late AS ({_gaps("")}),
        low AS (SELECT max(day) AS day FROM early WHERE gap > {LONGEST_GAP_DAYS} AND day <= middle),
        high AS (SELECT min(day) AS day FROM late WHERE gap > {LONGEST_GAP_DAYS} AND day > middle)
        SELECT place, name, min(row), count(*), arg_min(events.day, row)::VARCHAR
        FROM events, low, high
        WHERE events.day >= high.day OR is_core AND (events.day < low.day
           OR events.day < (SELECT max(day) FROM early) - INTERVAL {LONGEST_HISTORY_YEARS} YEAR)
        GROUP BY 1, 2 ORDER BY 1, 2
        """
    ).fetchall()
    for place, name, row, count, value in found:
        load.findings.add(
            "implausible_date",
            place,
            f"{value} lies more than a year from all other events, or over "
            f"{LONGEST_HISTORY_YEARS} years back.",
            column=name,
            row=row,
            count=count,
            value=value,
            fix="Correct the year, or leave such old deals out of the export.",
        )


def _gaps(condition: str) -> str:
    """Days with events, the gap before each, and the middle day."""
    return (
        "SELECT day, day - lag(day) OVER (ORDER BY day) AS gap, median(day) OVER () AS middle "
        f"FROM (SELECT DISTINCT day FROM events {condition})"
    )
