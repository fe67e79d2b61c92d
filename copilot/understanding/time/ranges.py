"""Reads spans with two ends: "from Sept 1 to Oct 1", "Aug 1-15", "between now and year end"."""

from __future__ import annotations

from dataclasses import replace

from copilot.understanding.time.context import month_at
from copilot.understanding.time.days import read_date, read_day_in
from copilot.understanding.time.edges import until
from copilot.understanding.time.reading import Impossible, Reading, day_period, fixed, spanning
from copilot.understanding.time.relative import bare_unit
from copilot.understanding.time.scan import Found, Scan
from copilot.understanding.time.spans import read_end, read_span
from copilot.understanding.time.vocabulary import words

_TO = frozenset({"to", "through", "until", "-", "–", "—"})
_BETWEEN = _TO | {"and", "&"}
_CHANGE_WORDS = words(
    "change changes changed difference differ compare compared comparing comparison delta "
    "improve improved improvement shift shifted drop dropped grow grew growth decline "
    "declined move moved went"
)

_MOVE_WORDS = words("slip slips slipped slipping slid slide push pushed pull pulled")


def read_range(scan: Scan, i: int) -> Found | None:
    """From one stretch of time to another, both included."""
    if scan.word(i) == "between":
        return _read_introduced(scan, i + 1, _BETWEEN)
    if scan.word(i) == "from":
        return _read_introduced(scan, i + 1, _TO)
    return _read_days_before_month(scan, i, _TO - {"until"}) or _read_plain(scan, i)


def is_change(scan: Scan, i: int) -> bool:
    """Whether the text before speaks of a change, so that two periods are compared."""
    return any(scan.word(place) in _CHANGE_WORDS for place in range(i))


def _read_introduced(scan: Scan, i: int, joints: frozenset[str]) -> Found | None:
    """The two ends behind "from" or "between"."""
    if scan.word(i) in {"now", "here"} and scan.at(i + 1).word in joints:
        return _read_from_now(scan, i + 2)
    days = _read_days_before_month(scan, i, joints)
    if days:
        return days
    first = read_span(scan, i)
    if first is None or scan.at(first.stop).word not in joints:
        return None
    place = first.stop + 1
    last = _read_last(scan, first, place) or bare_unit(scan, place)
    if scan.word(place) == "now":
        last = Found(place + 1, fixed(day_period(scan.as_of), "day"))
    if last is None or _compared(scan, i, first, last):
        return None
    return _joined(scan, i, first, last)


def _read_from_now(scan: Scan, i: int) -> Found | None:
    """ "between now and the end of November": as "until the end of November" to come."""
    end = read_end(scan, i) or read_span(scan, i) or bare_unit(scan, i)
    if end is None:
        return None
    reading = until(scan, end.reading)
    return Found(end.stop, replace(reading, past=reading.future))


def _read_plain(scan: Scan, i: int) -> Found | None:
    """ "Q1-Q3", "July through September": two of a kind, the second not before the first."""
    first = read_span(scan, i)
    if first is None or scan.at(first.stop).word not in _TO:
        return None
    last = _read_last(scan, first, first.stop + 1)
    if last is None or _compared(scan, i, first, last):
        return None
    kinds = {first.reading.unit, last.reading.unit}
    if (len(kinds) > 1 and kinds != {"day", "month"}) or "" in kinds:
        return None
    if scan.word(first.stop) == "to" and not _in_order(first.reading, last.reading):
        return None
    return _joined(scan, i, first, last)


def _in_order(first: Reading, last: Reading) -> bool:
    yearless = first.yearly or last.yearly or last.past != last.future
    return bool(yearless) or last.past.end >= first.past.start


def _read_last(scan: Scan, first: Found, i: int) -> Found | None:
    """The second end; behind a day of a month, a bare day is one of the same month."""
    same = None
    with_month = first.reading.yearly or first.reading.explicit_year
    if first.reading.unit == "day" and with_month:
        same = read_day_in(scan, scan.skip(i, {"the"}), first.reading.past.start.month)
    return same or read_end(scan, i) or read_span(scan, i)


def _joined(scan: Scan, i: int, first: Found, last: Found) -> Found:
    reading = spanning(first.reading, last.reading, scan.as_of)
    if reading is None:
        raise Impossible(i, last.stop, "it ends before it begins")
    return Found(last.stop, reading)


def _compared(scan: Scan, i: int, first: Found, last: Found) -> bool:
    """ "change between Q2 and Q3", "slipped from Q3 to Q4": two periods; two days are a span."""
    moved = any(scan.word(place) in _MOVE_WORDS for place in range(i))
    blocks = "day" not in {first.reading.unit, last.reading.unit}
    return blocks and (moved or is_change(scan, i))


def _read_days_before_month(scan: Scan, i: int, joints: frozenset[str]) -> Found | None:
    """ "the 1st to the 15th of August", "1-15 Aug"."""
    begin = scan.skip(i, {"the"})
    if scan.at(begin).kind not in {"ordinal", "number"} or scan.at(begin + 1).word not in joints:
        return None
    last = read_date(scan, begin + 2)
    named = scan.skip(begin + 2, {"the"})
    if last is None or month_at(scan, named) or scan.at(named).kind == "date":
        return None
    first = read_day_in(scan, begin, last.reading.past.start.month, alone=False)
    return _joined(scan, i, first, last) if first else None
