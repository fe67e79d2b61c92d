"""A grid of amounts, and a distribution read off on it.

A distribution is kept as the discrete Fourier transform of its chances while it is put together:
there, adding independent amounts is multiplying, and mixing is averaging.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Complexes = NDArray[np.complex128]

CELLS = 4096
# A cell that holds more than this is a point of its own (such as "nothing is won").
POINT = 0.01
_TAIL = math.log(1e10)


@dataclass(frozen=True)
class Reach:
    """What is known of a sum before it is computed: enough to say where its chances lie.

    Attributes:
        mean, variance: of the sum.
        second: sum of the mean squares of its parts, for the lower tail.
        largest: its largest part.
        ceiling: the most it can be; infinite where there is no such amount.
    """

    mean: float
    variance: float
    second: float
    largest: float
    ceiling: float

    @property
    def low(self) -> float:
        """Below it lies a chance of less than one in ten thousand million."""
        return max(0.0, self.mean - math.sqrt(2 * _TAIL * self.second))

    @property
    def high(self) -> float:
        """Above it lies hardly a chance (Bernstein's inequality)."""
        lump = self.largest * _TAIL / 3
        above = lump + math.sqrt(lump * lump + 2 * _TAIL * self.variance)
        return min(self.ceiling, self.mean + above)


@dataclass(frozen=True)
class Grid:
    """Amounts 0, unit, 2 × unit …; `cells` of them in a row are told apart, then they repeat."""

    unit: float
    cells: int

    @classmethod
    def covering(cls, reaches: list[Reach], cells: int = CELLS) -> Grid:
        """The finest grid on which none of these sums meets itself again."""
        low, high = min(one.low for one in reaches), max(one.high for one in reaches)
        return cls(unit=(high - low) / (cells - 4) if high > low else 1.0, cells=cells)

    @property
    def frequencies(self) -> int:
        """Length of a transform on this grid."""
        return self.cells // 2 + 1

    def angles(self, start: int = 0, stop: int | None = None) -> Floats:
        """Angle per unit of money of each frequency."""
        stop = self.frequencies if stop is None else stop
        step = 2 * np.pi / (self.cells * self.unit)
        found: Floats = np.arange(start, stop, dtype=np.float64) * step
        return found

    def is_smooth(self, transform: Complexes) -> bool:
        """Whether the chances of a transform run on without a step, in every state."""
        tail = np.abs(transform[..., 3 * self.frequencies // 4 :])
        return bool(tail.max(initial=0.0) < 1e-6)

    def placed(self, amounts: Floats, weights: Floats) -> Floats:
        """Weights on the cells; an amount between two goes to both, so that its mean is kept."""
        at = np.floor(amounts / self.unit)
        part = amounts / self.unit - at
        cell = at.astype(np.int64)
        found = np.bincount(cell % self.cells, weights * (1.0 - part), self.cells)
        found += np.bincount((cell + 1) % self.cells, weights * part, self.cells)
        return found.astype(np.float64)


@dataclass(frozen=True, eq=False)
class Distribution:
    """Chances of amounts start, start + unit, …

    Attributes:
        mean: the exact mean, not the one of the grid (they differ by rounding only).
    """

    start: float
    unit: float
    chances: Floats
    mean: float

    @classmethod
    def point(cls, amount: float) -> Distribution:
        """One amount for sure."""
        return cls(amount, 0.0, np.ones(1), amount)

    @classmethod
    def read(
        cls, grid: Grid, transform: Complexes, low: float, mean: float, plus: float = 0.0
    ) -> Distribution:
        """Read a transform off from the cell of `low` up, and add a sure amount to all."""
        first = math.floor(low / grid.unit)
        rolled = np.roll(np.fft.irfft(transform, grid.cells), -(first % grid.cells))
        chances = np.maximum(rolled, 0.0)
        return cls(plus + first * grid.unit, grid.unit, chances / chances.sum(), plus + mean)

    @cached_property
    def rising(self) -> Floats:
        """Chance of each amount or less."""
        return np.cumsum(self.chances)

    def quantile(self, share: float) -> float:
        """The amount not passed with chance `share`.

        A cell of more than POINT is an amount of its own; other cells are spread evenly over their
        width. Never below the smallest amount that the sum can take.
        """
        rising = self.rising
        cell = min(int(np.searchsorted(rising, share)), len(rising) - 1)
        inside = 0.5
        if 0 < self.chances[cell] <= POINT:
            inside = float((share - (rising[cell] - self.chances[cell])) / self.chances[cell])
        return max(self.start, self.start + self.unit * (cell + min(1.0, inside) - 0.5))

    def at_least(self, amount: float) -> float:
        """Chance of that amount or more; an amount inside a cell counts its part of the cell."""
        if self.unit == 0.0:
            return float(self.start >= amount)
        place = (amount - self.start) / self.unit + 0.5
        cell = math.floor(place)
        if cell < 0:
            return 1.0
        if cell >= len(self.chances):
            return 0.0
        here = float(self.chances[cell])
        part = 1.0 - (place - cell) if here <= POINT else float(place - cell <= 0.5)
        return min(1.0, float(self.chances[cell + 1 :].sum()) + here * part)
