"""Reads what runs up to `as_of`: "YTD", "quarter to date", "this quarter so far"."""

from __future__ import annotations

from datetime import date

from copilot.understanding.time.parts import read_block
from copilot.understanding.time.reading import Unit, fixed
from copilot.understanding.time.scan import Found, Scan
from copilot.understanding.time.units import block, fiscal_year
from copilot.understanding.time.years import read_year_suffix
from data.periods import Period, add_months

_SHORT: dict[str, Unit] = {
    "ytd": "year", "fytd": "year", "qtd": "quarter", "mtd": "month", "wtd": "week"
}  # fmt: skip


def read_to_date(scan: Scan, i: int) -> Found | None:
    """ "YTD", "quarter to date", "this quarter so far", "so far in October"."""
    return (
        _read_short(scan, i)
        or _read_so_far(scan, i)
        or _read_behind_to_date(scan, i)
        or _read_earlier(scan, i)
    )


def _read_short(scan: Scan, i: int) -> Found | None:
    """ "YTD", "QTD"; "YTD 2016" and "last year YTD" end on the same day of that year."""
    unit = _SHORT.get(scan.word(i))
    if unit is None:
        return None
    suffix = read_year_suffix(scan, i + 1) if unit == "year" else None
    if suffix:
        whole = fiscal_year(scan.calendar, suffix.fiscal_year(scan))
        return _up_to_now(scan, Found(suffix.stop, fixed(whole, "year", explicit_year=True)))
    present = block(scan.calendar, unit, scan.as_of)
    return _up_to_now(scan, Found(i + 1, fixed(present, unit)))


def _behind(scan: Scan, i: int) -> int:
    """How many tokens "to date", "so far" or "-to-date" take at a place."""
    for words in (("to", "date"), ("so", "far")):
        if scan.matches(i, *words):
            return 2
    if scan.word(i) in {"at", "by"} and scan.word(i + 1) == "this":
        return 3 if scan.word(i + 2) in {"point", "time"} else 0
    if scan.word(i) in _SHORT:
        return 1
    dashed = scan.mark(i) == "-" and scan.word(i + 1) == "to" and scan.mark(i + 2) == "-"
    return 4 if dashed and scan.word(i + 3) == "date" else 0


def _read_so_far(scan: Scan, i: int) -> Found | None:
    if not scan.matches(i, "so", "far"):
        return None
    whole = read_block(scan, scan.skip(i + 2, {"in", "during", "for"}))
    return _up_to_now(scan, whole) if whole else None


def _read_behind_to_date(scan: Scan, i: int) -> Found | None:
    whole = read_block(scan, i)
    taken = _behind(scan, whole.stop) if whole else 0
    return _up_to_now(scan, Found(whole.stop + taken, whole.reading)) if whole and taken else None


def _read_earlier(scan: Scan, i: int) -> Found | None:
    whole = read_block(scan, i + 1) if scan.word(i) == "earlier" else None
    return _up_to_now(scan, whole) if whole and scan.word(i + 1) == "this" else None


def _same_point(scan: Scan, whole: Found) -> date:
    """How far a finished period had come by the same point: the same day of an earlier year, as
    many days of "last month"; a named one that is over ("Q3 so far") is whole."""
    period, unit = whole.reading.past, whole.reading.unit
    if unit == "year":
        years = scan.calendar.year(scan.as_of).end.year - scan.calendar.year(period.end).end.year
        return min(period.end, add_months(scan.as_of, -12 * years))
    if whole.reading.yearly or whole.reading.explicit_year:
        return period.end
    elapsed = scan.as_of - block(scan.calendar, unit, scan.as_of).start
    return min(period.end, period.start + elapsed)


def _up_to_now(scan: Scan, whole: Found) -> Found | None:
    """The part up to `as_of`; of an earlier year, up to the same day of that year."""
    period, unit = whole.reading.past, whole.reading.unit
    if period.start > scan.as_of or not unit:
        return None
    end = _same_point(scan, whole) if period.end < scan.as_of else scan.as_of
    if end == period.end:
        return whole
    name = (
        "this week to date"
        if unit == "week" and period.holds(scan.as_of)
        else f"{period.label} to date"
    )
    span = Period(start=period.start, end=end, label=name)
    explicit = whole.reading.explicit_year
    return Found(whole.stop, fixed(span, unit, explicit_year=explicit))
