"""What phrases of time mean at Monday 2017-10-16, worked out by hand on a calendar.

One line a phrase: `text => mention ; mention`, a mention being `past`, or `past / future` where
the two readings differ, then its kind if not a plain period, `against` and `year` (explicit).
A bucket is `by week`. Days are written month-day within 2017, else in full.
"""

from __future__ import annotations

import re
from datetime import date

import pytest

from copilot.understanding.time import TimeMention, find_periods
from data.periods import FiscalCalendar, Period

AS_OF = date(2017, 10, 16)

CONTRACT = """
what is due this week => 10-16..10-22
due next week => 10-23..10-29
won last week => 10-09..10-15
this month => 10-01..10-31
this quarter => 10-01..12-31
this year => 01-01..12-31
month to date => 10-01..10-16
quarter to date => 10-01..10-16
year to date => 01-01..10-16
last month => 09-01..09-30
last quarter => 07-01..09-30
last year => 2016-01-01..2016-12-31
last 30 days => 09-17..10-16
past two weeks => 10-03..10-16
next 4 weeks => 10-17..11-13
next 30 days => 10-17..11-15
next two months => 11-01..12-31
next two quarters => 2018-01-01..2018-06-30
by the end of the month => 10-16..10-31 until
until the end of the month => 10-16..10-31 until
before the end of the month => 10-16..10-31 until
rest of the quarter => 10-16..12-31 until
since the start of Q3 => 07-01..10-16 since
since Labor Day => 09-04..10-16 since
Q3 => 07-01..09-30 / 2018-07-01..2018-09-30
October => 10-01..10-31
H1 => 01-01..06-30 / 2018-01-01..2018-06-30
first half of September => 09-01..09-15 / 2018-09-01..2018-09-15
"""

UNITS = """
MTD revenue => 10-01..10-16
qtd wins by rep => 10-01..10-16
ytd => 01-01..10-16
quarter-to-date bookings => 10-01..10-16
wtd => 10-16..10-16
this month so far => 10-01..10-16
so far this year => 01-01..10-16
so far in October => 10-01..10-16
Q4 so far => 10-01..10-16
Q3 so far => 07-01..09-30 / 2018-07-01..2018-09-30
earlier this quarter => 10-01..10-16
later this month => 10-16..10-31 until
ytd 2016 => 2016-01-01..2016-10-16 year
last month to date => 09-01..09-16
trailing 90 days => 07-19..10-16
last 10 days => 10-07..10-16
last 24 hours => 10-16..10-16
last two months => 08-01..09-30
previous three quarters => 01-01..09-30
last 12 months => 2016-10-01..2017-09-30
past week => 10-10..10-16
what changed in the last week => 10-10..10-16
over the next week => 10-17..10-23
past month => 09-17..10-16
past year => 2016-10-17..2017-10-16
next couple of weeks => 10-17..10-30
the next few days => 10-17..10-19
next dozen weeks => 10-17..2018-01-08
within 30 days => 10-17..11-15
within two weeks => 10-17..10-30
coming week => 10-23..10-29
the upcoming quarter => 2018-01-01..2018-03-31
the current quarter => 10-01..12-31
the last full month => 09-01..09-30
last calendar year => 2016-01-01..2016-12-31
the quarter before last => 04-01..06-30
the week after next => 10-30..11-05
how does the quarter look => 10-01..12-31
my month => 10-01..10-31
how is Tessa's quarter going => 10-01..12-31
all year => 01-01..12-31
10 days ago => 10-06..10-06
two months ago => 08-01..08-31
three quarters ago => 01-01..03-31
over the weekend => 10-14..10-15 / 10-21..10-22
last weekend => 10-14..10-15
"""

