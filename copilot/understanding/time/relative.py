"""Reads units by their distance from the present one: "this quarter", "last week", "my month"."""

from __future__ import annotations

from datetime import date, timedelta

from copilot.understanding.time.counts import unit_at
from copilot.understanding.time.reading import Reading, Unit, fixed
from copilot.understanding.time.scan import Found, Scan
from copilot.understanding.time.units import calendar_year, shifted
from copilot.understanding.time.vocabulary import (
    BLOCK_UNITS,
    CALENDAR_FILLERS,
    JOINING_WORDS,
    OWNERS,
    SHIFTS,
    words,
)
from data.periods import Period, display_day

_AWARDS = frozenset({"rep", "deal", "seller", "employee", "player", "win", "team", "person"})
_CLAUSE = words("when where that which we they he she i before after ending of ahead")
_SATURDAY = 5


def read_relative(scan: Scan, i: int) -> Found | None:
    """Anything named by its distance from the unit around `as_of`."""
    return (
        _read_shifted_unit(scan, i)
        or _read_two_away(scan, i)
        or _read_shared_unit(scan, i)
        or _read_weekend(scan, i)
        or _read_owned_unit(scan, i)
    )


def bare_unit(scan: Scan, i: int) -> Found | None:
    """ "quarter" in "end of quarter": the present one. For places where only time can stand."""
    unit = unit_at(scan, scan.skip(i, {"the", *OWNERS}))
    return _present(scan, unit) if unit and unit[0] in BLOCK_UNITS else None


def _present(scan: Scan, unit: tuple[Unit, int], shift: int = 0) -> Found:
    return Found(unit[1], fixed(shifted(scan.calendar, unit[0], scan.as_of, shift), unit[0]))


def _shift_at(scan: Scan, i: int) -> tuple[int, int] | None:
    """ "this", "the last", "this coming": the distance and the place behind."""
    i = scan.skip(i, {"the", *OWNERS})
    if scan.word(i) == "this" and SHIFTS.get(scan.word(i + 1)):
        i += 1
    shift = SHIFTS.get(scan.word(i))
    return None if shift is None else (shift, i + 1)


def _read_shifted_unit(scan: Scan, i: int) -> Found | None:
    """ "this quarter", "last full month", "the coming week", "last calendar year"."""
    shift = _shift_at(scan, i)
    if shift is None:
        return None
    behind = scan.skip(shift[1], CALENDAR_FILLERS)
    unit = unit_at(scan, behind)
    if unit is None or unit[0] not in BLOCK_UNITS:
        return None
    if unit[0] == "year" and behind > shift[1]:
        return Found(unit[1], fixed(calendar_year(scan.as_of.year + shift[0]), "year"))
    return _present(scan, unit, shift[0])


def _read_two_away(scan: Scan, i: int) -> Found | None:
    """ "the quarter before last", "the week after next"."""
    unit = unit_at(scan, scan.skip(i, {"the"}))
    if unit is None or unit[0] not in BLOCK_UNITS:
        return None
    for phrase, shift in ((("before", "last"), -2), (("after", "next"), 2)):
        if scan.matches(unit[1], *phrase):
            return _present(scan, (unit[0], unit[1] + 2), shift)
    return None


def _read_shared_unit(scan: Scan, i: int) -> Found | None:
    """The "this" of "this and next week": the unit stands behind the second word."""
    shift = SHIFTS.get(scan.word(i))
    if shift is None or scan.at(i + 1).word not in JOINING_WORDS:
        return None
    other = _read_shifted_unit(scan, i + 2)
    if other is None or other.reading.unit == "":
        return None
    return Found(i + 1, _present(scan, (other.reading.unit, i + 1), shift).reading)


def _read_weekend(scan: Scan, i: int) -> Found | None:
    """Saturday and Sunday: "over the weekend" is the latest begun, or the next not ended."""
    shift = _shift_at(scan, i)
    place = shift[1] if shift else scan.skip(i, {"the"})
    if scan.word(place) != "weekend" or place == i:
        return None
    monday = scan.calendar.week(scan.as_of).start
    this, last = _weekend(monday, 0), _weekend(monday, -1)
    if shift is None:
        return Found(place + 1, Reading(this if this.start <= scan.as_of else last, this))
    chosen = _weekend(monday, shift[0])
    return Found(place + 1, Reading(chosen, chosen))


def _weekend(monday: date, shift: int) -> Period:
    saturday = monday + timedelta(days=7 * shift + _SATURDAY)
    end = saturday + timedelta(days=1)
    return Period(start=saturday, end=end, label=f"weekend of {display_day(saturday)}")


def _read_owned_unit(scan: Scan, i: int) -> Found | None:
    """ "the quarter", "my month", "Dana's year", "all year": the present one."""
    owner = scan.word(i) in OWNERS | {"the", "all", "full", "entire", "whole"}
    possessed = scan.at(i - 1).kind == "possessive"
    place = scan.skip(i + 1, {"-"}) if owner else i
    unit = unit_at(scan, place) if owner or possessed else None
    if unit is None or unit[0] not in BLOCK_UNITS or unit[0] == "half":
        return None
    award = scan.word(i - 1) == "of" and scan.word(i - 2) in _AWARDS
    by_unit = scan.word(i - 1) in {"by", "per"}
    if award or by_unit or scan.word(unit[1]) in _CLAUSE:
        return None
    return _present(scan, unit)
