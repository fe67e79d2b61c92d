"""Next actions: which rule holds for each open deal, and the recorded facts that triggered it.

The first rule of `actions_list` that holds for a deal is its action; where none holds there is
nothing to suggest.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import duckdb

from data.periods import FiscalCalendar
from data.schema import Known
from models.explaining.actions_ground import create_ground
from models.explaining.actions_list import RULES, Rule, Trigger

SOON = timedelta(days=28)

TABLE = (
    "opportunity_id VARCHAR, rule VARCHAR, action VARCHAR, triggers STRUCT(metric VARCHAR, "
    "unit VARCHAR, value DOUBLE, day DATE, text VARCHAR, peer VARCHAR, peer_value DOUBLE)[]"
)


def create_empty_actions(connection: duckdb.DuckDBPyConnection) -> None:
    """The table without a row, for a snapshot without scores."""
    connection.execute(f"CREATE TABLE IF NOT EXISTS deal_actions ({TABLE})")


def build_actions(
    connection: duckdb.DuckDBPyConnection,
    as_of: date,
    calendar: FiscalCalendar,
    known: Mapping[str, Known],
    extracted_on: date,
) -> None:
    """Fill `deal_actions` and `deal_scores.next_action`; the table is created where absent.

    One row for each open deal with a score for which a rule holds: the rule, the action in words
    and the triggers, each a fact with its value (a day or a text in a column of its own) and the
    threshold it was held against, if any. Deals for which none holds have no row, and an empty
    next_action.

    Args:
        connection: the snapshot in the making, with `deals`, `stages` and `deal_scores` filled.
        as_of: the day at whose end the facts are known.
        calendar: the company's fiscal year.
        known: opportunity column → how it is known; columns absent here are not fed.
        extracted_on: columns known only as extracted are read only where this is `as_of`.
    """
    create_empty_actions(connection)
    wide = _names(connection, "SELECT column_name FROM duckdb_columns() WHERE table_name = 'deals'")
    tables = _names(connection, "SELECT table_name FROM duckdb_tables()")
    create_ground(connection, as_of, calendar, wide, tables)
    readable = {
        column for column, how in known.items() if how != "current" or extracted_on <= as_of
    }
    values = {"day": as_of, "soon": as_of + SOON}
    for rule in RULES:
        if readable.issuperset(rule.columns) and wide.issuperset(rule.wide):
            _apply(connection, rule, values)
    connection.execute("DROP TABLE action_ground")
    connection.execute(
        "UPDATE deal_scores SET next_action = a.action FROM deal_actions a "
        "WHERE a.opportunity_id = deal_scores.opportunity_id"
    )


def _apply(connection: duckdb.DuckDBPyConnection, rule: Rule, values: dict[str, date]) -> None:
    triggers = ", ".join(_trigger(trigger) for trigger in rule.triggers)
    used = {name: value for name, value in values.items() if f"${name}" in rule.condition}
    connection.execute(
        f"INSERT INTO deal_actions SELECT opportunity_id, $rule, $action, [{triggers}] "
        f"FROM action_ground WHERE ({rule.condition}) AND opportunity_id NOT IN "
        "(SELECT opportunity_id FROM deal_actions) ORDER BY opportunity_id",
        {"rule": rule.name, "action": rule.action, **used},
    )


def _trigger(trigger: Trigger) -> str:
    value, day, text = "NULL", "NULL", "NULL"
    if trigger.unit == "date":
        day = trigger.expression
    elif trigger.unit == "text":
        text = trigger.expression
    else:
        value = trigger.expression
    peer = f"'{trigger.peer}'" if trigger.peer else "NULL"
    return (
        f"{{metric: '{trigger.metric}', unit: '{trigger.unit}', value: ({value})::DOUBLE, "
        f"day: ({day})::DATE, text: ({text})::VARCHAR, peer: {peer}, "
        f"peer_value: ({trigger.peer or 'NULL'})::DOUBLE}}"
    )


def _names(connection: duckdb.DuckDBPyConnection, query: str) -> set[str]:
    return {row[0] for row in connection.execute(query).fetchall()}
