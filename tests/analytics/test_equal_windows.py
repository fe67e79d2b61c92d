"""Windows that a period is fairly compared with: by hand, and their identities on random days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.equal_windows import equal_windows
from data.periods import FiscalCalendar, Period

DAY = date(2026, 11, 16)
CALENDAR = FiscalCalendar()


def _windows(start: str, end: str, as_of: date = DAY, first_month: int = 1) -> tuple[str, ...]:
    period = Period(start=date.fromisoformat(start), end=date.fromisoformat(end))
    found = equal_windows(period, as_of, FiscalCalendar(first_month))
    return (str(found.now.end), str(found.before.start), str(found.before.end))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        # year to date, quarter to date, half to date, month to date
        ("2026-01-01", "2026-11-16", ("2026-11-16", "2025-01-01", "2025-11-16")),
        ("2026-10-01", "2026-11-16", ("2026-11-16", "2026-07-01", "2026-08-16")),
        ("2026-07-01", "2026-11-16", ("2026-11-16", "2026-01-01", "2026-05-19")),
        ("2026-11-01", "2026-11-16", ("2026-11-16", "2026-10-01", "2026-10-16")),
        # the whole of it, still running
        ("2026-01-01", "2026-12-31", ("2026-11-16", "2025-01-01", "2025-11-16")),
        ("2026-10-01", "2026-12-31", ("2026-11-16", "2026-07-01", "2026-08-16")),
        ("2026-11-01", "2026-11-30", ("2026-11-16", "2026-10-01", "2026-10-16")),
        # over: the whole one before, whatever its length
        ("2026-07-01", "2026-09-30", ("2026-09-30", "2026-04-01", "2026-06-30")),
        ("2026-03-01", "2026-03-31", ("2026-03-31", "2026-02-01", "2026-02-28")),
        ("2025-01-01", "2025-12-31", ("2025-12-31", "2024-01-01", "2024-12-31")),
        # this week so far, last week, any ten days
        ("2026-11-16", "2026-11-22", ("2026-11-16", "2026-11-09", "2026-11-09")),
        ("2026-11-09", "2026-11-15", ("2026-11-15", "2026-11-02", "2026-11-08")),
        ("2026-10-18", "2026-10-27", ("2026-10-27", "2026-10-08", "2026-10-17")),
    ],
)
def test_windows_by_hand(start: str, end: str, expected: tuple[str, ...]) -> None:
    assert _windows(start, end) == expected


def test_the_last_day_of_a_quarter_is_compared_with_the_whole_quarter_before() -> None:
    assert _windows("2026-10-01", "2026-12-31", date(2026, 12, 31)) == (
        "2026-12-31", "2026-07-01", "2026-09-30",
    )  # fmt: skip


def test_a_leap_day_is_compared_with_the_last_of_february() -> None:
    assert _windows("2024-01-01", "2024-02-29", date(2024, 2, 29))[2] == "2023-02-28"


def test_a_fiscal_year_that_starts_in_february() -> None:
    assert _windows("2026-02-01", "2026-11-16", first_month=2) == (
        "2026-11-16", "2025-02-01", "2025-11-16",
    )  # fmt: skip


DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(start=DAYS, length=st.integers(1, 500), ahead=st.integers(0, 400), month=st.integers(1, 12))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_the_window_before_ends_before_and_is_never_longer_by_more_than_a_month_end(
    start: date, length: int, ahead: int, month: int
) -> None:
    period = Period(start=start, end=start + timedelta(days=length - 1))
    as_of = start + timedelta(days=ahead)
    found = equal_windows(period, as_of, FiscalCalendar(month))
    assert found.now.start == start
    assert found.now.end == min(period.end, as_of)
    assert found.is_running == (period.end > as_of)
    assert found.before.end < start
    assert abs(found.before.days - found.now.days) <= 3


@given(start=DAYS, past=st.integers(0, 91))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_a_quarter_asked_for_whole_and_to_date_is_compared_alike(start: date, past: int) -> None:
    quarter = CALENDAR.quarter(start)
    as_of = min(quarter.start + timedelta(days=past), quarter.end)
    to_date = Period(start=quarter.start, end=as_of)
    month = CALENDAR.month(quarter.start)
    if quarter.start.month == 1 or as_of == month.end:
        return  # the same days are the year to date, or a whole month
    whole = equal_windows(quarter, as_of, CALENDAR)
    short = equal_windows(to_date, as_of, CALENDAR)
    assert (whole.now, whole.before) == (short.now, short.before)
