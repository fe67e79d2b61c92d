"""Reads single days: "Oct 16", "10/16/2017", "the 15th", "yesterday", "last Monday"."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, timedelta

from copilot.understanding.time.context import month_at, weekday_at
from copilot.understanding.time.reading import (
    Impossible,
    Reading,
    day_period,
    fixed,
    recurring,
)
from copilot.understanding.time.scan import Found, Scan
from copilot.understanding.time.vocabulary import MONTHS, SHIFTS, words
from copilot.understanding.time.years import plausible_year, read_year_suffix
from data.periods import Period, add_months

_NEAR_DAYS = {"today": 0, "tonight": 0, "eod": 0, "yesterday": -1, "tomorrow": 1}
_BEFORE_DAY = words(
    "on by since until before after from between through to of and around versus than"
)
_RANKS = words("top best biggest worst first last next past previous over under show")
_BEFORE_SHARE = frozenset({"to", "from", "by", "than", "of"})
_FRACTIONS = frozenset({"1/2", "1/3", "2/3", "1/4", "3/4", "1/5", "1/10"})
_LONGEST_MONTH = 31


def read_day(scan: Scan, i: int) -> Found | None:
    """One day, however written."""
    return (
        _read_near_day(scan, i)
        or _read_weekday(scan, i)
        or read_date(scan, i)
        or _read_day_of_month(scan, i)
    )


def read_date(scan: Scan, i: int) -> Found | None:
    """A day with its month: in figures, or with the month's name before or behind."""
    return _read_figures(scan, i) or _read_month_day(scan, i) or _read_day_month(scan, i)


def _read_near_day(scan: Scan, i: int) -> Found | None:
    """ "today", "this morning", "the day before yesterday", "the day after tomorrow"."""
    near = _NEAR_DAYS.get(scan.word(i))
    if near is not None:
        return _near(scan, i + 1, near, scan.word(i) if scan.word(i) != "eod" else "today")
    if scan.word(i) == "this" and scan.word(i + 1) in {"morning", "afternoon", "evening"}:
        return _near(scan, i + 2, 0, "today")
    if scan.matches(i, "last", "night"):
        return _near(scan, i + 2, -1, "yesterday")
    day = scan.skip(i, {"the"})
    for phrase, shift in ((("before", "yesterday"), -2), (("after", "tomorrow"), 2)):
        if scan.word(day) == "day" and scan.matches(day + 1, *phrase):
            return _near(scan, day + 3, shift, "")
    return None


def _near(scan: Scan, stop: int, shift: int, label: str) -> Found:
    return Found(stop, fixed(day_period(scan.as_of + timedelta(days=shift), label), "day"))


def _read_weekday(scan: Scan, i: int) -> Found | None:
    """ "Friday", "last Monday" (the latest before `as_of`), "next Tuesday" (of next week)."""
    place = scan.skip(i, {"the"})
    if scan.word(place) == "this" and SHIFTS.get(scan.word(place + 1)):
        place += 1
    shift = SHIFTS.get(scan.word(place))
    place += shift is not None
    weekday = weekday_at(scan, place)
    if weekday is None:
        return None
    week = scan.skip(place + 1, {"of"})
    if shift is None and scan.word(week) in SHIFTS and scan.word(week + 1) == "week":
        return Found(week + 2, _weekday_of(scan, weekday, SHIFTS[scan.word(week)]))
    dated = read_date(scan, scan.skip(place + 1, {",", "the"})) if shift is None else None
    if dated:
        return Found(dated.stop, _checked(scan, place, dated, weekday))
    return Found(place + 1, _weekday(scan, weekday, shift, scan.word(place - 1)))


