"""Business still to be created: deals that start and are won before the period ends.

The deals created in a window before the as-of date stand for those to come: as many a day, of the
same amounts. How many come is uncertain in three ways: by chance (Poisson), because creation comes
in waves, and because the rate itself was learnt from a count; together a negative binomial.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.forecast.grid import Complexes, Floats, Grid, Reach


@dataclass(frozen=True, eq=False)
class NewBusiness:
    """Wins to come from deals not created yet.

    Attributes:
        amounts: what a win of each kind brings.
        wins: expected number of wins of each kind.
        shape: of the gamma distribution of the common rate; infinite for a rate known for sure.
    """

    amounts: Floats
    wins: Floats
    shape: float

    @property
    def mean(self) -> float:
        """Expected amount."""
        return float(self.amounts @ self.wins)

    @property
    def variance(self) -> float:
        """Variance of the amount, the rate's uncertainty included."""
        return float(self.amounts**2 @ self.wins) + self.mean**2 / self.shape

    def reach(self, multiple: float) -> Reach:
        """Where the amount lies when everybody's rate is multiplied."""
        mean = self.mean * multiple
        second = float(self.amounts**2 @ self.wins) * multiple
        spread = second + mean**2 / self.shape
        possible = self.amounts[self.wins > 0]
        largest = float(possible.max()) if len(possible) else 0.0
        # A gamma rate has the longer tail of the two: its scale counts as a lump.
        lump = max(largest, mean / self.shape)
        return Reach(mean, spread, spread, lump, float("inf") if mean > 0 else 0.0)

    def transform(self, grid: Grid, multiples: Floats) -> Complexes:
        """The transform of the amount in each state: state × frequency."""
        if not self.mean > 0:
            return np.ones((len(multiples), grid.frequencies), np.complex128)
        exponent = np.fft.rfft(grid.placed(self.amounts, self.wins)) - self.wins.sum()
        scaled = multiples[:, None] * exponent[None, :]
        if not np.isinf(self.shape):
            scaled = -self.shape * np.log1p(-scaled / self.shape)
        found: Complexes = np.exp(scaled)
        return found


def rate_shape(created: int, dispersion: float, to_come: float) -> float:
    """Shape of the rate of deals to come, seen from the deals that were created.

    The variance of the number to come, relative to its square, is dispersion ÷ to_come (waves) plus
    dispersion ÷ created (the rate was learnt from a count); the Poisson part, 1 ÷ to_come, is
    counted elsewhere.

    Args:
        created: deals created in the window.
        dispersion: variance ÷ mean of the deals created in a week; at least 1.
        to_come: expected number to be created.
    """
    if created == 0 or to_come <= 0:
        return float("inf")
    dispersion = max(1.0, dispersion)
    return 1.0 / ((dispersion - 1.0) / to_come + dispersion / created)


def dispersion(counts: Floats) -> float:
    """Variance ÷ mean of counts by week, at least 1; 1 where nothing was counted."""
    if len(counts) < 2 or not counts.mean() > 0:
        return 1.0
    return max(1.0, float(counts.var(ddof=1) / counts.mean()))
