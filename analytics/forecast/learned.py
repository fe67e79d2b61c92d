"""What past forecasts teach the next one: how far to trust the calendar, and how wide to be.

Two figures for each length of window, both shrunk to a stated default as if PRIOR_WINDOWS windows
had shown it: the weight of the deals' own mean against the calendar's, and the spread of what all
deals share beyond what chance explains. Windows that overlap count together as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import sqrt

DEFAULT_WEIGHT = 0.5
DEFAULT_SPREAD = 0.1
PRIOR_WINDOWS = 4.0
WINDOWS = (7, 28, 91)


@dataclass(frozen=True)
class Looked:
    """One past window that has passed.

    Attributes:
        deals, calendar: the two means as at the origin; calendar None where the history was short.
        served: their blend as it was given out.
        variance: what independent deals explain.
        actual: what was won.
    """

    origin: date
    deals: float
    calendar: float | None
    served: float
    variance: float
    actual: float


@dataclass(frozen=True)
class Learned:
    """Weight and spread for one length of window, and the windows behind them."""

    window_days: int
    weight: float = DEFAULT_WEIGHT
    spread: float = DEFAULT_SPREAD
    windows: int = 0
    independent: float = 0.0


def learn(window_days: int, looked: Sequence[Looked]) -> Learned:
    """Weight and spread from windows that have passed.

    The weight is the least-squares one, kept between 0 and 1; the spread comes from the mean of
    ((actual − served)² − variance) ÷ served², never below 0.
    """
    if not looked:
        return Learned(window_days)
    independent = independent_windows(window_days, [one.origin for one in looked])
    return Learned(
        window_days,
        _weight(looked, independent),
        _spread(looked, independent),
        len(looked),
        independent,
    )


def independent_windows(window_days: int, origins: Sequence[date]) -> float:
    """How many windows of that length fit side by side into the days these origins look at."""
    if not origins:
        return 0.0
    return ((max(origins) - min(origins)).days + window_days) / window_days


def _weight(looked: Sequence[Looked], independent: float) -> float:
    gaps = [
        (one.deals - one.calendar, one.actual - one.calendar)
        for one in looked
        if one.calendar is not None
    ]
    squares = sum(gap * gap for gap, _ in gaps)
    if not squares:
        return DEFAULT_WEIGHT
    found = min(1.0, max(0.0, sum(gap * miss for gap, miss in gaps) / squares))
    count = min(independent, float(len(gaps)))
    return (count * found + PRIOR_WINDOWS * DEFAULT_WEIGHT) / (count + PRIOR_WINDOWS)


def _spread(looked: Sequence[Looked], independent: float) -> float:
    beyond = [
        ((one.actual - one.served) ** 2 - one.variance) / one.served**2
        for one in looked
        if one.served > 0
    ]
    if not beyond:
        return DEFAULT_SPREAD
    found = max(0.0, sum(beyond) / len(beyond))
    count = min(independent, float(len(beyond)))
    prior = PRIOR_WINDOWS * DEFAULT_SPREAD**2
    return sqrt((count * found + prior) / (count + PRIOR_WINDOWS))


def at_length(known: Sequence[Learned], days: int) -> tuple[float, float]:
    """Weight and spread for so many days: on the line between the windows, level beyond them."""
    ordered = sorted(known, key=lambda one: one.window_days)
    if not ordered:
        return DEFAULT_WEIGHT, DEFAULT_SPREAD
    for left, right in pairwise(ordered):
        if left.window_days <= days <= right.window_days:
            share = (days - left.window_days) / (right.window_days - left.window_days)
            return (
                left.weight + share * (right.weight - left.weight),
                left.spread + share * (right.spread - left.spread),
            )
    nearest = ordered[0] if days < ordered[0].window_days else ordered[-1]
    return nearest.weight, nearest.spread
