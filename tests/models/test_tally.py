"""Exposure and closings counted by hand, with delayed entry, and against a plain loop."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest

from models.learners.tally import RECENCY_HALF_LIFE_DAYS, positions_in_quarter, tally
from models.past.history import LOST, OPEN, WON, DealHistory

MAKE = "datetime64[D]"


def test_delayed_entry_by_hand() -> None:
    # Closings are recorded from Jan 4. A (Jan 1 – won Jan 4) is seen on one day, at age 3;
    # B (Jan 3 – lost Jan 6) on Jan 4, 5, 6 at ages 1, 2, 3; C (Jan 1 – open) on Jan 4 … 7 at
    # ages 3, 4, 5, 6. Below 3 days: 2 deal-days; from 3 days on: 1 + 1 + 4.
    history = DealHistory(
        np.array(["2020-01-01", "2020-01-03", "2020-01-01"], MAKE),
        np.array(["2020-01-04", "2020-01-06", "NaT"], MAKE),
        np.array([WON, LOST, OPEN], np.int8),
    )
    counts = tally(history, date(2020, 1, 7), edges=(3,), first_month=1)
    assert counts.entered == date(2020, 1, 4)
    assert counts.plain_exposure.sum(axis=(1, 2)).tolist() == [2.0, 6.0]
    assert counts.plain_exposure.sum(axis=(0, 2)).tolist() == [8.0, 0.0, 0.0]
    assert counts.cohort_closings.tolist() == [2.0]
    weight = 0.5 ** (1 / RECENCY_HALF_LIFE_DAYS)
    assert counts.wins.sum() == pytest.approx(weight**3)
    assert counts.losses.sum() == pytest.approx(weight)


def test_a_deal_closed_before_entry_cannot_exist_but_a_later_start_enters_at_its_start() -> None:
    history = DealHistory(
        np.array(["2020-01-01", "2020-02-10"], MAKE),
        np.array(["2020-01-31", "NaT"], MAKE),
        np.array([WON, OPEN], np.int8),
    )
    counts = tally(history, date(2020, 2, 12), edges=(), first_month=1)
    assert counts.plain_exposure.sum(axis=(0, 2)).tolist() == [1.0, 3.0, 0.0]


def test_agrees_with_a_loop_over_deals_and_days(make_company) -> None:  # type: ignore[no-untyped-def]
    history, as_of, edges = make_company(120, seed=2), date(2025, 3, 9), (10, 40)
    counts = tally(history, as_of, edges, first_month=2)
    known = history.known_at(as_of)
    entered = known.first_closing
    assert entered is not None
    expected: Counter[tuple[int, int, int]] = Counter()
    first = known.started.min().item()
    for start, close in zip(known.started.tolist(), known.closed.tolist(), strict=True):
        day = max(start, entered)
        while day <= min(close or as_of, as_of):
            age = (day - start).days
            band = sum(age >= edge for edge in edges)
            expected[band, (day.month - 2) % 3, (start - first).days // 28] += 1
            day += timedelta(days=1)
    found = {
        tuple(int(part) for part in cell): counts.plain_exposure[tuple(cell)]
        for cell in np.argwhere(counts.plain_exposure)
    }
    assert found == dict(expected)


def test_nothing_closed_cannot_be_counted() -> None:
    history = DealHistory(
        np.array(["2020-01-01"], MAKE), np.array(["NaT"], MAKE), np.array([OPEN], np.int8)
    )
    with pytest.raises(ValueError, match="no closing"):
        tally(history, date(2020, 2, 1), (), 1)


def test_positions_follow_the_fiscal_year() -> None:
    days = np.array(["2020-01-31", "2020-02-01", "2020-04-30", "2019-12-31"], MAKE)
    assert positions_in_quarter(days, 1, 3).tolist() == [0, 1, 0, 2]
    assert positions_in_quarter(days, 2, 3).tolist() == [2, 0, 2, 1]
    assert positions_in_quarter(days, 2, 1).tolist() == [0, 0, 0, 0]
