"""Simple rules for what will be won, to stand beside every forecast: three ways to look back.

Each takes won revenue by day up to the as-of date and gives the amount of the days asked for, or
None where the history is too short for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from data.periods import FiscalCalendar, Period

TRAILING_DAYS = 56
QUARTER_DAYS = 91
SEASON_DAYS = 365
MONTHS_IN_QUARTER = 3

Daily = Mapping[date, float]


@dataclass(frozen=True)
class Past:
    """Won revenue by day, known at the end of `as_of`; days from `first` on are complete."""

    daily: Daily
    first: date
    as_of: date

    def won(self, start: date, end: date) -> float:
        """The sum from one day to the other, both inclusive."""
        last = min(end, self.as_of)
        days = (last - start).days + 1
        return sum(self.daily.get(start + timedelta(days=k), 0.0) for k in range(days))


def trailing(past: Past, period: Period) -> float | None:
    """The daily mean of the last eight weeks, for every day."""
    start = past.as_of - timedelta(days=TRAILING_DAYS - 1)
    if start < past.first:
        return None
    return past.won(start, past.as_of) / TRAILING_DAYS * period.days


def quarter_ago(past: Past, period: Period) -> float | None:
    """What was won in the same days 13 weeks ago, or 26, 39 … where those still lie ahead."""
    weeks_13 = timedelta(days=QUARTER_DAYS)
    shift = weeks_13
    while period.end - shift > past.as_of:
        shift += weeks_13
    if period.start - shift < past.first:
        return None
    return past.won(period.start - shift, period.end - shift)


def season(past: Past, period: Period, calendar: FiscalCalendar) -> float | None:
    """For each day the daily mean of the same month of the quarter, over the last 365 days."""
    return at_usual_level(usual_level(past, calendar), period, calendar)


def usual_level(past: Past, calendar: FiscalCalendar) -> tuple[float | None, ...]:
    """The daily mean of each month of the quarter over the last 365 days, None without a day."""
    sums, counts = [0.0] * MONTHS_IN_QUARTER, [0] * MONTHS_IN_QUARTER
    day = max(past.first, past.as_of - timedelta(days=SEASON_DAYS - 1))
    while day <= past.as_of:
        month = calendar.month_of_quarter(day) - 1
        sums[month] += past.daily.get(day, 0.0)
        counts[month] += 1
        day += timedelta(days=1)
    return tuple(won / n if n else None for won, n in zip(sums, counts, strict=True))


def at_usual_level(
    usual: Sequence[float | None], period: Period, calendar: FiscalCalendar
) -> float | None:
    """The sum over the days of a period, given the daily mean of each month of the quarter."""
    total = 0.0
    for offset in range(period.days):
        level = usual[calendar.month_of_quarter(period.start + timedelta(days=offset)) - 1]
        if level is None:
            return None
        total += level
    return total
