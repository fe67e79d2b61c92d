"""Reads time that leans on other time: "the one before", "same quarter last year", "vs last"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from copilot.understanding.time.buckets import bucket_reading
from copilot.understanding.time.mention import Bucket
from copilot.understanding.time.reading import Reading, Unit, day_period, fixed
from copilot.understanding.time.scan import Scan
from copilot.understanding.time.tokens import NAME
from copilot.understanding.time.units import block, shifted, step
from copilot.understanding.time.vocabulary import AGAINST_WORDS, JOINING_WORDS, SHIFTS, words
from data.periods import FiscalCalendar, Period, add_months, display_span

Resolve = Callable[[Reading], Reading | None]


@dataclass(frozen=True)
class Leaning:
    """Time that means something only beside another mention.

    Attributes:
        resolve: its reading beside another one, None where the two do not fit.
        forward: whether the other mention may also follow it ("YoY growth in Q3").
        against: whether it is the other side of a comparison whatever stands before it.
        alone: what it means where there is no other mention; None leaves it out.
    """

    stop: int
    resolve: Resolve
    forward: bool = False
    against: bool = False
    alone: Reading | None = None


_UNIT_WORDS: dict[str, Unit] = {
    "week": "week", "month": "month", "quarter": "quarter", "half": "half", "year": "year"
}  # fmt: skip
_OVER: dict[str, Unit] = {"yoy": "year", "qoq": "quarter"}
_CASED_OVER: dict[str, Unit] = {"MoM": "month", "WoW": "week", "MOM": "month"}
_SAME = frozenset({"period", "time", "point", "stretch", "week", "month", "quarter", "half"})
_BESIDE = words(
    "my your his her their the in for of that those what we did had was were our with during "
    "at on from ones one by to is it's a same"
)
_WEEKS_IN: dict[Unit, int] = {"day": 0, "week": 1, "month": 4, "quarter": 13, "half": 26}
_ORDER: tuple[Unit, ...] = ("day", "week", "month", "quarter", "half", "year")


def read_leaning(scan: Scan, i: int) -> Leaning | None:
    """Time that needs another mention to be understood."""
    return (
        _read_one_before(scan, i)
        or _read_unit_before(scan, i)
        or _read_same(scan, i)
        or _read_year_ago(scan, i)
        or _read_over(scan, i)
        or _read_previous_unit(scan, i)
        or _read_bare_shift(scan, i)
    )


def neighbor(calendar: FiscalCalendar, reading: Reading, direction: int) -> Reading:
    """The period just before (-1) or after (1): the neighboring unit, or as many days."""
    past = _neighbor(calendar, reading.past, reading.unit, direction)
    future = _neighbor(calendar, reading.future, reading.unit, direction)
    return Reading(past, future, reading.unit, explicit_year=reading.explicit_year)


def _neighbor(calendar: FiscalCalendar, period: Period, unit: Unit, direction: int) -> Period:
    whole = block(calendar, unit, period.start) if unit else period
    if unit and (whole.start, whole.end) == (period.start, period.end):
        return block(calendar, unit, step(unit, period.start, direction))
    if unit:
        start = step(unit, period.start, direction)
        end = start + timedelta(days=period.days - 1)
        end = min(end, block(calendar, unit, start).end)
    else:
        start = period.start + timedelta(days=direction * period.days)
        end = period.end + timedelta(days=direction * period.days)
    return Period(start=start, end=end, label=display_span(start, end))


def year_before(calendar: FiscalCalendar, reading: Reading) -> Reading:
    """The same period a year earlier (the same weekdays, 52 weeks earlier, for weeks)."""
    past, future = (
        _year_before(calendar, period, reading.unit) for period in (reading.past, reading.future)
    )
    return Reading(past, future, reading.unit, explicit_year=reading.explicit_year)


def _year_before(calendar: FiscalCalendar, period: Period, unit: Unit) -> Period:
    whole = block(calendar, unit, period.start) if unit else period
    if unit == "week":
        return block(calendar, "week", period.start - timedelta(days=364))
    start = add_months(period.start, -12)
    if unit and (whole.start, whole.end) == (period.start, period.end):
        return block(calendar, unit, start)
    end = add_months(period.end, -12)
    return Period(start=start, end=end, label=display_span(start, end))


def against_before(scan: Scan, i: int) -> bool:
    """Whether the words just before make what follows the other side of a comparison."""
    for place in range(i - 1, i - 8, -1):
        word = scan.word(place)
        if word in AGAINST_WORDS or (word == "from" and scan.word(place - 1) in {"up", "down"}):
            return True
        name = scan.at(place).kind == "possessive" or scan.at(place).word == NAME
        if word not in _BESIDE and not name:
            return False
    return False


def _article(scan: Scan, i: int) -> int:
    return scan.skip(i, {"the"})


def _optional_that(scan: Scan, i: int) -> int:
    return scan.skip(i, {"that", "it", "this"})


def _read_one_before(scan: Scan, i: int) -> Leaning | None:
    """ "the one before", "the one after that", "vs the previous one", "vs prior period"."""
    place = _article(scan, i)
    if scan.word(place) == "one" and scan.word(place + 1) in {"before", "after"}:
        direction = -1 if scan.word(place + 1) == "before" else 1
        stop = _optional_that(scan, place + 2)
        return Leaning(stop, lambda other: neighbor(scan.calendar, other, direction))
    shift = SHIFTS.get(scan.word(place), 0)
    if shift and scan.word(place + 1) in {"one", "period"} and against_before(scan, i):
        return Leaning(place + 2, lambda other: neighbor(scan.calendar, other, shift))
    return None


def _read_unit_before(scan: Scan, i: int) -> Leaning | None:
    """ "the quarter before", "the week after that"."""
    place = _article(scan, i)
    unit = _UNIT_WORDS.get(scan.word(place))
    direction = {"before": -1, "after": 1}.get(scan.word(place + 1))
    if unit is None or direction is None:
        return None
    stop = _optional_that(scan, place + 2)
    if stop == place + 2 and not scan.closes(stop):
        return None

    def resolve(other: Reading) -> Reading | None:
        if other.unit == unit:
            return neighbor(scan.calendar, other, direction)
        return _stepped(scan, other, unit) if direction < 0 and _longer(unit, other) else None

    return Leaning(stop, resolve)


def _read_same(scan: Scan, i: int) -> Leaning | None:
    """ "the same quarter last year", "same period a year ago", "this time last month"."""
    place = _article(scan, i)
    if scan.word(place) not in {"same", "this"} or scan.word(place + 1) not in _SAME:
        return None
    if scan.word(place) == "this" and scan.word(place + 1) not in {"time", "point"}:
        return None
    behind = scan.skip(scan.skip(place + 2, {"of", "in", "from"}), {"the", "a", "one"})
    unit = _UNIT_WORDS.get(scan.word(behind + 1))
    if not unit or SHIFTS.get(scan.word(behind)) != -1:
        unit = _UNIT_WORDS.get(scan.word(behind))
        if scan.word(behind + 1) not in {"ago", "earlier", "before", "previous"}:
            return None
    own = _UNIT_WORDS.get(scan.word(place + 1))
    return _same(scan, behind + 2, unit, own, day=scan.word(place + 1) in {"time", "point"})


def _same(
    scan: Scan, stop: int, unit: Unit | None, own: Unit | None, *, day: bool
) -> Leaning | None:
    if unit is None:
        return None
    then = fixed(day_period(step(unit, scan.as_of, -1)), "day")
    alone = replace(then, kind="as_of_day") if day else None
    if own is not None and own != unit:  # "the same week last quarter" leans on this week
        alone = _stepped(scan, fixed(block(scan.calendar, own, scan.as_of), own), unit)

    def resolve(other: Reading) -> Reading:
        return _stepped(scan, _clipped(scan, other) if day else other, unit)

    return Leaning(stop, resolve, forward=True, alone=alone)


def _clipped(scan: Scan, other: Reading) -> Reading:
    """A period that is under way, up to `as_of`."""
    past = other.past
    if not past.start <= scan.as_of < past.end:
        return other
    begun = past.model_copy(update={"end": scan.as_of})
    return replace(other, past=begun, future=begun)


def _stepped(scan: Scan, other: Reading, unit: Unit) -> Reading:
    """The same stretch one longer unit earlier."""
    if unit == "year":
        return year_before(scan.calendar, other)
    if other.unit == unit:
        return neighbor(scan.calendar, other, -1)
    past, future = (_moved(scan, period, other.unit, unit) for period in (other.past, other.future))
    return Reading(past, future, other.unit)


def _moved(scan: Scan, period: Period, own: Unit, unit: Unit) -> Period:
    if own == "week":  # whole weeks, so that weekdays stay
        return block(scan.calendar, "week", period.start - timedelta(weeks=_WEEKS_IN[unit]))
    start = step(unit, period.start, -1)
    whole = block(scan.calendar, own, start) if own in {"month", "quarter", "half"} else None
    if whole and whole.start == start:
        return whole
    end = start + timedelta(days=period.days - 1)
    return Period(start=start, end=end, label=display_span(start, end))


def _longer(unit: Unit, other: Reading) -> bool:
    return other.unit in _ORDER and _ORDER.index(unit) > _ORDER.index(other.unit)


def _read_year_ago(scan: Scan, i: int) -> Leaning | None:
    """ "vs a year ago", "against a year earlier", "vs last year" beside a shorter period."""
    if not against_before(scan, i):
        return None
    place = scan.skip(_article(scan, i), {"a", "one"})
    if scan.word(place) == "year" and scan.word(place + 1) in {"ago", "earlier", "before"}:
        return Leaning(place + 2, lambda other: year_before(scan.calendar, other))
    if scan.word(place) in {"last", "previous"} and scan.word(place + 1) == "year":
        return Leaning(
            place + 2,
            lambda other: year_before(scan.calendar, other) if _longer("year", other) else None,
        )
    return None


def _read_over(scan: Scan, i: int) -> Leaning | None:
    """ "YoY", "quarter over quarter": beside a period of that unit, else a grouping."""
    token = scan.at(i)
    short = _OVER.get(scan.word(i)) or _CASED_OVER.get(token.text)
    if short:
        return _over(scan, i + 1, short)
    unit = _UNIT_WORDS.get(scan.word(i))
    place = scan.skip(i + 1, {"-"})
    behind = scan.skip(place + 1, {"-"})
    if unit and scan.word(place) in {"over", "on"} and scan.word(behind) == scan.word(i):
        return _over(scan, behind + 1, unit)
    return None


def _over(scan: Scan, stop: int, unit: Unit) -> Leaning:
    def resolve(other: Reading) -> Reading | None:
        if unit == "year":
            return year_before(scan.calendar, other)
        return neighbor(scan.calendar, other, -1) if other.unit == unit else None

    buckets: dict[Unit, Bucket] = {
        "week": "week", "month": "month", "quarter": "quarter", "year": "year"
    }  # fmt: skip
    alone = bucket_reading(scan, buckets[unit]) if unit in buckets else None
    return Leaning(stop, resolve, forward=True, against=True, alone=alone)


def _read_previous_unit(scan: Scan, i: int) -> Leaning | None:
    """ "Q2 vs the previous quarter": the one before Q2, not before the present one."""
    place = _article(scan, i)
    unit = _UNIT_WORDS.get(scan.word(place + 1))
    if scan.word(place) != "previous" or unit is None or not against_before(scan, i):
        return None
    return Leaning(
        place + 2,
        lambda other: neighbor(scan.calendar, other, -1) if other.unit == unit else None,
    )


def _read_bare_shift(scan: Scan, i: int) -> Leaning | None:
    """The "next" of "this week and next", the "last" of "this quarter vs last"."""
    place = _article(scan, i)
    shift = SHIFTS.get(scan.word(place), 0)
    joined = scan.at(i - 1).word in JOINING_WORDS
    if not shift or not joined or not scan.closes(place + 1) or scan.word(place) == "past":
        return None

    def resolve(other: Reading) -> Reading | None:
        if other.unit in {"", "day"}:
            return None
        return fixed(shifted(scan.calendar, other.unit, scan.as_of, shift), other.unit)

    return Leaning(place + 1, resolve)


def compares(scan: Scan, first_stop: int, second: int) -> bool:
    """Whether "compare" stands before the first of two mentions and a joint before the second."""
    asked = any(scan.at(place).text.lower() in _COMPARE for place in range(first_stop))
    for place in range(second - 1, max(first_stop, second - 5) - 1, -1):
        if scan.at(place).word in JOINING_WORDS:
            return asked
        if scan.word(place) not in _BESIDE:
            return False
    return False


_COMPARE = frozenset({"compare", "comparing", "comparison", "stack"})


def side_by_side(scan: Scan, texts: Sequence[int]) -> bool:
    """Whether the text asks for two mentions side by side."""
    return len(texts) == 2 and any(
        scan.matches(place, "side", "by", "side") for place in range(len(scan.tokens))
    )
