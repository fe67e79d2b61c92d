"""The distribution of what open deals bring: a sum of amounts, each won or not.

Exact: the transform of the sum is the product of those of the deals, deal by deal, with no draw and
no rounding of a chance. Where many deals make it smooth, it is computed from exact amounts at the
few frequencies that are not 0; where few deals leave steps, amounts stand on the grid, split
between two cells so that the mean stays exact. Beyond EXACT_DEALS deals the smaller ones (by
variance) count together as a normal amount of their exact mean and variance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.forecast.grid import CELLS, Complexes, Distribution, Floats, Grid, Reach

EXACT_DEALS = 10_000
_BLOCK = 16
_SMOOTH = 192
_NOTHING = 1e-13
# Below this chance the series of the logarithm converges fast.
SELDOM, SOMETIMES = 0.3, 0.45
# So few deals are multiplied out one by one, whatever their chance.
FEW = 64


@dataclass(frozen=True, eq=False)
class Deals:
    """Open deals under several states of what they share.

    Attributes:
        amounts: deal; none below 0.
        chances: state × deal, each 0 to 1.
    """

    amounts: Floats
    chances: Floats

    def reach(self, state: int) -> Reach:
        """Where the sum lies in one state."""
        chance, amounts = self.chances[state], self.amounts
        second = amounts * amounts * chance
        possible = amounts[chance > 0]
        return Reach(
            mean=float(amounts @ chance),
            variance=float(second @ (1.0 - chance)),
            second=float(second.sum()),
            largest=float(possible.max()) if len(possible) else 0.0,
            ceiling=float(possible.sum()),
        )


def sum_of_deals(amounts: Floats, chances: Floats, cells: int = CELLS) -> Distribution:
    """The distribution of the sum of independent deals, each its amount with its chance, else 0.

    Raises:
        ValueError: an amount is negative, a chance lies outside 0–1, or the lengths differ.
    """
    deals = checked(amounts, chances)
    reach = deals.reach(0)
    if reach.high <= 0.0:
        return Distribution.point(0.0)
    grid = Grid.covering([reach], cells)
    return Distribution.read(grid, transform_of_deals(grid, deals)[0], reach.low, reach.mean)


def checked(amounts: Floats, chances: Floats) -> Deals:
    """Deals in one state, with every amount and chance looked at."""
    amounts, chances = np.asarray(amounts, np.float64), np.asarray(chances, np.float64)
    if amounts.shape != chances.shape or amounts.ndim != 1:
        raise ValueError("amounts and chances must be columns of one length")
    if not bool(np.isfinite(amounts).all() and (amounts >= 0).all()):
        raise ValueError("every amount must be a number, 0 or more")
    if not bool(((chances >= 0) & (chances <= 1)).all()):
        raise ValueError("every chance must lie between 0 and 1")
    return Deals(amounts, chances[None, :])


def transform_of_deals(grid: Grid, deals: Deals, most: int = EXACT_DEALS) -> Complexes:
    """The transform of the sum in each state: state × frequency."""
    each, rest = _apart(deals, most)
    found = _smooth(grid, each)
    if found is None:
        found = _stepped(grid, each)
    return found * _normal(grid, rest) if len(rest.amounts) else found


def _apart(deals: Deals, most: int) -> tuple[Deals, Deals]:
    """Deals that count one by one, and the others: those of the least variance."""
    mean = deals.chances.mean(axis=0)
    used = np.flatnonzero((mean > 0) & (deals.amounts > 0))
    if len(used) > most:
        spread = (deals.amounts**2 * mean * (1.0 - mean))[used]
        used = used[np.argsort(-spread, kind="stable")]
    return _chosen(deals, used[:most]), _chosen(deals, used[most:])


def _chosen(deals: Deals, which: NDArray[np.int64] | NDArray[np.bool_]) -> Deals:
    return Deals(deals.amounts[which], deals.chances[:, which])


def _normal(grid: Grid, deals: Deals) -> Complexes:
    angle = grid.angles()
    mean = deals.chances @ deals.amounts
    variance = (deals.chances * (1.0 - deals.chances)) @ deals.amounts**2
    found: Complexes = np.exp(-1j * angle * mean[:, None] - angle**2 * variance[:, None] / 2)
    return found


def _smooth(grid: Grid, deals: Deals) -> Complexes | None:
    """The transform from exact amounts, if it has fallen to nothing after a few frequencies."""
    found = np.zeros((len(deals.chances), grid.frequencies), np.complex128)
    once = np.exp(-1j * float(grid.angles(1, 2)[0]) * deals.amounts)
    turns = _powers(once)
    whole = turns[-1] * once
    for start in range(0, min(_SMOOTH, grid.frequencies), _BLOCK):
        stop = min(start + _BLOCK, grid.frequencies)
        found[:, start:stop] = _multiplied(deals.chances, turns[: stop - start] - 1.0)
        if np.abs(found[:, start:stop]).max() < _NOTHING:
            return found
        turns *= whole
    return None


def _powers(once: Complexes) -> Complexes:
    """Powers 0 to _BLOCK − 1 of a column, one row each."""
    found = np.ones((_BLOCK, len(once)), np.complex128)
    for power in range(1, _BLOCK):
        np.multiply(found[power - 1], once, out=found[power])
    return found


def _multiplied(chances: Floats, turn: Complexes) -> Complexes:
    """Product over deals of 1 + chance × (e^… − 1), by state and frequency."""
    return np.stack([np.prod(1.0 + chance * turn, axis=1) for chance in chances])


def _stepped(grid: Grid, deals: Deals) -> Complexes:
    """The transform from amounts on the grid, all frequencies."""
    mean = deals.chances.mean(axis=0)
    seldom = (mean < SELDOM) & (deals.chances.max(axis=0) < SOMETIMES)
    if len(mean) <= FEW:
        seldom[:] = False
    rare, others = _chosen(deals, seldom), _chosen(deals, ~seldom)
    series = np.stack([_series(grid, rare.amounts, chances) for chances in rare.chances])
    found: Complexes = np.exp(series) * _one_by_one(grid, others)
    return found


def _series(grid: Grid, amounts: Floats, chances: Floats) -> Complexes:
    """Sum over deals of log(1 − p + p·zᵃ) = log(1 − p) + q·zᵃ − q²·z²ᵃ/2 + …, q = p ÷ (1 − p)."""
    cells = np.zeros(grid.cells)
    odds = chances / (1.0 - chances)
    power, order = odds.copy(), 1
    nothing = float(np.log1p(-chances).sum())
    while len(power):
        cells += grid.placed(order * amounts, (-1.0) ** (order + 1) * power / order)
        order += 1
        kept = power * odds > _NOTHING
        amounts, odds, power = amounts[kept], odds[kept], (power * odds)[kept]
    return np.fft.rfft(cells) + nothing


def _one_by_one(grid: Grid, deals: Deals) -> Complexes:
    """Deals of larger chances, multiplied out; where these are many the sum is smooth."""
    found = np.ones((len(deals.chances), grid.frequencies), np.complex128)
    roots = np.exp(-2j * np.pi * np.arange(grid.cells) / grid.cells)
    place = np.arange(grid.frequencies)
    step = roots[: grid.frequencies]
    amounts = (deals.amounts / grid.unit).tolist()
    for amount, chance in zip(amounts, deals.chances.T[:, :, None], strict=True):
        whole = int(amount)
        part = amount - whole
        turn = roots[(place * whole) % grid.cells] * (1.0 - part + part * step)
        found *= 1.0 + chance * (turn - 1.0)
    return found
