"""Old facts aged: the deals of one day as they would stand on a later one, had nothing happened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import duckdb
import numpy as np

from analytics.features.catalog import ACTIVITY_DAYS
from models.past.history import Floats
from models.past.rows import Column, Rows, floats

# Features that a day adds a day to.
RISING = ("age_days", "days_in_stage", "days_since_activity", "rep_tenure_days")
PLANNED, OVERDUE, RECENT = "days_to_recorded_close", "days_overdue", "activities_28d"


def aged(rows: Rows, day: date, still_recent: Mapping[str, int]) -> Rows:
    """The same deals with every age moved on to `day`, and all else as it was.

    Days to the recorded closing date shrink and, past it, become days overdue. Activities of the
    last 28 days are those that happened by `rows.as_of` and are still so recent on `day`. What is
    not known stays not known.

    Args:
        rows: deals open at the end of an earlier day.
        still_recent: for each deal with any, such activities; see `recent_activities`.

    Raises:
        ValueError: `day` lies before the day of the rows.
    """
    passed = (day - rows.as_of).days
    if passed < 0:
        raise ValueError(f"{day} lies before {rows.as_of}")
    columns: dict[str, Column] = dict(rows.columns)
    for name in RISING:
        if name in columns:
            columns[name] = floats(columns[name]) + passed
    if PLANNED in columns and OVERDUE in columns:
        ahead = floats(columns[PLANNED]) - floats(columns[OVERDUE]) - passed
        columns[PLANNED], columns[OVERDUE] = np.maximum(ahead, 0.0), np.maximum(-ahead, 0.0)
    if RECENT in columns:
        counts: Floats = np.array([still_recent.get(deal, 0) for deal in rows.ids], np.float64)
        columns[RECENT] = np.where(np.isnan(floats(columns[RECENT])), np.nan, counts)
    return Rows(day, rows.ids, rows.started, columns)


def recent_activities(
    connection: duckdb.DuckDBPyConnection, origin: date, day: date
) -> dict[str, int]:
    """Activities up to `origin` that are not older than 28 days on `day`, by deal."""
    found = connection.execute(
        "SELECT opportunity_id, count(*) FROM activities WHERE happened_on <= $origin "
        "AND happened_on > $day::DATE - $recent GROUP BY 1",
        {"origin": origin, "day": day, "recent": ACTIVITY_DAYS},
    ).fetchall()
    return {str(deal): int(count) for deal, count in found}
