"""What lies ahead of the whole company, step by step: chances of open deals, days of creation.

A step ends at every stored day of the curves; within a step everything happens evenly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from analytics.forecast.arrivals import NewcomerCurve, weighed_days
from analytics.forecast.baselines import Past, at_usual_level, usual_level
from analytics.forecast.blending import multiples
from analytics.forecast.grid import Floats
from analytics.forecast.learned import Learned, at_length
from analytics.forecast.levels import Creation, Realized
from analytics.forecast.new_business import NewBusiness
from data.periods import FiscalCalendar, Period


@dataclass(frozen=True)
class Leaning:
    """How a forecast leans on the calendar.

    Attributes:
        season: step: what the calendar says of it; None where it says nothing.
        weights: step: weight of the deals beside it.
    """

    season: Sequence[float | None]
    weights: Sequence[float]


def leaning_of(
    as_of: date,
    ends: Sequence[date],
    past: Past,
    calendar: FiscalCalendar,
    known: Sequence[Learned],
) -> Leaning:
    """What the past says of the steps after `as_of`; the past may end before that day."""
    usual = usual_level(past, calendar)
    season = [
        at_usual_level(usual, Period(start=before + timedelta(days=1), end=end), calendar)
        for before, end in zip([as_of, *ends[:-1]], ends, strict=True)
    ]
    return Leaning(season, [at_length(known, (end - as_of).days)[0] for end in ends])


@dataclass(frozen=True, eq=False)
class Ahead:
    """The company at the end of `as_of`.

    Attributes:
        ends: last day of each step.
        amounts: of open deals: what each brings if won.
        chances: deal × step: chance to be won in the step.
        arrivals: step: days of creation, each by the chance that its deals are won in the step.
        creation: deals created lately.
        realized: what won deals brought against what they stood for.
    """

    as_of: date
    ends: tuple[date, ...]
    amounts: Floats
    chances: Floats
    arrivals: Floats
    creation: Creation
    realized: Realized

    def mean_by_step(self) -> Floats:
        """Expected revenue of each step, open deals and new ones."""
        per_day = float(self.creation.amounts.sum()) / self.creation.days
        new = self.arrivals * (per_day * self.realized.per_newcomer)
        return np.asarray(self.amounts @ self.chances + new, dtype=np.float64)

    def blended(self, past: Past, calendar: FiscalCalendar, known: Sequence[Learned]) -> Ahead:
        """The same with every step at the level of the blend with the calendar.

        A deal whose chances would add up to more than 1 keeps 1 in all.
        """
        return self.leaning(leaning_of(self.as_of, self.ends, past, calendar, known))

    def leaning(self, toward: Leaning) -> Ahead:
        """The same with every step at the level of a blend that is known already."""
        times = multiples(self.mean_by_step(), toward.season, toward.weights)
        chances = self.chances * times
        over = np.maximum(1.0, chances.sum(axis=1, keepdims=True))
        return replace(self, chances=chances / over, arrivals=self.arrivals * times)

    def shares(self, period: Period) -> Floats:
        """The part of each step's days that lies in a period."""
        found, before = [], self.as_of
        for end in self.ends:
            first = max(period.start, before + timedelta(days=1))
            inside = (min(period.end, end) - first).days + 1
            found.append(max(0, inside) / (end - before).days)
            before = end
        return np.array(found)

    def won_in(self, period: Period) -> Floats:
        """Chance of each open deal to be won in a period."""
        return np.clip(self.chances @ self.shares(period), 0.0, 1.0)

    def new_in(self, period: Period, creation: Creation | None = None) -> NewBusiness:
        """New business of a period; of part of the company by what was created in that part."""
        weighed = float(self.arrivals @ self.shares(period))
        days = (period.end - self.as_of).days
        return (creation or self.creation).ahead(weighed, days, self.realized.per_newcomer)


def steps(stored: Sequence[date], end: date) -> tuple[date, ...]:
    """Stored days up to the first that reaches `end`.

    Raises:
        ValueError: the last stored day lies before `end`.
    """
    if not stored or stored[-1] < end:
        raise ValueError(f"the curves end before {end}")
    return tuple(day for place, day in enumerate(stored) if not place or stored[place - 1] < end)


def arrivals(curves: Sequence[NewcomerCurve], as_of: date, ends: Sequence[date]) -> Floats:
    """Weighed days of creation of each step; none below 0."""
    by = weighed_days(curves, as_of, ends)
    return np.maximum(np.diff(by, prepend=0.0), 0.0)
