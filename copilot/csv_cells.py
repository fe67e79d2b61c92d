"""CSV for spreadsheets: cells that a spreadsheet would run as a formula are made plain text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def defused(cell: Any) -> Any:
    """Text that a spreadsheet would run as a formula is written with an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def csv_text(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table as CSV: a line of names, then the rows; missing cells are empty."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow([defused(name) for name in names])
    writer.writerows([defused(cell) for cell in row] for row in rows)
    return written.getvalue()