def _weekday(scan: Scan, weekday: int, shift: int | None, modifier: str) -> Reading:
    behind = scan.as_of - timedelta(days=(scan.as_of.weekday() - weekday) % 7)
    if shift is None:
        ahead = behind if behind == scan.as_of else behind + timedelta(days=7)
        return Reading(day_period(behind), day_period(ahead), "day")
    if shift < 0:
        day = behind if behind < scan.as_of else behind - timedelta(days=7)
    elif modifier == "coming":
        day = behind + timedelta(days=7)
    else:
        day = scan.calendar.week(scan.as_of).start + timedelta(days=7 * shift + weekday)
    return fixed(day_period(day), "day")


def _weekday_of(scan: Scan, weekday: int, shift: int) -> Reading:
    """ "Monday last week": the day in a week said by its distance."""
    monday = scan.calendar.week(scan.as_of).start
    return fixed(day_period(monday + timedelta(days=7 * shift + weekday)), "day")


def _checked(scan: Scan, first: int, dated: Found, weekday: int) -> Reading:
    """The date behind a weekday, if it falls on one."""
    reading = dated.reading
    for period in (reading.past, reading.future):
        if period.start.weekday() == weekday:
            return fixed(period, "day", explicit_year=reading.explicit_year)
    named = scan.at(first).text
    raise Impossible(first, dated.stop, f"{reading.future.display} is not a {named}")


def _read_figures(scan: Scan, i: int) -> Found | None:
    """ "2017-10-16", "10/16/2017", "10/2017"; "10/16" only where a day is expected."""
    token = scan.at(i)
    if token.kind != "date":
        return None
    if token.word in {"ym", "my"}:
        return _month_in_figures(scan, i)
    parts = dict(zip(token.word, token.parts, strict=True))
    month, day = parts["m"], parts["d"]
    if token.word == "md" and not _day_expected(scan, i):
        return None
    if month > 12 >= day and token.word != "ymd":
        month, day = day, month
    return _dated(scan, (i, i + 1), parts.get("y"), month, day)


def _month_in_figures(scan: Scan, i: int) -> Found | None:
    parts = dict(zip(scan.at(i).word, scan.at(i).parts, strict=True))
    if not (1 <= parts["m"] <= 12 and plausible_year(parts["y"])):
        return None
    month = scan.calendar.month(date(parts["y"], parts["m"], 1))
    return Found(i + 1, fixed(month, "month", explicit_year=True))


def _day_expected(scan: Scan, i: int) -> bool:
    """Whether "10/16" is a day here and not a fraction: introduced, or part of a range."""
    before = scan.word(i - 1)
    if _before_day(scan, i):
        fraction = before in _BEFORE_SHARE and scan.at(i).text in _FRACTIONS
        return not fraction and scan.word(i + 1) != "of"
    ranged = scan.mark(i - 1) in {"-", "–"} or scan.mark(i + 1) in {"-", "–"}
    return (ranged or scan.word(i + 1) in {"through", "until"}) and scan.word(i + 1) != "of"


def _before_day(scan: Scan, i: int) -> bool:
    """Whether the word before introduces a day: "by", "since", "as of", "week of"."""
    if scan.word(i - 1) == "of":
        return scan.word(i - 2) in {"as", "week"}
    return scan.word(i - 1) in _BEFORE_DAY


def _read_month_day(scan: Scan, i: int) -> Found | None:
    """ "Oct 16", "October 16th, 2017", "Oct. 16"."""
    month = month_at(scan, i)
    place = scan.skip(scan.skip(i + 1, {"."}), {"the"})
    if not month or scan.at(place).kind not in {"number", "ordinal"}:
        return None
    token, suffix = scan.at(place), read_year_suffix(scan, place + 1)
    number = token.parts[0]
    counted = token.kind == "number" and not (scan.closes(place + 1) or suffix)
    if counted or number > 99:
        return None
    if suffix:
        return _dated(scan, (i, suffix.stop), suffix.calendar_year(scan), month, number)
    return _dated(scan, (i, place + 1), None, month, number)


