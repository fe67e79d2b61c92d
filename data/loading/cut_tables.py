"""The staged tables as known at the end of the as-of date, left in the main schema."""

from __future__ import annotations

from datetime import date

import duckdb

from data.cut import CutRules, cut, lead_columns, reps_at
from data.mapping import Mapping
from data.schema import BY_NAME, Table
from data.table_types import quoted


def cut_tables(
    connection: duckdb.DuckDBPyConnection, mapping: Mapping, rules: CutRules, day: date
) -> None:
    """Create every mapped table in the main schema.

    A dated row is known from its date on, targets and price lists always; rows about a deal are
    kept where the deal itself is known. Who works for whom is as of the day where its history is
    fed. Of a lead, what is dated later is empty.
    """
    cut(
        connection,
        rules,
        day,
        source="(SELECT * EXCLUDE (row) FROM staged.opportunities)",
        target="opportunities",
        stage_history=_staged(mapping, "stage_history"),
        close_date_history=_staged(mapping, "close_date_history"),
    )
    for name in mapping.tables:
        if name != "opportunities":
            _create(connection, BY_NAME[name], mapping, rules, day)
        _fill_currency(connection, BY_NAME[name], mapping.currency)


def _staged(mapping: Mapping, name: str) -> str | None:
    return f"staged.{name}" if name in mapping.tables else None


def _create(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    mapping: Mapping,
    rules: CutRules,
    day: date,
) -> None:
    conditions = [f"{table.dated} <= $day"] if table.dated else []
    if any(column.refers_to == "opportunities.opportunity_id" for column in table.columns):
        conditions.append("opportunity_id IN (SELECT opportunity_id FROM opportunities)")
    columns, source, order = table.sql_columns, f"staged.{table.name}", "row"
    if table.name == "leads":
        outcomes = [name for name in table.names if mapping.known("leads", name) == "outcome"]
        columns = lead_columns(outcomes, day="$day", is_extract=day >= rules.extracted_on)
    if table.name == "reps" and "rep_history" in mapping.tables:
        source, order = f"({reps_at('staged.reps', 'staged.rep_history')})", "rep"
    where = f"WHERE {' AND '.join(conditions)} " if conditions else ""
    query = f"SELECT {columns} FROM {source} {where}ORDER BY {_order(table)}{order}"
    values = {"day": day} if "$day" in query else None
    connection.execute(f"CREATE TABLE {table.name} AS {query}", values)


def _order(table: Table) -> str:
    """By the first column of the key and the date; equal ones stay in the order of the file."""
    return "".join(f"{quoted(name)}, " for name in (table.key[0], table.dated) if name)


def _fill_currency(connection: duckdb.DuckDBPyConnection, table: Table, currency: str) -> None:
    if "currency" in table.names:
        connection.execute(
            f"UPDATE {table.name} SET currency = $own WHERE currency IS NULL", {"own": currency}
        )