NAMED = """
Q4 => 10-01..12-31
Q1 => 01-01..03-31 / 2018-01-01..2018-03-31
Q3 2017 => 07-01..09-30 year
Q3 of last year => 2016-07-01..2016-09-30 year
Q1 next year => 2018-01-01..2018-03-31 year
last year's Q3 => 2016-07-01..2016-09-30 year
3Q17 => 07-01..09-30 year
Q3'17 => 07-01..09-30 year
Q3 FY18 => 2018-07-01..2018-09-30 year
2016 Q4 => 2016-10-01..2016-12-31 year
third quarter => 07-01..09-30 / 2018-07-01..2018-09-30
last quarter of 2016 => 2016-10-01..2016-12-31 year
last Q4 => 2016-10-01..2016-12-31
next Q1 => 2018-01-01..2018-03-31
H2 2016 => 2016-07-01..2016-12-31 year
2H17 => 07-01..12-31 year
in the first half => 01-01..06-30 / 2018-01-01..2018-06-30
back half of the year => 07-01..12-31 year
first half of 2016 => 2016-01-01..2016-06-30 year
in November => 2016-11-01..2016-11-30 / 11-01..11-30
Oct '17 => 10-01..10-31 year
October, 2016 => 2016-10-01..2016-10-31 year
October of last year => 2016-10-01..2016-10-31 year
last October => 2016-10-01..2016-10-31
last September => 09-01..09-30
next January => 2018-01-01..2018-01-31
9/2017 => 09-01..09-30 year
in may => 05-01..05-31 / 2018-05-01..2018-05-31
since March => 03-01..10-16 since
the May bookings => 05-01..05-31 / 2018-05-01..2018-05-31
how much did we win in 2015 => 2015-01-01..2015-12-31 year
FY2016 => 2016-01-01..2016-12-31 year
fiscal 2016 => 2016-01-01..2016-12-31 year
CY16 => 2016-01-01..2016-12-31 year
since spring => 03-01..10-16 since
last summer => 06-01..08-31
second half of September => 09-16..09-30 / 2018-09-16..2018-09-30
first half of the quarter => 10-01..11-15
early October => 10-01..10-10 / 2018-10-01..2018-10-10
mid-November => 2016-11-11..2016-11-20 / 11-11..11-20
late last month => 09-21..09-30
late next year => 2018-09-01..2018-12-31
first week of October => 10-01..10-07 / 2018-10-01..2018-10-07
last two weeks of the quarter => 12-18..12-31
last month of the quarter => 12-01..12-31
first 10 days of October => 10-01..10-10 / 2018-10-01..2018-10-10
week of Oct 9, 2017 => 10-09..10-15 year
the week before Thanksgiving => 2016-11-14..2016-11-20 / 11-13..11-19
Thanksgiving week => 2016-11-21..2016-11-27 / 11-20..11-26
"""

DAYS = """
today => 10-16..10-16
what moved yesterday => 10-15..10-15
tmrw => 10-17..10-17
the day before yesterday => 10-14..10-14
10/31/2017 => 10-31..10-31 year
10-31-17 => 10-31..10-31 year
2017-10-31 => 10-31..10-31 year
on 9/30 => 09-30..09-30 / 2018-09-30..2018-09-30
Oct 16 => 10-16..10-16
Dec 1 => 2016-12-01..2016-12-01 / 12-01..12-01
16 Oct => 10-16..10-16
October 16th, 2017 => 10-16..10-16 year
the 1st of Sept => 09-01..09-01 / 2018-09-01..2018-09-01
Sept. 5 => 09-05..09-05 / 2018-09-05..2018-09-05
Friday, Oct 20 => 10-20..10-20
due on the 31st => 08-31..08-31 / 10-31..10-31
due Friday => 10-13..10-13 / 10-20..10-20
last Monday => 10-09..10-09
this Thursday => 10-19..10-19
next Tuesday => 10-24..10-24
this coming Friday => 10-20..10-20
last Friday of the month => 10-27..10-27
first Monday in November => 2016-11-07..2016-11-07 / 11-06..11-06
the 4th of july => 07-04..07-04 / 2018-07-04..2018-07-04
black friday => 2016-11-25..2016-11-25 / 11-24..11-24
thanksgiving 2016 => 2016-11-24..2016-11-24 year
the week of the 23rd => 09-18..09-24 / 10-23..10-29
two weeks before Christmas => 2016-12-11..2016-12-11 / 12-11..12-11
the two weeks after Thanksgiving => 2016-11-25..2016-12-08 / 11-24..12-07
a month ago => 09-16..09-16
as of Oct 1 => 10-01..10-01 / 2018-10-01..2018-10-01 as_of_day
pipeline as of last Friday => 10-13..10-13 as_of_day
at the end of Q3 => 09-30..09-30 / 2018-09-30..2018-09-30 as_of_day
at the start of the quarter => 10-01..10-01 as_of_day
pipeline this time last year => 2016-10-16..2016-10-16 as_of_day
"""

