"""Curves of deals that do not exist yet: the chance to close by each day, by the week of start.

Read off the table by age and season, whose rates are those of all deals of an age: the share of
deals begun together that will have been won by a day, whatever sets one apart from another.
"""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import numpy as np
import pyarrow as pa

from analytics.curves import stored_days
from models.learners.table import HazardTable


def starts(as_of: date) -> list[date]:
    """The day after `as_of`, and every Monday later that the stored days reach."""
    first, last = as_of + timedelta(days=1), as_of + timedelta(days=stored_days(as_of)[-1])
    monday = first + timedelta(days=7 - first.weekday())
    found = [first]
    while monday < last:
        found.append(monday)
        monday += timedelta(days=7)
    return found


def store_newcomers(connection: duckdb.DuckDBPyConnection, table: HazardTable, as_of: date) -> None:
    """Fill `newcomer_curves`: a row for each start and each stored day after it."""
    stored = np.datetime64(as_of, "D") + np.array(stored_days(as_of), dtype=np.int64)
    parts = []
    for start in starts(as_of):
        begun = np.datetime64(start, "D")
        days = stored[stored > begun]
        ahead = (days - begun).astype(np.int64)
        win, loss = table.curves(np.array([begun]), start, ahead)
        begins = np.full(len(days), begun)
        parts.append(
            pa.table({"start": begins, "day": days, "cum_win": win[0], "cum_loss": loss[0]})
        )
    connection.register("newcomers_in", pa.concat_tables(parts))
    connection.execute("INSERT INTO newcomer_curves SELECT * FROM newcomers_in ORDER BY start, day")
    connection.unregister("newcomers_in")
