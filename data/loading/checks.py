"""Checks on the typed tables, before the as-of cut: each one query, each with its own code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import duckdb

from data.findings import Findings
from data.mapping import Mapping
from data.schema import BY_NAME, TABLES


@dataclass
class Loading:
    """What a check may look at."""

    connection: duckdb.DuckDBPyConnection
    mapping: Mapping
    findings: Findings
    tables: list[str]

    def first(self, table: str, condition: str, value: str = "NULL") -> tuple[int, int, str]:
        """First row, number of rows and the first value for which the condition holds."""
        row, count, shown = self.connection.execute(
            f"SELECT min(row), count(*), arg_min({value}, row)::VARCHAR "
            f"FROM staged.{table} WHERE {condition}"
        ).fetchall()[0]
        return row, count, shown or ""


def empty_tables(load: Loading) -> None:
    """A needed table without a row."""
    for table in TABLES:
        if table.required and table.name in load.tables:
            _, count, _ = load.first(table.name, "true")
            if not count:
                load.findings.add(
                    "empty_table",
                    table.name,
                    f"{load.mapping.tables[table.name].file} holds no rows.",
                    fix="Export it again; at least one row is needed.",
                )


def duplicate_ids(load: Loading) -> None:
    """Rows of one table that share their key; the second is reported."""
    for name in load.tables:
        if name in _HISTORIES:
            _keep_last_of_a_day(load, name)
            continue
        key = ", ".join(BY_NAME[name].key)
        rows = load.connection.execute(
            f"SELECT list(row ORDER BY row)[2], count(*) - 1, concat_ws(' ', {key}) "
            f"FROM staged.{name} WHERE {BY_NAME[name].key[0]} IS NOT NULL "
            f"GROUP BY {key} HAVING count(*) > 1 ORDER BY 1"
        ).fetchall()
        if rows:
            row, _, value = rows[0]
            load.findings.add(
                "duplicate_id",
                name,
                f"{value!r} stands here a second time.",
                column=BY_NAME[name].key[0],
                row=row,
                count=sum(count for _, count, _ in rows),
                value=value,
                fix="Keep one row for each identifier.",
            )


_HISTORIES = {
    "stage_history": "opportunity_id, stage, entered_on",
    "close_date_history": "opportunity_id, changed_on",
}


def _keep_last_of_a_day(load: Loading, name: str) -> None:
    """Of several changes that a history dates on one day, the last row counts."""
    later = f"SELECT max(row) FROM staged.{name} GROUP BY {_HISTORIES[name]}"
    row, count, value = load.first(name, f"row NOT IN ({later})", "opportunity_id")
    if not count:
        return
    load.connection.execute(f"DELETE FROM staged.{name} WHERE row NOT IN ({later})")
    load.findings.add(
        "same_day_change",
        name,
        f"deal {value!r} changes more than once on a day; the last row counts.",
        row=row,
        count=count,
        value=value,
    )


def stages(load: Loading) -> None:
    """Stages that the mapping does not list, each named once."""
    names = [stage.name for stage in load.mapping.stages]
    for table in ("opportunities", "stage_history"):
        if table not in load.tables:
            continue
        rows = load.connection.execute(
            f"SELECT stage, min(row), count(*) FROM staged.{table} "
            "WHERE stage IS NOT NULL AND NOT list_contains($names, stage) GROUP BY 1 ORDER BY 2",
            {"names": names},
        ).fetchall()
        for value, row, count in rows:
            load.findings.add(
                "unmapped_stage",
                table,
                f"stage {value!r} is not mapped; mapped are {', '.join(names)}.",
                column="stage",
                row=row,
                count=count,
                value=value,
                fix="Add it to `stages` in the mapping with its status: open, won or lost.",
            )


def negative_amounts(load: Loading) -> None:
    """Prices and amounts below zero."""
    for table, column in (
        ("products", "list_price"),
        ("opportunities", "amount"),
        ("opportunities", "close_value"),
    ):
        if table not in load.tables:
            continue
        row, count, value = load.first(table, f"{column} < 0", column)
        if count:
            load.findings.add(
                "negative_amount",
                table,
                f"{column} is {value}.",
                column=column,
                row=row,
                count=count,
                value=value,
                fix="Amounts are 0 or more; book credit notes elsewhere.",
            )


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


def currencies(load: Loading) -> None:
    """Codes that are no ISO codes, and currencies that lack a rate."""
    rows = load.connection.execute(
        "SELECT currency, min(row), count(*) FROM staged.opportunities "
        "WHERE currency IS NOT NULL AND currency <> $own GROUP BY 1 ORDER BY 2",
        {"own": load.mapping.currency},
    ).fetchall()
    for value, row, count in rows:
        known = len(value) == 3 and value.isascii() and value.isupper()
        if known and value in load.mapping.rates:
            continue
        load.findings.add(
            "no_rate" if known else "bad_currency",
            "opportunities",
            f"{value!r} has no rate to {load.mapping.currency}; such amounts are not summed."
            if known
            else f"{value!r} is not a three-letter currency code.",
            column="currency",
            row=row,
            count=count,
            value=value,
            fix=f"Add `rates: {{{value}: {{rate: …, dated: …}}}}` to the mapping."
            if known
            else "Write an ISO 4217 code such as USD.",
        )


def odd_names(load: Loading) -> None:
    """Names that hold markup, or that a spreadsheet would take for a formula."""
    for name in load.tables:
        for column in BY_NAME[name].columns:
            if column.type != "text" or column.name in ("note", "next_step", "opportunity_id"):
                continue
            if column.refers_to or column.name not in load.mapping.tables[name].columns:
                continue
            _odd_names_in(load, name, column.name)


def _odd_names_in(load: Loading, name: str, column: str) -> None:
    patterns = {
        "markup_in_name": r"[<>`]|\]\(|\*\*",
        "formula_in_name": r"^[=+@\t]|^-\D",
    }
    for code, pattern in patterns.items():
        row, count, value = load.first(name, f"regexp_matches({column}, '{pattern}')", column)
        if count:
            load.findings.add(
                code,
                name,
                f"{value!r}.",
                column=column,
                row=row,
                count=count,
                value=value,
                fix="Nothing to do; it is treated as plain text everywhere.",
            )


def manager_cycles(load: Loading) -> None:
    """Chains of managers that return to their start."""
    rows = load.connection.execute(
        "WITH RECURSIVE up(start, above, depth, row) AS ("
        " SELECT rep, manager, 1, row FROM staged.reps WHERE manager IS NOT NULL"
        " UNION ALL SELECT up.start, r.manager, up.depth + 1, up.row FROM up"
        " JOIN staged.reps r ON r.rep = up.above"
        " WHERE r.manager IS NOT NULL AND up.above <> up.start AND up.depth < 50)"
        " SELECT start, min(row) FROM up WHERE above = start GROUP BY 1 ORDER BY 2"
    ).fetchall()
    if rows:
        load.findings.add(
            "manager_cycle",
            "reps",
            f"{rows[0][0]!r} is above themselves.",
            column="manager",
            row=rows[0][1],
            count=len(rows),
            value=rows[0][0],
            fix="Leave `manager` empty at the top of the chain.",
        )


def case_twins(load: Loading) -> None:
    """Names or identifiers that differ in letter case only: both are kept, and easily confused."""
    for name in load.tables:
        if name in _HISTORIES:
            continue
        key = BY_NAME[name].key[0]
        rows = load.connection.execute(
            f"SELECT max(row), min({key}), max({key}), count(*) OVER () FROM staged.{name} "
            f"GROUP BY lower({key}) HAVING count(DISTINCT {key}) > 1 ORDER BY 1 LIMIT 1"
        ).fetchall()
        for row, one, other, count in rows:
            load.findings.add(
                "case_twins",
                name,
                f"{one!r} and {other!r} differ in letter case only.",
                column=key,
                row=row,
                count=count,
                value=other,
                fix="Rename one of them if they are the same.",
            )


LONGEST_GAP_DAYS = 366
LONGEST_HISTORY_YEARS = 20
_EVENTS = {
    "opportunities": ("created_on", "engaged_on", "closed_on"),
    "stage_history": ("entered_on",),
    "close_date_history": ("changed_on",),
}


def lonely_dates(load: Loading) -> None:
    """Event dates more than a year away from all others, or a history longer than 20 years.

    One mistyped year would otherwise move the as-of date, or stretch the history without end.
    """
    parts = [
        f"SELECT '{table}' AS place, '{column}' AS name, row, {column} AS day FROM staged.{table} "
        f"WHERE {column} IS NOT NULL"
        for table, columns in _EVENTS.items()
        for column in columns
        if table in load.tables
    ]
    found = load.connection.execute(
        f"""
        WITH events AS ({" UNION ALL ".join(parts)}),
        days AS (SELECT DISTINCT day FROM events),
        gaps AS (SELECT day, day - lag(day) OVER (ORDER BY day) AS gap,
                        median(day) OVER () AS middle FROM days),
        low AS (SELECT max(day) AS day FROM gaps WHERE gap > {LONGEST_GAP_DAYS} AND day <= middle),
        high AS (SELECT min(day) AS day FROM gaps WHERE gap > {LONGEST_GAP_DAYS} AND day > middle)
        SELECT place, name, min(row), count(*), arg_min(events.day, row)::VARCHAR
        FROM events, low, high
        WHERE events.day < low.day OR events.day >= high.day
           OR events.day < (SELECT max(day) FROM days) - INTERVAL {LONGEST_HISTORY_YEARS} YEAR
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


