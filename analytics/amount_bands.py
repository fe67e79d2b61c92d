"""Bands of amounts: quartiles of what was won, frozen in the snapshot, so that groups stay put."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb

BANDS = "amount_bands"
LABELS = ("smallest", "second smallest", "second largest", "largest")
# Below so many won deals quartiles would be single deals.
LEAST_WON = 8
# From here on edges are whole units of money, so that they are shown exactly.
WHOLE_FROM = 100


def create_amount_bands(connection: duckdb.DuckDBPyConnection) -> None:
    """Table `amount_bands(band, low, high, label)` from the table `deals`.

    Edges are the quartiles (linear between neighbors) of close_value × rate of won deals, rounded
    to whole units from 100 on, else to cents. An amount equal to an edge belongs to the band above
    it; the first band has no low end, the last no high end. Equal edges make fewer bands; fewer
    than 8 won deals make none.
    """
    connection.execute(
        f"CREATE TABLE {BANDS} (band INTEGER, low DOUBLE, high DOUBLE, label VARCHAR)"
    )
    found = connection.execute(
        "SELECT count(*), quantile_cont((close_value * rate)::DOUBLE, [0.25, 0.5, 0.75]) "
        "FROM deals WHERE status = 'won' AND close_value * rate IS NOT NULL"
    ).fetchone()
    if found is None or found[0] < LEAST_WON:
        return
    quartiles = [round(edge, 0 if edge >= WHOLE_FROM else 2) for edge in found[1]]
    edges = sorted(set(quartiles))
    ends: list[float | None] = [None, *edges, None]
    for band in range(1, len(ends)):
        low, high = ends[band - 1], ends[band]
        # The band above a repeated edge takes the name of the last quarter that begins there.
        name = LABELS[0] if low is None else LABELS[len(quartiles) - quartiles[::-1].index(low)]
        connection.execute(
            f"INSERT INTO {BANDS} VALUES ($band, $low, $high, $label)",
            {"band": band, "low": low, "high": high, "label": name},
        )


def band_expression(bands: Sequence[dict[str, Any]], amount: str) -> str:
    """SQL for the number of the band that an amount lies in; empty where there is no amount.

    Args:
        bands: rows of the table, in order.
        amount: SQL in the reporting currency.
    """
    cases = [
        f"WHEN {amount} < {float(row['high'])!r} THEN {int(row['band'])}"
        for row in bands
        if row["high"] is not None
    ]
    return f"CASE WHEN {amount} IS NULL THEN NULL {' '.join(cases)} ELSE {len(bands)} END"
