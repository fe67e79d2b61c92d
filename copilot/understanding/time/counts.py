"""Reads counted units: "last 30 days", "next two quarters", "within a week", "two weeks ago"."""

from __future__ import annotations

from datetime import date, timedelta

from copilot.understanding.time.reading import Impossible, Reading, Unit, fixed
from copilot.understanding.time.scan import Found, Scan
from copilot.understanding.time.units import block, length, shifted, step
from copilot.understanding.time.vocabulary import FILLERS, NUMBERS, UNITS
from data.periods import Period, add_months

_DIRECTION = {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1}
_ROLLING = frozenset({"in", "over", "during", "within", "across", "for"})
# "in the last week" and "over the last year" roll; "last month" is a calendar month everywhere.
_ROLLS_WITH_ARTICLE = {-1: frozenset({"week", "year"}), 1: frozenset({"week"})}
_LONGEST_DAYS = 20_000
_BOUNDING = frozenset({"more", "less", "older", "longer", "later", "earlier", "fewer", "newer",
                       "younger", "greater", "other"})  # fmt: skip


def read_count(scan: Scan, i: int) -> Found | None:
    """A stretch given by a number of units, or by a rolling "past week"."""
    return (
        _read_counted(scan, i)
        or _read_within(scan, i)
        or _read_ago(scan, i)
        or _read_rolling(scan, i)
    )


def unit_at(scan: Scan, i: int) -> tuple[Unit, int] | None:
    """A unit of time with the adjectives before it ("full", "fiscal"), and the place behind it."""
    fillers = i
    while scan.word(fillers) in FILLERS:
        fillers += 1
    unit = scan.word(fillers) if scan.mark(fillers + 1) != "&" else ""
    for known in ("day", "week", "month", "quarter", "half", "year"):
        if unit == known:
            return known, fillers + 1
    return None


def number_at(scan: Scan, i: int) -> tuple[int, int] | None:
    """A count in digits or words ("a couple of"), and the place behind it."""
    if scan.matches(i, "half", "a", "dozen") or scan.matches(i, "half", "dozen"):
        return 6, i + (3 if scan.word(i + 1) == "a" else 2)
    i = scan.skip(i, {"a"})
    token = scan.at(i)
    if token.kind == "number":
        return token.parts[0], i + 1
    value = NUMBERS.get(scan.word(i))
    if value is None:
        return None
    return value, scan.skip(i + 1, {"of"}) if scan.word(i) in {"couple", "few"} else i + 1


def counted_at(scan: Scan, i: int) -> tuple[int, Unit, int] | None:
    """A count of units: "30 days", "two full quarters", "4wks", "48 hours"."""
    token = scan.at(i)
    if token.kind == "count":
        return _in_days(token.parts[0], token.word, i + 1)
    counted = number_at(scan, i)
    if counted is None:
        return None
    number, stop = counted
    stop = scan.skip(stop, {"-"})
    if scan.word(stop) == "hour":
        return _in_days(number, "hour", stop + 1)
    unit = unit_at(scan, stop)
    return (number, *unit) if unit and scan.word(stop) != "business" else None


