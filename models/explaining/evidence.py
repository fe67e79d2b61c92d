"""Evidence beside the drivers: a deal's own figure and the same figure of its peers, by SQL.

A statistic of fewer than MINIMUM deals is not kept. Peers are deals of the same product, else of
its family, else of the company; "in the last year" means closed in the 365 days up to the as-of
date. Which evidence belongs to which driver stands in `KINDS`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb

from data.schema import Known
from models.explaining import evidence_rates, evidence_spans

MINIMUM = 20
YEAR = timedelta(days=365)

# value: the deal's own figure, empty where the evidence is about what the deal belongs to.
# peers, peer_name: product, family, company, stage, rep …; peer_value: their figure, of peer_n
# deals; all_value: the company's, of all_n deals.
COLUMNS = (
    "opportunity_id VARCHAR, driver VARCHAR, evidence VARCHAR, value DOUBLE, unit VARCHAR, "
    "peers VARCHAR, peer_name VARCHAR, peer_value DOUBLE, peer_n BIGINT, peer_of BIGINT, "
    "all_value DOUBLE, all_n BIGINT"
)


@dataclass(frozen=True)
class Kind:
    """One kind of evidence.

    Attributes:
        driver: the group of the terms it stands beside.
        query: rows of COLUMNS without the first two names, from `opportunity_id, value` on.
        columns: opportunity columns behind it; it is left out where one is known only later.
        wide: columns of the table `deals` that it reads and that a source may not feed.
        tables: other tables it reads.
    """

    name: str
    driver: str
    query: str
    columns: tuple[str, ...] = ()
    wide: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()


KINDS: tuple[Kind, ...] = (
    Kind("age_days", "age", evidence_spans.AGE),
    Kind("begun_together", "start_weeks", evidence_spans.BEGUN_TOGETHER),
    Kind(
        "stage_win_rate", "stage", evidence_rates.STAGE, ("stage",), tables=("stage_history",)
    ),
    Kind(
        "days_since_activity", "stagnation", evidence_spans.DAYS_SINCE_ACTIVITY, (),
        ("days_since_activity",), ("activities",),
    ),
    Kind(
        "days_in_stage", "stagnation", evidence_spans.DAYS_IN_STAGE, ("stage",),
        ("days_in_stage",), ("stage_history",),
    ),
    Kind("days_overdue", "closing_date", evidence_spans.DAYS_OVERDUE, ("recorded_close_on",)),
    Kind(
        "push_count", "closing_date", evidence_rates.PUSHES, ("recorded_close_on",),
        tables=("close_date_history",),
    ),
    Kind("amount", "size", evidence_spans.AMOUNT, ("amount",)),
    Kind("list_price", "size", evidence_spans.LIST_PRICE, ("product",)),
    Kind("discount_rate", "size", evidence_spans.DISCOUNT, ("amount",), ("discount_rate",)),
    Kind("product_win_rate", "product", evidence_rates.win_rate("product"), ("product",)),
    Kind("owner_win_rate", "people", evidence_rates.win_rate("rep"), ("rep",)),
    Kind("won_before", "customer", evidence_rates.WON_BEFORE, ("account",)),
    Kind("segment_win_rate", "customer", evidence_rates.win_rate("segment"), ("account",)),
    Kind("sector_win_rate", "customer", evidence_rates.win_rate("sector"), ("account",)),
    Kind("region_win_rate", "customer", evidence_rates.win_rate("region"), ("rep",)),
    Kind("type_win_rate", "origin", evidence_rates.win_rate("type"), ("type",), ("type",)),
    Kind("source_win_rate", "origin", evidence_rates.win_rate("source"), ("source",), ("source",)),
)  # fmt: skip


def store_evidence(
    connection: duckdb.DuckDBPyConnection,
    drivers: Sequence[str],
    as_of: date,
    known: Mapping[str, Known],
) -> None:
    """Fill `deal_evidence` for the open deals of `deals`, for these drivers only."""
    wide = _names(connection, "SELECT column_name FROM duckdb_columns() WHERE table_name = 'deals'")
    tables = _names(connection, "SELECT table_name FROM duckdb_tables()")
    values = {"day": as_of, "since": as_of - YEAR, "minimum": MINIMUM}
    for kind in KINDS:
        fed = all(known.get(column) in ("fixed", "history", "outcome") for column in kind.columns)
        if kind.driver not in drivers or not fed:
            continue
        if wide.issuperset(kind.wide) and tables.issuperset(kind.tables):
            used = {name: value for name, value in values.items() if f"${name}" in kind.query}
            connection.execute(
                f"INSERT INTO deal_evidence BY NAME SELECT '{kind.driver}' AS driver, "
                f"'{kind.name}' AS evidence, * FROM ({kind.query}) ORDER BY opportunity_id",
                used,
            )


def _names(connection: duckdb.DuckDBPyConnection, query: str) -> set[str]:
    return {row[0] for row in connection.execute(query).fetchall()}
