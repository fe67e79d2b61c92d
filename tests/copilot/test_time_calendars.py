"""The same words on other days and in other fiscal years, worked out by hand on a calendar."""

from __future__ import annotations

from datetime import date

import pytest

from copilot.understanding.time import echo, find_periods
from data.periods import FiscalCalendar, Period

# as_of, first month of the fiscal year, words, past, future ("" where it is the same)
CASES = """
2017-12-31 1 this week | 2017-12-25..2017-12-31 |
2017-12-31 1 next week | 2018-01-01..2018-01-07 |
2017-12-31 1 next month | 2018-01-01..2018-01-31 |
2017-12-31 1 next quarter | 2018-01-01..2018-03-31 |
2017-12-31 1 last month | 2017-11-01..2017-11-30 |
2017-12-31 1 last 30 days | 2017-12-02..2017-12-31 |
2017-12-31 1 next 30 days | 2018-01-01..2018-01-30 |
2017-12-31 1 ytd | 2017-01-01..2017-12-31 |
2017-12-31 1 tomorrow | 2018-01-01..2018-01-01 |
2017-12-31 1 January | 2017-01-01..2017-01-31 | 2018-01-01..2018-01-31
2017-12-31 1 by Friday | 2017-01-01..2017-12-29 | 2017-12-31..2018-01-05
2017-12-31 1 last Friday | 2017-12-29..2017-12-29 |
2017-12-31 1 since Christmas | 2017-12-25..2017-12-31 |
2017-12-31 1 by EOY | 2017-12-31..2017-12-31 |
2018-01-01 1 last week | 2017-12-25..2017-12-31 |
2018-01-01 1 last quarter | 2017-10-01..2017-12-31 |
2018-01-01 1 Q4 | 2017-10-01..2017-12-31 | 2018-10-01..2018-12-31
2018-01-01 1 last year | 2017-01-01..2017-12-31 |
2018-01-01 1 month to date | 2018-01-01..2018-01-01 |
2018-01-01 1 since Thanksgiving | 2017-11-23..2018-01-01 |
2018-01-01 1 Q1 of last year | 2017-01-01..2017-03-31 |
2018-01-01 1 winter | |
2018-01-01 1 this winter | 2018-12-01..2019-02-28 |
2016-02-29 1 this month | 2016-02-01..2016-02-29 |
2016-02-29 1 yesterday | 2016-02-28..2016-02-28 |
2016-02-29 1 past year | 2015-03-01..2016-02-29 |
2016-02-29 1 Feb 29 | 2016-02-29..2016-02-29 |
2016-02-29 1 by the end of the month | 2016-02-29..2016-02-29 |
2016-02-29 1 last year ytd | 2015-01-01..2015-02-28 |
2016-02-29 1 late February | 2016-02-21..2016-02-29 |
2017-10-22 1 this week | 2017-10-16..2017-10-22 |
2017-10-22 1 Sunday | 2017-10-22..2017-10-22 |
2017-10-22 1 last Sunday | 2017-10-15..2017-10-15 |
2017-10-22 1 next Monday | 2017-10-23..2017-10-23 |
2017-10-22 1 over the weekend | 2017-10-21..2017-10-22 |
2017-10-22 1 rest of the week | 2017-10-22..2017-10-22 |
2017-11-23 1 before Thanksgiving | 2017-01-01..2017-11-22 |
2017-03-31 1 next two months | 2017-04-01..2017-05-31 |
2017-03-31 1 next quarter | 2017-04-01..2017-06-30 |
2017-10-16 2 this quarter | 2017-08-01..2017-10-31 |
2017-10-16 2 last quarter | 2017-05-01..2017-07-31 |
2017-10-16 2 Q4 | 2016-11-01..2017-01-31 | 2017-11-01..2018-01-31
2017-10-16 2 H1 | 2017-02-01..2017-07-31 | 2018-02-01..2018-07-31
2017-10-16 2 H2 | 2017-08-01..2018-01-31 |
2017-10-16 2 this year | 2017-02-01..2018-01-31 |
2017-10-16 2 ytd | 2017-02-01..2017-10-16 |
2017-10-16 2 FY2017 | 2016-02-01..2017-01-31 |
2017-10-16 2 in 2016 | 2016-01-01..2016-12-31 |
2017-10-16 2 Q3 of last year | 2016-08-01..2016-10-31 |
2017-10-16 2 Q1 FY2018 | 2017-02-01..2017-04-30 |
2017-10-16 2 last calendar year | 2016-01-01..2016-12-31 |
2017-10-16 2 October of last year | 2016-10-01..2016-10-31 |
2017-10-16 2 by EOQ | 2017-10-16..2017-10-31 |
2017-10-16 2 through July | 2017-02-01..2017-07-31 | 2017-10-16..2018-07-31
2017-10-16 7 this quarter | 2017-10-01..2017-12-31 |
2017-10-16 7 Q1 | 2017-07-01..2017-09-30 | 2018-07-01..2018-09-30
2017-10-16 7 Q4 | 2017-04-01..2017-06-30 | 2018-04-01..2018-06-30
2017-10-16 7 first half | 2017-07-01..2017-12-31 |
2017-10-16 7 second half of the year | 2018-01-01..2018-06-30 |
2017-10-16 7 by year end | 2017-10-16..2018-06-30 |
2017-10-16 7 last year | 2016-07-01..2017-06-30 |
2017-10-16 7 since the start of the year | 2017-07-01..2017-10-16 |
2017-10-16 7 this month | 2017-10-01..2017-10-31 |
"""


