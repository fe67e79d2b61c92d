"""Reads what bounds time on one side: "since", "by", "before", "after", "rest of", "so far"."""

from __future__ import annotations

from datetime import date, timedelta

from copilot.understanding.time.parts import read_block
from copilot.understanding.time.reading import Impossible, Reading, day_period, fixed
from copilot.understanding.time.relative import bare_unit
from copilot.understanding.time.scan import Found, Scan
from copilot.understanding.time.spans import read_end, read_span, read_start
from copilot.understanding.time.vocabulary import UNITS, words
from data.periods import Period, display_day

_UNTIL = frozenset({"until", "by", "through"})
# "Since last week" looks seven days back, whatever day it is.
_LAST_WEEK = frozenset({"last week", "past week", "the last week", "the past week"})
_UNTIL_PHRASES = (
    ("up", "to"),
    ("up", "until"),
    ("no", "later", "than"),
    ("by", "no", "later", "than"),
    ("on", "or", "before"),
    ("by", "or", "before"),
)
_VERBS_WITH_THROUGH = words(
    "fall falls fell fallen falling come comes came coming get gets got go goes went going push "
    "pushed follow followed walk work"
)
_AFTER = frozenset({"after", "beyond", "post"})
_OPEN_BEHIND = frozenset({"on", "onward", "onwards", "forward"})
_STARTING = frozenset({"starting", "start", "from"})


def read_edged(scan: Scan, i: int) -> Found | None:
    """Time with a bound of its own words."""
    return (
        _read_since(scan, i)
        or _read_until(scan, i)
        or _read_before(scan, i)
        or _read_after(scan, i)
        or _read_rest(scan, i)
        or _read_as_of(scan, i)
        or _read_bare_end(scan, i)
    )


def _read_since(scan: Scan, i: int) -> Found | None:
    """From the first day of the latest occurrence to `as_of`; behind its end for "ended"."""
    if scan.word(i) != "since":
        return None
    span = _span_or_unit(scan, i + 1)
    if span is None:
        return None
    start, stop = span.reading.exact or span.reading.past.start, span.stop
    if scan.word(stop) in {"started", "began", "start"}:
        stop += 1
    elif scan.word(stop) in {"ended", "closed"}:
        start, stop = span.reading.past.end + timedelta(days=1), stop + 1
    if start > scan.as_of:
        raise Impossible(i, stop, f"it begins after {display_day(scan.as_of)}")
    if " ".join(scan.word(at) for at in range(i + 1, stop)) in _LAST_WEEK:
        start = scan.as_of - timedelta(days=6)
    name = span.reading.past.label if not span.reading.exact else display_day(start)
    name = f"the end of {name}" if start > span.reading.past.end else name
    period = Period(start=start, end=scan.as_of, label=f"since {name}")
    explicit = span.reading.explicit_year
    return Found(stop, Reading(period, period, kind="since", explicit_year=explicit))


def _span_or_unit(scan: Scan, i: int) -> Found | None:
    return read_span(scan, i) or bare_unit(scan, i)


def _read_until(scan: Scan, i: int) -> Found | None:
    """ "by Friday", "through November", "until the end of the quarter": that day included."""
    place = _behind_until(scan, i)
    span = (read_end(scan, place) or read_span(scan, place)) if place else None
    if span is None:
        return None
    if scan.word(i) == "by" and span.reading.past.label == "New Year":
        return Found(span.stop, _until(scan, span.reading, included=False))
    return Found(span.stop, until(scan, span.reading))


def _behind_until(scan: Scan, i: int) -> int:
    """The place behind "by", "up to", "no later than", ...; 0 where none of them stands."""
    for phrase in _UNTIL_PHRASES:
        if scan.matches(i, *phrase):
            return i + len(phrase)
    return i + 1 if scan.word(i) in _UNTIL and not _particle(scan, i) else 0


def _particle(scan: Scan, i: int) -> bool:
    """Whether "through" belongs to a verb: "falls through this week"."""
    return scan.word(i) == "through" and scan.word(i - 1) in _VERBS_WITH_THROUGH


def _read_before(scan: Scan, i: int) -> Found | None:
    """ "before Thanksgiving" ends the day before; "before the end of the month" on its end."""
    place = _behind_before(scan, i)
    if not place:
        return None
    end = read_end(scan, place)
    if end:
        return Found(end.stop, until(scan, end.reading))
    span = read_span(scan, place)
    return Found(span.stop, _until(scan, span.reading, included=False)) if span else None


def _behind_before(scan: Scan, i: int) -> int:
    """The place behind "before", "ahead of" or "prior to"; 0 where none of them stands."""
    if scan.word(i) in {"before", "pre"}:
        return scan.skip(i + 1, {"-"})
    return i + 2 if scan.matches(i, "ahead", "of") or scan.matches(i, "previous", "to") else 0


def until(scan: Scan, reading: Reading) -> Reading:
    """Up to and including the last day of a reading."""
    return _until(scan, reading, included=True)


