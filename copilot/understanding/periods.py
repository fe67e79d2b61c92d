"""Which of the periods said a call means, and whether the snapshot reaches back to it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from copilot.understanding.frame import Frame
from copilot.understanding.reading import JsonObject, Reason
from copilot.understanding.stops import Stop
from copilot.understanding.time import TimeMention
from data.periods import Period, display_day, display_span

Tense = Literal["past", "future"]


def spans(frame: Frame) -> list[TimeMention]:
    """The mentions that are periods, not groupings."""
    return [time for time in frame.times if time.kind != "bucket"]


def read_as(time: TimeMention, tense: Tense) -> Period:
    """The occurrence that a tense asks for."""
    return time.past if tense == "past" else time.future


def main_period(frame: Frame, tense: Tense) -> Period | None:
    """The period a question is about: the first that is not the other side of a comparison."""
    for time in spans(frame):
        if time.role != "against":
            return read_as(time, tense)
    return None


def compared(frame: Frame) -> tuple[Period, Period | None] | None:
    """The period of a figure about the past and the one it is compared with."""
    told = spans(frame)
    if not told:
        return None
    against = [time.past for time in told if time.role == "against"]
    plain = [time.past for time in told if time.role != "against"]
    if not plain:
        return against[0], None
    if against:
        return plain[0], against[0]
    if len(plain) > 1:
        later, earlier = max(plain, key=_start), min(plain, key=_start)
        return (later, earlier) if later != earlier else (later, None)
    return plain[0], None


def _start(period: Period) -> date:
    return period.start


def as_json(period: Period) -> JsonObject:
    """The form of a period in a call."""
    return {
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "label": period.label or display_span(period.start, period.end),
    }


def check_history(frame: Frame, period: Period | None, tense: Tense) -> None:
    """Refuse what lies wholly before the first event known, or wholly after the last day.

    Raises:
        Stop: `outside_history`.
    """
    first = frame.catalog.first_event
    if period is None or tense != "past":
        return
    if first is not None and period.end < first:
        raise _outside(
            f"This snapshot knows nothing before {display_day(first)}; "
            f"{display_span(period.start, period.end)} lies before it."
        )
    if period.start > frame.as_of:
        raise _outside(
            f"This snapshot ends on {display_day(frame.as_of)}; "
            f"{display_span(period.start, period.end)} had not begun."
        )


def check_future(frame: Frame, period: Period | None) -> None:
    """Refuse a look ahead at a period that is over before anything is known."""
    first = frame.catalog.first_event
    if period is not None and first is not None and period.end < first:
        check_history(frame, period, "past")


def _outside(detail: str) -> Stop:
    return Stop("no_data", Reason("outside_history", detail))


def day_before(day: date) -> str:
    """The day whose end a change since the start of another day is counted from."""
    return (day - timedelta(days=1)).isoformat()
