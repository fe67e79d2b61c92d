"""Equal windows: the stretch of days that a period is fairly compared with, the one before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from data.periods import FiscalCalendar, Period, add_months

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class EqualWindows:
    """What has passed of a period, beside the same stretch before it.

    Attributes:
        now: the days of the period that have passed.
        before: the days they are compared with.
        is_running: whether the period goes on after the as-of date.
    """

    now: Period
    before: Period
    is_running: bool


def equal_windows(period: Period, as_of: date, calendar: FiscalCalendar) -> EqualWindows:
    """The days of a period up to `as_of`, and the days before that they are compared with.

    A whole month, quarter, half or year is compared with the whole one before. One that still runs,
    or that was asked for "to date", is compared with the same stretch of the one before: a year up
    to the same day of the year, others for the same number of days, no further than its end. A span
    that begins with a year, quarter, half or month and ends within it on `as_of` is that span to
    date, the first of them that fits. Any other span is compared with the same number of days right
    before it; while it runs, with as many days of them as have passed.

    Raises:
        ValueError: nothing of the period has passed.
    """
    now = Period(start=period.start, end=min(period.end, as_of))
    is_running = period.end > as_of
    block = _block(period, as_of, calendar)
    if block is None:
        start = period.start - timedelta(days=period.days)
        before = Period(start=start, end=start + timedelta(days=now.days - 1))
        return EqualWindows(now, before, is_running)
    whole = block(period.start)
    last = block(whole.start - _DAY)
    end = last.end if now.end == whole.end else _same_stretch(now, whole, last)
    return EqualWindows(now, Period(start=last.start, end=end), is_running)


def _block(
    period: Period, as_of: date, calendar: FiscalCalendar
) -> Callable[[date], Period] | None:
    """The kind of fiscal span that a period is, whole or to date; None for any other."""
    for block in (calendar.month, calendar.quarter, calendar.half, calendar.year):
        found = block(period.start)
        if (found.start, found.end) == (period.start, period.end):
            return block
    if period.end != as_of:
        return None
    for block in (calendar.year, calendar.quarter, calendar.half, calendar.month):
        found = block(period.start)
        if found.start == period.start and found.holds(as_of):
            return block
    return None


def _same_stretch(now: Period, whole: Period, last: Period) -> date:
    """The last day of the same stretch of the span before."""
    if whole.days >= 365:
        return min(add_months(now.end, -12), last.end)
    return min(last.start + timedelta(days=now.days - 1), last.end)
