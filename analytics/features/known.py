"""Which features a source can feed at past dates, and why it cannot feed the others.

A column known only as extracted, or only from the closing date on, would tell the future.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analytics.features.catalog import FEATURES
from analytics.features.types import Feature
from data.errors import FutureColumn
from data.mapping import HISTORIES
from data.schema import OPPORTUNITIES, Known


def usable(
    known: Mapping[str, Known], tables: Sequence[str], features: Sequence[Feature] = FEATURES
) -> tuple[tuple[Feature, ...], tuple[str, ...]]:
    """Features that this source can feed at any past date; for the others a sentence a reason.

    Args:
        known: opportunity column → how it is known; columns absent here are not fed.
        tables: names of the tables that the source feeds.
    """
    used = []
    left_out: dict[str, list[str]] = {}
    for feature in features:
        reason = why_not(feature, known, tables)
        if reason:
            left_out.setdefault(reason, []).append(feature.label or feature.name)
        else:
            used.append(feature)
    told = tuple(
        f"Left out of learning: {', '.join(labels)} ({reason})."
        for reason, labels in left_out.items()
    )
    return tuple(used), told


def why_not(feature: Feature, known: Mapping[str, Known], tables: Sequence[str]) -> str:
    """Why this source cannot feed the feature at a past date; "" where it can."""
    for column in feature.columns:
        reason = _why_unknown(column, known, tables)
        if reason:
            return f"opportunities.{column}: {reason}"
        if column not in known and column not in feature.optional:
            return f"opportunities.{column} is not fed"
    for table in feature.tables:
        if table not in tables:
            return f"there is no table {table}"
    return ""


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
