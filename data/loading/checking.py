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
}


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
