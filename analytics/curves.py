"""Curves of a deal: the days that are stored, and the one way to read the days between them.

A curve is the chance to have closed by each stored day, counted from the as-of date, where it is 0.
Whoever needs another day reads it off here, linearly, so that all parts of the product agree.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, timedelta

CURVE_WEEKS = 53
EVER_DAYS = 365


def stored_days(as_of: date) -> tuple[int, ...]:
    """The stored days, as numbers of days after `as_of`: Sundays and month ends of 53 weeks."""
    found = []
    for offset in range(1, CURVE_WEEKS * 7 + 1):
        day = as_of + timedelta(days=offset)
        if day.weekday() == 6 or (day + timedelta(days=1)).day == 1:
            found.append(offset)
    return tuple(found)


def read_off(days: Sequence[float], cumulative: Sequence[float], day: float) -> float:
    """The chance by `day`, read linearly between the stored points and (0, 0).

    Args:
        days: stored days after the as-of date, rising, all above 0.
        cumulative: the chance by the end of each.
        day: days after the as-of date, not necessarily whole.

    Raises:
        ValueError: the day lies before the as-of date or after the last stored day.
    """
    if not days or not 0 <= day <= days[-1]:
        raise ValueError(f"day {day} lies outside the curve (0 to {days[-1] if days else 0})")
    right = bisect_left(days, day)
    if days[right] == day:
        return cumulative[right]
    left_day, left = (days[right - 1], cumulative[right - 1]) if right else (0, 0.0)
    share = (day - left_day) / (days[right] - left_day)
    return left + share * (cumulative[right] - left)


def first_day_reaching(days: Sequence[float], cumulative: Sequence[float], chance: float) -> int:
    """The first whole day, at least 1, by which the curve has reached the chance.

    Raises:
        ValueError: the curve ends below the chance.
    """
    if not days or cumulative[-1] < chance:
        raise ValueError(f"the curve never reaches {chance}")
    right = bisect_left(cumulative, chance)
    left_day, left = (days[right - 1], cumulative[right - 1]) if right else (0, 0.0)
    rise = cumulative[right] - left
    share = (chance - left) / rise if rise > 0 else 0.0
    return max(1, math.ceil(left_day + share * (days[right] - left_day) - 1e-9))
