"""Scores of open deals: every figure that follows from a deal's curve, its amount and the levels.

All are read off the stored points of the curve, so that a score, a window and a forecast made from
the same curve cannot contradict each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from analytics.curves import EVER_DAYS
from data.periods import FiscalCalendar
from models.judging.levels import Levels
from models.learners.table import HazardTable
from models.past.history import Days, Flags, Floats
from models.scores.points import CurvePoints, curve_points

STALE_BELOW = 0.05
SHORT_DAYS, LONG_DAYS = 28, 91
WINDOW_SHARES = (0.1, 0.5, 0.9)


@dataclass(frozen=True, eq=False)
class Scores:
    """The figures of `deal_scores`, a row each for the deals given, in their order.

    Attributes:
        win_probability, loss_probability: within 365 days ("ever").
        win_probability_28d … loss_probability_91d: within so many days of `as_of`.
        horizon_on: the day that win, loss and slip refer to, the same for all.
        win_by_horizon, loss_by_horizon, slip_by_horizon: add up to one; slip = still open then.
        stale: less than the given chance of ever closing.
        risk_score: 100 × (1 − win_by_horizon).
        risk_level: low, medium or high; "" for stale deals and where there are no levels.
        value_at_risk: amount × (loss + slip) = value_at_loss + value_at_slip.
        expected_close_from, _on, _to: 10%, 50%, 90% of the closing day, given that the deal closes
            within 365 days; NaT for stale deals.
        points: the curves, of which many deals may share one.
    """

    win_probability: Floats
    loss_probability: Floats
    win_probability_28d: Floats
    loss_probability_28d: Floats
    win_probability_91d: Floats
    loss_probability_91d: Floats
    horizon_on: date
    win_by_horizon: Floats
    loss_by_horizon: Floats
    slip_by_horizon: Floats
    stale: Flags
    risk_score: Floats
    risk_level: NDArray[np.str_]
    value_at_loss: Floats
    value_at_slip: Floats
    value_at_risk: Floats
    expected_close_from: Days
    expected_close_on: Days
    expected_close_to: Days
    points: CurvePoints


def score(
    model: HazardTable,
    levels: Levels,
    started: Days,
    amounts: Floats,
    as_of: date,
    calendar: FiscalCalendar,
    stale_below: float = STALE_BELOW,
    horizon: date | None = None,
) -> Scores:
    """Score deals that are open at the end of `as_of` by a table; see `score_points`."""
    if np.shape(amounts) != np.shape(started):
        raise ValueError("every deal needs an amount")
    points = curve_points(model, started, as_of)
    return score_points(points, levels, amounts, calendar, stale_below, horizon)


def score_points(
    points: CurvePoints,
    levels: Levels,
    amounts: Floats,
    calendar: FiscalCalendar,
    stale_below: float = STALE_BELOW,
    horizon: date | None = None,
) -> Scores:
    """Score the deals whose curves are given, open at the end of the curves' as-of date.

    Args:
        levels: thresholds of the model version that the curves come from.
        amounts: amount of each deal, in its currency's major unit.
        calendar: the company's fiscal year.
        stale_below: chance of ever closing under which a deal is stale.
        horizon: another day than the risk horizon of `as_of`, to compare two days on one horizon.

    Raises:
        ValueError: an amount is missing, or the horizon does not lie within the curve.
    """
    as_of, amounts = points.as_of, np.asarray(amounts, dtype=np.float64)
    if amounts.shape != points.curve.shape or not bool(np.isfinite(amounts).all()):
        raise ValueError("every deal needs an amount")
    horizon_on = horizon or calendar.risk_horizon(as_of)
    until = (horizon_on - as_of).days
    if until < 1:
        raise ValueError(f"the horizon {horizon_on} does not lie after {as_of}")
    win, loss = points.win_by(until), points.loss_by(until)
    slip = np.maximum(0.0, 1.0 - win - loss)
    risk = 100.0 * (1.0 - win)
    stale = np.asarray(points.closing_ever() < stale_below)
    window = [_closing_days(points, share, stale) for share in WINDOW_SHARES]
    return Scores(
        win_probability=points.win_by(EVER_DAYS),
        loss_probability=points.loss_by(EVER_DAYS),
        win_probability_28d=points.win_by(SHORT_DAYS),
        loss_probability_28d=points.loss_by(SHORT_DAYS),
        win_probability_91d=points.win_by(LONG_DAYS),
        loss_probability_91d=points.loss_by(LONG_DAYS),
        horizon_on=horizon_on,
        win_by_horizon=win,
        loss_by_horizon=loss,
        slip_by_horizon=slip,
        stale=stale,
        risk_score=risk,
        risk_level=np.where(stale, "", levels.named(risk)),
        value_at_loss=amounts * loss,
        value_at_slip=amounts * slip,
        value_at_risk=amounts * (loss + slip),
        expected_close_from=window[0],
        expected_close_on=window[1],
        expected_close_to=window[2],
        points=points,
    )


def _closing_days(points: CurvePoints, share: float, stale: Flags) -> Days:
    days: Days = np.datetime64(points.as_of, "D") + points.closing_quantile(share)
    return np.where(stale, np.datetime64("NaT", "D"), days)