def _period(text: str) -> tuple[date, date]:
    start, end = text.split("..")
    return date.fromisoformat(start), date.fromisoformat(end)


def _cases() -> list[object]:
    rows: list[object] = []
    for line in CASES.strip().splitlines():
        head, past, future = (part.strip() for part in line.split("|"))
        as_of, first_month, words = head.split(" ", 2)
        rows.append(pytest.param(as_of, int(first_month), words, past, future, id=head))
    return rows


@pytest.mark.parametrize(("as_of", "first_month", "words", "past", "future"), _cases())
def test_on_other_days(as_of: str, first_month: int, words: str, past: str, future: str) -> None:
    found = find_periods(
        words, as_of=date.fromisoformat(as_of), calendar=FiscalCalendar(first_month)
    )
    if not past:
        assert found == []
        return
    (mention,) = found
    assert (mention.past.start, mention.past.end) == _period(past)
    assert (mention.future.start, mention.future.end) == _period(future or past)


@pytest.mark.parametrize(("first_month", "days"), [(1, 365), (2, 366), (7, 365)])
def test_quarters_tile_the_fiscal_year(first_month: int, days: int) -> None:
    calendar, as_of = FiscalCalendar(first_month), date(2017, 10, 16)
    text = "Q1 FY2017, Q2 FY2017, Q3 FY2017, Q4 FY2017, FY2017"
    found = find_periods(text, as_of=as_of, calendar=calendar)
    *quarters, year = (mention.past for mention in found)
    assert (quarters[0].start, quarters[-1].end) == (year.start, year.end)
    assert sum(quarter.days for quarter in quarters) == year.days == days


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        ("this week", "this week (Oct 16 – 22, 2017)"),
        ("Q4", "Q4 2017 (Oct 1 – Dec 31, 2017)"),
        ("this month", "October 2017"),
        ("in 2016", "2016"),
        ("last 30 days", "last 30 days (Sep 17 – Oct 16, 2017)"),
        ("since Labor Day", "since Labor Day (Sep 4 – Oct 16, 2017)"),
        ("Sept 1, 2017", "Sep 1, 2017"),
        ("today", "today (Oct 16, 2017)"),
        ("Sept 1 to Oct 1, 2017", "Sep 1 – Oct 1, 2017"),
        ("rest of the year", "rest of 2017 (Oct 16 – Dec 31, 2017)"),
    ],
)
def test_echo(words: str, printed: str) -> None:
    as_of = date(2017, 10, 16)
    (mention,) = find_periods(words, as_of=as_of, calendar=FiscalCalendar())
    assert echo(mention.past, as_of) == printed


def test_echo_of_periods_without_a_label() -> None:
    as_of = date(2017, 10, 16)
    assert echo(Period(start=as_of, end=as_of), as_of) == "today (Oct 16, 2017)"
    plain = Period(start=date(2017, 9, 1), end=date(2017, 10, 1))
    assert echo(plain, as_of) == "Sep 1 – Oct 1, 2017"


def test_echo_of_a_fiscal_year_shows_its_dates() -> None:
    as_of = date(2017, 10, 16)
    (mention,) = find_periods("this year", as_of=as_of, calendar=FiscalCalendar(7))
    assert echo(mention.past, as_of) == "FY2018 (Jul 1, 2017 – Jun 30, 2018)"
