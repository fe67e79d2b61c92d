"""The as-of cut: opportunities and their histories as they were known at the end of one day.

The same cut serves the load, an earlier cut of a snapshot, training and backtests. What happened
later is not known; deals closed later are open, in the stage that their latest dated event implies.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import duckdb

from data.mapping import Stage
from data.optional_tables import LEADS
from data.schema import OPPORTUNITIES, Known

# Words written later may tell how a deal ended; before the day of the extract they are empty.
_FREE_TEXT = ("note", "next_step")
STARTED = "least(created_on, engaged_on)"


@dataclass(frozen=True)
class CutRules:
    """What a cut needs to know of a source: its stages, and how each column is known."""

    stages: tuple[Stage, ...]
    known: dict[str, Known]
    extracted_on: date

    @property
    def outcome_columns(self) -> tuple[str, ...]:
        """Columns that are empty until the closing date."""
        special = {"stage", "closed_on"}
        return tuple(c for c, k in self.known.items() if k == "outcome" and c not in special)


def cut(
    connection: duckdb.DuckDBPyConnection,
    rules: CutRules,
    as_of: date,
    *,
    source: str,
    target: str,
    stage_history: str | None,
    close_date_history: str | None,
) -> None:
    """Create table `target` with the opportunities known at the end of `as_of`.

    Args:
        source: table with the columns of `opportunities`.
        stage_history, close_date_history: tables of that shape, or None where there is none.
    """
    columns = ", ".join(
        f"{_column(rules, column.name, close_date_history is not None)} AS {column.name}"
        for column in OPPORTUNITIES.columns
    )
    connection.execute(
        f"""
        CREATE TABLE {target} AS
        WITH moved AS ({
            _latest(_open_only(rules, stage_history), "stage", "entered_on", "hist_stage")
        }),
        dated AS ({_latest(close_date_history, "recorded_close_on", "changed_on", "hist_close")}),
        seen AS (
            SELECT o.*, moved.hist_stage, dated.hist_close, {STARTED} AS started_on,
                   o.closed_on IS NOT NULL AND o.closed_on <= $day AS is_closed,
                   $day >= $extracted AS is_extract
            FROM {source} o LEFT JOIN moved USING (opportunity_id)
            LEFT JOIN dated USING (opportunity_id))
        SELECT {columns} FROM seen
        WHERE started_on <= $day OR (started_on IS NULL AND (is_extract OR is_closed))
        ORDER BY opportunity_id
        """,
        {"day": as_of, "extracted": rules.extracted_on},
    )


def undated(connection: duckdb.DuckDBPyConnection, source: str) -> int:
    """Number of opportunities in `source` without any date: known only on the extract."""
    query = f"SELECT count(*) FROM {source} WHERE {STARTED} IS NULL AND closed_on IS NULL"
    return int(connection.execute(query).fetchall()[0][0])


def reps_at(reps: str, rep_history: str | None) -> str:
    """Query of `rep, manager, region` as of `$day`: the latest change up to it, else as in `reps`.

    What the history never tells of anybody (managers, regions) is taken from `reps`.
    """
    if rep_history is None:
        return f"SELECT rep, manager, region FROM {reps}"
    return f"""
        SELECT r.rep, CASE WHEN h.tells_manager THEN h.manager ELSE r.manager END AS manager,
               CASE WHEN h.tells_region THEN h.region ELSE r.region END AS region
        FROM {reps} r LEFT JOIN (
            SELECT rep, last(manager ORDER BY changed_on) AS manager,
                   last(region ORDER BY changed_on) AS region,
                   (SELECT count(manager) > 0 FROM {rep_history}) AS tells_manager,
                   (SELECT count(region) > 0 FROM {rep_history}) AS tells_region
            FROM {rep_history} WHERE changed_on <= $day GROUP BY rep) h USING (rep)
    """


def lead_columns(outcomes: Collection[str], *, day: str, is_extract: bool) -> str:
    """The columns of a lead, for a SELECT, as known at the end of a day.

    Dates after the day are empty, as are the deal it became, and `outcomes`, until it has become
    one; its state is known only as extracted.

    Args:
        day: SQL for the day.
    """
    found = []
    for column in LEADS.columns:
        known = ""
        if column.type == "date":
            known = f"{column.sql} <= {day}"
        elif column.name == "opportunity_id":
            known = (
                f"coalesce(converted_on <= {day}, true) "
                "AND opportunity_id IN (SELECT opportunity_id FROM opportunities)"
            )
        elif column.name in outcomes:
            known = f"coalesce(converted_on <= {day}, {is_extract})"
        elif column.name == "status" and not is_extract:
            known = "false"
        found.append(
            f"CASE WHEN {known} THEN {column.sql} END AS {column.sql}" if known else column.sql
        )
    return ", ".join(found)


def _open_only(rules: CutRules, stage_history: str | None) -> str | None:
    """Only the open stages of a history: one of the others may be dated before the closing."""
    if stage_history is None:
        return None
    names = ", ".join(_text(stage.name) for stage in rules.stages if stage.status == "open")
    return f"(SELECT * FROM {stage_history} WHERE stage IN ({names}))"


def _latest(table: str | None, value: str, dated: str, name: str) -> str:
    if table is None:
        return f"SELECT NULL::VARCHAR AS opportunity_id, NULL AS {name} WHERE false"
    rank = ", stage_order" if value == "stage" else ""
    inner = table
    if rank:
        inner = f"(SELECT *, row_number() OVER () AS stage_order FROM {table})"
    return (
        f"SELECT opportunity_id, last({value} ORDER BY {dated}{rank}) AS {name} "
        f"FROM {inner} WHERE {dated} <= $day GROUP BY 1"
    )


def _column(rules: CutRules, name: str, has_close_dates: bool) -> str:
    known = rules.known.get(name)
    if name == "stage":
        return f"CASE WHEN is_closed THEN stage ELSE {_open_stage(rules)} END"
    if name in ("created_on", "engaged_on"):
        return f"CASE WHEN {name} <= $day THEN {name} END"
    if name == "recorded_close_on" and known == "history" and has_close_dates:
        return "coalesce(hist_close, CASE WHEN is_extract THEN recorded_close_on END)"
    if name in _FREE_TEXT and known == "current":
        return f"CASE WHEN is_extract THEN {name} END"
    is_outcome = name == "closed_on" or name in rules.outcome_columns
    return f"CASE WHEN is_closed THEN {name} END" if is_outcome else name


def _open_stage(rules: CutRules) -> str:
    """Stage of a deal open at the cut: its history, else its latest dated event, else the file."""
    opened = [stage for stage in rules.stages if stage.status == "open"]
    names = ", ".join(_text(stage.name) for stage in opened)
    cases = " ".join(
        f"WHEN {stage.entered_with} <= $day THEN {_text(stage.name)}"
        for stage in reversed(opened)
        if stage.entered_with
    )
    implied = f"CASE {cases} ELSE {_text(opened[0].name)} END" if cases else _text(opened[0].name)
    history = f"CASE WHEN hist_stage IN ({names}) THEN hist_stage END"
    as_filed = f"CASE WHEN is_extract AND stage IN ({names}) THEN stage END"
    return f"coalesce({as_filed}, {history}, {implied})"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
