"""A reading of words about time, before it becomes a mention, and how readings are joined."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from copilot.understanding.time.mention import Bucket, Kind
from data.periods import Period, display_span

Unit = Literal["", "day", "week", "month", "quarter", "half", "year"]
Yearly = Callable[[int], Period | None]

EARLIEST_YEAR, LATEST_YEAR = 1900, 2100


class Impossible(Exception):
    """A signal between readers, never seen outside: the tokens look like a date but name none."""

    def __init__(self, first: int, stop: int, why: str) -> None:
        super().__init__(why)
        self.first, self.stop, self.why = first, stop, why


@dataclass(frozen=True)
class Reading:
    """What words about time mean.

    Attributes:
        unit: the calendar unit it is one of, "" for any other span; "the one before" steps by it.
        yearly: its occurrence in a given year, where the words name no year.
        exact: the very day meant by "two months ago", for "since two months ago".
        bucket: the width of a grouping.
    """

    past: Period
    future: Period
    unit: Unit = ""
    kind: Kind = "period"
    explicit_year: bool = False
    yearly: Yearly | None = None
    exact: date | None = None
    bucket: Bucket | None = None

    def mapped(self, part: Callable[[Period], Period], as_of: date, unit: Unit = "") -> Reading:
        """The same part of every occurrence: the second half, the last day, the third week."""
        yearly = self.yearly
        if yearly is not None:
            whole = yearly
            return recurring(lambda year: _applied(part, whole(year)), as_of, unit)
        return replace(self, past=part(self.past), future=part(self.future), unit=unit, exact=None)


def _applied(part: Callable[[Period], Period], period: Period | None) -> Period | None:
    return part(period) if period else None


def fixed(period: Period, unit: Unit = "", *, explicit_year: bool = False) -> Reading:
    """One period, whatever is asked about it."""
    return Reading(period, period, unit, explicit_year=explicit_year)


def recurring(yearly: Yearly, as_of: date, unit: Unit = "") -> Reading:
    """The latest occurrence that has begun, and the next that has not ended.

    Nine years either way are enough for a leap day, the rarest of all.
    """
    begun = (yearly(as_of.year + step) for step in range(1, -10, -1))
    open_ = (yearly(as_of.year + step) for step in range(-1, 10))
    past = next(period for period in begun if period and period.start <= as_of)
    future = next(period for period in open_ if period and period.end >= as_of)
    return Reading(past, future, unit, yearly=yearly)


def day_period(day: date, label: str = "") -> Period:
    """A single day."""
    return Period(start=day, end=day, label=label or display_span(day, day))


def spanning(first: Reading, last: Reading, as_of: date) -> Reading | None:
    """From the first to the last, both inclusive; None where the last ends before the first.

    A side that names no year takes the one nearest to the other side.
    """
    if first.yearly and last.yearly:
        begins, ends = first.yearly, last.yearly
        return recurring(lambda year: _yearly_span(begins, ends, year), as_of)
    if first.past == first.future and not last.yearly:
        last = _behind(first, last)
    past = _span(first, first.past, last, last.past)
    future = _span(first, first.future, last, last.future)
    if past is None or future is None:
        return None
    explicit = first.explicit_year or last.explicit_year
    return Reading(past, future, explicit_year=explicit)


def _behind(first: Reading, last: Reading) -> Reading:
    """Of a weekday or day of the month, the occurrence next to a first side that is fixed."""
    end = last.past if last.past.end >= first.past.start else last.future
    return replace(last, past=end, future=end)


def _yearly_span(begins: Yearly, ends: Yearly, year: int) -> Period | None:
    begin = begins(year)
    if begin is None:
        return None
    for candidate in (ends(year), ends(year + 1)):
        if candidate and candidate.end >= begin.start:
            return _named(begin.start, candidate.end)
    return None


def _span(first: Reading, begin: Period, last: Reading, end: Period) -> Period | None:
    """The span between two occurrences, moving the side without a year next to the other."""
    if first.yearly:
        near = [first.yearly(end.end.year + step) for step in (0, -1)]
        begin = next((p for p in near if p and p.start <= end.end), begin)
    elif last.yearly:
        near = [last.yearly(begin.start.year + step) for step in (0, 1)]
        end = next((p for p in near if p and p.end >= begin.start), end)
    elif end.end < begin.start:
        end = last.future
    return _named(begin.start, end.end) if end.end >= begin.start else None


def _named(start: date, end: date) -> Period:
    return Period(start=start, end=end, label=display_span(start, end))