def _read_day_month(scan: Scan, i: int) -> Found | None:
    """ "16 Oct", "16th of October 2017", "the 1st of Sept"."""
    place = scan.skip(i, {"the"})
    token = scan.at(place)
    name = scan.skip(place + 1, {"of"})
    month = month_at(scan, name)
    if month and place > i and name > place + 1 and token.word == "first":
        return _dated(scan, (i, name + 1), None, month, 1)
    if token.kind not in {"number", "ordinal"} or not month:
        return None
    suffix = read_year_suffix(scan, name + 1)
    plain = token.kind == "number"
    ranked = plain and (scan.word(i - 1) in _RANKS or scan.mark(i - 1) in {"$", "#"})
    if ranked or (plain and not suffix and not scan.closes(name + 1)):
        return None
    if suffix:
        return _dated(scan, (i, suffix.stop), suffix.calendar_year(scan), month, token.parts[0])
    return _dated(scan, (i, name + 1), None, month, token.parts[0])


def read_day_in(scan: Scan, i: int, month: int, *, alone: bool = True) -> Found | None:
    """The bare day of a range within one month: the 15 of "Aug 1-15, 2017"."""
    token = scan.at(i)
    if token.kind not in {"ordinal", "number"} or len(token.text) > 4:
        return None
    if not alone:
        return _dated(scan, (i, i + 1), None, month, token.parts[0])
    if month_at(scan, scan.skip(i + 1, {"of"})) or not token.parts[0] <= _LONGEST_MONTH:
        return None
    suffix = read_year_suffix(scan, i + 1)
    if suffix:
        return _dated(scan, (i, suffix.stop), suffix.calendar_year(scan), month, token.parts[0])
    return _dated(scan, (i, i + 1), None, month, token.parts[0]) if scan.closes(i + 1) else None


def _dated(
    scan: Scan, tokens: tuple[int, int], year: int | None, month: int, day: int
) -> Found | None:
    """The day, in the year said or in any; a day that no calendar holds is impossible."""
    if not 1 <= month <= 12:
        raise Impossible(*tokens, f"there is no month {month}")
    if year is not None and not plausible_year(year):
        raise Impossible(*tokens, f"the year {year} lies outside 1900 to 2100")
    longest = calendar.monthrange(year or 2000, month)[1]
    if not 1 <= day <= longest:
        where = f"{MONTHS[month - 1].capitalize()}{f' {year}' if year else ''}"
        raise Impossible(*tokens, f"{where} has {longest} days")
    if year is not None:
        return Found(
            tokens[1], fixed(day_period(date(year, month, day)), "day", explicit_year=True)
        )
    return Found(tokens[1], recurring(_each_year(month, day), scan.as_of, "day"))


def _each_year(month: int, day: int) -> Callable[[int], Period | None]:
    def yearly(year: int) -> Period | None:
        exists = day <= calendar.monthrange(year, month)[1]
        return day_period(date(year, month, day)) if exists else None

    return yearly


def _read_day_of_month(scan: Scan, i: int) -> Found | None:
    """ "by the 15th": the latest 15th that has come, and the next."""
    token = scan.at(i + 1)
    introduced = scan.word(i) == "the" and _before_day(scan, i)
    if token.kind != "ordinal" or not introduced or not scan.closes(i + 2):
        return None
    number = token.parts[0]
    if not 1 <= number <= _LONGEST_MONTH:
        raise Impossible(i, i + 2, f"no month has a day {number}")
    return Found(i + 2, _day_of_month(scan.as_of, number))


def _day_of_month(as_of: date, number: int) -> Reading:
    firsts = [add_months(as_of.replace(day=1), step) for step in range(-2, 3)]
    days = [
        first.replace(day=number)
        for first in firsts
        if number <= calendar.monthrange(first.year, first.month)[1]
    ]
    behind = max(day for day in days if day <= as_of)
    ahead = min(day for day in days if day >= as_of)
    return Reading(day_period(behind), day_period(ahead), "day")
