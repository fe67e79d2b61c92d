"""How much of what is created from now on will be won by a day: days of creation, each weighed.

A deal that starts on a day follows the curve of newcomers of that day; between the days for which a
curve is stored it lies on the line between the two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from analytics.forecast.grid import Floats


@dataclass(frozen=True)
class NewcomerCurve:
    """Chance to be won of a deal starting on a day, by the end of each later stored day."""

    started_on: date
    days: Sequence[date]
    cum_win: Sequence[float]

    def won_by(self, ordinals: Floats) -> Floats:
        """The chance by days given as ordinals: 0 up to the start, level after the last stored."""
        start = self.started_on.toordinal()
        days = [start, *(day.toordinal() for day in self.days)]
        return np.interp(ordinals, days, [0.0, *self.cum_win])


def curves_of(rows: Sequence[Mapping[str, object]]) -> list[NewcomerCurve]:
    """Curves from rows of `newcomer_curves` (started_on, day, cum_win), in any order."""
    by_start: dict[date, list[tuple[date, float]]] = {}
    for row in rows:
        started, day, chance = row["started_on"], row["day"], row["cum_win"]
        if not (isinstance(started, date) and isinstance(day, date) and isinstance(chance, float)):
            raise TypeError("newcomer_curves holds something else than days and chances")
        by_start.setdefault(started, []).append((day, chance))
    return [
        NewcomerCurve(start, [day for day, _ in found], [chance for _, chance in found])
        for start, found in ((start, sorted(by_start[start])) for start in sorted(by_start))
    ]


def weighed_days(curves: Sequence[NewcomerCurve], as_of: date, untils: Sequence[date]) -> Floats:
    """For each day of `untils`: the days after `as_of` up to it, each by the chance of its deals.

    The chance is that of being won by that day; a deal that starts on the day itself has none.
    """
    ends = np.array([day.toordinal() for day in untils], dtype=np.float64)
    if not curves:
        return np.zeros(len(ends))
    starts = np.array([curve.started_on.toordinal() for curve in curves], dtype=np.float64)
    chances = np.stack([curve.won_by(ends) for curve in curves])
    found = np.zeros(len(ends))
    for place, end in enumerate(ends.tolist()):
        begun = starts < end
        days = np.arange(as_of.toordinal() + 1, end, dtype=np.float64)
        if begun.any() and len(days):
            at, chance = np.append(starts[begun], end), np.append(chances[begun, place], 0.0)
            found[place] = np.interp(days, at, chance).sum()
    return found
