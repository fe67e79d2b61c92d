"""The state of a deal at the end of a day, as far as a bridge of the pipeline needs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Literal

import duckdb

from data.store.bound import bound_list, list_of

Status = Literal["open", "won", "lost"]
LeftOut = Literal["undated", "no_rate", "no_amount"]


@dataclass(frozen=True, slots=True)
class DealState:
    """One deal at the end of one day.

    Attributes:
        in_scope: whether it lies in the scope by all that is recorded of it on that day.
        stays_in_scope: the same without what closing itself changes: stage, forecast category and
            amount. Of an open deal, the same as `in_scope`.
        in_window: whether its recorded closing date lies in the closing window; of a closed deal
            without one, the day it closed. True without a window.
        left_out: why it is in no change, or None.
        amount: in the reporting currency, in cents, of an open deal; of a closed one what it was
            open with. None where it has none or is left out.
        won_for: what a won deal was won for, in the reporting currency.
        key: the group it belongs to, or None.
        closed_on: of a closed deal.
    """

    id: str
    status: Status
    in_scope: bool = True
    stays_in_scope: bool = True
    in_window: bool = True
    left_out: LeftOut | None = None
    amount: Decimal | None = None
    won_for: Decimal | None = None
    is_list_priced: bool = False
    key: str | None = None
    closed_on: date | None = None


_TYPES = {
    "id": "VARCHAR", "status": "VARCHAR", "in_scope": "BOOLEAN", "stays_in_scope": "BOOLEAN",
    "in_window": "BOOLEAN", "left_out": "VARCHAR", "amount": "DECIMAL(18,2)",
    "won_for": "DECIMAL(18,2)", "is_list_priced": "BOOLEAN", "key": "VARCHAR",
    "closed_on": "DATE",
}  # fmt: skip
FIELDS = tuple(field.name for field in fields(DealState))


def create_states(
    connection: duckdb.DuckDBPyConnection, table: str, states: Sequence[DealState]
) -> None:
    """Create a table with one row a state."""
    columns = {name: bound_list(map(attrgetter(name), states)) for name in FIELDS}
    selected = ", ".join(f"unnest({list_of(name, _TYPES[name])}) AS {name}" for name in FIELDS)
    connection.execute(f"CREATE TABLE {table} AS SELECT {selected}", columns)
