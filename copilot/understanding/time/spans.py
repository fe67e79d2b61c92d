"""Reads one plain stretch of time: a part, a day, a holiday, a count, or a whole period."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from copilot.understanding.time.counts import counted_at, read_count, unit_at
from copilot.understanding.time.days import read_day
from copilot.understanding.time.holiday import read_holiday
from copilot.understanding.time.named import read_named
from copilot.understanding.time.parts import read_block, read_part
from copilot.understanding.time.reading import Unit, day_period, fixed
from copilot.understanding.time.relative import read_relative
from copilot.understanding.time.scan import Found, Scan
from copilot.understanding.time.units import block, fiscal_year, step, week_of
from copilot.understanding.time.years import read_year_suffix
from data.periods import Period, display_span

_EDGE_CODES: dict[str, Unit] = {"eow": "week", "eom": "month", "eoq": "quarter", "eoy": "year"}
_EDGED_UNITS = frozenset({"week", "month", "quarter", "half", "year"})


def read_span(scan: Scan, i: int) -> Found | None:
    """A stretch of time without "since", "by" or "to date" around it."""
    return (
        read_end(scan, i)
        or read_start(scan, i)
        or read_part(scan, i)
        or read_holiday(scan, i)
        or read_day(scan, i)
        or read_count(scan, i)
        or _read_week_of(scan, i)
        or _read_unit_before(scan, i)
        or read_named(scan, i)
        or read_relative(scan, i)
    )


def read_end(scan: Scan, i: int) -> Found | None:
    """The last day of something: "the end of November", "quarter end", "EOQ", "year-end"."""
    return _read_edge_code(scan, i) or _read_end_of(scan, i) or _read_unit_end(scan, i)


def read_start(scan: Scan, i: int) -> Found | None:
    """The first day of something: "the start of Q3"."""
    place = scan.skip(i, {"the", "very"})
    place = scan.skip(place, {"very"})
    if not _begins(scan, place) or scan.word(place + 1) != "of":
        return None
    whole = read_block(scan, place + 2) or read_part(scan, place + 2)
    return _edge(scan, whole, last=False) if whole else None


def _begins(scan: Scan, place: int) -> bool:
    """ "start", or the "first" of "the first of the month"."""
    first = scan.word(place) == "first" or scan.at(place).word == "1st"
    unit = unit_at(scan, scan.skip(place + 2, {"the", "this", "next", "last"}))
    return scan.word(place) == "start" or (first and unit is not None)


def last_day(period: Period) -> Period:
    """The last day of a period."""
    return day_period(period.end)


def first_day(period: Period) -> Period:
    """The first day of a period."""
    return day_period(period.start)


def _edge(scan: Scan, whole: Found, *, last: bool) -> Found:
    part = last_day if last else first_day
    return Found(whole.stop, whole.reading.mapped(part, scan.as_of, "day"))


def _read_edge_code(scan: Scan, i: int) -> Found | None:
    place = scan.skip(i, {"the"})
    unit = _EDGE_CODES.get(scan.word(place))
    if unit is None:
        return None
    suffix = read_year_suffix(scan, place + 1) if unit == "year" else None
    if suffix:
        end = last_day(fiscal_year(scan.calendar, suffix.fiscal_year(scan)))
        return Found(suffix.stop, fixed(end, "day", explicit_year=True))
    return Found(place + 1, fixed(last_day(block(scan.calendar, unit, scan.as_of)), "day"))


def _read_end_of(scan: Scan, i: int) -> Found | None:
    """ "the end of next month", "end of quarter", "the close of the year", "end Q4"."""
    place = scan.skip(i, {"the"})
    place = scan.skip(place, {"very"})
    if scan.word(place) not in {"end", "close"}:
        return None
    if scan.word(place + 1) != "of":
        named = read_named(scan, place + 1) if scan.word(place) == "end" else None
        return _edge(scan, named, last=True) if named else None
    if scan.matches(place + 2, "day"):
        return Found(place + 3, fixed(day_period(scan.as_of), "day"))
    whole = read_block(scan, place + 2) or read_part(scan, place + 2)
    return _edge(scan, whole, last=True) if whole else None


def _read_unit_end(scan: Scan, i: int) -> Found | None:
    """ "quarter end", "year-end", "the month ends", "Q4 end", "this year's end"."""
    bare = scan.word(i) in _EDGED_UNITS
    whole = read_block(scan, i)
    if whole is None or not (bare or scan.word(i) == "the" or whole.reading.unit in _EDGED_UNITS):
        return None
    place = whole.stop + (scan.at(whole.stop).kind == "possessive" or scan.word(whole.stop) == "is")
    place = scan.skip(place, {"-"})
    over = place > whole.stop and scan.word(place) in {"out", "over", "up", "done"}
    ended = over or _ends(scan, place)
    return _edge(scan, Found(place + 1, whole.reading), last=True) if ended else None


def _ends(scan: Scan, place: int) -> bool:
    return scan.word(place) in {"end", "closes"} and scan.word(place + 1) not in {"of", "up"}


def _read_unit_before(scan: Scan, i: int) -> Found | None:
    """ "the week before Thanksgiving": the whole one before the one that holds the day."""
    article = scan.skip(i, {"the"})
    unit = unit_at(scan, article)
    counted = (1, *unit) if unit else counted_at(scan, article)
    direction = {"before": -1, "after": 1}.get(scan.word(counted[2])) if counted else None
    if counted is None or direction is None or not 0 < counted[0] <= 60:
        return None
    count, behind = counted[0] * direction, counted[2] + 1
    day = read_holiday(scan, behind) or read_day(scan, behind) or read_named(scan, behind)
    if day is None:
        return None
    beside = _beside(scan, counted[1], count, whole=unit is not None, span=article > i)
    return Found(day.stop, day.reading.mapped(beside, scan.as_of))


def _beside(
    scan: Scan, unit: Unit, count: int, *, whole: bool, span: bool
) -> Callable[[Period], Period]:
    """A whole unit beside a period ("the week before"), so many of them ("the two weeks before"),
    or the day so far away ("two weeks before")."""

    def beside(period: Period) -> Period:
        edge = period.start if count < 0 else period.end
        far = step(unit, edge, count)
        if whole:
            return block(scan.calendar, unit, far)
        if not span:
            return day_period(far)
        near = edge + timedelta(days=1 if count > 0 else -1)
        start, end = sorted((near, far))
        return Period(start=start, end=end, label=display_span(start, end))

    return beside


def _read_week_of(scan: Scan, i: int) -> Found | None:
    """ "the week of Oct 9", "week ending Oct 15", "the month of October"."""
    place = scan.skip(i, {"the"})
    unit, joint = scan.word(place), scan.word(place + 1)
    if unit == "week" and joint in {"of", "ending", "start", "starting", "beginning"}:
        day = read_day(scan, scan.skip(place + 2, {"on"})) or read_holiday(scan, place + 2)
        if day is None:
            return None
        return Found(
            day.stop,
            day.reading.mapped(lambda p: week_of(scan.calendar, p.start), scan.as_of, "week"),
        )
    if unit in {"month", "quarter", "year"} and joint == "of":
        named = read_named(scan, place + 2)
        return named if named and named.reading.unit == unit else None
    return None
