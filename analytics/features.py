"""What learning may look at: each feature with the columns it is made from, checked by how known.

A column known only as extracted, or only from the closing date on, would tell the future; using one
is refused by name before anything is trained.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.errors import FutureColumn
from data.mapping import HISTORIES
from data.schema import OPPORTUNITIES, Known


@dataclass(frozen=True)
class Feature:
    """A feature: its SQL over the table of deals, and the opportunity columns behind it."""

    name: str
    expression: str
    columns: tuple[str, ...]


FEATURES: tuple[Feature, ...] = (Feature("started_on", "started_on", ("created_on", "engaged_on")),)


def check_known(
    features: Sequence[Feature], known: Mapping[str, Known], tables: Sequence[str]
) -> None:
    """Refuse a feature that could not have been known at a past date.

    Args:
        known: opportunity column → how it is known; columns absent here are not fed.
        tables: names of the tables that the source feeds.

    Raises:
        FutureColumn: names the column and why.
    """
    for feature in features:
        for column in feature.columns:
            OPPORTUNITIES.column(column)
            why = _why_unknown(column, known, tables)
            if why:
                raise FutureColumn(column, f"{why} (feature {feature.name!r})")


def _why_unknown(column: str, known: Mapping[str, Known], tables: Sequence[str]) -> str:
    how = known.get(column)
    if how == "current":
        return "it is known only as extracted"
    if how == "outcome":
        return "it is known only from the closing date on"
    if how == "history" and HISTORIES.get(column) not in tables:
        return "its changes are said to be recorded, but no table holds them"
    return ""