EDGES = """
by EOQ => 10-16..12-31 until
what closes eom => 10-16..10-31 until
by year-end => 10-16..12-31 until
at the end of the quarter => 10-16..12-31 until
by Friday => 01-01..10-13 / 10-16..10-20 until
until Nov 15 => 2016-01-01..2016-11-15 / 10-16..11-15 until
through November => 2016-01-01..2016-11-30 / 10-16..11-30 until
through September => 01-01..09-30 / 10-16..2018-09-30 until
before November => 2016-01-01..2016-10-31 / 10-16..10-31 until
before Thanksgiving => 2016-01-01..2016-11-23 / 10-16..11-22 until
b4 xmas => 2016-01-01..2016-12-24 / 10-16..12-24 until
before new year => 2016-01-01..2016-12-31 / 10-16..12-31 until
by next week => 10-16..10-29 until
by the end of next month => 10-16..11-30 until
remainder of Q4 => 10-16..12-31 until
between now and the end of November => 10-16..11-30 until
from now until Thanksgiving => 10-16..11-23 until
due on or before Nov 10, 2017 => 10-16..11-10 until year
no later than Friday => 01-01..10-13 / 10-16..10-20 until
pre-Thanksgiving => 2016-01-01..2016-11-23 / 10-16..11-22 until
post Labor Day => 09-05..10-16 / 2018-09-04..2018-12-31 since
since Sept 1 => 09-01..10-16 since
since April => 04-01..10-16 since
since last Monday => 10-09..10-16 since
since yesterday => 10-15..10-16 since
since two weeks ago => 10-02..10-16 since
since two months ago => 08-16..10-16 since
since Q3 ended => 10-01..10-16 since
since the first of the month => 10-01..10-16 since
since July 4th => 07-04..10-16 since
since labor day 2016 => 2016-09-05..2017-10-16 since year
created after 9/1 => 09-02..10-16 / 2018-09-02..2018-12-31 since
after Thanksgiving => 2016-11-25..2017-10-16 / 11-24..12-31 since
from Nov 1 onwards => 2016-11-01..2017-10-16 / 11-01..12-31 since
a deal that falls through this quarter => 10-01..12-31
"""

RANGES = """
from Sept 1 to Oct 1 => 09-01..10-01 / 2018-09-01..2018-10-01
between Aug 1 and Aug 15 => 08-01..08-15 / 2018-08-01..2018-08-15
Aug 1-15 => 08-01..08-15 / 2018-08-01..2018-08-15
Aug 1 through 15, 2017 => 08-01..08-15 year
the 1st to the 15th of August => 08-01..08-15 / 2018-08-01..2018-08-15
between the 1st and the 15th => 10-01..10-15 / 11-01..11-15
10/1-10/15 => 10-01..10-15 / 2018-10-01..2018-10-15
Jul–Sep => 07-01..09-30 / 2018-07-01..2018-09-30
Q1-Q2 => 01-01..06-30 / 2018-01-01..2018-06-30
July through September 2016 => 2016-07-01..2016-09-30 year
Nov to Jan => 2016-11-01..2017-01-31 / 2017-11-01..2018-01-31
2015-2016 => 2015-01-01..2016-12-31 year
from last Monday to Friday => 10-09..10-13
Monday to Friday => 10-16..10-20
what changed between Sept 1 and Oct 1 => 09-01..10-01 / 2018-09-01..2018-10-01
July and August => 07-01..07-31 / 2018-07-01..2018-07-31 ; 08-01..08-31 / 2018-08-01..2018-08-31
"""

COMPARISONS = """
Q4 against last quarter => 10-01..12-31 ; 07-01..09-30 against
last quarter vs the one before => 07-01..09-30 ; 04-01..06-30 against
last week versus the one before that => 10-09..10-15 ; 10-02..10-08 against
last quarter vs the quarter before => 07-01..09-30 ; 04-01..06-30 against
Q2 2017 vs the previous quarter => 04-01..06-30 year ; 01-01..03-31 against year
this quarter vs last => 10-01..12-31 ; 07-01..09-30 against
this week and next => 10-16..10-22 ; 10-23..10-29
this and next week => 10-16..10-22 ; 10-23..10-29
this quarter vs the same quarter last year => 10-01..12-31 ; 2016-10-01..2016-12-31 against
October vs last year => 10-01..10-31 ; 2016-10-01..2016-10-31 against
ytd vs last year ytd => 01-01..10-16 ; 2016-01-01..2016-10-16 against
this month yoy => 10-01..10-31 ; 2016-10-01..2016-10-31 against
yoy growth this month => 2016-10-01..2016-10-31 against ; 10-01..10-31
better than last month => 09-01..09-30 against
Q4 over last quarter => 10-01..12-31 ; 07-01..09-30 against
compare this month with last month => 10-01..10-31 ; 09-01..09-30 against
change between last quarter and this quarter => 07-01..09-30 against ; 10-01..12-31
this month compared to same time last month => 10-01..10-31 ; 09-01..09-16 against
ytd vs last year at this point => 01-01..10-16 ; 2016-01-01..2016-10-16 against
today vs yesterday => 10-16..10-16 ; 10-15..10-15 against
2016 vs 2015 => 2016-01-01..2016-12-31 year ; 2015-01-01..2015-12-31 against year
slipped out of last quarter into this one => 07-01..09-30
"""

