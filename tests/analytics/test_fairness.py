"""Who may be ranked and which rates stand apart: by hand, and against SciPy's intervals."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from analytics.fairness import FEWEST_CLOSED, fair_order, stands_apart

Row = tuple[str, int, float]


def _order(rows: list[Row]) -> tuple[list[str], int]:
    ordered, ranked = fair_order(rows, lambda r: r[0], lambda r: r[1], lambda r: r[2])
    return [row[0] for row in ordered], ranked


def test_few_deals_are_listed_by_name_and_hold_no_rank() -> None:
    rows = [("Cy", 30, 1.0), ("Al", 5, 99.0), ("Bo", 40, 7.0), ("Aa", 0, 0.0), ("Di", 20, 7.0)]
    assert _order(rows) == (["Bo", "Di", "Cy", "Aa", "Al"], 3)


def test_nobody_is_ranked_alone_or_on_too_few() -> None:
    assert _order([("Bo", 50, 9.0), ("Al", 19, 1.0)]) == (["Al", "Bo"], 0)
    assert _order([("Bo", 19, 9.0), ("Al", 19, 1.0)]) == (["Al", "Bo"], 0)
    assert _order([]) == ([], 0)


def test_rates_stand_apart_only_on_enough_deals_and_without_overlap() -> None:
    assert stands_apart(19, 20, 300, 1000) == 1
    assert stands_apart(18, 19, 300, 1000) == 0  # one closed deal too few
    assert stands_apart(1, 40, 500, 1000) == -1
    assert stands_apart(14, 40, 300, 1000) == 0
    assert stands_apart(20, 40, 300, 1000) == 1
    assert stands_apart(20, 40, 300, 1000, comparisons=30) == 0


def test_a_comparison_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to compare"):
        stands_apart(1, 2, 3, 4, comparisons=0)


COUNTS = st.tuples(st.integers(0, 120), st.integers(0, 120))


@given(own=COUNTS, rest=COUNTS, comparisons=st.integers(1, 40))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_it_agrees_with_wilson_intervals_of_another_library(
    own: tuple[int, int], rest: tuple[int, int], comparisons: int
) -> None:
    (won, lost), (others_won, others_lost) = own, rest
    closed, others = won + lost, others_won + others_lost
    side = stands_apart(won, closed, others_won, others, comparisons)
    assert stands_apart(others_won, others, won, closed, comparisons) == -side
    if min(closed, others) < FEWEST_CLOSED:
        assert side == 0
        return
    level = 1 - 0.05 / comparisons
    one = binomtest(won, closed).proportion_ci(level, "wilson")
    two = binomtest(others_won, others).proportion_ci(level, "wilson")
    near = min(abs(one.low - two.high), abs(one.high - two.low)) < 1e-9
    assert near or side == int(one.low > two.high) - int(one.high < two.low)
