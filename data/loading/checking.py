"""What a check of the typed tables is given, and how it looks a row up."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from data.findings import Findings
from data.mapping import Mapping

# History tables, and what makes two of their rows the same change.
HISTORIES = {
    "stage_history": "opportunity_id, stage, entered_on",
    "close_date_history": "opportunity_id, changed_on",
    "rep_history": "rep, changed_on",
}
# What happens to deals: the history begins with the first of these.
EVENTS = (
    ("opportunities", "created_on"),
    ("opportunities", "engaged_on"),
    ("opportunities", "closed_on"),
    ("stage_history", "entered_on"),
    ("close_date_history", "changed_on"),
)
# What else happens: it may move the last day. Plans, such as targets, never do.
LATER_EVENTS = (
    ("activities", "happened_on"),
    ("orders", "ordered_on"),
    ("leads", "created_on"),
    ("leads", "converted_on"),
    ("forecast_calls", "called_on"),
)


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
