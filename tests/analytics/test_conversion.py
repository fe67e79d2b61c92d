"""Historic conversion: windows on the calendar, sums by hand, and when there are too few."""

from __future__ import annotations

from datetime import date, timedelta

from analytics.conversion import Conversion, TooFew, Window, comparable, conversion
from data.periods import FiscalCalendar, Period

DAY, END = date(2026, 2, 1), date(2026, 3, 31)
CALENDAR = FiscalCalendar()


def test_sums_are_divided_not_shares_averaged() -> None:
    windows = [Window(DAY, END, 1_000.0, 400.0, 15), Window(DAY, END, 3_000.0, 600.0, 9)]
    assert conversion(windows) == Conversion(0.25, 2, 24)


def test_too_few_windows_or_wins_are_named() -> None:
    one = Window(DAY, END, 1_000.0, 400.0, 90)
    assert conversion([one]) == TooFew(1, 90)
    assert conversion([Window(DAY, END, 1_000.0, 40.0, 9)] * 2) == TooFew(2, 18)
    assert conversion([Window(DAY, END, 0.0, 0.0, 30)] * 2) == TooFew(2, 60)


def test_windows_have_as_long_to_go_before_ends_of_the_same_kind() -> None:
    quarter = CALENDAR.quarter(date(2026, 11, 16))
    found = comparable(quarter, date(2026, 11, 16), CALENDAR, date(2024, 1, 1))
    assert [end for _, end in found] == [
        date(2026, 9, 30), date(2026, 6, 30), date(2026, 3, 31), date(2025, 12, 31),
    ]  # fmt: skip
    assert {(end - day).days for day, end in found} == {45}


def test_history_must_have_filled_up_before_a_window() -> None:
    quarter = CALENDAR.quarter(date(2026, 11, 16))
    first = date(2026, 5, 16) - timedelta(days=84)
    assert len(comparable(quarter, date(2026, 11, 16), CALENDAR, first)) == 2
    assert len(comparable(quarter, date(2026, 11, 16), CALENDAR, first + timedelta(days=1))) == 1


def test_a_period_to_come_and_one_of_no_kind() -> None:
    to_come = CALENDAR.quarter(date(2027, 2, 1))
    ends = [end for _, end in comparable(to_come, date(2026, 11, 16), CALENDAR, date(2024, 1, 1))]
    assert ends[0] == date(2026, 9, 30)
    odd = Period(start=date(2026, 11, 10), end=date(2026, 11, 29))
    ends = [end for _, end in comparable(odd, date(2026, 11, 16), CALENDAR, date(2026, 1, 1))]
    assert ends[0] == date(2026, 11, 9)
    assert ends[0] - ends[1] == timedelta(days=20)
