"""Calibration lines and the choice between kinds, against other software and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from data.periods import FiscalCalendar
from models.judging.comparison import is_clearly_better
from models.learners.calibration import SHIFT_SPREAD, SLOPE_SPREAD, fit_line
from models.learners.table import fit
from models.learners.terms import curves
from models.past.rows import plain_rows


def drawn(slope: float, rows: int = 20_000) -> tuple[np.ndarray, np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    rng = np.random.default_rng(4)
    added = rng.normal(0, 0.7, rows)
    expected = np.full(rows, 0.05)
    return added, expected, rng.poisson(expected * np.exp(slope * added)).astype(float)


@pytest.mark.parametrize("slope", [0.0, 0.5, 1.0])
def test_the_line_is_the_likeliest_one(slope: float) -> None:
    added, expected, came = drawn(slope)

    def against(at: np.ndarray) -> float:  # type: ignore[type-arg]
        told = at[0] + at[1] * added
        prior = at[0] ** 2 / SHIFT_SPREAD**2 / 2 + (at[1] - 1) ** 2 / SLOPE_SPREAD**2 / 2
        return float((expected * np.exp(told) - came * told).sum() + prior)

    best = minimize(against, [0.0, 0.5]).x
    line = fit_line(added, expected, came)
    assert line.shift == pytest.approx(best[0], abs=1e-3)
    assert line.slope == pytest.approx(max(0.0, best[1]), abs=1e-3)
    assert line.slope == pytest.approx(slope, abs=0.06)


def test_few_closings_leave_the_line_alone() -> None:
    line = fit_line(np.array([0.3, -0.2]), np.array([0.01, 0.01]), np.array([0.0, 0.0]))
    assert line.shift == pytest.approx(0.0, abs=0.01)
    assert line.slope == pytest.approx(1.0, abs=0.01)


def test_a_gain_must_be_large_and_sure() -> None:
    rng = np.random.default_rng(2)
    truth = rng.uniform(0.02, 0.5, 8000)
    came, deal = rng.random(8000) < truth, np.arange(8000) // 4
    flat = np.full(8000, truth.mean())
    assert is_clearly_better(truth, flat, came, deal)
    assert not is_clearly_better(flat, truth, came, deal)
    assert not is_clearly_better(truth, truth * 1.001, came, deal)
    assert not is_clearly_better(truth, truth, came, deal)
    few = slice(0, 60)
    noisy = np.clip(truth + rng.normal(0, 0.05, 8000), 0.01, 0.9)
    assert not is_clearly_better(truth[few], noisy[few], came[few], deal[few])


def test_interval_rates_give_the_daily_curves(make_company, as_of) -> None:  # type: ignore[no-untyped-def]
    history = make_company(900)
    table = fit(history, as_of, FiscalCalendar())
    started = history.started[history.live_at(as_of)]
    days = np.arange(1, 200)
    win, lose = curves(*table.log_rates(plain_rows(as_of, started), days), np.ones_like(days))
    daily_win, daily_lose = table.curves(started, as_of, days)
    assert win == pytest.approx(daily_win, abs=2e-3)
    assert lose == pytest.approx(daily_lose, abs=2e-3)
    weeks = np.arange(7, 200, 7)
    win, lose = curves(*table.log_rates(plain_rows(as_of, started), weeks), np.full(28, 7))
    assert win == pytest.approx(daily_win[:, weeks - 1], abs=0.01)
    closing = (win + lose) - (daily_win + daily_lose)[:, weeks - 1]
    assert closing == pytest.approx(0, abs=2e-3)
