"""Two days side by side: "the pipeline now against a month ago", "deal X now vs two weeks ago"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from copilot.understanding.frame import Frame
from copilot.understanding.periods import check_history, is_other_side, spans
from copilot.understanding.plans.base import ahead_or_day
from copilot.understanding.reading import JsonObject
from copilot.understanding.time import TimeMention
from data.periods import Period

_COMPARING = (
    "versus|against|than|compare|compares|compared|comparing|comparison|differ|differs|different|"
    "difference",
)
# "Created more than 30 days ago" bounds a span; "higher than 30 days ago" compares two days.
_BOUND = re.compile(r"\b(?:more|less|older|longer|later|earlier|over|under)(?: than)?\s+$", re.I)
Days = tuple[str | None, ...]


def two_days(frame: Frame, *, at_ends: bool = False) -> tuple[date, date] | None:
    """The two days whose states are compared, the later first; the present one may go unsaid.

    Args:
        at_ends: whether a period compared with stands for the state at its end ("than last
            quarter").

    Raises:
        Stop: a day before the history.
    """
    if not frame.has(*_COMPARING):
        return None
    days = sorted({time.past.end for time in _states(frame, at_ends=at_ends)}, reverse=True)
    if not 1 <= len(days) <= 2:
        return None
    for day in days:
        check_history(frame, Period(start=day, end=day), "past")
    return (days[0], days[1]) if len(days) == 2 else (frame.as_of, days[0])


def ahead_and_days(frame: Frame, *, at_ends: bool = False) -> tuple[JsonObject | None, Days]:
    """The period ahead that is asked about, and the days whose states are; None is the present.

    Raises:
        Stop: two periods that do not make one, or a day before the history.
    """
    pair = two_days(frame, at_ends=at_ends)
    if pair is None:
        period, day = ahead_or_day(frame)
        return period, (day,)
    told = [*_states(frame, at_ends=at_ends), *(t for t in spans(frame) if _is_today(frame, t))]
    rest = replace(frame, times=tuple(time for time in frame.times if time not in told))
    period, _ = ahead_or_day(rest)
    return period, tuple(None if day == frame.as_of else day.isoformat() for day in pair)


def _states(frame: Frame, *, at_ends: bool) -> list[TimeMention]:
    return [time for time in spans(frame) if _is_state(frame, time, at_ends=at_ends)]


def _is_state(frame: Frame, time: TimeMention, *, at_ends: bool) -> bool:
    if time.past.end >= frame.as_of or _BOUND.search(frame.text[: time.start]):
        return False
    is_day = time.kind == "as_of_day" or (time.kind == "period" and time.past.days == 1)
    if is_day or (time.kind == "period" and time.text.lower().endswith(" ago")):
        return True  # "two months ago" is that month, whose state is that of its end
    return at_ends and time.kind == "period" and is_other_side(frame, time)


def _is_today(frame: Frame, time: TimeMention) -> bool:
    return time.past.start == time.past.end == frame.as_of
