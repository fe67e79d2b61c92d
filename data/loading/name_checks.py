"""Checks of identifiers and names: keys, odd characters, letter case, chains of managers."""

from __future__ import annotations

from data.loading.checking import HISTORIES, Loading
from data.schema import BY_NAME
from data.table_types import quoted


def duplicate_ids(load: Loading) -> None:
    """Rows of one table that share their key; the second is reported."""
    for name in load.tables:
        if name in HISTORIES:
            _keep_last_of_a_day(load, name)
            continue
        key = ", ".join(quoted(column) for column in BY_NAME[name].key)
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


def _keep_last_of_a_day(load: Loading, name: str) -> None:
    """Of several changes that a history dates on one day, the last row counts."""
    later = f"SELECT max(row) FROM staged.{name} GROUP BY {HISTORIES[name]}"
    who = BY_NAME[name].key[0]
    row, count, value = load.first(name, f"row NOT IN ({later})", who)
    if not count:
        return
    load.connection.execute(f"DELETE FROM staged.{name} WHERE row NOT IN ({later})")
    load.findings.add(
        "same_day_change",
        name,
        f"{'deal ' if who == 'opportunity_id' else ''}{value!r} changes more than once on a day; "
        "the last row counts.",
        row=row,
        count=count,
        value=value,
    )


def odd_names(load: Loading) -> None:
    """Names that hold markup, or that a spreadsheet would take for a formula."""
    for name in load.tables:
        for column in BY_NAME[name].columns:
            if column.type != "text" or column.name in ("note", "next_step"):
                continue
            if (
                column.name.endswith("_id")
                or column.refers_to
                or column.name not in load.mapping.tables[name].columns
            ):
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
        if name in HISTORIES:
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
