"""What a tool gives back: facts, claims, tables, charts, unknowns, and how it was computed."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

from tools.claims import Claim
from tools.facts import Fact


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Column(_Model):
    """A table's column and the unit of its cells."""

    name: str
    unit: str


class Table(_Model):
    """A table; cells are plain values (money in major units, dates as ISO text)."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]


class Unknown(_Model):
    """Something the answer would need and the data does not hold."""

    code: str
    detail: str
    column: str | None = None


class LeftOut(_Model):
    """Rows that a figure does not count, and why."""

    reason: str
    count: int


class Receipt(_Model):
    """How many rows a call read and which it left out; which snapshot it read, and by what method.

    Attributes:
        method: how the figures were found, where there is more than one way; else "".
    """

    tool: str
    snapshot_id: str
    rows_read: int
    left_out: tuple[LeftOut, ...] = ()
    method: str = ""


class ToolResult(_Model):
    """The outcome of one call.

    Attributes:
        suggestions: complete questions that this result makes natural.
        listed: what the result showed, in order, for "the second one".
    """

    facts: tuple[Fact, ...] = ()
    claims: tuple[Claim, ...] = ()
    tables: tuple[Table, ...] = ()
    charts: tuple[dict[str, Any], ...] = ()
    unknowns: tuple[Unknown, ...] = ()
    receipt: Receipt
    suggestions: tuple[str, ...] = ()
    listed: tuple[dict[str, str], ...] = ()
