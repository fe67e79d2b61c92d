"""What every family of plans is given, and the bits that they share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from copilot.understanding.frame import Frame
from copilot.understanding.lexicon.metrics import NEEDS, TABLES
from copilot.understanding.lexicon.tables import group
from copilot.understanding.periods import (
    Tense,
    as_json,
    check_future,
    check_history,
    main_period,
    one_ahead,
    spans,
)
from copilot.understanding.reading import Call, JsonObject, Memory
from copilot.understanding.scope import scope_of
from copilot.understanding.stops import missing
from copilot.understanding.time import TimeMention
from data.periods import Period

_THEN = ("did", "was", "were", "had", "looked", "stood", "back on", "open|live @deals on <period>")


@dataclass(frozen=True)
class Asked:
    """A question read, and what was said before it."""

    frame: Frame
    memory: Memory | None = None

    def scope(self, *leave: str) -> JsonObject:
        """The scope without the kinds that are said as arguments of their own."""
        return scope_of(self.frame, leave=leave)


def call(tool: str, **args: object) -> Call:
    """A call without empty arguments."""
    return Call(tool, {name: value for name, value in args.items() if value not in (None, {}, [])})


def said(frame: Frame, table: str) -> str | None:
    """The first section of a table of the lexicon whose phrases stand in the question."""
    rows = group("orders", table)
    return next((title[0] for title, phrases in rows if frame.has(*phrases)), None)


def period_arg(frame: Frame, tense: Tense) -> JsonObject | None:
    """The period of a question as an argument, checked against the history for the past."""
    period = main_period(frame, tense)
    check_history(frame, period, tense)
    return None if period is None else as_json(period)


def ahead_or_day(frame: Frame) -> tuple[JsonObject | None, str | None]:
    """The period ahead that is asked about, and the day whose state is; either may be unsaid.

    Raises:
        Stop: two periods that do not make one.
    """
    day = day_of(frame)
    ahead = [time for time in spans(frame) if not _is_day(frame, time) and time.kind != "since"]
    period = one_ahead(frame, ahead)
    if period is None:
        return None, day
    if day is not None and re.match("(?:the )?(?:rest|remain)", ahead[0].text.lower()):
        period = Period(start=date.fromisoformat(day), end=period.end)
    check_future(frame, period)
    return as_json(period), day


def day_of(frame: Frame) -> str | None:
    """The day in the past whose state is asked about."""
    for time in spans(frame):
        if _is_day(frame, time):
            check_history(frame, time.past, "past")
            return time.past.end.isoformat()
    return None


def _is_day(frame: Frame, time: TimeMention) -> bool:
    return time.kind == "as_of_day" or _is_looked_back_on(frame, time)


def _is_looked_back_on(frame: Frame, time: TimeMention) -> bool:
    """A single day that is over, asked about in the past tense, with its year, or by far nearer.

    "The forecast on November 9", said on November 16, is not of next year.
    """
    if time.past.days != 1 or time.past.end >= frame.as_of:
        return False
    is_nearer = 3 * (frame.as_of - time.past.end) < time.future.start - frame.as_of
    return time.past == time.future or is_nearer or frame.has(*_THEN)


def require(frame: Frame, what: str) -> None:
    """Refuse a metric or grouping that this snapshot's source does not feed.

    Raises:
        Stop: `missing_table` or `missing_column`.
    """
    source = NEEDS.get(what)
    if source is not None and not frame.catalog.holds(source):
        needed, wanted = source.replace("_", " "), what.replace("_", " ")
        detail = f"This data holds no {needed}, which {wanted} needs."
        raise missing(source, detail, table=source in TABLES)