BUCKETS = """
by month => by month
per qtr => by quarter
each week => by week
week by week => by week
break it out monthly => by month
month over month => by month
revenue QoQ => by quarter
by month through the end of the quarter => by month ; 10-16..12-31 until
weekly, next 4 wks => by week ; 10-17..11-13
"""

NOISE = """
lst qtr => 07-01..09-30
nxt 2 wks => 10-17..10-30
teh next two weeks => 10-17..10-30
this q => 10-01..12-31
by end of qtr => 10-16..12-31 until
thru eoy => 10-16..12-31 until
this yr => 01-01..12-31
last mo => 09-01..09-30
lats quarter => 07-01..09-30
yesturday => 10-15..10-15
til friday => 01-01..10-13 / 10-16..10-20 until
in ocotber => 10-01..10-31
since spetember => 09-01..10-16 since
in Novmber => 2016-11-01..2016-11-30 / 11-01..11-30
gimme q3s => 07-01..09-30 / 2018-07-01..2018-09-30
past 30d => 09-17..10-16
last 4wks => 09-19..10-16
before thanksgivng => 2016-01-01..2016-11-23 / 10-16..11-22 until
this quater => 10-01..12-31
before the quarter's out => 10-16..12-31 until
whats left in the qtr => 10-16..12-31 until
the remaining weeks of the month => 10-16..10-31 until
full-year forecast => 01-01..12-31
beg of yr => 01-01..01-01
"""

TABLES = {
    "contract": CONTRACT, "units": UNITS, "named": NAMED, "days": DAYS, "edges": EDGES,
    "ranges": RANGES, "comparisons": COMPARISONS, "buckets": BUCKETS, "noise": NOISE,
}  # fmt: skip
CASES = [
    pytest.param(*line.split(" => "), id=line.split(" => ")[0])
    for table in TABLES.values()
    for line in table.strip().splitlines()
]


def _day(day: date) -> str:
    return f"{day:%m-%d}" if day.year == 2017 else day.isoformat()


def _span(period: Period) -> str:
    """As the tables write it: in full on both sides where either end lies outside 2017."""
    if {period.start.year, period.end.year} <= {2017}:
        return f"{_day(period.start)}..{_day(period.end)}"
    return f"{period.start}..{period.end}"


def _full(text: str) -> str:
    """Spans of a table with every day in full."""
    return re.sub(r"(?<![\d-])(\d\d-\d\d)(?![\d-])", r"2017-\1", text)


def written(mention: TimeMention) -> str:
    """A mention as the tables write it."""
    if mention.bucket:
        return f"by {mention.bucket}"
    readings = [_span(mention.past)]
    if (mention.future.start, mention.future.end) != (mention.past.start, mention.past.end):
        readings.append(_span(mention.future))
    words = [" / ".join(readings)]
    words += [mention.kind] if mention.kind != "period" else []
    words += [mention.role] if mention.role else []
    words += ["year"] if mention.explicit_year else []
    return " ".join(words)


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_phrase(text: str, expected: str) -> None:
    found = find_periods(text, as_of=AS_OF, calendar=FiscalCalendar())
    assert _full(" ; ".join(written(mention) for mention in found)) == _full(expected)


def test_the_tables_are_as_long_as_promised() -> None:
    assert len(CASES) >= 120 + CONTRACT.strip().count("\n") + 1


def test_a_mention_says_where_it_stands() -> None:
    text = "Revenue in the EAST since Labor Day, by month?"
    first, second = find_periods(text, as_of=AS_OF, calendar=FiscalCalendar())
    assert (first.text, text[first.start : first.end]) == ("since Labor Day", "since Labor Day")
    assert (second.text, second.kind, second.bucket) == ("by month", "bucket", "month")


@pytest.mark.parametrize(
    ("text", "past", "future"),
    [
        ("this week", "this week", "this week"),
        ("Q4", "Q4 2017", "Q4 2017"),
        ("October", "October 2017", "October 2017"),
        ("November", "November 2016", "November 2017"),
        ("last 30 days", "last 30 days", "last 30 days"),
        ("since Labor Day", "since Labor Day", "since Labor Day"),
        ("rest of the quarter", "rest of Q4 2017", "rest of Q4 2017"),
        ("ytd", "2017 to date", "2017 to date"),
        ("before Thanksgiving", "before Thanksgiving", "before Thanksgiving"),
        ("since Q3 ended", "since the end of Q3 2017", "since the end of Q3 2017"),
    ],
)
def test_labels_are_for_people(text: str, past: str, future: str) -> None:
    (mention,) = find_periods(text, as_of=AS_OF, calendar=FiscalCalendar())
    assert (mention.past.label, mention.future.label) == (past, future)
