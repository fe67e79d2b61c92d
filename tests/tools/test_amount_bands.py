"""Amount bands: quartiles of won amounts, by hand and against the standard library."""

from __future__ import annotations

from statistics import quantiles

import duckdb
import pytest

from analytics.amount_bands import band_expression, create_amount_bands
from tools.figures.grouped import band_name

WON = [120, 250, 90, 4000, 610, 305, 770, 1500, 2200]


def _bands(amounts: list[float]) -> tuple[duckdb.DuckDBPyConnection, list[dict]]:
    connection = duckdb.connect()
    connection.execute("CREATE TABLE deals (status VARCHAR, close_value DOUBLE, rate DOUBLE)")
    rows = [("won", amount, 1.0) for amount in amounts]
    rows += [("lost", 9e9, 1.0), ("won", None, 1.0), ("won", 5.0, None)]
    connection.executemany("INSERT INTO deals VALUES (?, ?, ?)", rows)
    create_amount_bands(connection)
    found = connection.execute("SELECT * FROM amount_bands ORDER BY band").fetchall()
    return connection, [dict(zip(("band", "low", "high", "label"), r, strict=True)) for r in found]


def test_edges_are_the_quartiles_of_what_was_won() -> None:
    _, bands = _bands(WON)
    edges = [round(edge) for edge in quantiles(WON, n=4, method="inclusive")]
    assert [band["high"] for band in bands] == [*edges, None]
    assert [band["low"] for band in bands] == [None, *edges]
    assert [band["label"] for band in bands] == [
        "smallest", "second smallest", "second largest", "largest",
    ]  # fmt: skip


def test_an_amount_on_an_edge_belongs_above_it() -> None:
    connection, bands = _bands(WON)
    edge = bands[1]["high"]
    query = f"SELECT {band_expression(bands, 'x')} FROM (VALUES (?::DOUBLE)) t(x)"
    found = {
        amount: connection.execute(query, [amount]).fetchone()[0]
        for amount in (0.0, edge - 0.01, edge, 1e9, None)
    }
    assert found == {0.0: 1, edge - 0.01: 2, edge: 3, 1e9: 4, None: None}


def test_equal_edges_make_fewer_bands() -> None:
    _, bands = _bands([500.0] * 6 + [900.0] * 6)
    assert [(band["low"], band["high"]) for band in bands] == [
        (None, 500.0), (500.0, 700.0), (700.0, 900.0), (900.0, None),
    ]  # fmt: skip
    _, bands = _bands([500.0] * 12)
    assert [(band["low"], band["high"], band["label"]) for band in bands] == [
        (None, 500.0, "smallest"), (500.0, None, "largest"),
    ]  # fmt: skip


def test_too_few_won_deals_make_none() -> None:
    assert _bands(WON[:7])[1] == []


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (None, 250.0, "under $250"),
        (250.0, 1500.0, "$250 to under $1,500"),
        (1500.0, None, "$1,500 and up"),
    ],
)
def test_a_band_is_called_by_its_edges(low, high, said) -> None:
    assert band_name({"low": low, "high": high}, "USD") == said
