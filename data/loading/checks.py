"""Checks on the typed tables, before the as-of cut: each one query, each with its own code."""

from __future__ import annotations

from collections.abc import Callable

from data.loading.checking import Loading
from data.loading.date_checks import closings, lonely_dates
from data.loading.line_merging import merge_lines
from data.loading.name_checks import case_twins, duplicate_ids, manager_cycles, odd_names
from data.loading.people_checks import past_manager_cycles
from data.loading.plan_checks import call_periods, target_names, target_overlaps, target_periods
from data.loading.value_checks import allowed_values, currencies, negative_numbers
from data.schema import BY_NAME, TABLES


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
                fix="Add it to `stages` in the mapping, in its place in the order of the pipeline, "
                "with its status: open, won or lost.",
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
    merge_lines,
    duplicate_ids,
    stages,
    allowed_values,
    negative_numbers,
    closings,
    currencies,
    target_periods,
    target_overlaps,
    target_names,
    call_periods,
    odd_names,
    manager_cycles,
    past_manager_cycles,
    case_twins,
    lonely_dates,
    equal_rows,
    as_extracted,
)
