"""The wide table of deals: one row each with everything a filter, group or figure may need.

Built in the batch, once for the as-of date and once for the earlier cut, by the same statement.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import duckdb

from analytics.deal_parts import lines, or_zero, pushes, stage_entries, touches
from data.cut import reps_at
from data.mapping import Rate, Stage


def create_stages(connection: duckdb.DuckDBPyConnection, stages: tuple[Stage, ...]) -> None:
    """Table `stages`: name, position in the pipeline (from 1), status, the date that enters it."""
    connection.execute(
        "CREATE TABLE stages (stage VARCHAR, position INTEGER, status VARCHAR, "
        "entered_with VARCHAR)"
    )
    for position, stage in enumerate(stages, start=1):
        connection.execute(
            "INSERT INTO stages VALUES ($name, $position, $status, $entered)",
            {
                "name": stage.name,
                "position": position,
                "status": stage.status,
                "entered": stage.entered_with,
            },
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


def create_team_members(
    connection: duckdb.DuckDBPyConnection, day: date, tables: Collection[str]
) -> None:
    """Table `team_members`: every manager with everybody below on that day, at any depth."""
    connection.execute(
        f"""
        CREATE TABLE team_members AS
        WITH RECURSIVE people AS MATERIALIZED ({reps_at("reps", _rep_history(tables))}),
        below(manager, rep) AS (
            SELECT manager, rep FROM people WHERE manager IS NOT NULL
            UNION
            SELECT r.manager, below.rep FROM below JOIN people r ON r.rep = below.manager
            WHERE r.manager IS NOT NULL)
        SELECT manager, rep FROM below ORDER BY ALL
        """,
        {"day": day} if _rep_history(tables) else None,
    )


def create_deals(
    connection: duckdb.DuckDBPyConnection,
    as_of: date,
    *,
    opportunities: str,
    tables: Collection[str],
    target: str,
    currency: str,
) -> None:
    """Table `target`: one row an opportunity known at the end of `as_of`.

    Args:
        opportunities: table cut to that day.
        tables: optional canonical tables that the source feeds; they may reach beyond the day.
        currency: the reporting currency, in which list prices are.

    amount: what the deal is open with, else its product's list price (`amount_is_list_price`);
    such a deal stands in the reporting currency, unless it was won for a value in another: then its
    amount is the list price at the rate of the other.
    close_value: what a won deal was won for, else empty. `value`: close_value of won deals, else
    amount. `rate`: to the reporting currency, empty where none is known.
    list_value: quantity × list price over the lines of the deal, else the list price of its
    product. discount_rate: 1 − (close_value if won, else recorded amount) ÷ list_value, both in the
    reporting currency; below 0 above list price; empty without a recorded amount, a list value or
    a rate. line_count: 0 without lines; empty where no lines are fed.
    manager, region: of the owner on that day.
    started_on: the earlier of creation and engagement. age_days: from started_on to the closing
    date or, while open, `as_of`. push_count: moves of the recorded closing date to a later one;
    empty without its history. stage_entered_on: when the present stage was last entered;
    of a closed deal its closing date.
    days_in_stage, days_since_activity: of open deals, up to `as_of`; without any activity, since
    the deal started. activities_28d: in the 28 days that end on `as_of`. Each is empty where its
    table is not fed.
    """
    connection.execute(
        f"""
        CREATE TABLE {target} AS
        SELECT o.opportunity_id, o.name AS title, o.account, o.product, p.family, o.rep, r.manager,
               r.region, a.sector, a.segment, a.country, o.stage, s.position AS stage_position,
               s.status, o.type, o.source, o.forecast_category AS category, o.loss_reason,
               o.competitor, o.created_on, o.engaged_on,
               least(o.created_on, o.engaged_on) AS started_on, o.recorded_close_on, o.closed_on,
               coalesce(o.amount, CASE WHEN o.own_money THEN p.list_price
                                       ELSE (p.list_price / x.rate)::DECIMAL(18,2) END) AS amount,
               o.amount IS NULL AND p.list_price IS NOT NULL AS amount_is_list_price,
               CASE WHEN s.status = 'won' THEN o.close_value END AS close_value,
               CASE WHEN s.status = 'won' THEN o.close_value
                    ELSE coalesce(o.amount, p.list_price) END AS value,
               p.list_price,
               CASE WHEN l.opportunity_id IS NULL THEN p.list_price ELSE l.line_value END
                   AS list_value,
               1 - (CASE WHEN s.status = 'won' THEN o.close_value ELSE o.amount END)::DOUBLE
                   * x.rate / nullif(list_value::DOUBLE, 0) AS discount_rate,
               {or_zero("opportunity_lines", tables, "l.line_count")} AS line_count,
               o.money AS currency, x.rate,
               coalesce(o.closed_on, $day) - least(o.created_on, o.engaged_on) AS age_days,
               CASE WHEN s.status = 'open' AND o.recorded_close_on < $day
                    THEN $day - o.recorded_close_on END AS days_overdue,
               {or_zero("close_date_history", tables, "h.pushes")} AS push_count,
               {_stage_entered_on(tables)} AS stage_entered_on,
               $day - e.entered_on AS days_in_stage,
               t.last_on AS last_activity_on,
               {_days_since_activity(tables)} AS days_since_activity,
               {or_zero("activities", tables, "t.recent")} AS activities_28d,
               o.next_step, o.note
        FROM (SELECT o.*, w.status, CASE WHEN o.amount IS NULL AND w.status <> 'won' THEN $own
                     ELSE o.currency END AS money, money = $own AS own_money
              FROM {opportunities} o JOIN stages w ON w.stage = o.stage) o
        JOIN stages s ON s.stage = o.stage
        LEFT JOIN products p ON p.product = o.product
        LEFT JOIN ({reps_at("reps", _rep_history(tables))}) r ON r.rep = o.rep
        LEFT JOIN accounts a ON a.account = o.account
        LEFT JOIN rates x ON x.currency = o.money
        LEFT JOIN ({pushes(tables)}) h ON h.opportunity_id = o.opportunity_id
        LEFT JOIN ({stage_entries(tables, opportunities)}) e
               ON e.opportunity_id = o.opportunity_id AND e.stage = o.stage
        LEFT JOIN ({touches(tables)}) t ON t.opportunity_id = o.opportunity_id
        LEFT JOIN ({lines(tables)}) l ON l.opportunity_id = o.opportunity_id
        ORDER BY o.opportunity_id
        """,
        {"day": as_of, "own": currency},
    )


def _rep_history(tables: Collection[str]) -> str | None:
    return "rep_history" if "rep_history" in tables else None


def _stage_entered_on(tables: Collection[str]) -> str:
    if "stage_history" not in tables:
        return "NULL::DATE"
    return "CASE WHEN s.status = 'open' THEN e.entered_on ELSE o.closed_on END"


def _days_since_activity(tables: Collection[str]) -> str:
    if "activities" not in tables:
        return "NULL::BIGINT"
    since = "coalesce(t.last_on, least(o.created_on, o.engaged_on))"
    return f"CASE WHEN s.status = 'open' THEN $day - {since} END"
