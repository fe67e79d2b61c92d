"""What all deals of a period share: a quarter better or worse for everybody than each deal's curve.

The shared state multiplies every deal's rate of being won. It is lognormal with mean 1; a few
Gauss–Hermite nodes stand for it, and deals are independent within each. Between the nodes the sum
moves along with its mean, so that a large company, of which hardly anything but the shared state is
uncertain, gets a range and not a few separate humps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.forecast.grid import Complexes, Floats, Grid

NODES = 5
# Of the shared state's variance, the part that lies between the nodes (its square).
BETWEEN = 0.7
_ROUNDS = 30
_EXACT = 1e-13


@dataclass(frozen=True, eq=False)
class Shock:
    """States of what is shared.

    Attributes:
        at: place of each state, in standard deviations.
        multiples: what the rate is multiplied by in each; their weighted mean is 1.
        weights: chance of each state; sum 1.
        between: standard deviation of a state around its node, in the unit of `at`.
    """

    at: Floats
    multiples: Floats
    weights: Floats
    between: float

    @classmethod
    def of(cls, spread: float) -> Shock:
        """A lognormal with that standard deviation, relative to its mean; 0: one state.

        Raises:
            ValueError: the spread is negative.
        """
        if spread < 0:
            raise ValueError("a spread cannot be negative")
        if spread == 0:
            return cls(np.zeros(1), np.ones(1), np.ones(1), 0.0)
        nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
        at, weights = nodes * np.sqrt(1.0 - BETWEEN**2), weights / weights.sum()
        multiples = np.exp(np.sqrt(np.log1p(spread * spread)) * at)
        return cls(at, multiples / float(multiples @ weights), weights, BETWEEN)

    def chances(self, mean: Floats) -> Floats:
        """Chance of each deal in each state, state × deal, with `mean` as their mean over states.

        In a state the hazard summed over the period is a multiple of the deal's own; that one is
        found so that the mean over the states is the chance given, exactly.
        """
        if len(self.weights) == 1:
            return mean[None, :]
        kept = np.minimum(mean, 1.0 - 1e-9)
        hazard = -np.log1p(-kept)
        for _ in range(_ROUNDS):
            spared = np.exp(-np.outer(self.multiples, hazard))
            miss = self.weights @ spared - (1.0 - kept)
            if float(np.abs(miss).max(initial=0.0)) < _EXACT:
                break
            hazard = hazard + miss / ((self.weights * self.multiples) @ spared)
        found = 1.0 - np.exp(-np.outer(self.multiples, hazard))
        return np.where(mean >= 1.0 - 1e-9, mean, np.clip(found, 0.0, 1.0))

    def moves(self, means: Floats) -> Floats:
        """Standard deviation of a sum's mean around each state, given its mean in each."""
        if len(self.at) == 1:
            return np.zeros(1)
        found: Floats = self.between * np.abs(np.gradient(means, self.at))
        return found

    def mixed(self, grid: Grid, states: Complexes, moves: Floats) -> Complexes:
        """One transform from those of the states; steps are left as they stand."""
        if grid.is_smooth(states):
            states = states * np.exp(-((grid.angles() * moves[:, None]) ** 2) / 2)
        found: Complexes = (self.weights[:, None] * states).sum(axis=0)
        return found
