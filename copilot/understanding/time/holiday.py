"""Reads US holidays by name; the calendar of holidays is loaded when a name first occurs."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

from copilot.understanding.time.reading import day_period, fixed, recurring
from copilot.understanding.time.scan import Found, Scan
from copilot.understanding.time.years import read_year_suffix
from data.periods import Period

# Our name -> (the name in the calendar of holidays or a fixed "month-day", days after it).
_DEFINED: dict[str, tuple[str, int]] = {
    "New Year": ("01-01", 0),
    "New Year's Eve": ("12-31", 0),
    "Martin Luther King Day": ("Martin Luther King Jr. Day", 0),
    "Valentine's Day": ("02-14", 0),
    "Presidents' Day": ("Washington's Birthday", 0),
    "Memorial Day": ("Memorial Day", 0),
    "Juneteenth": ("06-19", 0),
    "Independence Day": ("07-04", 0),
    "Labor Day": ("Labor Day", 0),
    "Columbus Day": ("Columbus Day", 0),
    "Halloween": ("10-31", 0),
    "Veterans Day": ("11-11", 0),
    "Thanksgiving": ("Thanksgiving Day", 0),
    "Black Friday": ("Thanksgiving Day", 1),
    "Cyber Monday": ("Thanksgiving Day", 4),
    "Christmas Eve": ("12-24", 0),
    "Christmas": ("12-25", 0),
}
_PHRASES = MappingProxyType(
    {
        tuple(phrase.split()): name
        for name, phrases in {
            "New Year": "new year | new year day | the new year",
            "New Year's Eve": "new year eve | nye",
            "Martin Luther King Day": "mlk day | mlk | martin luther king day",
            "Valentine's Day": "valentines day | valentine day | valentines",
            "Presidents' Day": "presidents day | president day",
            "Memorial Day": "memorial day",
            "Juneteenth": "juneteenth",
            "Independence Day": "independence day | july 4th | july fourth | the fourth of july"
            " | fourth of july | 4th of july | the 4th of july",
            "Labor Day": "labor day | labour day",
            "Columbus Day": "columbus day | indigenous peoples day",
            "Halloween": "halloween",
            "Veterans Day": "veterans day | veteran day",
            "Thanksgiving": "thanksgiving | thanksgiving day | turkey day | thxgiving",
            "Black Friday": "black friday",
            "Cyber Monday": "cyber monday",
            "Christmas Eve": "christmas eve | xmas eve",
            "Christmas": "christmas | christmas day | xmas | x mas | xmas day",
        }.items()
        for phrase in phrases.split("|")
    }
)
_LONGEST = max(len(phrase) for phrase in _PHRASES)
_FIRST_WORDS = frozenset(phrase[0] for phrase in _PHRASES)


def read_holiday(scan: Scan, i: int) -> Found | None:
    """A holiday, the year said or not; "Thanksgiving week" is the week around it."""
    if scan.at(i).word not in _FIRST_WORDS:
        return None
    hit = _phrase_at(scan, i)
    if hit is None:
        return None
    name, stop = hit
    if not (holiday(name, scan.as_of.year - 1) and holiday(name, scan.as_of.year + 1)):
        return None
    reading = recurring(lambda year: holiday(name, year), scan.as_of, "day")
    suffix = read_year_suffix(scan, stop)
    if suffix and (day := holiday(name, suffix.calendar_year(scan))):
        dated = day.model_copy(update={"label": f"{name} {day.start.year}"})
        return Found(suffix.stop, fixed(dated, "day", explicit_year=True))
    if scan.word(stop) == "week":
        return Found(stop + 1, reading.mapped(lambda day: _week(scan, day), scan.as_of, "week"))
    return Found(stop, reading)


def _week(scan: Scan, day: Period) -> Period:
    return scan.calendar.week(day.start).model_copy(update={"label": f"{day.label} week"})


def _phrase_at(scan: Scan, i: int) -> tuple[str, int] | None:
    """The longest holiday's name at a place, overlooking the 's of "New Year's"."""
    words: list[str] = []
    best = None
    place = i
    while len(words) < _LONGEST and scan.at(place).kind in {"word", "ordinal"}:
        words.append(scan.at(place).word)
        place += 1
        name = _PHRASES.get(tuple(words))
        if name:
            best = name, place
        place += scan.at(place).kind == "possessive" or scan.mark(place) in {"'", "’"}
    return None if best is None or _vague(scan, i, *best) else best


def _vague(scan: Scan, i: int, name: str, stop: int) -> bool:
    """ "in the new year" and "Labor Day weekend" are no single day."""
    before = scan.word(i - 2 if scan.word(i - 1) == "the" else i - 1)
    early = name == "New Year" and scan.word(stop - 1) == "year" and before in {"in", "into"}
    return early or scan.word(stop) == "weekend"


@lru_cache(maxsize=512)
def holiday(name: str, year: int) -> Period | None:
    """The day of a holiday in a year; None where the year had none."""
    rule, later = _DEFINED[name]
    if rule[0].isdigit():
        day: date | None = date.fromisoformat(f"{year}-{rule}")
    else:
        day = _official(year).get(rule)
    return day_period(day + timedelta(days=later), name) if day else None


@lru_cache(maxsize=64)
def _official(year: int) -> dict[str, date]:
    from holidays import country_holidays  # noqa: PLC0415 - only where one is named

    found = country_holidays("US", years=year, observed=False)
    return {name: day for day, name in sorted(found.items())}
