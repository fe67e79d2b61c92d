"""What the mean of a forecast is computed from, every piece of it replaceable.

`forecast` reads a company once and asks it for many periods; whoever asks why a forecast moved
needs the same mean from pieces of two days. Both go through `Ahead`, so they cannot part.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from analytics.forecast.ahead import Ahead, Leaning
from analytics.forecast.grid import Floats
from analytics.forecast.levels import Creation, Realized
from analytics.forecast.spans import ahead
from data.periods import Period

Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Stand:
    """Where a company and a scope of it stand at the end of `as_of`.

    Attributes:
        ends: last day of each step ahead.
        amounts: deal: its open amount; 0 where there is none.
        chances: deal × step: chance to be won in the step, as scored; 0 for a deal not open.
        used: deal: whether it is in scope.
        arrivals: step: days of creation, each by the chance that its deals are won in the step.
        creation, own_creation: what was created lately, in the company and in scope.
        realized: what won deals brought against what they stood for.
        leaning: what the calendar says of each step, and the weight of the deals beside it.
        won: already won in the period and scope.
    """

    as_of: date
    ends: tuple[date, ...]
    amounts: Floats
    chances: Floats
    used: Flags
    arrivals: Floats
    creation: Creation
    own_creation: Creation
    realized: Realized
    leaning: Leaning
    won: float

    def mean(self, period: Period) -> float:
        """Mean revenue of a period in scope: won to date, open deals and new business.

        A period that has passed brings what was won.
        """
        rest = ahead(period, self.as_of)
        if rest is None:
            return self.won
        whole = Ahead(
            self.as_of, self.ends, self.amounts * self.realized.share, self.chances,
            self.arrivals, self.creation, self.realized,
        ).leaning(self.leaning)  # fmt: skip
        open_deals = float(whole.amounts[self.used] @ whole.won_in(rest)[self.used])
        return self.won + open_deals + whole.new_in(rest, self.own_creation).mean
