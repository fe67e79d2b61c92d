"""Long lists bound as one text: what comes out of duckdb is what went in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.store.bound import bound_list, list_of

CENTS = st.decimals(-(10**12), 10**12, places=2, allow_nan=False)
WORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=12)
KINDS = {
    "VARCHAR": WORDS,
    "DATE": st.dates(date(1900, 1, 1), date(2200, 1, 1)),
    "DECIMAL(18,2)": CENTS,
    "BOOLEAN": st.booleans(),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_value_comes_back(kind: str) -> None:
    connection = duckdb.connect(config={"threads": "1"})

    @settings(max_examples=40, deadline=None, derandomize=True)
    @given(st.lists(st.none() | KINDS[kind], max_size=20))
    def holds(values: list[object]) -> None:
        rows = connection.execute(
            f"SELECT unnest({list_of('all', kind)})", {"all": bound_list(values)}
        ).fetchall()
        assert [row[0] for row in rows] == values

    holds()


def test_values_that_look_like_the_text_around_them() -> None:
    values = ['"', "\\", "'; DROP TABLE deals --", "[1]", "null", "true", "", "日本", "a\nb"]
    query = f"SELECT unnest({list_of('all')})"
    rows = duckdb.connect().execute(query, {"all": bound_list(values)}).fetchall()
    assert [row[0] for row in rows] == values


def test_amounts_keep_their_cents() -> None:
    values = [Decimal("9999999999999999.99"), Decimal("0.10"), Decimal("-0.01")]
    query = f"SELECT sum(x) FROM (SELECT unnest({list_of('all', 'DECIMAL(18,2)')}) AS x)"
    assert duckdb.connect().execute(query, {"all": bound_list(values)}).fetchall() == [
        (sum(values),)
    ]
