"""The hazard table: worked by hand, on degenerate data, and by properties."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from data.errors import TooFewOutcomes
from data.periods import FiscalCalendar
from models.learners.kinds import TABLE_KINDS as KINDS
from models.learners.kinds import TableKind as Kind
from models.learners.shrinkage import LARGEST_FACTOR, daily_rates, shrunk_factors
from models.learners.table import MINIMUM_CLOSED, MINIMUM_WON, HazardTable, fit
from models.past.history import LOST, OPEN, WON, DealHistory

CALENDAR = FiscalCalendar()


def table(win: list[list[float]], lose: list[list[float]], edges: tuple[int, ...]) -> HazardTable:
    return HazardTable(
        kind="age" if len(win[0]) == 1 else "age_quarter",
        win=np.array(win),
        lose=np.array(lose),
        edges=edges,
        first_month=1,
        factors=np.empty(0),
        first_cohort=date(2020, 1, 1),
        owners={},
        entered=date(2020, 1, 1),
        as_of=date(2020, 1, 30),
        closed=50,
        won=20,
    )


def days(*values: str) -> np.ndarray:  # type: ignore[type-arg]
    return np.array(values, "datetime64[D]")


def test_competing_risks_by_hand() -> None:
    # Day 1: .1 won, .2 lost, .7 open. Day 2: .07 won, .14 lost, .49 open. From age 5: nothing.
    model = table([[0.1], [0.0]], [[0.2], [0.0]], edges=(5,))
    started = days("2020-01-28", "2020-01-27", "2020-01-01")
    win, lose = model.curves(started, date(2020, 1, 30), np.array([1, 2, 30]))
    assert win == pytest.approx(np.array([[0.1, 0.17, 0.17], [0.1, 0.1, 0.1], [0, 0, 0]]))
    assert lose == pytest.approx(np.array([[0.2, 0.34, 0.34], [0.2, 0.2, 0.2], [0, 0, 0]]))


def test_the_month_of_the_quarter_is_that_of_the_day_not_of_the_origin() -> None:
    model = table([[0.1, 0.0, 0.5]], [[0.0, 0.0, 0.0]], edges=())
    win, _ = model.curves(days("2020-01-30"), date(2020, 1, 30), np.array([1, 2, 30, 31]))
    # Jan 31: .1; Feb 1 – 29: nothing; Mar 1: half of the .9 left.
    assert win[0] == pytest.approx([0.1, 0.1, 0.1, 0.55])


def test_a_cohort_factor_applies_to_its_weeks_only() -> None:
    model = replace(table([[0.1]], [[0.1]], ()), factors=np.array([2.0]))
    win, _ = model.curves(days("2020-01-28", "2020-01-29"), date(2020, 1, 30), np.array([1]))
    assert win[:, 0] == pytest.approx([0.2, 0.1])


def test_refuses_what_is_not_open() -> None:
    model = table([[0.1]], [[0.1]], ())
    with pytest.raises(ValueError, match="not open"):
        model.curves(days("2020-01-31"), date(2020, 1, 30), np.array([1]))
    with pytest.raises(ValueError, match="start at 1"):
        model.curves(days("2020-01-30"), date(2020, 1, 30), np.array([0]))


def test_shrinkage_by_hand() -> None:
    # A single cell is its own prior: 6 ÷ 60.
    assert daily_rates(np.array([[6.0]]), np.array([[60.0]])) == pytest.approx(np.array([[0.1]]))
    # An age never seen goes on as the one before.
    rates = daily_rates(np.array([[6.0], [0.0]]), np.array([[60.0], [0.0]]))
    assert rates[:, 0] == pytest.approx([0.1, 0.1])
    # Without any closing of a kind there is no rate to shrink to.
    assert not daily_rates(np.zeros((2, 3)), np.ones((2, 3))).any()


def test_a_position_never_seen_has_the_rate_of_the_age() -> None:
    closings = np.array([[40.0, 0.0, 10.0], [20.0, 0.0, 5.0]])
    exposure = np.array([[400.0, 0.0, 400.0], [400.0, 0.0, 400.0]])
    rates = daily_rates(closings, exposure)
    for age in range(2):
        assert rates[age, 2] < rates[age, 1] < rates[age, 0]
    assert rates[:, 0] == pytest.approx([0.1, 0.05], rel=0.15)


def test_ages_at_which_nothing_closes_come_out_near_zero() -> None:
    closings = np.array([[100.0], [0.0], [0.0]])
    rates = daily_rates(closings, np.array([[2000.0], [20000.0], [20000.0]]))
    assert rates[0, 0] == pytest.approx(0.05, rel=0.1)
    assert rates[2, 0] < rates[1, 0] < 0.05 / 50


def test_factors_are_shrunk_and_bounded() -> None:
    factors = shrunk_factors(np.array([400.0, 0.0, 55.0]), np.array([50.0, 50.0, 50.0]))
    assert factors[0] == LARGEST_FACTOR
    assert factors[1] == 1 / LARGEST_FACTOR
    assert 1.0 < factors[2] < 1.1


def closed_deals(won: int, lost: int, still_open: int = 20, spread: int = 50) -> DealHistory:
    total = won + lost + still_open
    started = np.datetime64("2020-01-01") + np.arange(total) % spread
    closed = started + 10 + np.arange(total) % 7
    closed[won + lost :] = np.datetime64("NaT")
    outcome = np.repeat([WON, LOST, OPEN], [won, lost, still_open])
    return DealHistory(started, closed, outcome.astype(np.int8))


@pytest.mark.parametrize(
    ("won", "lost", "n", "needed"),
    [(20, 19, 39, MINIMUM_CLOSED), (9, 60, 9, MINIMUM_WON), (0, 0, 0, MINIMUM_CLOSED)],
)
def test_too_few_outcomes_are_named(won: int, lost: int, n: int, needed: int) -> None:
    with pytest.raises(TooFewOutcomes) as caught:
        fit(closed_deals(won, lost), date(2020, 6, 1), CALENDAR)
    assert (caught.value.n, caught.value.needed) == (n, needed)


@pytest.mark.parametrize("kind", KINDS)
def test_a_company_without_losses_learns_none(kind: Kind) -> None:
    model = fit(closed_deals(60, 0), date(2020, 6, 1), CALENDAR, kind)
    win, lose = model.curves(days("2020-05-28"), date(2020, 6, 1), np.array([1, 200]))
    assert not lose.any()
    assert 0 < win[0, 0] < win[0, 1] <= 1


def test_one_month_of_closings_is_enough_for_every_month_of_the_quarter() -> None:
    model = fit(closed_deals(40, 30, spread=10), date(2020, 1, 31), CALENDAR, "age_quarter")
    assert np.isfinite(model.win).all()
    assert model.win[1] == pytest.approx(np.full(3, model.win[1, 1]), rel=0.3)


def test_recovers_a_constant_hazard(make_company) -> None:  # type: ignore[no-untyped-def]
    # Drawn with 2% a day, half of them wins: 1 − .98^28 = .432 close within 28 days, half won.
    history = make_company(6000, seed=1, signal=False)
    model = fit(history, date(2025, 12, 31), CALENDAR)
    win, lose = model.curves(days("2025-12-20"), date(2025, 12, 31), np.array([28]))
    assert win[0, 0] == pytest.approx(0.216, abs=0.025)
    assert lose[0, 0] == pytest.approx(0.216, abs=0.025)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_after_the_as_of_date_is_used(make_company, kind: Kind) -> None:  # type: ignore[no-untyped-def]
    history, as_of = make_company(600), date(2025, 6, 1)
    later = np.isnat(history.closed) | (history.closed > np.datetime64(as_of))
    rewritten = DealHistory(
        history.started,
        np.where(later, np.maximum(history.started, np.datetime64("2025-06-02")), history.closed),
        np.where(later, LOST, history.outcome).astype(np.int8),
    )
    first, second = (fit(one, as_of, CALENDAR, kind).to_json() for one in (history, rewritten))
    assert first == second


@pytest.fixture(scope="module")
def fitted(make_company) -> dict[Kind, HazardTable]:  # type: ignore[no-untyped-def]
    history = make_company(900, seed=8)
    return {kind: fit(history, date(2025, 9, 7), CALENDAR, kind) for kind in KINDS}


@given(
    kind=st.sampled_from(KINDS),
    ages=st.lists(st.integers(0, 900), min_size=1, max_size=6),
    later=st.integers(0, 120),
)
@settings(max_examples=25, deadline=None)
def test_curves_rise_and_never_pass_one(
    fitted: dict[Kind, HazardTable], kind: Kind, ages: list[int], later: int
) -> None:
    as_of = date(2025, 9, 7) + timedelta(days=later)
    started = np.datetime64(as_of) - np.array(ages)
    win, lose = fitted[kind].curves(started, as_of, np.arange(1, 372))
    for curve in (win, lose):
        assert curve.min() >= 0
        assert np.diff(curve, axis=1).min() >= 0
    assert (win + lose).max() <= 1 + 1e-12


@pytest.mark.parametrize("kind", KINDS)
def test_json_round_trip_gives_equal_curves(fitted: dict[Kind, HazardTable], kind: Kind) -> None:
    model = fitted[kind]
    again = HazardTable.from_json(model.to_json())
    started, when = days("2025-09-01", "2024-02-02"), np.array([1, 7, 365])
    for first, second in zip(
        model.curves(started, date(2025, 9, 7), when),
        again.curves(started, date(2025, 9, 7), when),
        strict=True,
    ):
        assert (first == second).all()


@pytest.mark.parametrize(
    ("field", "value"),
    [("win", [[2.0]]), ("edges", [7, 7]), ("first_month", 13), ("factors", [-1.0]), ("extra", 1)],
)
def test_a_damaged_table_is_refused(
    fitted: dict[Kind, HazardTable], field: str, value: object
) -> None:
    with pytest.raises(ValidationError):
        HazardTable.from_json({**fitted["age"].to_json(), field: value})
