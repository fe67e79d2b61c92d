"""Weeks, months, quarters, halves and years counted from a day, with labels for people."""

from __future__ import annotations

from datetime import date, timedelta

from copilot.understanding.time.reading import Unit
from data.periods import FiscalCalendar, Period, add_months, display_day

MONTHS_IN = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_WEEK_NAMES = {0: "this week", -1: "last week", 1: "next week"}


def block(calendar: FiscalCalendar, unit: Unit, day: date) -> Period:
    """The week, month, quarter, half or year around a day; the day itself for "day"."""
    if unit == "week":
        return week_of(calendar, day)
    if unit == "month":
        return calendar.month(day)
    if unit == "quarter":
        return calendar.quarter(day)
    if unit == "half":
        return calendar.half(day)
    if unit == "year":
        return calendar.year(day)
    return Period(start=day, end=day, label=display_day(day))


def week_of(calendar: FiscalCalendar, day: date) -> Period:
    """The week around a day, labelled by its Monday."""
    week = calendar.week(day)
    return week.model_copy(update={"label": f"week of {display_day(week.start)}"})


def step(unit: Unit, day: date, count: int) -> date:
    """The day so many units away."""
    if unit in MONTHS_IN:
        return add_months(day, count * MONTHS_IN[unit])
    return day + timedelta(days=count * (7 if unit == "week" else 1))


def shifted(calendar: FiscalCalendar, unit: Unit, as_of: date, count: int) -> Period:
    """The unit so many away from the one around `as_of`: 0 this, -1 last, 1 next."""
    period = block(calendar, unit, step(unit, block(calendar, unit, as_of).start, count))
    if unit == "week" and count in _WEEK_NAMES:
        return period.model_copy(update={"label": _WEEK_NAMES[count]})
    return period


def fiscal_year(calendar: FiscalCalendar, number: int) -> Period:
    """The fiscal year named after the calendar year it ends in (or is)."""
    return calendar.year(date(number, 1, 1))


def fiscal_part(calendar: FiscalCalendar, unit: Unit, number: int, year: int) -> Period:
    """The nth quarter or half of a fiscal year."""
    start = fiscal_year(calendar, year).start
    return block(calendar, unit, add_months(start, (number - 1) * MONTHS_IN[unit]))


def calendar_year(number: int) -> Period:
    """January to December."""
    return Period(start=date(number, 1, 1), end=date(number, 12, 31), label=str(number))


def length(unit: Unit, count: int) -> int:
    """About how many days so many units take; guards against centuries."""
    return count * {"week": 7, "month": 30, "quarter": 91, "half": 182, "year": 365}.get(unit, 1)
