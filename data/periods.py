"""Periods and the fiscal calendar: the only place that turns a day into a week, quarter or year.

Nothing here reads a clock; every function takes the day it speaks of.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict, model_validator


class Period(BaseModel):
    """A span of whole days, both ends inclusive. The label is for people and never compared."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: date
    end: date
    label: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> Period:
        if self.end < self.start:
            raise ValueError(f"the period ends ({self.end}) before it starts ({self.start})")
        return self

    @property
    def days(self) -> int:
        """Length in days, at least 1."""
        return (self.end - self.start).days + 1

    def holds(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return self.start <= day <= self.end

    def meets(self, other: Period) -> bool:
        """Whether the two share a day."""
        return self.start <= other.end and other.start <= self.end

    @property
    def display(self) -> str:
        """American style: "Oct 16 – 22, 2017", "Oct 1 – Dec 31, 2017"."""
        return display_span(self.start, self.end)


def display_day(day: date) -> str:
    """American style: "Oct 16, 2017"."""
    return f"{day:%b} {day.day}, {day.year}"


def display_span(start: date, end: date) -> str:
    """The shortest unambiguous American form of a span of days."""
    if start == end:
        return display_day(start)
    if start.year != end.year:
        return f"{display_day(start)} – {display_day(end)}"
    if start.month != end.month:
        return f"{start:%b} {start.day} – {end:%b} {end.day}, {end.year}"
    return f"{start:%b} {start.day} – {end.day}, {end.year}"


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months away, or that month's last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class FiscalCalendar:
    """Months, quarters, halves and years of a company whose year starts in `first_month`.

    Fiscal years are named after the calendar year they end in; with January as first month
    that is the calendar year itself.
    """

    first_month: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.first_month <= 12:
            raise ValueError("first_month must lie in 1..12")

    def week(self, day: date) -> Period:
        """Monday to Sunday around the day."""
        monday = day - timedelta(days=day.weekday())
        return Period(start=monday, end=monday + timedelta(days=6), label="week")

    def month(self, day: date) -> Period:
        """The calendar month around the day."""
        first = day.replace(day=1)
        last = add_months(first, 1) - timedelta(days=1)
        return Period(start=first, end=last, label=f"{day:%B %Y}")

    def quarter(self, day: date) -> Period:
        """The fiscal quarter around the day, labelled "Q4 2017" or "Q1 FY2027"."""
        start = self._block_start(day, 3)
        number = self._months_into_year(start) // 3 + 1
        return self._block(start, 3, f"Q{number} {self._year_name(start)}")

    def half(self, day: date) -> Period:
        """The fiscal half year around the day."""
        start = self._block_start(day, 6)
        number = self._months_into_year(start) // 6 + 1
        return self._block(start, 6, f"H{number} {self._year_name(start)}")

    def year(self, day: date) -> Period:
        """The fiscal year around the day."""
        start = self._block_start(day, 12)
        return self._block(start, 12, self._year_name(start))

    def month_of_quarter(self, day: date) -> int:
        """1, 2 or 3."""
        return (day.month - self.first_month) % 3 + 1

    def risk_horizon(self, as_of: date) -> date:
        """End of the present fiscal quarter, or of the next when fewer than 28 days remain."""
        end = self.quarter(as_of).end
        if (end - as_of).days < 28:
            end = self.quarter(end + timedelta(days=1)).end
        return end

    def _months_into_year(self, day: date) -> int:
        return (day.month - self.first_month) % 12

    def _block_start(self, day: date, months: int) -> date:
        return add_months(day.replace(day=1), -(self._months_into_year(day) % months))

    def _block(self, start: date, months: int, label: str) -> Period:
        return Period(start=start, end=add_months(start, months) - timedelta(days=1), label=label)

    def _year_name(self, day: date) -> str:
        if self.first_month == 1:
            return str(day.year)
        return f"FY{day.year + 1 if day.month >= self.first_month else day.year}"
