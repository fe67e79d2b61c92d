"""Walks through a text once and turns every reading of time into a mention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from copilot.understanding.time.buckets import read_bucket
from copilot.understanding.time.comparison import (
    Leaning,
    against_before,
    compares,
    read_leaning,
    side_by_side,
)
from copilot.understanding.time.edges import read_edged
from copilot.understanding.time.mention import ImpossibleDate, Role, TimeFindings, TimeMention
from copilot.understanding.time.ranges import is_change, read_range
from copilot.understanding.time.reading import Impossible, Reading
from copilot.understanding.time.scan import Found, Scan
from copilot.understanding.time.spans import read_span
from copilot.understanding.time.todate import read_to_date
from copilot.understanding.time.tokens import tokenize
from data.periods import FiscalCalendar

_READERS = (read_range, read_edged, read_to_date, read_bucket, read_span)


@dataclass(frozen=True)
class _Item:
    """A reading of the tokens from `first` up to `stop`; `leaning` until it is resolved."""

    first: int
    stop: int
    reading: Reading | None = None
    leaning: Leaning | None = None
    against: bool = False


def find_times(
    text: str,
    *,
    as_of: date,
    calendar: FiscalCalendar,
    protected: Sequence[tuple[int, int]] = (),
) -> TimeFindings:
    """Everything a text says about time, and what looks like time but names none.

    Never raises; nothing that overlaps a protected stretch (character offsets) is read as time.
    """
    scan = Scan(tokenize(text, protected), as_of, calendar)
    items, problems = _walk(scan)
    items = _with_roles(scan, _resolved_forward(items))
    return TimeFindings(
        tuple(_mention(text, scan, item, item.reading) for item in items if item.reading),
        tuple(_problem(text, scan, problem) for problem in problems),
    )


def _walk(scan: Scan) -> tuple[list[_Item], list[Impossible]]:
    items: list[_Item] = []
    problems: list[Impossible] = []
    place = 0
    while place < len(scan.tokens):
        try:
            item = _read(scan, place, items)
        except Impossible as problem:
            problems.append(problem)
            place = max(problem.stop, place + 1)
            continue
        if item:
            items.append(item)
        place = item.stop if item else place + 1
    return items, problems


def _read(scan: Scan, i: int, items: list[_Item]) -> _Item | None:
    """The longest reading at a place; one that leans on an earlier mention goes first."""
    if scan.at(i).kind in {"mark", "other"}:
        return None
    leaning = read_leaning(scan, i)
    if leaning:
        before = _last_period(items)
        reading = leaning.resolve(before) if before else None
        if reading:
            return _Item(i, leaning.stop, reading, against=leaning.against)
    found = _longest(scan, i)
    if leaning and leaning.forward and (found is None or found.stop <= leaning.stop):
        return _Item(i, leaning.stop, leaning=leaning)
    return _Item(i, found.stop, found.reading) if found else None


def _last_period(items: Sequence[_Item]) -> Reading | None:
    known = (item.reading for item in reversed(items) if item.reading)
    return next((reading for reading in known if reading.kind != "bucket"), None)


def _longest(scan: Scan, i: int) -> Found | None:
    best: Found | None = None
    for read in _READERS:
        found = read(scan, i)
        if found and (best is None or found.stop > best.stop):
            best = found
    return best


def _resolved_forward(items: Sequence[_Item]) -> list[_Item]:
    """Items that may lean on a later mention ("YoY growth in Q3"), else group ("QoQ")."""
    done = []
    for place, item in enumerate(items):
        if item.leaning is None:
            done.append(item)
            continue
        later = _last_period(list(reversed(items[place + 1 :])))
        reading = item.leaning.resolve(later) if later else None
        if reading:
            done.append(replace(item, reading=reading, against=item.leaning.against))
        elif item.leaning.alone:
            done.append(replace(item, reading=item.leaning.alone))
    return done


def _with_roles(scan: Scan, items: Sequence[_Item]) -> list[_Item]:
    """Marks which mentions are the other side of a comparison."""
    periods = [item for item in items if item.reading and item.reading.kind != "bucket"]
    beside = side_by_side(scan, [item.first for item in periods])
    marked = {
        item.first
        for place, item in enumerate(periods)
        if item.against or _is_against(scan, periods, place, beside=beside)
    }
    return [replace(item, against=item.first in marked) for item in items]


def _is_against(scan: Scan, periods: Sequence[_Item], place: int, *, beside: bool) -> bool:
    item = periods[place]
    if place + 1 < len(periods) and _changes_to(scan, item, periods[place + 1]):
        return True
    if place == 0:
        return against_before(scan, item.first)
    before = periods[place - 1]
    if item.first - before.stop <= 2 and scan.word(before.stop) == "over":
        return True
    if _changes_to(scan, before, item):
        return False
    return beside or against_before(scan, item.first) or compares(scan, before.stop, item.first)


def _changes_to(scan: Scan, item: _Item, following: _Item) -> bool:
    """ "change between Q2 and Q3", "went from Q2 to Q3": the first is what is compared with."""
    joint = {"between": "and", "from": "to"}.get(scan.word(item.first - 1))
    adjacent = following.first == item.stop + 1 and scan.word(item.stop) == joint
    return joint is not None and adjacent and is_change(scan, item.first)


def _mention(text: str, scan: Scan, item: _Item, reading: Reading) -> TimeMention:
    start, end = scan.at(item.first).start, scan.at(item.stop - 1).end
    role: Role = "against" if item.against else ""
    return TimeMention(
        start=start,
        end=end,
        text=text[start:end],
        past=reading.past,
        future=reading.future,
        kind=reading.kind,
        explicit_year=reading.explicit_year,
        bucket=reading.bucket,
        role=role,
    )


def _problem(text: str, scan: Scan, problem: Impossible) -> ImpossibleDate:
    start, end = scan.at(problem.first).start, scan.at(problem.stop - 1).end
    return ImpossibleDate(start, end, text[start:end], problem.why)
