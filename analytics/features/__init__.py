"""Features of open deals at the end of any past day, all days at once.

What learning, scoring and drivers may look at stands in `features_catalog`, each feature with the
columns it is made from; `usable` says which of them a source can feed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import duckdb

from analytics.features.catalog import FEATURES, OWNER, STARTED_ON
from analytics.features.known import check_known, usable, why_not
from analytics.features.parts import Part, parts_of
from analytics.features.types import GROUP_LABELS, Feature, FeatureGroup
from data.errors import NoData

__all__ = [
    "FEATURES",
    "GROUP_LABELS",
    "OWNER",
    "STARTED_ON",
    "Feature",
    "FeatureGroup",
    "check_known",
    "create_features",
    "usable",
    "why_not",
]


def create_features(
    connection: duckdb.DuckDBPyConnection,
    days: Sequence[date],
    features: Sequence[Feature],
    *,
    target: str,
) -> None:
    """Create table `target`: one row a deal open at the end of each of `days`, in that order.

    Population: opportunities begun on the day or before (the earlier of creation and engagement),
    not closed by its end; those without a beginning are left out. Columns: opportunity_id, day,
    started_on, then one a feature, DOUBLE for numbers and VARCHAR for categories; NULL is unknown.
    Rows are ordered by day, then opportunity_id. A day given twice counts once.

    Nothing dated after a day is read for it; a deal's own result never is, since it is open. The
    columns of opportunities that are `fixed` are read as they stand.

    Args:
        features: those that the source can feed (`usable`).

    Raises:
        NoData: a feature needs a table that is not there.
    """
    columns = _columns(connection)
    tables = frozenset(table for table, _ in columns)
    _check_tables(features, tables)
    parts = parts_of((name for feature in features for name in feature.parts), tables)
    made = []
    try:
        for name, query in (
            ("days", _days(days)),
            ("deals", _deals(tables)),
            ("rows", _ROWS),
            *((name, part.query) for name, part in parts.items()),
        ):
            connection.execute(f"CREATE TEMP TABLE feature_{name} AS {query}")
            made.append(name)
        position = _dated_position(connection, ("stages", "entered_with") in columns)
        connection.execute(f"CREATE TABLE {target} AS {_joined(features, parts, position)}")
    finally:
        for name in made:
            connection.execute(f"DROP TABLE temp.feature_{name}")


def _days(days: Sequence[date]) -> str:
    """The days as a query, each once."""
    written = ", ".join(f"(DATE '{day}')" for day in sorted(set(days)))
    return f"FROM (VALUES {written}) d(day)" if written else "SELECT NULL::DATE AS day WHERE false"


_ROWS = """
    SELECT row_number() OVER (ORDER BY w.day, d.opportunity_id) - 1 AS place, d.number, w.day
    FROM feature_deals d
    JOIN feature_days w ON d.started_on <= w.day
        AND coalesce(d.closed_on, DATE '9999-12-31') > w.day
"""


def _columns(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    """Every table with each of its columns."""
    rows = connection.execute(
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE table_catalog IN (current_database(), 'temp')"
    ).fetchall()
    return {(str(table), str(column)) for table, column in rows}


def _check_tables(features: Sequence[Feature], tables: frozenset[str]) -> None:
    for feature in features:
        for table in feature.tables:
            if table not in tables:
                raise NoData(
                    "missing_table",
                    f"Feature {feature.name!r} needs table {table}, which is not there.",
                    needs=[table],
                )


def _deals(tables: frozenset[str]) -> str:
    """Every deal that may be open on one of the days, with what features are made from."""
    rate, rates = "1.0", ""
    if "rates" in tables:
        rate = "CASE WHEN o.currency IS NULL THEN 1.0 ELSE x.rate END"
        rates = "LEFT JOIN rates x ON x.currency = o.currency"
    return f"""
        SELECT row_number() OVER ()::INTEGER AS number,
               o.opportunity_id, least(o.created_on, o.engaged_on) AS started_on, o.created_on,
               o.engaged_on, o.closed_on, o.account, o.product, o.rep, o.type, o.source,
               o.amount::DOUBLE AS amount, {rate} AS rate
        FROM opportunities o {rates}
        WHERE least(o.created_on, o.engaged_on) <= (SELECT max(day) FROM feature_days)
          AND coalesce(o.closed_on, DATE '9999-12-31') > (SELECT min(day) FROM feature_days)
    """


def _joined(features: Sequence[Feature], parts: Mapping[str, Part], position: str) -> str:
    """The rows with all features; a deal's closing date is out of their reach."""
    columns = "".join(f", ({f.expression})::{_sql_type(f)} AS {f.name}" for f in features)
    joins = "\n".join(
        f"LEFT JOIN feature_{name} AS {name} ON "
        + " AND ".join(f"{name}.{key} = deal.{key}" for key in part.keys)
        for name, part in parts.items()
    )
    return f"""
        SELECT deal.opportunity_id, deal.day, deal.started_on{columns}
        FROM (SELECT d.* EXCLUDE (closed_on), r.place, r.day, {position} AS dated_position
              FROM feature_rows r JOIN feature_deals d USING (number)) deal
        {joins}
        ORDER BY deal.place
    """


def _sql_type(feature: Feature) -> str:
    return "VARCHAR" if feature.is_category else "DOUBLE"


def _dated_position(connection: duckdb.DuckDBPyConnection, is_dated: bool) -> str:
    """The furthest open stage whose date has come, else the first; unknown where none is dated."""
    if not is_dated:
        return "NULL::INTEGER"
    opened = connection.execute(
        "SELECT position, entered_with FROM stages WHERE status = 'open' ORDER BY position DESC"
    ).fetchall()
    cases = " ".join(
        f"WHEN d.{column} <= r.day THEN {int(position)}" for position, column in opened if column
    )
    return f"CASE {cases} ELSE {int(opened[-1][0])} END" if cases else "NULL::INTEGER"
