"""Reads parts of periods: "second half of September", "first week of Q4", "mid November"."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from copilot.understanding.time.context import weekday_at
from copilot.understanding.time.counts import number_at, unit_at
from copilot.understanding.time.named import read_named
from copilot.understanding.time.reading import Reading, Unit, day_period, fixed, recurring
from copilot.understanding.time.relative import bare_unit, read_relative
from copilot.understanding.time.scan import Found, Scan
from copilot.understanding.time.units import block, fiscal_part, step
from copilot.understanding.time.vocabulary import HALVES, ORDINALS
from copilot.understanding.time.years import read_year_suffix
from data.periods import FiscalCalendar, Period, add_months

_THIRDS = {"early": 0, "mid": 1, "middle": 1, "late": 2}


def read_block(scan: Scan, i: int) -> Found | None:
    """A whole period that can have parts; a bare unit means the present one."""
    return read_named(scan, i) or read_relative(scan, i) or bare_unit(scan, i)


def read_part(scan: Scan, i: int) -> Found | None:
    """A half, a third, an ordinal unit or some units of a period."""
    i = scan.skip(i, {"the"})
    return (
        _read_half(scan, i)
        or _read_ordinal_quarter(scan, i)
        or _read_ordinal_unit(scan, i)
        or _read_ordinal_weekday(scan, i)
        or _read_units_of(scan, i)
        or _read_third(scan, i)
    )


def _ordinal_at(scan: Scan, i: int) -> int:
    """1 to 5, -1 for the last, 0 for no ordinal."""
    token = scan.at(i)
    number = token.parts[0] if token.kind == "ordinal" else ORDINALS.get(scan.word(i), 0)
    return number if number <= 5 else 0


def _behind_of(scan: Scan, i: int) -> Found | None:
    """The period behind "of" or "in"."""
    return read_block(scan, i + 1) if scan.word(i) in {"of", "in"} else None


def _read_half(scan: Scan, i: int) -> Found | None:
    """ "first half", "2nd half of 2017", "back half of the quarter"."""
    number = HALVES.get(scan.word(i)) or _ordinal_at(scan, i)
    if number not in {1, 2} or scan.word(i + 1) != "half":
        return None
    whole = _behind_of(scan, i + 2)
    if whole and whole.reading.unit != "year":
        return Found(whole.stop, _half_of(scan, whole.reading, number))
    of_nothing = scan.word(i + 2) == "of" and not whole
    if of_nothing or scan.word(i) == "last":
        return None
    return _year_part(scan, i + 2, "half", number)


def _half_of(scan: Scan, whole: Reading, number: int) -> Reading:
    def part(period: Period) -> Period:
        name = f"{'first' if number == 1 else 'second'} half of {period.label}"
        middle = period.start + timedelta(days=period.days // 2 - 1)
        if number == 1:
            return Period(start=period.start, end=middle, label=name)
        return Period(start=middle + timedelta(days=1), end=period.end, label=name)

    return whole.mapped(part, scan.as_of)


def _year_part(scan: Scan, i: int, unit: Unit, number: int) -> Found:
    """The nth half or quarter of the fiscal year said behind it, or of any."""
    suffix = read_year_suffix(scan, i)
    if suffix:
        year = suffix.fiscal_year(scan)
        period = fiscal_part(scan.calendar, unit, number, year)
        return Found(suffix.stop, fixed(period, unit, explicit_year=True))
    whole = _behind_of(scan, i)
    if whole and whole.reading.unit == "year":
        period = fiscal_part(scan.calendar, unit, number, whole.reading.past.end.year)
        return Found(whole.stop, fixed(period, unit, explicit_year=True))
    yearly = recurring(lambda y: fiscal_part(scan.calendar, unit, number, y), scan.as_of, unit)
    return Found(i, yearly)


def _read_ordinal_quarter(scan: Scan, i: int) -> Found | None:
    """ "third quarter", "4th quarter of 2016", "final quarter of the year"."""
    number = _ordinal_at(scan, i)
    unit = unit_at(scan, i + 1) if number and number <= 4 else None
    if unit is None or unit[0] != "quarter":
        return None
    whole = _behind_of(scan, unit[1])
    behind = read_year_suffix(scan, unit[1])
    if whole and whole.reading.unit != "year" and not behind:
        return None
    of_nothing = scan.word(unit[1]) == "of" and not (whole or behind)
    if of_nothing or (number < 0 and not (whole or behind)):
        return None
    return _year_part(scan, unit[1], "quarter", 4 if number < 0 else number)


def _read_ordinal_unit(scan: Scan, i: int) -> Found | None:
    """ "first week of October", "second month of the quarter", "last day of Q4"."""
    number = _ordinal_at(scan, i)
    unit = unit_at(scan, i + 1) if number else None
    whole = _behind_of(scan, unit[1]) if unit else None
    if unit is None or whole is None:
        return None
    reading = _units_of(scan, whole.reading, unit[0], number, 1)
    return Found(whole.stop, reading) if reading else None


def _read_ordinal_weekday(scan: Scan, i: int) -> Found | None:
    """ "last Friday of the month", "first Monday in November"."""
    number = _ordinal_at(scan, i)
    weekday = weekday_at(scan, i + 1) if number else None
    whole = _behind_of(scan, i + 2) if weekday is not None else None
    if weekday is None or whole is None or whole.reading.unit not in {"month", "quarter", "year"}:
        return None

    def part(period: Period) -> Period:
        return day_period(nth_weekday(period, weekday, min(number, 4)))

    return Found(whole.stop, whole.reading.mapped(part, scan.as_of, "day"))


def nth_weekday(period: Period, weekday: int, number: int) -> date:
    """The first to fourth such weekday of a period, or its last (-1)."""
    if number < 0:
        return period.end - timedelta(days=(period.end.weekday() - weekday) % 7)
    first = period.start + timedelta(days=(weekday - period.start.weekday()) % 7)
    return first + timedelta(days=7 * (number - 1))


def _read_units_of(scan: Scan, i: int) -> Found | None:
    """ "first two weeks of October", "last 10 days of the quarter"."""
    side = ORDINALS.get(scan.word(i), 0)
    counted = number_at(scan, i + 1) if side in {1, -1} else None
    unit = unit_at(scan, counted[1]) if counted else None
    whole = _behind_of(scan, unit[1]) if unit else None
    if counted is None or unit is None or whole is None:
        return None
    reading = _units_of(scan, whole.reading, unit[0], side, counted[0])
    return Found(whole.stop, reading) if reading else None


def _units_of(scan: Scan, whole: Reading, unit: Unit, number: int, count: int) -> Reading | None:
    """`count` units from the nth on, or the last ones; None where they do not fit."""
    fits = all(_inside(whole_period, unit, number, count) for whole_period in _both(whole))
    if not fits:
        return None
    kind: Unit = unit if unit in {"day", "month", "quarter"} and count == 1 else ""
    return whole.mapped(_part_of(scan.calendar, unit, number, count), scan.as_of, kind)


def _both(reading: Reading) -> tuple[Period, Period]:
    return reading.past, reading.future


def _inside(period: Period, unit: Unit, number: int, count: int) -> bool:
    if not count:
        return False
    taken = max(number, 1) - 1 + count
    last = step(unit, period.start, taken) - timedelta(days=1) if taken <= 400 else None
    return last is not None and last <= period.end


def _part_of(
    calendar: FiscalCalendar, unit: Unit, number: int, count: int
) -> Callable[[Period], Period]:
    def part(period: Period) -> Period:
        if number > 0:
            start = step(unit, period.start, number - 1)
            end = step(unit, start, count) - timedelta(days=1)
        else:
            start = step(unit, period.end + timedelta(days=1), -count)
            end = period.end
        if count == 1 and unit in {"day", "month", "quarter"}:
            return block(calendar, unit, start)
        which = (
            ("first", "second", "third", "fourth", "fifth")[number - 1] if number > 0 else "last"
        )
        amount = f"{count} {unit}s" if count > 1 else unit
        return Period(start=start, end=end, label=f"{which} {amount} of {period.label}")

    return part


def _read_third(scan: Scan, i: int) -> Found | None:
    """ "early October" (1-10), "mid Q4" (its second month), "late next year" (last four months)."""
    third = _THIRDS.get(scan.word(i))
    if third is None:
        return None
    place = scan.skip(scan.skip(i + 1, {"-"}), {"of", "in"})
    whole = read_named(scan, place) or read_relative(scan, place)
    if whole is None or whole.reading.unit in {"", "day"}:
        return None
    word = ("early", "mid", "late")[third]
    return Found(whole.stop, whole.reading.mapped(lambda p: _third(p, third, word), scan.as_of))


def _third(period: Period, third: int, word: str) -> Period:
    """A third of a month (10 days, the rest in the last), of a longer period in whole months."""
    months = round(period.days / 30.4)
    label = f"{word} {period.label}"
    if months >= 3:
        start = add_months(period.start, third * months // 3)
        last = add_months(period.start, (third + 1) * months // 3) - timedelta(days=1)
        return Period(start=start, end=last, label=label)
    size = 10 if months == 1 else 2
    start = period.start + timedelta(days=third * size)
    end = period.end if third == 2 else start + timedelta(days=size - 1)
    return Period(start=start, end=end, label=label)
