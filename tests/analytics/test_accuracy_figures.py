"""Coverage, bias and error of past forecasts: by hand on a dozen windows, and what always holds."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from analytics.accuracy import Window, accuracy, beside, bias, leans, separate, wape

START = date(2026, 1, 4)
QUICK = settings(max_examples=60, deadline=None, derandomize=True)


def window(week: int, said: float, came: float, *, days: int = 7, **rules: float) -> Window:
    """A window of some weeks on, with a range of 20 to both sides of what was said."""
    origin = START + timedelta(days=7 * week)
    until = origin + timedelta(days=days)
    return Window(origin, until, said - 20, said, said + 20, came, **rules)


# said, came: misses of 10, 0, 20, 21, 30, 5, 0, 40, 20, 10, 1, 60; came adds up to 1,200.
DOZEN = [
    window(week, said, came)
    for week, (said, came) in enumerate(
        [(110, 100), (100, 100), (80, 100), (121, 100), (130, 100), (95, 100), (50, 50),
         (90, 50), (130, 150), (160, 150), (99, 100), (40, 100)]
    )
]  # fmt: skip


def test_a_dozen_windows_by_hand() -> None:
    told = accuracy(DOZEN)
    assert told.windows == 12
    assert told.wape == pytest.approx((10 + 20 + 21 + 30 + 5 + 40 + 20 + 10 + 1 + 60) / 1200)
    assert told.bias == pytest.approx((10 - 20 + 21 + 30 - 5 + 40 - 20 + 10 - 1 - 60) / 1200)
    assert told.within == 8, "misses of exactly 20 are inside; 21, 30, 40 and 60 are not"
    assert told.coverage == pytest.approx(8 / 12)
    wilson = binomtest(8, 12).proportion_ci(method="wilson")
    assert told.interval == pytest.approx((wilson.low, wilson.high), abs=1e-9)
    assert (told.separate, told.separate_within) == (12, 8)


def test_rules_are_compared_where_all_of_them_speak() -> None:
    rows = [
        window(0, 90, 100, pace=100, repeat=100, season=100),
        window(1, 110, 100, pace=150, repeat=80, season=100),
        window(2, 500, 100, pace=100, repeat=100),
    ]
    same, errors = beside(rows)
    assert same == 2
    assert errors == pytest.approx({"forecast": 0.1, "pace": 0.25, "repeat": 0.1, "season": 0.0})


def test_nothing_that_came_leaves_error_and_bias_unknown() -> None:
    told = accuracy([window(0, 5, 0), window(1, 30, 0)])
    assert told.wape is None
    assert told.bias is None
    assert told.within == 1
    assert wape([]) is None
    assert bias([]) is None
    with pytest.raises(ValueError, match="no window"):
        accuracy([])


def test_who_leans_is_decided_by_an_interval() -> None:
    assert [leans(over, 10) for over in (10, 9, 8, 7, 5, 3, 2, 1, 0)] == [
        1, 1, 0, 0, 0, 0, 0, -1, -1,
    ]  # fmt: skip
    assert leans(0, 0) == 0


amounts = st.floats(min_value=0, max_value=1e7, allow_nan=False)
pairs = st.lists(st.tuples(amounts, amounts), min_size=1, max_size=25)


@QUICK
@given(pairs)
def test_error_bounds_bias_and_vanishes_only_where_all_is_equal(rows) -> None:
    if sum(came for _, came in rows) <= 0:
        assert wape(rows) is None
        return
    error, lean = wape(rows), bias(rows)
    assert error >= abs(lean) - 1e-9
    assert wape([(came, came) for _, came in rows]) == 0
    assert (error == 0) == all(said == came for said, came in rows)
    if all(said >= came for said, came in rows):
        assert lean == pytest.approx(error)
    if all(said <= came for said, came in rows):
        assert lean == pytest.approx(-error)


@QUICK
@given(st.data(), pairs, st.floats(min_value=0.01, max_value=1e4))
def test_neither_the_order_nor_the_currency_matters(data, rows, rate) -> None:
    mixed = data.draw(st.permutations(rows))
    scaled = [(said * rate, came * rate) for said, came in rows]
    if sum(came for _, came in rows) > 1e-3:
        for figure in (wape, bias):
            assert figure(mixed) == pytest.approx(figure(rows), rel=1e-9, abs=1e-12)
            assert figure(scaled) == pytest.approx(figure(rows), rel=1e-9, abs=1e-12)


windows = st.lists(
    st.builds(window, st.integers(0, 8), amounts, amounts, days=st.integers(1, 40)),
    min_size=1, max_size=8,
)  # fmt: skip


@QUICK
@given(windows)
def test_a_wider_range_never_covers_less_and_shares_stay_shares(rows) -> None:
    told = accuracy(rows)
    wider = accuracy(
        [
            Window(one.origin, one.until, one.low - 5, one.middle, one.high + 5, one.came)
            for one in rows
        ]
    )
    assert told.within <= wider.within <= told.windows
    low, high = told.interval
    assert 0 <= low <= told.coverage <= high <= 1
    assert 1 <= told.separate <= told.windows
    assert told.separate_within <= told.within


@QUICK
@given(windows)
def test_no_choice_of_windows_without_a_shared_day_is_larger(rows) -> None:
    def apart(chosen) -> bool:
        return all(a.until <= b.origin or b.until <= a.origin for a, b in combinations(chosen, 2))

    found = separate(rows)
    assert apart(found)
    most = max(
        size for size in range(1, len(rows) + 1) if any(map(apart, combinations(rows, size)))
    )
    assert len(found) == most
