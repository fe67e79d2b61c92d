"""The wide table of deals: one row each with everything a filter, group or figure may need.

Built in the batch, once for the as-of date and once for the earlier cut, by the same statement.
"""

from __future__ import annotations

from datetime import date

import duckdb

from data.mapping import Rate, Stage


def create_stages(connection: duckdb.DuckDBPyConnection, stages: tuple[Stage, ...]) -> None:
    """Table `stages`: name, position in the pipeline (from 1), status."""
    connection.execute("CREATE TABLE stages (stage VARCHAR, position INTEGER, status VARCHAR)")
    for position, stage in enumerate(stages, start=1):
        connection.execute(
            "INSERT INTO stages VALUES ($name, $position, $status)",
            {"name": stage.name, "position": position, "status": stage.status},
        )


def create_rates(
    connection: duckdb.DuckDBPyConnection, currency: str, rates: dict[str, Rate]
) -> None:
    """Table `rates`: what one unit of a currency is worth in the reporting currency, dated."""
    connection.execute("CREATE TABLE rates (currency VARCHAR, rate DOUBLE, dated DATE)")
    connection.execute("INSERT INTO rates VALUES ($own, 1.0, NULL)", {"own": currency})
    for code, rate in rates.items():
        if code == currency:
            continue
        connection.execute(
            "INSERT INTO rates VALUES ($code, $rate, $dated)",
            {"code": code, "rate": rate.rate, "dated": rate.dated},
        )


def create_team_members(connection: duckdb.DuckDBPyConnection) -> None:
    """Table `team_members`: every manager with everybody below, at any depth."""
    connection.execute(
        """
        CREATE TABLE team_members AS
        WITH RECURSIVE below(manager, rep, depth) AS (
            SELECT manager, rep, 1 FROM reps WHERE manager IS NOT NULL
            UNION ALL
            SELECT r.manager, below.rep, below.depth + 1
            FROM below JOIN reps r ON r.rep = below.manager
            WHERE r.manager IS NOT NULL)
        SELECT DISTINCT manager, rep FROM below ORDER BY ALL
        """
    )


def create_deals(
    connection: duckdb.DuckDBPyConnection,
    as_of: date,
    *,
    opportunities: str,
    close_date_history: str | None,
    target: str,
    currency: str,
) -> None:
    """Table `target`: one row an opportunity known at the end of `as_of`.

    amount: what the deal is open with, else its product's list price (`amount_is_list_price`),
    which is in the reporting currency `currency`; such a deal stands in that currency, unless it
    was won for a value in another: then its amount is the list price at the rate of the other.
    close_value: what a won deal was won for, else empty. `value`: close_value of won deals, else
    amount. `rate`: to the reporting currency, empty where none is known. started_on: the earlier of
    creation and engagement. age_days: from started_on to the closing date or, while open, `as_of`.
    push_count: moves of the recorded closing date to a later one; empty without its history.
    """
    pushes = _pushes(close_date_history)
    connection.execute(
        f"""
        CREATE TABLE {target} AS
        SELECT o.opportunity_id, o.name AS title, o.account, o.product, p.family, o.rep, r.manager,
               r.region, a.sector, a.segment, a.country, o.stage, s.position AS stage_position,
               s.status, o.type, o.forecast_category AS category, o.created_on, o.engaged_on,
               least(o.created_on, o.engaged_on) AS started_on, o.recorded_close_on, o.closed_on,
               coalesce(o.amount, CASE WHEN o.own_money THEN p.list_price
                                       ELSE (p.list_price / x.rate)::DECIMAL(18,2) END) AS amount,
               o.amount IS NULL AND p.list_price IS NOT NULL AS amount_is_list_price,
               CASE WHEN s.status = 'won' THEN o.close_value END AS close_value,
               CASE WHEN s.status = 'won' THEN o.close_value
                    ELSE coalesce(o.amount, p.list_price) END AS value,
               p.list_price, o.money AS currency, x.rate,
               coalesce(o.closed_on, $day) - least(o.created_on, o.engaged_on) AS age_days,
               CASE WHEN s.status = 'open' AND o.recorded_close_on < $day
                    THEN $day - o.recorded_close_on END AS days_overdue,
               {pushes} AS push_count, o.next_step, o.note
        FROM (SELECT o.*, w.status, CASE WHEN o.amount IS NULL AND w.status <> 'won' THEN $own
                     ELSE o.currency END AS money, money = $own AS own_money
              FROM {opportunities} o JOIN stages w ON w.stage = o.stage) o
        JOIN stages s ON s.stage = o.stage
        LEFT JOIN products p ON p.product = o.product
        LEFT JOIN reps r ON r.rep = o.rep
        LEFT JOIN accounts a ON a.account = o.account
        LEFT JOIN rates x ON x.currency = o.money
        LEFT JOIN ({_push_counts(close_date_history)}) h ON h.opportunity_id = o.opportunity_id
        ORDER BY o.opportunity_id
        """,
        {"day": as_of, "own": currency},
    )


def _pushes(close_date_history: str | None) -> str:
    return "NULL::BIGINT" if close_date_history is None else "coalesce(h.pushes, 0)"


def _push_counts(close_date_history: str | None) -> str:
    if close_date_history is None:
        return "SELECT NULL::VARCHAR AS opportunity_id, NULL::BIGINT AS pushes WHERE false"
    return f"""
        SELECT opportunity_id, count(*) FILTER (recorded_close_on > before) AS pushes FROM (
            SELECT opportunity_id, recorded_close_on, lag(recorded_close_on) OVER (
                PARTITION BY opportunity_id ORDER BY changed_on) AS before
            FROM {close_date_history} WHERE changed_on <= $day)
        GROUP BY 1
    """
