"""The two ends of a change: which snapshots hold the states of the first and of the later day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from analytics.changes.days import facts_at
from data.errors import NoData, UsageError
from data.periods import display_day
from data.store.snapshot import Snapshot
from tools.context import Context

Found = Literal["cut", "published"]
DAYS_BEFORE = 7
# Columns of a deal whose changes are steps of the bridge.
MATTERING = ("amount", "rep", "recorded_close_on")


@dataclass(frozen=True)
class Ends:
    """The states at the end of the day `since` and of the day `until`.

    Attributes:
        found: by the as-of cut of the answering snapshot, or as published on both days.
        earlier: the snapshot published for `since`, where there is one: what it held and the
            present source no longer does was removed.
    """

    context: Context
    since: date
    until: date
    before: Snapshot
    after: Snapshot
    found: Found
    earlier: Snapshot | None

    def as_extracted(self, column: str) -> bool:
        """Whether that column is, at the first day, only known as extracted later."""
        manifest = self.context.snapshot.manifest
        is_current = manifest.known.get(column) == "current"
        is_hidden = is_current or (column == "stage" and self._is_undated_stage())
        return is_hidden and self.found == "cut" and self.since < manifest.extracted_on

    def _is_undated_stage(self) -> bool:
        """Whether nothing dates the stages of open deals: the cut then puts all in the first."""
        manifest = self.context.snapshot.manifest
        later = [stage for stage in manifest.stages if stage.status == "open"][1:]
        if "stage_history" in manifest.tables or manifest.known.get("stage") is None:
            return False
        return any(stage.entered_with is None for stage in later)


def ends_of(
    context: Context, since: date | None, until: date | None, *, with_levels: bool = False
) -> Ends:
    """The two ends; without `since` seven days before `until`, without `until` the as-of date.

    Where snapshots of both days were published and tell what was recorded on their days, these are
    compared: what was said then stays what it was, and rows that were deleted, or changed without
    a history, show. Else the states are those of the as-of cut of the answering snapshot.

    Args:
        with_levels: the states must have risk levels, which only published days have.

    Raises:
        UsageError: the days are equal, or in the wrong order.
        NoData: `outside_history`, for a day before the first event or after the as-of date.
    """
    present = context.snapshot
    last = until or present.as_of
    first = since or last - timedelta(days=DAYS_BEFORE)
    _check(present, first, last, is_default=since is None)
    if with_levels:
        return _with_levels(context, first, last)
    earlier, later = _published(context, first), _published(context, last)
    told = [found for found in (earlier, later) if found is not None and _tells_its_day(found)]
    if len(told) == len(("since", "until")):
        return Ends(context, first, last, told[0], told[1], "published", earlier)
    before, after = facts_at(present, first), facts_at(present, last)
    return Ends(context, first, last, before, after, "cut", earlier)


def _with_levels(context: Context, since: date, until: date) -> Ends:
    """Risk levels are kept of published days only: both must have been published."""
    context.need_scores()
    found = [_published(context, day) for day in (since, until)]
    before, after = found
    if before is None or after is None:
        day = since if before is None else until
        raise NoData(
            "outside_history",
            f"Risk levels are kept of published days only, and {display_day(day)} is none.",
            needs=[f"a snapshot published as of {day}"],
        )
    return Ends(context, since, until, before, after, "published", before)


def _check(present: Snapshot, since: date, until: date, *, is_default: bool) -> None:
    if since > until:
        raise UsageError(
            f"since ({display_day(since)}) lies after until ({display_day(until)})",
            fix="Swap the two days.",
        )
    if since == until:
        raise UsageError(
            f"since and until are the same day ({display_day(since)}), so nothing can have changed",
            fix=f"The day before is {display_day(since - timedelta(days=1))}.",
        )
    first = present.manifest.first_event
    for name, day in (("until", until), ("since", since)):
        if not first <= day <= present.as_of:
            default = f" ({DAYS_BEFORE} days before until)" if is_default and day == since else ""
            raise NoData(
                "outside_history",
                f"{name}{default}, {display_day(day)}, lies outside what is recorded: the first "
                f"event is of {display_day(first)}, the data end on {display_day(present.as_of)}.",
                needs=[f"days from {first} to {present.as_of}"],
            )


def _published(context: Context, day: date) -> Snapshot | None:
    """The snapshot published of that day, of the same company."""
    present = context.snapshot
    found = present if day == present.as_of else context.published(day)
    if found is None or found.manifest.company.name != present.manifest.company.name:
        return None
    return found


def _tells_its_day(snapshot: Snapshot) -> bool:
    """Whether it holds what was recorded on its day.

    Its files are no younger than the day, or none of their columns that matter is known only as
    extracted.
    """
    manifest = snapshot.manifest
    is_hidden = any(manifest.known.get(column) == "current" for column in MATTERING)
    return manifest.extracted_on <= manifest.as_of or not is_hidden
