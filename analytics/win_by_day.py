"""Chance to be won by any day, read off the stored curves: linear between stored days."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from data.periods import Period


def win_in_period(days: Sequence[date], as_of: date, period: Period) -> tuple[str, dict[str, Any]]:
    """A query of `opportunity_id, win_in_period` over `deal_curves`, and its values.

    The chance to be won from the later of the period's first day and the day after `as_of` to its
    last day. Days before `as_of` count nothing; days after the last stored one add nothing.
    """
    upper = _weights(days, as_of, period.end)
    lower = _weights(days, as_of, max(period.start, as_of + timedelta(days=1)) - timedelta(days=1))
    weights: dict[date, float] = {}
    for sign, part in ((1.0, upper), (-1.0, lower)):
        for day, weight in part.items():
            weights[day] = weights.get(day, 0.0) + sign * weight
    if not weights:
        return "SELECT opportunity_id, 0.0 AS win_in_period FROM deal_scores", {}
    values: dict[str, Any] = {}
    cases = []
    for index, (day, weight) in enumerate(sorted(weights.items())):
        values[f"curve_day_{index}"] = day
        values[f"curve_weight_{index}"] = weight
        cases.append(f"WHEN $curve_day_{index} THEN $curve_weight_{index} * cum_win")
    listed = ", ".join(f"$curve_day_{index}" for index in range(len(weights)))
    query = (
        f"SELECT opportunity_id, greatest(sum(CASE day {' '.join(cases)} END), 0) AS win_in_period "
        f"FROM deal_curves WHERE day IN ({listed}) GROUP BY 1"
    )
    return query, values


def _weights(days: Sequence[date], as_of: date, day: date) -> dict[date, float]:
    """Stored days and the weights whose sum reads the curve off at `day`."""
    if day <= as_of or not days:
        return {}
    if day >= days[-1]:
        return {days[-1]: 1.0}
    at = bisect_left(days, day)
    if days[at] == day:
        return {day: 1.0}
    before = as_of if at == 0 else days[at - 1]
    share = (day - before).days / (days[at] - before).days
    weights = {days[at]: share}
    if at > 0:
        weights[before] = 1.0 - share
    return weights
