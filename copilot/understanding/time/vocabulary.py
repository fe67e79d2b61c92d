"""The words of business time, in their usual, shortened and mistyped spellings."""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType


def words(spelled: str) -> frozenset[str]:
    """A set of words written as one line."""
    return frozenset(spelled.split())


MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTH_NUMBER = MappingProxyType({name: number for number, name in enumerate(MONTHS, 1)})
WEEKDAY_NUMBER = MappingProxyType({name: number for number, name in enumerate(WEEKDAYS)})

# Spellings that are ordinary words too; they count as time only where the context says so.
DOUBTFUL_SPELLINGS = frozenset({"may", "march", "mar", "mon", "sat", "sun", "wed"})

UNITS = frozenset({"day", "week", "month", "quarter", "half", "year"})
BLOCK_UNITS = frozenset({"week", "month", "quarter", "half", "year"})
BUCKETS = frozenset({"week", "month", "quarter", "year"})

# Who or what a unit belongs to: "my quarter".
OWNERS = frozenset({"my", "our", "your", "his", "her", "their"})
# May stand between a modifier and its unit: "last full quarter".
FILLERS = frozenset({"full", "whole", "complete", "entire", "fiscal", "sales", "business"})
CALENDAR_FILLERS = frozenset({"calendar"})

SHIFTS = MappingProxyType(
    {"this": 0, "last": -1, "previous": -1, "past": -1, "next": 1, "coming": 1}
)

TIME_PREPOSITIONS = words(
    "in during since until through by before after for of from to between on at around over "
    "within as early mid late"
)
AGAINST_WORDS = frozenset({"against", "versus", "compared", "relative", "than", "unlike"})
JOINING_WORDS = frozenset({"and", "or", "versus", "to", "against", "with", "than", "&"})
# Words after which a clause about time has ended: "due Friday in the east".
CLOSING_WORDS = (
    TIME_PREPOSITIONS
    | AGAINST_WORDS
    | JOINING_WORDS
    | words(
        "please pls plz morning afternoon evening night eod noon only too so but with without is "
        "are was were do did does will would can what whats which who how hows vs then now "
        "compared onward onwards forward again if when please thanks"
    )
)
# What a month or year can stand in front of: "March forecast", "2016 numbers".
FIGURE_WORDS = words(
    "revenue forecast bookings number numbers sales results quota target pipeline wins losses "
    "win figures performance actuals"
)
# "the Monday meeting", "weekly review": an occasion, not a time.
OCCASIONS = words(
    "brief briefing call calls meeting meetings review reviews sync standup digest email mail "
    "newsletter page memo note checkin huddle one-on-one"
)

NUMBERS = MappingProxyType(
    {
        "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
        "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "couple": 2, "few": 3, "dozen": 12,
        "fourteen": 14, "fifteen": 15, "eighteen": 18, "twenty": 20, "thirty": 30, "forty": 40,
        "sixty": 60, "ninety": 90,
    }
)  # fmt: skip
ORDINALS = MappingProxyType(
    {"first": 1, "second": 2, "third": 3, "fourth": 4, "opening": 1, "last": -1, "final": -1,
     "closing": -1}
)  # fmt: skip
HALVES = MappingProxyType(
    {"first": 1, "front": 1, "second": 2, "back": 2, "latter": 2, "last": 2, "former": 1}
)
SEASONS = MappingProxyType({"spring": 3, "summer": 6, "fall": 9, "autumn": 9, "winter": 12})

_ALIASES: dict[str, str] = {}


def _add(word: str, spellings: str) -> None:
    _ALIASES.update(dict.fromkeys(spellings.split(), word))


_add("day", "days dy dys")
_add("week", "weeks wk wks weeek weks wek wekk")
_add("month", "months mo mos mth mths mnth mnths monht motnh")
_add("quarter", "quarters qtr qtrs qrtr qrtrs quater quaters quartr quarer qarter q")
_add("half", "halves halfs")
_add("year", "years yr yrs yaer yera")
_add("hour", "hours hr hrs")
_add("january", "jan")
_add("february", "feb febuary febr")
_add("march", "mar")
_add("april", "apr apirl aprl")
_add("june", "jun")
_add("july", "jul jly")
_add("august", "aug agust augst")
_add("september", "sep sept setp")
_add("october", "oct octo")
_add("november", "nov novmber")
_add("december", "dec decmber")
_add("monday", "mon mondays")
_add("tuesday", "tue tues")
_add("wednesday", "wed weds")
_add("thursday", "thu thur thurs")
_add("friday", "fri")
_add("saturday", "sat")
_add("sunday", "sun")
_add("last", "lst lats laste lasst alst")
_add("next", "nxt nex netx nect enxt")
_add("this", "ths thsi tihs htis current present")
_add("previous", "prev previos prior preceding")
_add("past", "trailing")
_add("coming", "upcoming following")
_add("the", "teh hte th da tha")
_add("tomorrow", "tmrw tmw tmr tomorow tommorow tommorrow 2morrow tomorro")
_add("yesterday", "yday ystrday yest yesturday yesterdy")
_add("today", "tody 2day tday")
_add("through", "thru throught")
_add("until", "til till untill untl")
_add("before", "b4 befor bfore")
_add("since", "sinse snce")
_add("between", "btwn betwen")
_add("versus", "vs v")
_add("early", "erly")
_add("end", "ends")
_add("start", "beginning begining beg kickoff")
_add("rest", "remainder")
_add("forty", "fourty")

# Long words worth a tolerant look-up: no ordinary word lies one slip away from them.
_TOLERANT = (
    "january", "february", "september", "october", "november", "december", "august",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "quarter",
    "quarterly", "monthly", "yesterday", "tomorrow", "thanksgiving", "christmas",
)  # fmt: skip
_KNOWN_OTHERWISE = frozenset({"quartet", "quartets", "quarters", "mondays", "fridays", "sundry"})


@lru_cache(maxsize=4096)
def canonical(word: str) -> str:
    """The one spelling under which the readers know a word; the word itself if they do not."""
    lower = word.lower()
    known = _ALIASES.get(lower)
    if known is not None:
        return known
    if len(lower) < 6 or not lower.isascii() or lower in _KNOWN_OTHERWISE:
        return lower
    return _mended(lower)


def _mended(lower: str) -> str:
    """One slip of the finger away (two in words of nine letters or more), same first letter."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - only needed for words not yet known

    for right in _TOLERANT:
        if right[0] == lower[0] and abs(len(right) - len(lower)) <= 2:
            slips = 2 if min(len(right), len(lower)) >= 9 else 1
            if OSA.distance(lower, right, score_cutoff=slips) <= slips:
                return right
    return lower
