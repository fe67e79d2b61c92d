"""What deals bring once won, against what they stood for while open, and how often new ones come.

Company-wide figures of the last year, so that what is said of groups adds up to the whole.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.forecast.grid import Floats
from analytics.forecast.new_business import NewBusiness, dispersion, rate_shape

YEAR_DAYS = 365
CREATION_DAYS = 182
FEWEST = 10


@dataclass(frozen=True)
class Realized:
    """Of won deals of the last year: what they were won for.

    Attributes:
        share: sum of closing values ÷ sum of the amounts they were open with; 1 where fewer than
            FEWEST were won.
        per_newcomer: mean closing value ÷ mean amount of the deals created in that year: larger
            than `share` where larger deals are won more often.
        deals: won deals behind it.
    """

    share: float
    per_newcomer: float
    deals: int

    @classmethod
    def of(cls, values: float, amounts: float, deals: int, created_mean: float | None) -> Realized:
        """From sums over won deals with both figures, and the mean amount of deals created."""
        if deals < FEWEST or amounts <= 0:
            return cls(1.0, 1.0, deals)
        share = values / amounts
        per = values / deals / created_mean if created_mean else share
        return cls(share, per, deals)


@dataclass(frozen=True, eq=False)
class Creation:
    """Deals created in the days up to the as-of date.

    Attributes:
        amounts: of those with an amount.
        weekly: how many were created in each whole week of the window.
        days: length of the window.
    """

    amounts: Floats
    weekly: Floats
    days: int

    def ahead(self, weighed_days: float, days: int, per_newcomer: float) -> NewBusiness:
        """The wins to come from deals created in the next `days` days.

        Args:
            weighed_days: days of creation, each by the chance that its deals are won in the period.
            per_newcomer: what a win brings per unit of amount of a deal created.
        """
        count = len(self.amounts)
        shape = rate_shape(count, dispersion(self.weekly), count / self.days * days)
        wins = np.full(count, max(0.0, weighed_days) / self.days)
        return NewBusiness(self.amounts * per_newcomer, wins, shape)


def by_week(days_ago: Floats, days: int) -> Floats:
    """Counts by whole week before the as-of date, from how many days ago each deal started."""
    weeks = days // 7
    week = (np.asarray(days_ago, dtype=np.int64) // 7).astype(np.int64)
    return np.bincount(week[week < weeks], minlength=weeks).astype(np.float64)
