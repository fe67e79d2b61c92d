"""Cells become typed values: missing markers, dates by an explicit format, amounts, corrections.

What cannot be read is a finding with its row; nothing is guessed.
"""

from __future__ import annotations

import duckdb

from data.findings import Findings
from data.mapping import Mapping
from data.schema import BY_NAME, SQL_TYPES, Column, Table
from data.table_types import quoted

# Thousands may be grouped by commas; a comma anywhere else ("1.234,56") is refused, not guessed.
FIRST_YEAR, LAST_YEAR = 1970, 2100
_NUMBER = r"-?\$?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?"


def type_tables(
    connection: duckdb.DuckDBPyConnection, mapping: Mapping, findings: Findings
) -> None:
    """Build `staged.<table>` (row + canonical columns) from `raw.<table>` for every table read."""
    for name in mapping.tables:
        if _exists(connection, name):
            _type_table(connection, mapping, BY_NAME[name], findings)


def _exists(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    found = connection.execute(
        "SELECT 1 FROM duckdb_tables() WHERE database_name = 'raw' AND table_name = $name",
        {"name": name},
    ).fetchall()
    return bool(found)


def _type_table(
    connection: duckdb.DuckDBPyConnection, mapping: Mapping, table: Table, findings: Findings
) -> None:
    mapped = mapping.tables[table.name].columns
    cleaned = ", ".join(_cleaned(mapping, column) for column in mapped)
    connection.execute(
        f"CREATE TABLE raw.clean_{table.name} AS SELECT row, {cleaned} FROM raw.{table.name}"
    )
    typed = ", ".join(
        f"{_typed(mapping, table, column)} AS {column.sql}"
        if column.name in mapped
        else f"NULL::{SQL_TYPES[column.type]} AS {column.sql}"
        for column in table.columns
    )
    connection.execute(
        f"CREATE TABLE staged.{table.name} AS SELECT row, {typed} FROM raw.clean_{table.name}"
    )
    for column in table.columns:
        if column.name in mapped:
            _unreadable(connection, mapping, table, column, findings)
            _absent(connection, table, column, findings)
            _correct(connection, mapping, table, column, findings)


def _cleaned(mapping: Mapping, column: str) -> str:
    markers = ", ".join(_quoted(marker) for marker in mapping.missing if marker)
    empty = f"nullif(trim({quoted(column)}), '')"
    if not markers:
        return f"{empty} AS {quoted(column)}"
    return f"CASE WHEN {empty} IN ({markers}) THEN NULL ELSE {empty} END AS {quoted(column)}"


def _typed(mapping: Mapping, table: Table, column: Column) -> str:
    if column.type == "text":
        return column.sql
    if column.type == "date":
        pattern = mapping.tables[table.name].columns[column.name].dates or mapping.dates
        day = f"try_strptime({column.sql}, {_quoted(pattern)})::DATE"
        return f"CASE WHEN year({day}) BETWEEN {FIRST_YEAR} AND {LAST_YEAR} THEN {day} END"
    plain = f"regexp_full_match({column.sql}, '{_NUMBER}')"
    bare = f"CASE WHEN {plain} THEN replace(replace({column.sql}, '$', ''), ',', '') END"
    return f"try_cast({bare} AS {SQL_TYPES[column.type]})"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _unreadable(
    connection: duckdb.DuckDBPyConnection,
    mapping: Mapping,
    table: Table,
    column: Column,
    findings: Findings,
) -> None:
    if column.type == "text":
        return
    rows = connection.execute(
        f"SELECT min(row), count(*), arg_min(r.{column.sql}, row) "
        f"FROM raw.clean_{table.name} r JOIN staged.{table.name} s USING (row) "
        f"WHERE r.{column.sql} IS NOT NULL AND s.{column.sql} IS NULL"
    ).fetchall()
    row, count, value = rows[0]
    if not count:
        return
    if column.type == "date":
        pattern = mapping.tables[table.name].columns[column.name].dates or mapping.dates
        message = (
            f"{value!r} is not a date of the form {pattern} between {FIRST_YEAR} and {LAST_YEAR}."
        )
        fix = "Correct the cell, or set `dates` in the mapping to the form the file uses."
        code = "bad_date"
    else:
        message = f"{value!r} is not {'an amount' if column.type == 'amount' else 'a number'}."
        fix = "Write a plain number such as 4821 or 4821.50."
        code = "bad_number"
    findings.add(
        code, table.name, message, column=column.name, row=row, count=count, value=value, fix=fix
    )


def _absent(
    connection: duckdb.DuckDBPyConnection, table: Table, column: Column, findings: Findings
) -> None:
    if not column.required or column.name == "closed_on":
        return
    row, count = connection.execute(
        f"SELECT min(row), count(*) FROM raw.clean_{table.name} WHERE {column.sql} IS NULL"
    ).fetchall()[0]
    if count:
        findings.add(
            "missing_value",
            table.name,
            f"{column.name} is empty.",
            column=column.name,
            row=row,
            count=count,
            fix="Fill it in; every row needs one.",
        )


def _correct(
    connection: duckdb.DuckDBPyConnection,
    mapping: Mapping,
    table: Table,
    column: Column,
    findings: Findings,
) -> None:
    for wrong, right in mapping.corrections.get(f"{table.name}.{column.name}", {}).items():
        row, count = connection.execute(
            f"SELECT min(row), count(*) FROM staged.{table.name} WHERE {column.sql} = $wrong",
            {"wrong": wrong},
        ).fetchall()[0]
        if not count:
            continue
        connection.execute(
            f"UPDATE staged.{table.name} SET {column.sql} = $right WHERE {column.sql} = $wrong",
            {"wrong": wrong, "right": right},
        )
        findings.add(
            "corrected_value",
            table.name,
            f"{wrong!r} is read as {repr(right) if right else 'empty'}.",
            column=column.name,
            row=row,
            count=count,
            value=wrong,
        )
