"""Reads periods that have a name of their own: months, quarters, halves, years, seasons."""

from __future__ import annotations

from datetime import date, timedelta

from copilot.understanding.time.context import month_at
from copilot.understanding.time.reading import Impossible, Reading, Unit, fixed, recurring
from copilot.understanding.time.scan import Found, Scan
from copilot.understanding.time.units import calendar_year, fiscal_part, fiscal_year
from copilot.understanding.time.vocabulary import (
    AGAINST_WORDS,
    FIGURE_WORDS,
    SEASONS,
    SHIFTS,
    words,
)
from copilot.understanding.time.years import YearSuffix, plausible_year, read_year_suffix
from data.periods import Period, add_months

_YEAR_INTRODUCED = frozenset({"in", "during", "since", "year", "throughout", "all"})
_YEAR_SUGGESTED = words(
    "for of by to from through until before after versus against than and between vs "
    "over was is about the our my with"
)
_SEASON_INTRODUCED = frozenset({"since", "in", "during", "over", "until", "through", "by"})
_SEASON_SHIFTED = frozenset({"last", "this", "next", "previous", "coming", "past"})


def read_named(scan: Scan, i: int) -> Found | None:
    """A month, quarter, half, year or season by its name, the year said or not."""
    return (
        _read_year_first(scan, i)
        or _read_shifted(scan, i)
        or _read_month(scan, i)
        or _read_part(scan, i)
        or _read_fiscal_year(scan, i)
        or _read_plain_year(scan, i)
        or _read_season(scan, i)
    )


def _read_year_first(scan: Scan, i: int) -> Found | None:
    """ "last year's Q3", "2017 Q3", "FY17 H1"."""
    suffix = read_year_suffix(scan, i) if scan.word(i) not in {"of", "in"} else None
    if suffix is None or scan.at(i).kind == "mark":
        return None
    stop = suffix.stop + (scan.at(suffix.stop).kind == "possessive")
    inner = _read_part(scan, stop) or _read_month(scan, stop)
    if inner is None or inner.reading.yearly is None:
        return None
    return _with_year(scan, inner, YearSuffix(inner.stop, suffix.number, suffix.shift))


def _with_year(scan: Scan, inner: Found, suffix: YearSuffix) -> Found | None:
    yearly = inner.reading.yearly
    monthly = inner.reading.unit == "month"
    year = suffix.calendar_year(scan) if monthly else suffix.fiscal_year(scan)
    period = yearly(year) if yearly else None
    if period is None:
        return None
    return Found(suffix.stop, fixed(period, inner.reading.unit, explicit_year=True))


def _read_shifted(scan: Scan, i: int) -> Found | None:
    """ "last Q4", "this October", "next January": counted by occurrences."""
    shift = SHIFTS.get(scan.word(i))
    if shift is None:
        return None
    inner = _read_month(scan, i + 1) or _read_part(scan, i + 1) or _read_season(scan, i + 1)
    if inner is None or inner.reading.yearly is None:
        return None
    near = _this_one(scan, inner.reading) if shift == 0 else _nearest(scan, inner.reading, shift)
    return Found(inner.stop, fixed(near, inner.reading.unit))


def _nearest(scan: Scan, reading: Reading, shift: int) -> Period:
    """The next occurrence that has not begun, or the latest that has ended."""
    yearly = reading.yearly
    years = range(scan.as_of.year - 2, scan.as_of.year + 4)
    known = [period for year in years if yearly and (period := yearly(year))]
    if shift > 0:
        return next(period for period in known if period.start > scan.as_of)
    return next(period for period in reversed(known) if period.end < scan.as_of)


def _this_one(scan: Scan, reading: Reading) -> Period:
    year = scan.calendar.year(scan.as_of).end.year if reading.unit != "month" else scan.as_of.year
    yearly = reading.yearly
    return (yearly(year) if yearly else None) or reading.future


def _read_month(scan: Scan, i: int) -> Found | None:
    number = month_at(scan, i)
    if not number:
        return None
    stop = scan.skip(i + 1, {"."}) if scan.at(i + 2).kind == "number" else i + 1
    suffix = read_year_suffix(scan, stop)
    if suffix:
        month = scan.calendar.month(date(suffix.calendar_year(scan), number, 1))
        return Found(suffix.stop, fixed(month, "month", explicit_year=True))
    yearly = recurring(lambda y: scan.calendar.month(date(y, number, 1)), scan.as_of, "month")
    return Found(i + 1, yearly)


