"""What a canonical table is made of: columns with a type, a meaning and a link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ColumnType = Literal["text", "date", "amount", "number", "integer"]
Known = Literal["fixed", "history", "outcome", "current"]

SQL_TYPES: dict[ColumnType, str] = {
    "text": "VARCHAR",
    "date": "DATE",
    "amount": "DECIMAL(18,2)",
    "number": "DOUBLE",
    "integer": "BIGINT",
}


def quoted(name: str) -> str:
    """A column's name as SQL writes it."""
    return f'"{name}"'


@dataclass(frozen=True)
class Column:
    """One canonical column: its type, whether a source must map it, and what it means."""

    name: str
    type: ColumnType
    description: str
    required: bool = False
    refers_to: str = ""

    @property
    def sql(self) -> str:
        """The name as SQL writes it; some are words that SQL keeps for itself."""
        return quoted(self.name)


@dataclass(frozen=True)
class Table:
    """One canonical table.

    Attributes:
        key: the columns that identify a row.
        dated: the column whose day a row is known from; "" where rows are not dated.
    """

    name: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    required: bool = False
    dated: str = ""

    def column(self, name: str) -> Column:
        """The column of that name; KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def sql_columns(self) -> str:
        """All columns in order, for a SELECT."""
        return ", ".join(column.sql for column in self.columns)

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(column.name for column in self.columns)
