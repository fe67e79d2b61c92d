"""Days as whole numbers since 1970-01-01, so that a whole column of dates is one array."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from data.demo.streams import Flags, Ints

EPOCH = date(1970, 1, 1)
NEVER = np.iinfo(np.int64).max // 4


def number(day: date) -> int:
    """Days since the epoch."""
    return (day - EPOCH).days


def day_of(days: int) -> date:
    """The inverse of `number`."""
    return EPOCH + timedelta(days=days)


def texts(days: Ints) -> list[str]:
    """ISO dates; an empty text where the day is `NEVER`."""
    known = days < NEVER
    written = np.datetime_as_string(np.where(known, days, 0).astype("datetime64[D]"))
    return np.where(known, written, "").tolist()  # type: ignore[no-any-return]


def is_working_day(days: Ints) -> Flags:
    """Monday to Friday; the epoch was a Thursday."""
    return np.asarray((days + 3) % 7 < 5)


def next_working_day(days: Ints) -> Ints:
    """The day itself, or the Monday after a weekend."""
    weekday = (days + 3) % 7
    return np.asarray(days + np.where(weekday >= 5, 7 - weekday, 0))


def month_index(days: Ints) -> Ints:
    """Months since January 1970."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def month_start(months: Ints) -> Ints:
    """The first day of a month counted as `month_index` does."""
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def month_end(days: Ints) -> Ints:
    """The last day of the month around each day."""
    return month_start(month_index(days) + 1) - 1


def month_of_quarter(days: Ints) -> Ints:
    """0, 1 or 2: first, second or third month of the calendar quarter."""
    return np.asarray(month_index(days) % 3)


def days_to_quarter_end(days: Ints) -> Ints:
    """0 on the last day of the calendar quarter."""
    following = (month_index(days) // 3 + 1) * 3
    return np.asarray(month_start(following) - 1 - days)
