"""Prints a period for an answer, so that a person sees which days were meant."""

from __future__ import annotations

from datetime import date, timedelta

from data.periods import Period


def echo(period: Period, as_of: date) -> str:
    """The label with the dates behind it, or either alone where they say the same.

    "Q4 2017 (Oct 1 – Dec 31, 2017)", "this week (Oct 16 – 22, 2017)", "today (Oct 16, 2017)",
    "October 2017", "Oct 16, 2017".
    """
    label = period.label or _near_name(period, as_of)
    dates = period.display
    if not label or label == dates or label == _own_name(period):
        return label or dates
    return f"{label} ({dates})"


def _near_name(period: Period, as_of: date) -> str:
    """A name for an unlabelled day beside `as_of`."""
    if period.start != period.end:
        return ""
    names = {0: "today", 1: "tomorrow", -1: "yesterday"}
    return names.get((period.start - as_of).days, "")


def _own_name(period: Period) -> str:
    """ "October 2017" for a whole month, "2017" for January to December, else ""."""
    start, next_day = period.start, period.end + timedelta(days=1)
    if start.day != 1 or next_day.day != 1:
        return ""
    months = (next_day.year - start.year) * 12 + next_day.month - start.month
    if months == 1:
        return f"{start:%B %Y}"
    return str(start.year) if months == 12 and start.month == 1 else ""