def _in_days(number: int, unit: str, stop: int) -> tuple[int, Unit, int] | None:
    if unit == "hour":
        return (number // 24, "day", stop) if number and number % 24 == 0 else None
    for known in ("day", "week", "month", "quarter", "year"):
        if unit == known:
            return number, known, stop
    return None


def _read_counted(scan: Scan, i: int) -> Found | None:
    """ "the last 30 days", "next two quarters": days and weeks roll, longer units are whole."""
    word = scan.skip(i, {"the"})
    word = word + 1 if scan.word(word) == "this" else word
    direction = _DIRECTION.get(scan.word(word))
    counted = counted_at(scan, word + 1) if direction else None
    if direction is None or counted is None:
        return None
    number, unit, stop = counted
    if _of_a_unit(scan, stop):
        return None
    _check_length(i, stop, number, unit)
    return Found(stop, fixed(_counted(scan, direction, number, unit)))


def _of_a_unit(scan: Scan, stop: int) -> bool:
    """ "... of the quarter" follows; "... in the East" does not."""
    if scan.word(stop) not in {"of", "in"}:
        return False
    article = scan.word(stop + 1) == "the"
    following = {scan.word(stop + 1 + step) for step in range(3 if article else 1)}
    return bool(following & UNITS) or (article and scan.word(stop) == "of")


def _check_length(first: int, stop: int, number: int, unit: Unit) -> None:
    if not number:
        raise Impossible(first, stop, "a period has at least one day")
    if length(unit, number) > _LONGEST_DAYS:
        raise Impossible(first, stop, "it reaches further than any record")


def _counted(scan: Scan, direction: int, number: int, unit: Unit) -> Period:
    amount = f"{number} {unit}s" if number > 1 else unit
    name = f"{'last' if direction < 0 else 'next'} {amount}"
    if unit in {"day", "week"}:
        days = length(unit, number)
        if direction < 0:
            return Period(start=scan.as_of - timedelta(days=days - 1), end=scan.as_of, label=name)
        first = scan.as_of + timedelta(days=1)
        return Period(start=first, end=scan.as_of + timedelta(days=days), label=name)
    near = shifted(scan.calendar, unit, scan.as_of, direction)
    far = shifted(scan.calendar, unit, scan.as_of, direction * number)
    return Period(start=min(near.start, far.start), end=max(near.end, far.end), label=name)


def _read_within(scan: Scan, i: int) -> Found | None:
    """ "within 30 days", "within two weeks": the days after `as_of`."""
    if scan.word(i) != "within":
        return None
    counted = counted_at(scan, i + 1)
    if counted is None and scan.word(i + 1) in {"a", "one"}:
        unit = unit_at(scan, i + 2)
        counted = (1, *unit) if unit else None
    if counted is None or counted[1] not in {"day", "week"}:
        return None
    number, unit_name, stop = counted
    if scan.word(stop) in {"of", "after", "from"}:
        return None
    _check_length(i, stop, number, unit_name)
    return Found(stop, fixed(_counted(scan, 1, number, unit_name)))


def _read_ago(scan: Scan, i: int) -> Found | None:
    """ "10 days ago", "a month ago" is that day; "two months ago" is that month."""
    counted = counted_at(scan, i)
    if counted is None and scan.word(i) in {"a", "an", "one"}:
        unit = unit_at(scan, i + 1)
        counted = (1, *unit) if unit else None
    if counted is None or _is_threshold(scan, i) or scan.word(counted[2]) not in {"ago", "back"}:
        return None
    number, unit_name, stop = counted
    _check_length(i, stop, number, unit_name)
    day = step(unit_name, scan.as_of, -number)
    close = unit_name in {"day", "week"} or (unit_name == "month" and number == 1)
    kind: Unit = "day" if close else unit_name
    period = block(scan.calendar, kind, day)
    return Found(stop + 1, Reading(period, period, kind, exact=day))


def _is_threshold(scan: Scan, i: int) -> bool:
    """Whether a count bounds an age ("more than a month ago"); "bigger than" compares two days."""
    word = scan.word(i - 1)
    return word in {"over", "least"} or (word == "than" and scan.word(i - 2) in _BOUNDING)


def _read_rolling(scan: Scan, i: int) -> Found | None:
    """ "the past week", "in the last week", "over the next week": seven days, not a calendar week.

    "past month" and "past year" roll too; a quarter or half never does.
    """
    word = scan.skip(scan.skip(i, {"the"}), {"this"})
    unit, direction = scan.word(word + 1), _DIRECTION.get(scan.word(word))
    rolls = scan.word(word) == "past" and unit in {"week", "month", "year"}
    article = scan.word(i) == "the" and scan.word(i - 1) in _ROLLING
    if direction is None or not (rolls or (article and unit in _ROLLS_WITH_ARTICLE[direction])):
        return None
    return Found(word + 2, fixed(_rolling(scan.as_of, unit, direction)))


def _rolling(as_of: date, unit: str, direction: int) -> Period:
    if direction > 0:
        ahead = as_of + timedelta(days=7)
        return Period(start=as_of + timedelta(days=1), end=ahead, label="next 7 days")
    if unit == "week":
        return Period(start=as_of - timedelta(days=6), end=as_of, label="last 7 days")
    start = add_months(as_of, -1 if unit == "month" else -12) + timedelta(days=1)
    return Period(start=start, end=as_of, label=f"past {unit}")
