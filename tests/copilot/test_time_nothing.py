"""Texts that hold no time, names that look like time, and dates that cannot be."""

from __future__ import annotations

from datetime import date

import pytest

from copilot.understanding.time import find_periods, find_times
from data.periods import FiscalCalendar

AS_OF = date(2017, 10, 16)

NO_TIME = [
    "",
    "   ",
    "why?",
    "hows the pipe looking",
    "a quarter of our deals have no account",
    "half the pipeline sits with two reps",
    "the second half of the list",
    "prep me for a 1:1 with the second one",
    "the first one",
    "p10 p50 p90 for the east",
    "support is there 24/7",
    "split it 50/50",
    "top 5 reps by revenue",
    "10 biggest open deals in the West",
    "deals between 5000 and 10000",
    "over $2,017 please",
    "more than $250 grand",
    "no activity in 30 days",
    "deals older than 90 days",
    "open for more than two quarters",
    "stuck 3 weeks in stage",
    "last activity over 30 days ago",
    "how many deals may slip",
    "may deals slip",
    "deals that may be lost",
    "who will march on",
    "call her in 10 min",
    "by noon please",
    "next step is missing",
    "what should we sell them next?",
    "what was the last deal we lost",
    "the last one",
    "give me a sec",
    "he sat on the deal",
    "the sun also rises at Sun Microsystems",
    "wed like a chart",
    "about to fall over",
    "just summers team",
    "Summarise 7TI1WTV9 for me",
    "why is 1H2PVLZ3 risky",
    "model v2.3.1",
    "GTX 500 and MG 2000",
    "ratio of 3/4",
    "grew by 1/3",
    "62% to win",
    "rep of the month award",
    "quarterly target",
    "our weekly review",
    "Monday brief please",
    "compare East with West",
    "the holidays",
    "Q&A",
    "it fell through",
    "since then",
    "so far so good",
    "which is better than the other",
    "from start to finish",
    "from 5 to 10 deals",
    "after all",
    "before we go on",
    "year",
    "2,015 rows",
    "room 2015",
    "the deal is worth 2017",
    "wow, mom was right",
]


@pytest.mark.parametrize("text", NO_TIME)
def test_no_time_is_read(text: str) -> None:
    found = find_times(text, as_of=AS_OF, calendar=FiscalCalendar())
    assert (found.mentions, found.impossible) == ((), ())


def test_there_are_enough_texts_without_time() -> None:
    assert len(NO_TIME) >= 40


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("how is Q4 Holdings doing", "Q4 Holdings"),
        ("how is April May doing", "April May"),
        ("in May we trust", "May"),
        ("tell me about Last Quarter Inc", "Last Quarter Inc"),
        ("deals by June August", "June August"),
        ("since Labor Day Supplies signed", "Labor Day Supplies"),
        ("Q7 Systems", "Q7 Systems"),
    ],
)
def test_names_are_protected(text: str, name: str) -> None:
    stretch = (text.index(name), text.index(name) + len(name))
    found = find_times(text, as_of=AS_OF, calendar=FiscalCalendar(), protected=[stretch])
    assert (found.mentions, found.impossible) == ((), ())


def test_time_beside_a_protected_name_is_still_read() -> None:
    text = "Q4 Holdings in Q3 versus April May in Q2"
    names = ["Q4 Holdings", "April May"]
    spans = [(text.index(name), text.index(name) + len(name)) for name in names]
    found = find_periods(text, as_of=AS_OF, calendar=FiscalCalendar(), protected=spans)
    assert [(mention.text, mention.role) for mention in found] == [("Q3", ""), ("Q2", "against")]


@pytest.mark.parametrize(
    ("text", "words", "why"),
    [
        ("deals on Feb 30", "Feb 30", "February has 29 days"),
        ("on 2017-02-30", "2017-02-30", "February 2017 has 28 days"),
        ("2/29/2017", "2/29/2017", "February 2017 has 28 days"),
        ("since Sept 31", "Sept 31", "September has 30 days"),
        ("win rate in Q7", "Q7", "a year has four quarters, so there is no Q7"),
        ("by 13/45", "13/45", "there is no month 13"),
        ("since tomorrow", "since tomorrow", "it begins after Oct 16, 2017"),
        ("since Q1 2019", "since Q1 2019", "it begins after Oct 16, 2017"),
        ("Monday Oct 20, 2017", "Monday Oct 20, 2017", "Oct 20, 2017 is not a Monday"),
        ("from Oct 5 2017 to Oct 1 2017", "Oct 5 2017 to Oct 1 2017", "it ends before it begins"),
        ("last 0 days", "last 0 days", "a period has at least one day"),
        ("last 99999 weeks", "last 99999 weeks", "it reaches further than any record"),
        ("on 2999-01-01", "2999-01-01", "the year 2999 lies outside 1900 to 2100"),
    ],
)
def test_impossible_dates_are_named(text: str, words: str, why: str) -> None:
    found = find_times(text, as_of=AS_OF, calendar=FiscalCalendar())
    assert found.mentions == ()
    (problem,) = found.impossible
    assert (problem.text, problem.why) == (words, why)
    assert text[problem.start : problem.end] == words


def test_an_impossible_date_does_not_hide_the_next() -> None:
    found = find_times("Q7 and Q3", as_of=AS_OF, calendar=FiscalCalendar())
    assert [mention.text for mention in found.mentions] == ["Q3"]
    assert [problem.text for problem in found.impossible] == ["Q7"]
