"""Steps, blends, newcomers and simple rules of a forecast, worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from analytics.forecast.ahead import Ahead, arrivals, steps
from analytics.forecast.arrivals import NewcomerCurve, curves_of, weighed_days
from analytics.forecast.baselines import Past, quarter_ago, season, trailing
from analytics.forecast.blending import multiples
from analytics.forecast.learned import Learned, Looked, at_length, independent_windows, learn
from analytics.forecast.levels import Creation, Realized, by_week
from analytics.forecast.spans import ahead, split
from data.periods import FiscalCalendar, Period

CALENDAR = FiscalCalendar()
DAY = date(2026, 5, 13)


def days(first: date, last: date) -> Period:
    return Period(start=first, end=last)


def test_a_quarter_by_month_and_week_is_cut_at_its_ends() -> None:
    quarter = CALENDAR.quarter(DAY)
    months = split(quarter, "month", CALENDAR)
    assert [(one.start.month, one.days) for one in months] == [(4, 30), (5, 31), (6, 30)]
    weeks = split(quarter, "week", CALENDAR)
    assert weeks[0].end == date(2026, 4, 5)
    assert weeks[-1].start == date(2026, 6, 29)
    assert sum(one.days for one in weeks) == quarter.days
    assert split(quarter, "total", CALENDAR) == [quarter]


def test_what_lies_ahead_begins_tomorrow() -> None:
    assert ahead(CALENDAR.quarter(DAY), DAY) == days(date(2026, 5, 14), date(2026, 6, 30))
    assert ahead(days(date(2026, 4, 1), DAY), DAY) is None


def test_the_three_rules_by_hand() -> None:
    daily = {DAY - timedelta(days=back): 10.0 for back in range(200)}
    daily[DAY - timedelta(days=91) + timedelta(days=1)] = 400.0
    past = Past(daily, DAY - timedelta(days=199), DAY)
    week = days(DAY + timedelta(days=1), DAY + timedelta(days=7))
    assert trailing(past, week) == pytest.approx(70.0)
    assert quarter_ago(past, week) == pytest.approx(60.0 + 400.0)
    far = days(DAY + timedelta(days=92), DAY + timedelta(days=98))
    assert quarter_ago(past, far) == pytest.approx(60.0 + 400.0)
    assert trailing(Past(daily, DAY - timedelta(days=10), DAY), week) is None
    assert quarter_ago(Past(daily, DAY, DAY), week) is None


def test_the_season_is_the_mean_day_of_its_month_of_the_quarter() -> None:
    """January to March 2026: 1, 2 and 3 a day; April 1; so April is first, May second month."""
    daily = {}
    day = date(2026, 1, 1)
    while day <= date(2026, 4, 30):
        daily[day] = float(CALENDAR.month_of_quarter(day))
        day += timedelta(days=1)
    past = Past(daily, date(2026, 1, 1), date(2026, 4, 30))
    assert season(past, days(date(2026, 5, 1), date(2026, 6, 2)), CALENDAR) == pytest.approx(
        31 * 2.0 + 2 * 3.0
    )
    short = Past(daily, date(2026, 4, 1), date(2026, 4, 30))
    assert season(short, days(date(2026, 5, 1), date(2026, 5, 2)), CALENDAR) is None


def test_days_of_creation_are_weighed_by_the_line_between_curves() -> None:
    """Two curves: starts on day 1 and day 8, won by day 10 with chances 0.4 and 0.1."""
    first, second = DAY + timedelta(days=1), DAY + timedelta(days=8)
    end = DAY + timedelta(days=10)
    curves = [NewcomerCurve(first, [end], [0.4]), NewcomerCurve(second, [end], [0.1])]
    by_hand = sum(0.4 - 0.3 * (k / 7) for k in range(7)) + 0.1 + 0.05
    assert weighed_days(curves, DAY, [end]) == pytest.approx([by_hand])
    assert weighed_days(curves, DAY, [DAY + timedelta(days=1)]) == pytest.approx([0.0])
    assert weighed_days([], DAY, [end]) == pytest.approx([0.0])
    rows = [
        {"started_on": one.started_on, "day": end, "cum_win": one.cum_win[0]}
        for one in reversed(curves)
    ]
    assert curves_of(rows) == curves
    by = arrivals(curves, DAY, [first, second, end])
    assert by.sum() == pytest.approx(by_hand)
    assert (by >= 0).all()


def company(**changes: object) -> Ahead:
    """Two deals, two steps of seven days, and ten deals created in the last 70 days."""
    made: dict[str, object] = {
        "as_of": DAY,
        "ends": (DAY + timedelta(days=7), DAY + timedelta(days=14)),
        "amounts": np.array([100.0, 300.0]),
        "chances": np.array([[0.2, 0.1], [0.0, 0.5]]),
        "arrivals": np.array([0.7, 1.4]),
        "creation": Creation(np.full(10, 50.0), np.ones(10), 70),
        "realized": Realized(0.9, 0.8, 40),
    }
    return Ahead(**{**made, **changes})  # type: ignore[arg-type]


def test_steps_add_up_to_any_period() -> None:
    whole = company()
    means = whole.mean_by_step()
    assert means == pytest.approx([20 + 0.7 * 500 / 70 * 0.8, 160 + 1.4 * 500 / 70 * 0.8])
    both = days(DAY + timedelta(days=1), DAY + timedelta(days=14))
    parts = [days(DAY + timedelta(days=1), DAY + timedelta(days=10)),
             days(DAY + timedelta(days=11), DAY + timedelta(days=14))]  # fmt: skip
    assert whole.shares(parts[0]) == pytest.approx([1.0, 3 / 7])
    assert sum(whole.won_in(part) for part in parts) == pytest.approx(whole.won_in(both))
    new = [whole.new_in(part).mean for part in parts]
    assert sum(new) == pytest.approx(whole.new_in(both).mean)
    assert whole.new_in(both).mean == pytest.approx(2.1 * 500 / 70 * 0.8)


def test_a_blend_moves_every_step_to_its_level() -> None:
    """The calendar says 10 a day: 70 a step; half and half with the deals."""
    daily = {DAY - timedelta(days=back): 10.0 for back in range(300)}
    past = Past(daily, DAY - timedelta(days=299), DAY)
    before = company().mean_by_step()
    after = company().blended(past, CALENDAR, [Learned(7, weight=0.5)]).mean_by_step()
    assert after[1] == pytest.approx((before[1] + 70) / 2)
    assert after[0] == pytest.approx(min(2 * before[0], (before[0] + 70) / 2))
    assert multiples(np.array([0.0, 10.0]), [5.0, None], [0.5, 0.5]) == pytest.approx([1.0, 1.0])


def test_a_deal_is_never_won_more_than_once() -> None:
    daily = {DAY - timedelta(days=back): 1e6 for back in range(300)}
    past = Past(daily, DAY - timedelta(days=299), DAY)
    whole = company(chances=np.array([[0.5, 0.4], [0.1, 0.1]]))
    raised = whole.blended(past, CALENDAR, [Learned(7, weight=0.0)])
    assert raised.chances.sum(axis=1) == pytest.approx([1.0, 0.4])


def test_steps_reach_the_day_asked_for() -> None:
    stored = [DAY + timedelta(days=k) for k in (4, 11, 18)]
    assert steps(stored, DAY + timedelta(days=5)) == tuple(stored[:2])
    with pytest.raises(ValueError, match="end before"):
        steps(stored, DAY + timedelta(days=19))


def test_what_deals_bring_needs_enough_of_them() -> None:
    assert Realized.of(900.0, 1000.0, 9, 100.0) == Realized(1.0, 1.0, 9)
    assert Realized.of(900.0, 1000.0, 10, 50.0) == Realized(0.9, 1.8, 10)
    assert by_week(np.array([0.0, 6.0, 7.0, 20.0, 21.0]), 21).tolist() == [2.0, 1.0, 1.0]


def test_weight_and_spread_are_learnt_from_windows_and_shrunk() -> None:
    """One window: deals 80, calendar 100, won 90: the middle. Shrinking leaves it there."""
    first = Looked(DAY, 80.0, 100.0, 90.0, 0.0, 90.0)
    assert learn(7, [first]).weight == pytest.approx(0.5)
    assert learn(7, [first]).spread == pytest.approx((4 * 0.01 / 5) ** 0.5)
    missed = Looked(DAY, 80.0, 100.0, 100.0, 100.0, 80.0)
    told = learn(7, [missed])
    assert told.weight == pytest.approx((1 * 1.0 + 4 * 0.5) / 5)
    assert told.spread == pytest.approx(((0.03 + 4 * 0.01) / 5) ** 0.5)
    assert learn(28, []) == Learned(28)
    origins = [DAY - timedelta(days=7 * k) for k in range(5)]
    assert independent_windows(28, origins) == 2.0
    assert at_length([Learned(7, 0.2, 0.1), Learned(28, 0.4, 0.3)], 14) == pytest.approx(
        (0.2 + 0.2 / 3, 0.1 + 0.2 / 3)
    )
    assert at_length([Learned(7, 0.2, 0.1)], 3) == (0.2, 0.1)
