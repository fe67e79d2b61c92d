"""What histories, lines and activities add to a deal by one day: queries with a row a deal.

Each is complete in shape: where the source does not feed the table, its columns are empty. `$day`
is the day at whose end things are looked at; nothing after it is read.
"""

from __future__ import annotations

from collections.abc import Collection

RECENT_DAYS = 28

_NOTHING = "SELECT NULL::VARCHAR AS opportunity_id, {columns} WHERE false"


def _nothing(**columns: str) -> str:
    named = ", ".join(f"NULL::{kind} AS {name}" for name, kind in columns.items())
    return _NOTHING.format(columns=named)


def pushes(tables: Collection[str]) -> str:
    """Rows of `opportunity_id, pushes`: moves of the recorded closing date to a later one."""
    if "close_date_history" not in tables:
        return _nothing(pushes="BIGINT")
    return """
        SELECT opportunity_id, count(*) FILTER (recorded_close_on > before) AS pushes FROM (
            SELECT opportunity_id, recorded_close_on, lag(recorded_close_on) OVER (
                PARTITION BY opportunity_id ORDER BY changed_on) AS before
            FROM close_date_history WHERE changed_on <= $day)
        GROUP BY 1
    """


def stage_entries(tables: Collection[str], opportunities: str) -> str:
    """Rows of `opportunity_id, stage, entered_on`: when open deals last entered each stage.

    A stage recorded again without another in between is not entered again. Several changes on one
    day count in the order of the file.
    """
    if "stage_history" not in tables:
        return _nothing(stage="VARCHAR", entered_on="DATE")
    return f"""
        SELECT opportunity_id, stage, max(entered_on) AS entered_on FROM (
            SELECT opportunity_id, stage, entered_on, lag(stage) OVER (
                PARTITION BY opportunity_id ORDER BY entered_on, place) AS before
            FROM (SELECT *, row_number() OVER () AS place FROM stage_history)
            WHERE entered_on <= $day AND opportunity_id IN (
                SELECT o.opportunity_id FROM {opportunities} o JOIN stages s ON s.stage = o.stage
                WHERE s.status = 'open'))
        WHERE before IS DISTINCT FROM stage GROUP BY 1, 2
    """


def touches(tables: Collection[str]) -> str:
    """Rows of `opportunity_id, last_on, recent`: the latest activity, and how many of late."""
    if "activities" not in tables:
        return _nothing(last_on="DATE", recent="BIGINT")
    return f"""
        SELECT opportunity_id, max(happened_on) AS last_on,
               count(*) FILTER (happened_on > $day - {RECENT_DAYS}) AS recent
        FROM activities WHERE happened_on <= $day GROUP BY 1
    """


def lines(tables: Collection[str]) -> str:
    """Rows of `opportunity_id, line_count, line_value`: lines at list prices.

    A deal with a line whose quantity or list price is not known has no list value.
    """
    if "opportunity_lines" not in tables:
        return _nothing(line_count="BIGINT", line_value="DECIMAL(18,2)")
    return """
        SELECT l.opportunity_id, count(*) AS line_count,
               CASE WHEN count(*) = count(l.quantity * p.list_price)
                    THEN sum(l.quantity * p.list_price)::DECIMAL(18,2) END AS line_value
        FROM opportunity_lines l LEFT JOIN products p ON p.product = l.product GROUP BY 1
    """


def or_zero(table: str, tables: Collection[str], column: str) -> str:
    """A count that is 0 for a deal without rows, and empty where the table is not fed."""
    return f"coalesce({column}, 0)" if table in tables else "NULL::BIGINT"
