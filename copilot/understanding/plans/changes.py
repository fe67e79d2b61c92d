"""Plans about change: what moved between two days, and why a forecast or a score did."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from copilot.understanding.deals import names_a_deal, the_deal
from copilot.understanding.frame import Frame
from copilot.understanding.grouping import group_of
from copilot.understanding.periods import as_json, before, check_history, spans
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
    "up|down on <period>",
)
_DATED = frozenset({"pushed_out", "pulled_in"})
_ALL_KINDS = (
    "out of the|our|my? @pipe",
    "lost versus|and|or|& won",
    "won versus|and|or|& lost",
)
_MONTH = 31
_FORECASTS = frozenset({"forecast", "outlook", "projection", "number", "landing", "commit"})
_WEEK_OVER_WEEK = "<period> over week"
_FROM_DAY_TO_DAY = re.compile(r"(?i)(?:from|between)\b.*\b(?:to|and|until|till)\b")
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
    kind = kind_of(frame)
    told = _window(frame) if kind in _DATED else None
    window = None if told is None else as_json(told)
    since, until = ends(_without_windows(frame) if told else frame, window)
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


def state_or_ends(frame: Frame) -> Ends:
    """ "And two weeks ago?": the change since that day; else the ends as always."""
    day = spans(frame)[0].past
    return (day.end.isoformat(), None) if day.days == 1 else ends(frame)


def days_before(args: JsonObject, frame: Frame) -> Ends:
    """ "And the week before?": the days before those whose changes were told."""
    day = timedelta(days=1)
    until = date.fromisoformat(args["until"]) if args.get("until") else frame.as_of
    first = date.fromisoformat(args["since"]) + day if args.get("since") else until - 6 * day
    earlier = before(Period(start=first, end=until), frame)
    return (earlier.start - day).isoformat(), earlier.end.isoformat()


def kind_of(frame: Frame) -> str | None:
    """The one kind of movement asked for; None for all of them."""
    if frame.has(*_ALL_KINDS):
        return None
    return said(frame, "movement")


def _without_windows(frame: Frame) -> Frame:
    """The question without the closing windows that deals left or entered ("from Q3 into Q4"):
    what is left says when they did."""
    rest = tuple(time for time in frame.times if not _follows(frame, time, "from", "into", "of"))
    return replace(frame, times=rest)


def _follows(frame: Frame, time: TimeMention, *words: str) -> bool:
    return frame.norm(frame.token_span(time)[0] - 1) in words


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
        if _follows(frame, time, "of", "from") and _is_nearer(frame, time):
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
    about = tuple(time for time in spans(frame) if _is_forecast(frame, time))
    others = tuple(time for time in frame.times if time not in about)
    since, until = ends(
        replace(frame, times=others) if spans(replace(frame, times=others)) else frame
    )
    deal = _deal_meant(asked)
    if deal is not None:
        return [call("explain_change", deal=deal, since=since, until=until)]
    told = [t for t in spans(frame) if t.kind == "period" and t.future.end > frame.as_of]
    # Past days that the change lies between are not what is forecast.
    told = [t for t in told if t.past.end.isoformat() != until and (t in about or _is_long(t))]
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


def _is_forecast(frame: Frame, time: TimeMention) -> bool:
    """ "The Q4 forecast", "the forecast for December": what is forecast, not when it changed."""
    after = frame.norm(frame.token_span(time)[1])
    return time.kind == "period" and (_follows(frame, time, "for", "of") or after in _FORECASTS)


def _is_long(time: TimeMention) -> bool:
    return time.past.days > _MONTH


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
    if any(last.tool == "forecast" for last in (memory.calls if memory else ())):
        return None
    raise nothing_to_refer_to("I do not know what changed.", STARTERS)


def ends(frame: Frame, window: JsonObject | None = None) -> Ends:
    """The two days a change lies between: the state at the end of each.

    "Since Monday" is counted from the end of the day before; "from Sept 1 to Oct 1" names the
    days themselves; "last week" is everything in it; "than last week" is the state at its end;
    "since last week" looks seven days back.
    """
    if frame.has(_WEEK_OVER_WEEK):
        return None, None
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


def _is_nearer(frame: Frame, time: TimeMention) -> bool:
    """Whether the past reading is nearer than the one to come: in November, "out of Q3" is over."""
    over, ahead = frame.as_of - time.past.end, time.future.start - frame.as_of
    return timedelta() < over and (over < ahead or time.past == time.future)


def _is_state(time: TimeMention) -> bool:
    return time.kind == "as_of_day" or (time.past.days == 1 and time.kind == "period")


def _from(frame: Frame, time: TimeMention) -> Ends:
    if time.kind == "since" and re.match(
        r"since (?:the )?(?:last|past) (?:week|wk)$", time.text.lower()
    ):
        return None, None
    past_span = time.kind == "period" and time.past.end < frame.as_of
    if past_span and frame.has(*_STATE):
        last_week = before(frame.calendar.week(frame.as_of), frame)
        # "Than last week" looks seven days back, on any weekday.
        return (None if time.past.end == last_week.end else time.past.end.isoformat()), None
    if time.kind == "as_of_day":
        return time.past.end.isoformat(), None
    named = _names_days(time) or (time.kind == "since" and time.text.lower().endswith(" ago"))
    since = (time.past.start - timedelta(days=0 if named else 1)).isoformat()
    return since, None if time.kind == "since" else _before_today(frame, time.past.end)


def _names_days(time: TimeMention) -> bool:
    """Whether two days are named ("from Sept 1 to Oct 1"), not whole months."""
    last_of_month = (time.past.end + timedelta(days=1)).day == 1
    return bool(_FROM_DAY_TO_DAY.match(time.text)) and not last_of_month


def _before_today(frame: Frame, day: date) -> str | None:
    return day.isoformat() if day < frame.as_of else None
