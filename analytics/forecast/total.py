"""Won to date, open deals and new business put together, as one joint distribution.

Open deals and new business are independent given what they share, so the total is their product
state by state, mixed over the states. Means add up; quantiles do not and are never summed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.forecast.grid import CELLS, Complexes, Distribution, Floats, Grid, Reach
from analytics.forecast.new_business import NewBusiness
from analytics.forecast.shock import Shock
from analytics.forecast.sum_of_deals import Deals, checked, transform_of_deals

QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True, eq=False)
class Outlook:
    """What a period brings.

    Attributes:
        won: already won in it.
        open, new: what open deals and deals still to be created bring.
        total: all three.
    """

    won: float
    open: Distribution
    new: Distribution
    total: Distribution


@dataclass(frozen=True, eq=False)
class Part:
    """A part of the total: where it lies in each state, and what it moves by around the state."""

    reaches: list[Reach]
    moves: Floats
    mean: float

    @property
    def low(self) -> float:
        """Below it there is hardly a chance in any state."""
        return min(one.low for one in self.reaches)


def outlook(
    won: float,
    amounts: Floats,
    chances: Floats,
    newcomers: NewBusiness,
    spread: float,
    cells: int = CELLS,
) -> Outlook:
    """The joint distribution of a period.

    Args:
        won: what is won in it already.
        amounts, chances: of open deals: what each brings if won, and its chance to be won in it.
        newcomers: deals still to be created.
        spread: standard deviation of what is shared, relative to its mean.

    Raises:
        ValueError: an amount, chance or spread is out of range.
    """
    given, shock = checked(amounts, chances), Shock.of(spread)
    deals = Deals(given.amounts, shock.chances(given.chances[0]))
    states = range(len(shock.weights))
    old = part_of_sum(shock, [deals.reach(k) for k in states], given.reach(0).mean)
    new = part_of_sum(shock, [newcomers.reach(float(m)) for m in shock.multiples], newcomers.mean)
    sums = [added(one, other) for one, other in zip(old.reaches, new.reaches, strict=True)]
    both = part_of_sum(shock, sums, old.mean + new.mean)
    if max(one.high for one in both.reaches) <= 0.0:
        nothing = Distribution.point(0.0)
        return Outlook(won, nothing, nothing, Distribution.point(won))
    grid = Grid.covering(both.reaches, cells)
    by_deal = transform_of_deals(grid, deals)
    by_new = newcomers.transform(grid, shock.multiples)

    def read(transform: Complexes, part: Part, plus: float = 0.0) -> Distribution:
        mixed = shock.mixed(grid, transform, part.moves)
        return Distribution.read(grid, mixed, part.low, part.mean, plus)

    total = read(by_deal * by_new, both, won)
    return Outlook(won, read(by_deal, old), read(by_new, new), total)


def part_of_sum(shock: Shock, reaches: list[Reach], mean: float) -> Part:
    """A part from where it lies in each state, widened by what moves it around the states."""
    moves = shock.moves(np.array([one.mean for one in reaches]))
    return Part([_widened(*pair) for pair in zip(reaches, moves, strict=True)], moves, mean)


def _widened(reach: Reach, move: float) -> Reach:
    extra = float(move) ** 2
    return Reach(
        reach.mean, reach.variance + extra, reach.second + extra, reach.largest, reach.ceiling
    )


def added(one: Reach, other: Reach) -> Reach:
    """Where the sum of two independent amounts lies."""
    return Reach(
        one.mean + other.mean,
        one.variance + other.variance,
        one.second + other.second,
        max(one.largest, other.largest),
        one.ceiling + other.ceiling,
    )
