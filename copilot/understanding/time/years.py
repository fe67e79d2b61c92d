"""Reads the year behind a month, quarter or half: "2017", "'17", "FY17", "of last year"."""

from __future__ import annotations

from dataclasses import dataclass

from copilot.understanding.time.reading import EARLIEST_YEAR, LATEST_YEAR
from copilot.understanding.time.scan import Scan
from copilot.understanding.time.vocabulary import FILLERS, SHIFTS


@dataclass(frozen=True)
class YearSuffix:
    """A year behind something: its number, or how many years from the present one."""

    stop: int
    number: int = 0
    shift: int | None = None

    def calendar_year(self, scan: Scan) -> int:
        """The calendar year meant."""
        return self.number if self.shift is None else scan.as_of.year + self.shift

    def fiscal_year(self, scan: Scan) -> int:
        """The fiscal year meant, by the number it is named after."""
        present = scan.calendar.year(scan.as_of).end.year
        return self.number if self.shift is None else present + self.shift


def plausible_year(number: int) -> bool:
    """Whether a number of four digits can be a year at all."""
    return EARLIEST_YEAR <= number <= LATEST_YEAR


def read_year_suffix(scan: Scan, i: int) -> YearSuffix | None:
    """The year at this place, behind an optional comma, "of" or "in"."""
    i = scan.skip(i, {",", "-", "/"})
    i = scan.skip(scan.skip(i, {"of", "in"}), {"the"})
    return _numbered(scan, i) or _relative(scan, i)


def _numbered(scan: Scan, i: int) -> YearSuffix | None:
    i = scan.skip(i, {"year", "fiscal", "calendar", "fy"})
    i = scan.skip(i, {"year"})
    token = scan.at(i)
    if token.kind == "year2" or (token.kind == "code" and token.word in {"fy", "cy"}):
        return YearSuffix(i + 1, number=token.parts[-1])
    if token.kind == "number" and len(token.text) == 4 and plausible_year(token.parts[0]):
        return YearSuffix(i + 1, number=token.parts[0])
    return None


def _relative(scan: Scan, i: int) -> YearSuffix | None:
    shift = SHIFTS.get(scan.word(i))
    if scan.word(i) in {"a", "one"} and scan.matches(i + 1, "year", "ago"):
        return YearSuffix(i + 3, shift=-1)
    if shift is None or scan.word(i) == "past":
        return None
    unit = scan.skip(i + 1, FILLERS | {"calendar"})
    return YearSuffix(unit + 1, shift=shift) if scan.word(unit) == "year" else None