def equal_rows(load: Loading) -> None:
    """Deals equal in everything but their identifier: legitimate, kept, and said."""
    others = ", ".join(c for c in BY_NAME["opportunities"].names if c != "opportunity_id")
    count = load.connection.execute(
        f"SELECT sum(n - 1) FROM (SELECT count(*) AS n FROM staged.opportunities "
        f"GROUP BY {others} HAVING count(*) > 1)"
    ).fetchall()[0][0]
    if count:
        load.findings.add(
            "equal_but_for_id",
            "opportunities",
            f"{count:,} rows repeat another in all but the identifier; all are kept.",
            count=int(count),
        )


def as_extracted(load: Loading) -> None:
    """Columns known only as extracted."""
    for name, table in load.mapping.tables.items():
        for column in table.columns:
            if load.mapping.known(name, column) == "current":
                load.findings.add(
                    "as_extracted",
                    name,
                    f"{column} is known only as extracted; it is shown and filtered by, and is "
                    "never a feature, a driver or evidence.",
                    column=column,
                )


CHECKS: tuple[Callable[[Loading], None], ...] = (
    empty_tables,
    duplicate_ids,
    stages,
    negative_amounts,
    closings,
    currencies,
    odd_names,
    manager_cycles,
    case_twins,
    lonely_dates,
    equal_rows,
    as_extracted,
)
