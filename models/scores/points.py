"""Curves of many deals at their stored days, equal ones kept once.

The same readings as `analytics.curves`, for whole columns at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from analytics.curves import EVER_DAYS, stored_days
from models.learners.kinds import HazardModel
from models.learners.table import HazardTable
from models.learners.terms import curves
from models.past.history import Days, Floats, Ints
from models.past.rows import Rows


@dataclass(frozen=True, eq=False)
class CurvePoints:
    """Curves, and which of them each deal follows.

    Attributes:
        as_of: the day the curves start from.
        days: stored days after `as_of`.
        curve: for each deal, its row in the two tables.
        cum_win, cum_loss: curve × day.
    """

    as_of: date
    days: Ints
    curve: Ints
    cum_win: Floats
    cum_loss: Floats

    def win_by(self, day: int) -> Floats:
        """Chance of each deal to be won within so many days."""
        return read_off_rows(self.days, self.cum_win, day)[self.curve]

    def loss_by(self, day: int) -> Floats:
        """Chance of each deal to be lost within so many days."""
        return read_off_rows(self.days, self.cum_loss, day)[self.curve]

    def closing_ever(self) -> Floats:
        """Chance of each deal to close at all, that is within EVER_DAYS."""
        return self.win_by(EVER_DAYS) + self.loss_by(EVER_DAYS)

    def closing_quantile(self, share: float) -> Ints:
        """First day by which each deal has closed with chance `share`, given that it ever does.

        A deal that cannot close at all gets the last stored day.
        """
        closing = self.cum_win + self.cum_loss
        ever = read_off_rows(self.days, closing, EVER_DAYS)
        return first_days_reaching(self.days, closing, share * ever)[self.curve]


def points_of(model: HazardModel, rows: Rows) -> CurvePoints:
    """The curves of these deals by a model of any kind, at the stored days."""
    days = np.array(stored_days(rows.as_of), dtype=np.int64)
    return points_from(rows.as_of, days, *model.log_rates(rows, days))


def points_from(as_of: date, days: Ints, log_win: Floats, log_lose: Floats) -> CurvePoints:
    """The curves that follow from log daily rates, deal × interval; equal ones are kept once.

    Args:
        days: last day of each interval, as days after `as_of`.
    """
    rates = np.ascontiguousarray(np.concatenate([log_win, log_lose], axis=1))
    keys = rates.view(np.dtype((np.void, rates.dtype.itemsize * rates.shape[1]))).ravel()
    _, first, curve = np.unique(keys, return_index=True, return_inverse=True)
    lengths = np.diff(days, prepend=0)
    cum_win, cum_loss = curves(log_win[first], log_lose[first], lengths)
    return CurvePoints(as_of, days, curve.ravel().astype(np.int64), cum_win, cum_loss)


def curve_points(table: HazardTable, started: Days, as_of: date) -> CurvePoints:
    """The curves of deals open at the end of `as_of`."""
    days = np.array(stored_days(as_of), dtype=np.int64)
    distinct, curve = np.unique(np.asarray(started, "datetime64[D]"), return_inverse=True)
    cum_win, cum_loss = table.curves(distinct, as_of, days)
    return CurvePoints(as_of, days, curve.astype(np.int64), cum_win, cum_loss)


def read_off_rows(days: Ints, cumulative: Floats, day: int) -> Floats:
    """`analytics.curves.read_off` for every row of a table.

    Raises:
        ValueError: the day lies before the as-of date or after the last stored day.
    """
    if not 0 <= day <= days[-1]:
        raise ValueError(f"day {day} lies outside the curve (0 to {days[-1]})")
    right = int(np.searchsorted(days, day))
    at_right: Floats = cumulative[:, right]
    if days[right] == day:
        return at_right
    left_day = days[right - 1] if right else 0
    at_left = cumulative[:, right - 1] if right else np.zeros(len(cumulative))
    share = (day - left_day) / (days[right] - left_day)
    between: Floats = at_left + share * (at_right - at_left)
    return between


def first_days_reaching(days: Ints, cumulative: Floats, chance: Floats) -> Ints:
    """`analytics.curves.first_day_reaching` for every row; the last stored day where it is 0."""
    right = np.minimum((cumulative < chance[:, None]).sum(axis=1), len(days) - 1)
    row = np.arange(len(cumulative))
    at_right = cumulative[row, right]
    left = np.where(right > 0, cumulative[row, right - 1], 0.0)
    left_day = np.where(right > 0, days[right - 1], 0)
    rise = at_right - left
    share = np.divide(chance - left, rise, out=np.zeros_like(rise), where=rise > 0)
    reached = np.ceil(left_day + share * (days[right] - left_day) - 1e-9).astype(np.int64)
    found: Ints = np.where(chance > 0, np.maximum(1, reached), days[-1])
    return found
