"""95% intervals where the same deal stands in many rows, so that rows count for less than deals."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from data.errors import TooFewOutcomes
from models.past.history import Flags, Floats, Ints

Z95 = 1.959963984540054
JACKKNIFE_GROUPS = 20


def wilson(rate: float, count: float) -> tuple[float, float]:
    """Wilson's 95% interval of a rate seen in `count` independent rows (Wilson 1927)."""
    square = Z95**2 / count
    middle = (rate + square / 2) / (1 + square)
    half = Z95 / (1 + square) * math.sqrt(rate * (1 - rate) / count + square / (4 * count))
    return max(0.0, middle - half), min(1.0, middle + half)


def clustered_rate(happened: Flags, deal: Ints) -> tuple[float, float, float]:
    """Rate with its 95% interval, rows of one deal counted as related.

    The variance of the rate is Σ over deals of (Σ of the deal's rows − rate)² ÷ rows²; rows ÷ (that
    ÷ the variance of independent rows) is the number of independent rows they are worth, never
    more than there are; with it, Wilson's interval. Where all or none happened, rows are worth the
    number of deals.

    Returns:
        rate, lower end, upper end.

    Raises:
        TooFewOutcomes: there is no row.
    """
    rows = len(happened)
    if rows == 0:
        raise TooFewOutcomes("rows behind a rate", 0, 1)
    rate = float(happened.mean())
    _, cluster = np.unique(deal, return_inverse=True)
    if rate in (0.0, 1.0):
        worth = float(cluster.max() + 1)
    else:
        sums = np.bincount(cluster, weights=happened - rate)
        design = float((sums**2).sum()) / rows / (rate * (1 - rate))
        worth = rows / max(1.0, design)
    return (rate, *wilson(rate, worth))


def jackknife(
    measure: Callable[[Floats, Flags], float], chance: Floats, happened: Flags, deal: Ints
) -> tuple[float, float, float]:
    """A measure with its 95% interval by leaving out one of twenty groups of deals at a time.

    All rows of a deal fall in one group (its number modulo 20). Standard error: √(19 ÷ 20 × Σ
    squared deviations of the twenty values from their mean); interval: value ± 1.96 of them.

    Returns:
        value, lower end, upper end.

    Raises:
        TooFewOutcomes: as the measure, also for the rows without one of the groups.
    """
    value = measure(chance, happened)
    group = deal % JACKKNIFE_GROUPS
    parts = [
        measure(chance[group != left_out], happened[group != left_out])
        for left_out in range(JACKKNIFE_GROUPS)
    ]
    spread = (JACKKNIFE_GROUPS - 1) * float(np.var(parts))
    half = Z95 * math.sqrt(spread)
    return value, value - half, value + half
