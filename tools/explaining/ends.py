"""The two days that a change lies between: as asked for, and as scores are stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from analytics.origins import STEPS, has_steps, nearest_origin, origins_of
from data.errors import NoData, UsageError
from data.periods import Period, display_day
from data.store.snapshot import Snapshot
from tools.facts import Fact
from tools.report import Report

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Ends:
    """Two days with stored scores, and every such day between them.

    Attributes:
        asked_since, asked_until: the days that were asked for.
        days: from the earlier to the later end, both included.
    """

    asked_since: date
    asked_until: date
    days: tuple[date, ...]

    @property
    def since(self) -> date:
        """The earlier end."""
        return self.days[0]

    @property
    def until(self) -> date:
        """The later end."""
        return self.days[-1]

    @property
    def span(self) -> Period:
        """From the one to the other."""
        return Period(start=self.since, end=self.until)

    @property
    def steps(self) -> list[tuple[date, date]]:
        """Each day with the next."""
        return list(zip(self.days, self.days[1:], strict=False))

    def begin(self, day: date) -> Ends:
        """The same from a later day on."""
        return Ends(self.asked_since, self.asked_until, tuple(d for d in self.days if d >= day))


def ends_of(snapshot: Snapshot, since: date | None, until: date | None) -> Ends:
    """The stored days that two days fall on; without them, the last seven days.

    Raises:
        UsageError: `since` lies after `until`.
        NoData: `missing_table` in a snapshot without steps; `outside_history` for a day before the
            first origin or after the as-of date, or where both fall on one origin.
    """
    if not has_steps(snapshot):
        raise NoData(
            "missing_table",
            "What moved scores from one day to the next is not stored in this snapshot.",
            needs=[table for table in STEPS if not snapshot.has_table(table)],
        )
    last = until or snapshot.as_of
    first = since or last - WEEK
    if first > last:
        raise UsageError(
            f"explain_change: since ({first}) lies after until ({last}).",
            fix="Give the earlier day as since.",
        )
    origins = origins_of(snapshot)
    start, end = _stored(snapshot, origins, first), _stored(snapshot, origins, last)
    if start == end:
        raise _no_span(origins, first, last, end)
    return Ends(first, last, tuple(day for day in origins if start <= day <= end))


def _stored(snapshot: Snapshot, origins: list[date], day: date) -> date:
    found = nearest_origin(origins, day)
    if found is not None and day <= snapshot.as_of:
        return found
    raise NoData(
        "outside_history",
        f"Scores are stored from {display_day(origins[0])} to {display_day(snapshot.as_of)}; "
        f"{display_day(day)} lies outside.",
        needs=["days within that span"],
    )


def _no_span(origins: list[date], first: date, last: date, on: date) -> NoData:
    before = [day for day in origins if day < on]
    hint = f" The scores before are those of {display_day(before[-1])}." if before else ""
    said = display_day(first)
    if first != last:
        said = f"{said} and {display_day(last)}"
    both = "both fall" if first != last else "falls"
    return NoData(
        "outside_history",
        f"Scores are stored for certain days only: {said} {both} on those of {display_day(on)}, "
        f"so no change lies between.{hint}",
        needs=["an earlier since" if before else "a later until"],
    )


def since_fact(report: Report, ends: Ends) -> Fact:
    """The earlier end as a date."""
    return report.total("changed_since", str(ends.since), "date")


def tell_ends(report: Report, ends: Ends) -> None:
    """Say which days speak, where they are not those asked for."""
    moved: list[str] = []
    facts: dict[str, Fact] = {}
    for name, asked, found in (
        ("since", ends.asked_since, ends.since),
        ("until", ends.asked_until, ends.until),
    ):
        if asked != found:
            facts[f"asked_{name}"] = report.total(f"asked_{name}", str(asked), "date")
            facts[name] = report.total(f"{name}_origin", str(found), "date")
            moved.append(f"for {{asked_{name}}} those of {{{name}}}")
    if moved:
        words = "Scores are stored for certain days only: " + " and ".join(moved) + " speak."
        report.say("note", words, **facts)
