"""Deals open at the end of a day, with what was known of each then: what models are asked of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

import duckdb
import numpy as np
from numpy.typing import NDArray

from models.past.history import Days, Floats, Ints

OWNER = "rep"
KEYS = ("opportunity_id", "day", "started_on")

Texts = NDArray[np.object_]
Column: TypeAlias = Floats | Texts


@dataclass(frozen=True, eq=False)
class Rows:
    """Deals open at the end of `as_of`, a row each.

    Attributes:
        as_of: the day; nothing after it is in the columns.
        ids: the deals.
        started: day work on each began, `as_of` at the latest.
        columns: features by name; a number that is not known is NaN, a category "".

    Raises:
        ValueError: lengths differ, or a deal starts after `as_of` or never.
    """

    as_of: date
    ids: list[str]
    started: Days
    columns: dict[str, Column]

    def __post_init__(self) -> None:
        object.__setattr__(self, "started", np.asarray(self.started, dtype="datetime64[D]"))
        lengths = {len(self.ids), len(self.started), *(len(one) for one in self.columns.values())}
        if len(lengths) != 1:
            raise ValueError("ids, started and every column must be of one length")
        if not bool(np.all(self.started <= np.datetime64(self.as_of, "D"))):
            raise ValueError(f"a deal starts after {self.as_of}: it is not open then")

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def owners(self) -> Texts:
        """Who owns each deal, "" where that is not known."""
        found = self.columns.get(OWNER)
        return np.full(len(self), "", dtype=np.object_) if found is None else texts(found)

    def take(self, picked: Ints) -> Rows:
        """These rows, in this order."""
        return Rows(
            as_of=self.as_of,
            ids=[self.ids[row] for row in picked.tolist()],
            started=self.started[picked],
            columns={name: column[picked] for name, column in self.columns.items()},
        )


def plain_rows(as_of: date, started: Days, owners: Texts | None = None) -> Rows:
    """Rows of which only the start, and perhaps the owner, is known; ids are their numbers."""
    columns: dict[str, Column] = {} if owners is None else {OWNER: owners}
    return Rows(as_of, [str(number) for number in range(len(started))], started, columns)


def rows_at(connection: duckdb.DuckDBPyConnection, table: str, day: date) -> Rows:
    """The rows of one day of a table made by `analytics.features.create_features`."""
    found = connection.execute(
        f"SELECT * EXCLUDE (day) FROM {table} WHERE day = $day ORDER BY opportunity_id",
        {"day": day},
    ).fetchnumpy()
    return Rows(
        as_of=day,
        ids=[str(one) for one in found.pop("opportunity_id")],
        started=np.asarray(found.pop("started_on"), dtype="datetime64[D]"),
        columns=known_columns(found),
    )


def known_columns(found: dict[str, np.ma.MaskedArray | NDArray[np.generic]]) -> dict[str, Column]:
    """Columns as read, with NaN and "" for what is empty."""
    return {name: _column(values) for name, values in found.items()}


def texts(column: Column) -> Texts:
    """The column, which must be one of categories.

    Raises:
        ValueError: it holds numbers.
    """
    if column.dtype.kind != "O":
        raise ValueError("a column of categories is needed, and this one holds numbers")
    return np.asarray(column, dtype=np.object_)


def floats(column: Column) -> Floats:
    """The column, which must be one of numbers.

    Raises:
        ValueError: it holds categories.
    """
    if column.dtype.kind == "O":
        raise ValueError("a column of numbers is needed, and this one holds categories")
    return np.asarray(column, dtype=np.float64)


def _column(values: np.ma.MaskedArray | NDArray[np.generic]) -> Column:
    if values.dtype.kind == "O":
        filled = np.ma.filled(values, "") if isinstance(values, np.ma.MaskedArray) else values
        return np.array([one if isinstance(one, str) else "" for one in filled], dtype=np.object_)
    if isinstance(values, np.ma.MaskedArray):
        return np.ma.filled(values.astype(np.float64), np.nan)
    return values.astype(np.float64)
