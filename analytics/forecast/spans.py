"""The periods a forecast is given for: whole ones cut at the ends of the one asked for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from data.periods import FiscalCalendar, Period

Grain = Literal["total", "week", "month", "quarter"]


def split(period: Period, grain: Grain, calendar: FiscalCalendar) -> list[Period]:
    """The weeks, months or quarters of a period, the first and last cut at its ends."""
    if grain == "total":
        return [period]
    around = {"week": calendar.week, "month": calendar.month, "quarter": calendar.quarter}[grain]
    found, day = [], period.start
    while day <= period.end:
        whole = around(day)
        end = min(whole.end, period.end)
        found.append(Period(start=day, end=end, label=whole.label))
        day = end + timedelta(days=1)
    return found


def ahead(period: Period, as_of: date) -> Period | None:
    """The part of a period after `as_of`; None where all of it has passed."""
    start = max(period.start, as_of + timedelta(days=1))
    return Period(start=start, end=period.end) if start <= period.end else None