def _read_part(scan: Scan, i: int) -> Found | None:
    """ "Q3", "3Q17", "H1 FY18", "fiscal Q2", "q4 of last year"."""
    i = scan.skip(i, {"fiscal", "fq"})
    token = scan.at(i)
    if token.kind != "code" or token.word not in {"q", "h"}:
        return None
    number, year = token.parts
    if token.word == "h" and (number not in {1, 2} or token.text in {"1h", "2h"}):
        return None
    if token.word == "q" and not 1 <= number <= 4:
        raise Impossible(i, i + 1, f"a year has four quarters, so there is no Q{number}")
    unit: Unit = "quarter" if token.word == "q" else "half"
    if year and not plausible_year(year):
        return None
    suffix = YearSuffix(i + 1, year) if year else _year_behind_part(scan, i + 1)
    if suffix:
        period = fiscal_part(scan.calendar, unit, number, suffix.fiscal_year(scan))
        return Found(suffix.stop, fixed(period, unit, explicit_year=True))
    return Found(
        i + 1, recurring(lambda y: fiscal_part(scan.calendar, unit, number, y), scan.as_of, unit)
    )


def _year_behind_part(scan: Scan, i: int) -> YearSuffix | None:
    """A year behind "Q3": also two bare digits near the present year, as in "Q3 17"."""
    suffix = read_year_suffix(scan, i)
    token = scan.at(i)
    if suffix or token.kind != "number" or len(token.text) != 2:
        return suffix
    year = 2000 + token.parts[0]
    near = abs(year - scan.as_of.year) <= 5 and scan.closes(i + 1)
    return YearSuffix(i + 1, number=year) if near else None


def _read_fiscal_year(scan: Scan, i: int) -> Found | None:
    """ "FY17", "fiscal 2017", "fiscal year 2017", "calendar year 2017", "CY17"."""
    token, stop = scan.at(i), i + 1
    if token.kind == "code" and token.word in {"fy", "cy"}:
        kind, year = token.word, token.parts[-1]
    elif scan.word(i) in {"fy", "fiscal", "calendar"}:
        number = scan.at(scan.skip(i + 1, {"year"}))
        stop = scan.skip(i + 1, {"year"}) + 1
        if number.kind not in {"number", "year2"}:
            return None
        kind, year = scan.word(i), number.parts[-1]
        year += 2000 if year < 100 else 0
    else:
        return None
    if not plausible_year(year):
        return None
    whole = calendar_year(year) if kind in {"cy", "calendar"} else fiscal_year(scan.calendar, year)
    return Found(stop, fixed(whole, "year", explicit_year=True))


def _read_plain_year(scan: Scan, i: int) -> Found | None:
    """ "in 2015", "year 2015", "2016 numbers", "2016 versus 2015": the calendar year."""
    stop = scan.skip(i, {"year"})
    token = scan.at(stop)
    if token.kind == "year2" and stop == i and scan.word(i - 1) in _YEAR_INTRODUCED:
        return Found(i + 1, fixed(calendar_year(token.parts[0]), "year", explicit_year=True))
    if token.kind != "number" or len(token.text) != 4 or not plausible_year(token.parts[0]):
        return None
    if stop == i and not _year_in_context(scan, i):
        return None
    return Found(stop + 1, fixed(calendar_year(token.parts[0]), "year", explicit_year=True))


def _year_in_context(scan: Scan, i: int) -> bool:
    year, before = scan.at(i).parts[0], scan.word(i - 1)
    if scan.mark(i - 1) in {"$", "€", "£", "#"} or scan.mark(i + 1) in {"%", "$"}:
        return False
    near = abs(year - scan.as_of.year) <= 10
    figure = near and scan.word(i + 1) in FIGURE_WORDS
    if figure or not scan.closes(i + 1):
        return figure
    compared = near and (
        scan.word(i + 1) in AGAINST_WORDS or (before in _YEAR_SUGGESTED | AGAINST_WORDS)
    )
    ranged = near and (_year_beside(scan, i, -1) or _year_beside(scan, i, 1))
    return before in _YEAR_INTRODUCED or compared or ranged


def _year_beside(scan: Scan, i: int, side: int) -> bool:
    """Whether a dash and another year stand on one side: "2015-2016"."""
    other = scan.at(i + 2 * side)
    dashed = scan.mark(i + side) in {"-", "–"} and other.kind == "number"
    return dashed and abs(other.parts[0] - scan.as_of.year) <= 10


def _read_season(scan: Scan, i: int) -> Found | None:
    """ "since spring", "last summer": three whole months, from March, June, September, December."""
    first = SEASONS.get(scan.word(i))
    before = scan.word(i - 1)
    if before == "the":
        before = scan.word(i - 2)
    if first is None or before not in _SEASON_INTRODUCED | _SEASON_SHIFTED:
        return None
    if scan.at(i + 1).kind == "possessive" or scan.word(i + 1) in {"of", "in"}:
        return None
    return Found(i + 1, recurring(lambda y: _season(y, first), scan.as_of))


def _season(year: int, first_month: int) -> Period:
    start = date(year, first_month, 1)
    name = next(word for word, month in SEASONS.items() if month == first_month)
    end = add_months(start, 3) - timedelta(days=1)
    return Period(start=start, end=end, label=f"{name} {year}")
