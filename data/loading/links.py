"""Links between tables: a name that differs only in case, spaces or punctuation is mended.

A product that cannot be linked is an error, because its price and family are needed; an unknown rep
or account is a warning, because the deal itself is still known.
"""

from __future__ import annotations

import duckdb
from rapidfuzz import process

from data.findings import Findings
from data.schema import BY_NAME, Column

_BARE = "regexp_replace(lower({0}), '[^\\p{{L}}\\p{{N}}.]', '', 'g')"


def link_tables(
    connection: duckdb.DuckDBPyConnection, tables: list[str], findings: Findings
) -> None:
    """Mend and check every column that refers to another table, in place in `staged`."""
    for name in tables:
        for column in BY_NAME[name].columns:
            target = column.refers_to.partition(".")[0]
            if target in tables and target != "opportunities":
                _mend(connection, name, column, findings)
                _report_unknown(connection, name, column, findings)
            elif target == "opportunities":
                _report_orphans(connection, name, column, findings)


def _mend(
    connection: duckdb.DuckDBPyConnection, name: str, column: Column, findings: Findings
) -> None:
    target, _, key = column.refers_to.partition(".")
    bare_key, bare_value = _BARE.format("k." + key), _BARE.format("t." + column.name)
    pairs = connection.execute(
        f"""
        WITH unknown AS (
            SELECT {column.name}, min(row) AS row, count(*) AS n FROM staged.{name} t
            WHERE {column.name} IS NOT NULL
              AND {column.name} NOT IN (SELECT {key} FROM staged.{target} WHERE {key} IS NOT NULL)
            GROUP BY ALL)
        SELECT t.{column.name}, min(k.{key}), t.row, t.n FROM unknown t
        JOIN staged.{target} k ON {bare_key} = {bare_value}
        GROUP BY ALL HAVING count(DISTINCT k.{key}) = 1 ORDER BY t.row
        """
    ).fetchall()
    for wrong, right, row, count in pairs:
        connection.execute(
            f"UPDATE staged.{name} SET {column.name} = $right WHERE {column.name} = $wrong",
            {"right": right, "wrong": wrong},
        )
        findings.add(
            "mended_reference",
            name,
            f"{wrong!r} is read as {right!r} of {target}.",
            column=column.name,
            row=row,
            count=count,
            value=wrong,
        )


def _report_unknown(
    connection: duckdb.DuckDBPyConnection, name: str, column: Column, findings: Findings
) -> None:
    target, _, key = column.refers_to.partition(".")
    code = {"products": "unknown_product", "reps": "unknown_rep"}.get(target, "unknown_account")
    known = [
        row[0]
        for row in connection.execute(f"SELECT {key} FROM staged.{target} ORDER BY 1").fetchall()
    ]
    rows = connection.execute(
        f"SELECT {column.name}, min(row), count(*) FROM staged.{name} WHERE {column.name} "
        f"IS NOT NULL AND {column.name} NOT IN (SELECT {key} FROM staged.{target} "
        f"WHERE {key} IS NOT NULL) GROUP BY 1 ORDER BY 2"
    ).fetchall()
    for value, row, count in rows:
        close = process.extractOne(value, [entry for entry in known if entry])
        nearest = f"; the nearest is {close[0]!r}" if close else ""
        findings.add(
            code,
            name,
            f"{value!r} is not in {target}{nearest}.",
            column=column.name,
            row=row,
            count=count,
            value=value,
            fix=f"Correct the name, or add it to {target}.",
        )


def _report_orphans(
    connection: duckdb.DuckDBPyConnection, name: str, column: Column, findings: Findings
) -> None:
    row, count, value = connection.execute(
        f"SELECT min(row), count(*), arg_min({column.name}, row) FROM staged.{name} "
        f"WHERE {column.name} NOT IN (SELECT opportunity_id FROM staged.opportunities)"
    ).fetchall()[0]
    if count:
        findings.add(
            "unknown_deal",
            name,
            f"deal {value!r} is not among the opportunities; the row is left out.",
            column=column.name,
            row=row,
            count=count,
            value=value,
            fix="Export both tables on the same day.",
        )
        connection.execute(
            f"DELETE FROM staged.{name} WHERE {column.name} NOT IN "
            "(SELECT opportunity_id FROM staged.opportunities)"
        )