def _until(scan: Scan, reading: Reading, *, included: bool) -> Reading:
    """From `as_of` to an end still to come; for an end that has passed, from the first day of
    its fiscal year."""
    past = _bound(scan, reading.past, included=included)
    future = _bound(scan, reading.future, included=included)
    if future.end < scan.as_of:
        future = past
    return Reading(past, future, kind="until", explicit_year=reading.explicit_year)


def _bound(scan: Scan, period: Period, *, included: bool) -> Period:
    end = period.end if included else period.start - timedelta(days=1)
    word = "through" if included else "before"
    start = scan.as_of if end >= scan.as_of else scan.calendar.year(end).start
    return Period(start=start, end=end, label=f"{word} {period.label}")


def _read_after(scan: Scan, i: int) -> Found | None:
    """ "after Thanksgiving", "from November on", "starting Nov 1".

    To `as_of` for what happened; to the end of its fiscal year for what is to come.
    """
    if scan.word(i) in _AFTER or (scan.word(i) == "past" and scan.word(i + 1) == "the"):
        span = read_span(scan, scan.skip(i + 1, {"-"}))
        return Found(span.stop, _open(scan, span.reading, behind=True)) if span else None
    if scan.word(i) not in _STARTING:
        return None
    place = scan.skip(i + 1, {"in", "on", "with", "from"})
    span = read_span(scan, place)
    if span is None:
        return None
    onward = scan.word(span.stop) in _OPEN_BEHIND and scan.closes(span.stop + 1)
    if scan.word(i) == "from" and not onward:
        return None
    stop = span.stop + onward
    return Found(stop, _open(scan, span.reading, behind=False))


def _open(scan: Scan, reading: Reading, *, behind: bool) -> Reading:
    past, future = (_start(period, behind) for period in (reading.past, reading.future))
    label = f"{'after' if behind else 'from'} {{}}"
    ahead = Period(
        start=future,
        end=scan.calendar.year(future).end,
        label=label.format(reading.future.label),
    )
    if past > scan.as_of:
        return Reading(ahead, ahead, kind="period", explicit_year=reading.explicit_year)
    back = Period(start=past, end=scan.as_of, label=label.format(reading.past.label))
    if future < scan.as_of:
        ahead = back
    return Reading(back, ahead, kind="since", explicit_year=reading.explicit_year)


def _start(period: Period, behind: bool) -> date:
    return period.end + timedelta(days=1) if behind else period.start


def _read_rest(scan: Scan, i: int) -> Found | None:
    """ "the rest of the quarter", "later this month", "left in the year"."""
    place = _behind_rest(scan, scan.skip(i, {"the"}))
    whole = read_block(scan, place) if place else None
    if whole is None or whole.reading.future.end < scan.as_of:
        return None
    period = whole.reading.future
    start = max(scan.as_of, period.start)
    left = Period(start=start, end=period.end, label=f"rest of {period.label}")
    return Found(whole.stop, Reading(left, left, kind="until"))


def _behind_rest(scan: Scan, i: int) -> int:
    """The place behind the words for what remains; 0 where none of them stands."""
    if scan.word(i) == "remaining":
        i += scan.word(i + 1) in UNITS
    elif scan.word(i) == "later":
        return i + 1 if scan.word(i + 1) == "this" else 0
    elif scan.word(i) not in {"rest", "balance", "left"}:
        return 0
    return i + 2 if scan.word(i + 1) in {"of", "in"} else 0


def _read_as_of(scan: Scan, i: int) -> Found | None:
    """ "as of Oct 1", "as at the end of Q3": the end of one day."""
    if scan.word(i) != "as" or scan.word(i + 1) not in {"of", "at"}:
        return None
    if scan.word(i + 2) == "now":
        return Found(i + 3, _day_state(fixed(day_period(scan.as_of))))
    span = read_span(scan, i + 2)
    return Found(span.stop, _day_state(span.reading)) if span else None


def _day_state(reading: Reading) -> Reading:
    past, future = day_period(reading.past.end), day_period(reading.future.end)
    return Reading(past, future, "day", "as_of_day", reading.explicit_year)


def _read_bare_end(scan: Scan, i: int) -> Found | None:
    """ "at the end of Q3" is that day where it has passed, else everything up to it."""
    if scan.word(i) not in {"at", "on"}:
        end = read_end(scan, i)
        return Found(end.stop, until(scan, end.reading)) if end else None
    start = read_start(scan, i + 1)
    if start:
        return Found(start.stop, _day_state(start.reading))
    end = read_end(scan, i + 1)
    if end is None:
        return None
    present_year = scan.calendar.year(scan.as_of).start
    behind = end.reading.past.end < scan.as_of
    to_come = end.reading.future.end >= scan.as_of
    if behind and not (to_come and end.reading.past.end < present_year):
        return Found(end.stop, _day_state(end.reading))
    return Found(end.stop, until(scan, end.reading))
