"""What a learner is told of an interval: how far ahead it lies, and its place in the quarter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from models.learners.tally import MONTHS_IN_QUARTER, positions_in_quarter
from models.past.history import Days, Floats, Ints

LEAD_EDGES = (8, 29, 92)
CLOSING_DAYS = 14
MOMENT_NAMES = ("lead", "season")


@dataclass(frozen=True, eq=False)
class Moments:
    """The intervals after a day, told in few numbers, so that many intervals share one prediction.

    Attributes:
        distinct: moment × (lead, season). Lead: 0 within a week, 1 within four, 2 within 91 days,
            3 later. Season: month of the fiscal quarter, 0 to 2, and 3 for its last fourteen days.
        number: which of them each interval is.
    """

    distinct: Floats
    number: Ints


def moments(as_of: date, days: Ints, first_month: int) -> Moments:
    """The moments of intervals after one day; an interval counts by its middle."""
    middle = _middle(np.concatenate([[1], days[:-1] + 1]), days)
    told = _told(np.datetime64(as_of, "D") + middle, middle, first_month)
    distinct, number = np.unique(told, axis=0, return_inverse=True)
    return Moments(distinct, number.ravel().astype(np.int64))


def moment_columns(day: Days, first: Ints, last: Ints, first_month: int) -> Floats:
    """Lead and season of single intervals (`first` to `last` day after `day`), row × 2."""
    middle = _middle(first, last)
    return _told(day + middle, middle, first_month)


def _middle(first: Ints, last: Ints) -> Ints:
    return (first + last) // 2


def _told(calendar_day: Days, lead: Ints, first_month: int) -> Floats:
    season = positions_in_quarter(calendar_day, first_month, MONTHS_IN_QUARTER)
    ahead = positions_in_quarter(calendar_day + CLOSING_DAYS, first_month, MONTHS_IN_QUARTER)
    is_closing = (season == MONTHS_IN_QUARTER - 1) & (ahead != season)
    told = [np.searchsorted(LEAD_EDGES, lead, side="right"), np.where(is_closing, 3, season)]
    return np.stack(told, axis=1).astype(np.float64)
