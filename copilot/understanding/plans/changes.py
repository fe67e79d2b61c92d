"""Plans about change: what moved between two days, and why a forecast or a score did."""

from __future__ import annotations

import re
from datetime import date, timedelta

from copilot.understanding.deals import names_a_deal, the_deal
from copilot.understanding.frame import Frame
from copilot.understanding.grouping import group_of
from copilot.understanding.periods import as_json, check_history, spans
from copilot.understanding.plans.base import Asked, call, said
from copilot.understanding.reading import Call, JsonObject, Option, Reason
from copilot.understanding.stops import Stop, nothing_to_refer_to
from copilot.understanding.time import TimeMention
from data.periods import Period

Ends = tuple[str | None, str | None]
_FORECAST = ("forecast|projection|outlook|number|p50|commit|landing|quarter",)
_STATE = (
    "from|versus|than|against|to <period>",
    "lower|higher|worse|better|less|more than <period>",
)
_LEAVING = ("slipped|pushed|moved|slid|dropped|falling|fell|sliding out|from",)
_NO_DATES = Reason(
    "missing_column",
    "No closing dates are recorded, so nothing can be told to leave a period or to come into it. "
    "What changed in the pipeline can be told without one.",
    ("opportunities.recorded_close_on",),
)
STARTERS = (
    Option("Why did the forecast change since last week?"),
    Option("What changed in the pipeline since last week?"),
    Option("What's at risk this week?"),
)


def changes(asked: Asked) -> list[Call]:
    """What moved in the pipeline between two days."""
    frame = asked.frame
    kind = said(frame, "movement")
    told = _window(frame) if kind in {"pushed_out", "pulled_in"} else None
    window = None if told is None else as_json(told)
    since, until = ends(frame, window)
    if told is not None and told.end < frame.as_of and since is None:
        since = (told.start - timedelta(days=1)).isoformat()
    deal = the_deal(frame, asked.memory, "pipeline_changes").id if names_a_deal(frame) else None
    return [
        call(
            "pipeline_changes",
            since=since,
            until=until,
            period=window,
            scope={} if deal else asked.scope(),
            deal=deal,
            kind=kind,
            group_by=group_of(frame),
        )
    ]


def _window(frame: Frame) -> Period | None:
    """The closing window that deals left or entered ("slipped out of Q4").

    A past quarter or month without its year ("out of Q3") is the last one: what left it is known.
    """
    if not frame.catalog.holds("recorded_close_on"):
        raise Stop("no_data", _NO_DATES, (Option("What changed in the pipeline since last week?"),))
    for time in spans(frame):
        if time.kind != "period" or time.past.days == 1:
            continue
        if time.future.start <= frame.as_of <= time.future.end:
            return time.future
        if frame.has("out of|from <period>") and time.past.end < frame.as_of:
            return time.past
        if time.future.end > frame.as_of:
            return time.future
    return None


def explain_change(asked: Asked) -> list[Call]:
    """Why a forecast or a deal's score changed.

    Raises:
        Stop: nothing says what changed.
    """
    frame = asked.frame
    since, until = ends(frame)
    deal = _deal_meant(asked)
    if deal is not None:
        return [call("explain_change", deal=deal, since=since, until=until)]
    told = [t for t in spans(frame) if t.kind == "period" and t.future.end > frame.as_of]
    # Past days that the change lies between are not what is forecast.
    told = [t for t in told if t.past.end.isoformat() != until]
    period = as_json(told[0].future) if told else None
    return [
        call(
            "explain_change",
            forecast=True,
            since=since,
            until=until,
            scope=asked.scope(),
            period=period,
        )
    ]


def _deal_meant(asked: Asked) -> str | None:
    """The deal whose score changed; None where it is the forecast that did."""
    frame, memory = asked.frame, asked.memory
    if names_a_deal(frame):
        return the_deal(frame, memory, "explain_change").id
    if frame.has(*_FORECAST):
        return None
    focus = memory.focus if memory else None
    if focus is not None and focus["kind"] == "deal":
        return str(focus["id"])
    if any(before.tool == "forecast" for before in (memory.calls if memory else ())):
        return None
    raise nothing_to_refer_to("I do not know what changed.", STARTERS)


def ends(frame: Frame, window: JsonObject | None = None) -> Ends:
    """The two days a change lies between: the state at the end of each.

    "Since Monday" is counted from the end of the day before; "from Sept 1 to Oct 1" names the
    days themselves; "last week" is everything in it; "than last week" is the state at its end;
    "since last week" looks seven days back.
    """
    told = [time for time in spans(frame) if time.past.start <= frame.as_of]
    told = [
        time
        for time in told
        if window is None or window not in (as_json(time.future), as_json(time.past))
    ]
    days = sorted(time.past.end for time in told if _is_state(time))
    if len(days) > 1 and days[0] != days[-1]:
        return days[0].isoformat(), _before_today(frame, days[-1])
    for time in told:
        check_history(frame, time.past, "past")
        running = time.past.end > frame.as_of and time.kind == "period"
        if not (running and frame.has(*_LEAVING)):
            return _from(frame, time)
    return None, None


def _is_state(time: TimeMention) -> bool:
    return time.kind == "as_of_day" or (time.past.days == 1 and time.kind == "period")


def _from(frame: Frame, time: TimeMention) -> Ends:
    if time.kind == "since" and re.search(r"(?:last|past) (?:week|wk)$", time.text.lower()):
        return None, None
    past_span = time.kind == "period" and time.past.end < frame.as_of
    if time.kind == "as_of_day" or (past_span and frame.has(*_STATE)):
        return time.past.end.isoformat(), None
    since = (time.past.start - timedelta(days=1)).isoformat()
    return since, None if time.kind == "since" else _before_today(frame, time.past.end)


def _before_today(frame: Frame, day: date) -> str | None:
    return day.isoformat() if day < frame.as_of else None
