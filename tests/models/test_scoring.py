"""Scores: parts that add up, readings off the curve, windows, stale deals, another horizon."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from analytics.curves import EVER_DAYS, read_off
from data.periods import FiscalCalendar
from models.judging.levels import Level, Levels, PastRate
from models.learners.table import HazardTable, fit
from models.past.history import DealHistory
from models.scores.scoring import Scores, score

CALENDAR = FiscalCalendar()
RATE = PastRate(rows=100, deals=50, win_rate=0.3, low=0.2, high=0.4)
LEVELS = Levels(
    levels=(
        Level(name="medium", from_score=0, past=RATE),
        Level(name="high", from_score=70, past=RATE),
    )
)
NO_LEVELS = Levels(reason="No past forecast's risk horizon has passed yet.")


@pytest.fixture(scope="module")
def history(make_company) -> DealHistory:  # type: ignore[no-untyped-def]
    made: DealHistory = make_company(1500)
    return made


@pytest.fixture(scope="module")
def model(history: DealHistory, as_of: date) -> HazardTable:
    return fit(history, as_of, CALENDAR)


@pytest.fixture(scope="module")
def scored(history: DealHistory, model: HazardTable, as_of: date) -> tuple[Scores, np.ndarray]:  # type: ignore[type-arg]
    started = history.started[history.live_at(as_of)]
    amounts = 100.0 + 10.0 * np.arange(len(started))
    return score(model, LEVELS, started, amounts, as_of, CALENDAR), amounts


def test_parts_add_up(scored) -> None:  # type: ignore[no-untyped-def]
    scores, amounts = scored
    whole = scores.win_by_horizon + scores.loss_by_horizon + scores.slip_by_horizon
    assert whole == pytest.approx(np.ones(len(amounts)), abs=1e-12)
    assert scores.value_at_loss + scores.value_at_slip == pytest.approx(scores.value_at_risk)
    at_risk = amounts * (1 - scores.win_by_horizon)
    assert scores.value_at_risk == pytest.approx(at_risk, abs=1e-9)
    assert scores.risk_score == pytest.approx(100 * (1 - scores.win_by_horizon))


def test_longer_windows_hold_more(scored) -> None:  # type: ignore[no-untyped-def]
    scores, _ = scored
    assert (scores.win_probability_28d <= scores.win_probability_91d).all()
    assert (scores.win_probability_91d <= scores.win_probability).all()
    assert (scores.loss_probability_28d <= scores.loss_probability_91d).all()
    assert (scores.win_probability + scores.loss_probability <= 1 + 1e-12).all()


def test_every_figure_is_read_off_the_stored_points(scored, as_of: date) -> None:  # type: ignore[no-untyped-def]
    scores, amounts = scored
    points = scores.points
    days = points.days.tolist()
    for deal in range(0, len(amounts), 17):
        win = points.cum_win[points.curve[deal]].tolist()
        loss = points.cum_loss[points.curve[deal]].tolist()
        until = (scores.horizon_on - as_of).days
        assert scores.win_by_horizon[deal] == read_off(days, win, until)
        assert scores.win_probability_28d[deal] == pytest.approx(read_off(days, win, 28))
        assert scores.loss_probability[deal] == pytest.approx(read_off(days, loss, EVER_DAYS))
        if scores.stale[deal]:
            continue
        closing = [one + other for one, other in zip(win, loss, strict=True)]
        day = (scores.expected_close_on[deal].item() - as_of).days
        half = read_off(days, closing, EVER_DAYS) / 2
        assert read_off(days, closing, day) >= half - 1e-9
        assert read_off(days, closing, day - 1) < half


def test_curve_points_equal_the_daily_curves(scored, model: HazardTable, as_of: date) -> None:  # type: ignore[no-untyped-def]
    started = np.array([as_of - timedelta(days=20)], "datetime64[D]")
    scores = score(model, LEVELS, started, np.ones(1), as_of, CALENDAR)
    win, loss = model.curves(started, as_of, scores.points.days)
    assert (scores.points.cum_win == win).all()
    assert (scores.points.cum_loss == loss).all()


def test_windows_are_in_order_and_stale_deals_have_none(scored) -> None:  # type: ignore[no-untyped-def]
    scores, _ = scored
    live = ~scores.stale
    assert live.any()
    assert scores.stale.any()
    assert (scores.expected_close_from[live] <= scores.expected_close_on[live]).all()
    assert (scores.expected_close_on[live] <= scores.expected_close_to[live]).all()
    for column in (scores.expected_close_from, scores.expected_close_on, scores.expected_close_to):
        assert np.isnat(column[scores.stale]).all()
    assert set(scores.risk_level[scores.stale].tolist()) == {""}
    assert set(scores.risk_level[live].tolist()) <= {"medium", "high"}


def test_a_deal_that_never_closes_becomes_stale(model: HazardTable, as_of: date) -> None:
    started = np.array([as_of - timedelta(days=days) for days in (5, 500)], "datetime64[D]")
    scores = score(model, LEVELS, started, np.ones(2), as_of, CALENDAR)
    assert scores.stale.tolist() == [False, True]
    strict = score(model, LEVELS, started, np.ones(2), as_of, CALENDAR, stale_below=1e-6)
    assert strict.stale.tolist() == [False, False]


def test_an_earlier_cut_on_the_present_horizon(model: HazardTable, as_of: date) -> None:
    started = np.array([as_of - timedelta(days=30)], "datetime64[D]")
    earlier = as_of - timedelta(days=7)
    scores = score(model, LEVELS, started, np.ones(1), earlier, CALENDAR, horizon=date(2026, 3, 31))
    assert scores.horizon_on == date(2026, 3, 31)
    win, _ = model.curves(started, earlier, np.array([(date(2026, 3, 31) - earlier).days]))
    assert scores.win_by_horizon == pytest.approx(win[:, 0])


def test_no_levels_leave_the_column_empty(model: HazardTable, as_of: date) -> None:
    started = np.array([as_of], "datetime64[D]")
    assert score(model, NO_LEVELS, started, np.ones(1), as_of, CALENDAR).risk_level.tolist() == [""]


def test_an_empty_pipeline_gives_empty_columns(model: HazardTable, as_of: date) -> None:
    scores = score(model, LEVELS, np.empty(0, "datetime64[D]"), np.empty(0), as_of, CALENDAR)
    assert len(scores.risk_score) == len(scores.expected_close_on) == 0


def test_refuses_a_missing_amount_and_a_past_horizon(model: HazardTable, as_of: date) -> None:
    started = np.array([as_of], "datetime64[D]")
    with pytest.raises(ValueError, match="amount"):
        score(model, LEVELS, started, np.array([np.nan]), as_of, CALENDAR)
    with pytest.raises(ValueError, match="does not lie after"):
        score(model, LEVELS, started, np.ones(1), as_of, CALENDAR, horizon=as_of)
    with pytest.raises(ValueError, match="outside the curve"):
        score(model, LEVELS, started, np.ones(1), as_of, CALENDAR, horizon=date(2027, 3, 31))
