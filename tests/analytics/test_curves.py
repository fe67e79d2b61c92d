"""Stored days and readings between them, by hand and against numpy."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.curves import EVER_DAYS, first_day_reaching, read_off, stored_days


def test_stored_days_are_sundays_and_month_ends() -> None:
    as_of = date(2017, 10, 16)
    days = [as_of + timedelta(days=day) for day in stored_days(as_of)]
    assert days[:3] == [date(2017, 10, 22), date(2017, 10, 29), date(2017, 10, 31)]
    assert date(2018, 2, 28) in days
    assert len(days) == 53 + 12 - 2  # Dec 31, 2017 and Sep 30, 2018 are both


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)))
@settings(max_examples=50)
def test_stored_days_always_reach_a_year(as_of: date) -> None:
    days = stored_days(as_of)
    assert days[-1] >= EVER_DAYS
    assert list(days) == sorted(set(days))


def test_reads_linearly_from_zero() -> None:
    days, cumulative = (4, 10), (0.2, 0.5)
    assert read_off(days, cumulative, 0) == 0.0
    assert read_off(days, cumulative, 1) == pytest.approx(0.05)
    assert read_off(days, cumulative, 4) == 0.2
    assert read_off(days, cumulative, 6) == pytest.approx(0.3)
    assert read_off(days, cumulative, 10) == 0.5


@pytest.mark.parametrize("day", [-1, 10.5])
def test_refuses_days_outside_the_curve(day: float) -> None:
    with pytest.raises(ValueError, match="outside the curve"):
        read_off((4, 10), (0.2, 0.5), day)


def test_first_day_reaching_by_hand() -> None:
    days, cumulative = (4, 10), (0.2, 0.5)
    assert first_day_reaching(days, cumulative, 0.05) == 1
    assert first_day_reaching(days, cumulative, 0.06) == 2
    assert first_day_reaching(days, cumulative, 0.2) == 4
    assert first_day_reaching(days, cumulative, 0.5) == 10
    with pytest.raises(ValueError, match="never reaches"):
        first_day_reaching(days, cumulative, 0.51)


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=8).map(sorted),
    st.floats(0, 1),
)
@settings(max_examples=60)
def test_agrees_with_numpy(cumulative: list[float], share: float) -> None:
    days = [3 * (index + 1) for index in range(len(cumulative))]
    day = share * days[-1]
    expected = np.interp(day, [0, *days], [0.0, *cumulative])
    assert read_off(days, cumulative, day) == pytest.approx(expected, abs=1e-12)
