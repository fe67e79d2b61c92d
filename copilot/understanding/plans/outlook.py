"""Plans about what is to come, and about how good earlier looks ahead were."""

from __future__ import annotations

from copilot.understanding.frame import Frame
from copilot.understanding.grouping import group_of
from copilot.understanding.lexicon.metrics import TIME_BUCKETS
from copilot.understanding.numbers import Quantity
from copilot.understanding.periods import as_json, spans
from copilot.understanding.plans.base import (
    Asked,
    ahead_or_day,
    call,
    day_of,
    period_arg,
    require,
)
from copilot.understanding.plans.two_days import ahead_and_days
from copilot.understanding.reading import Call, JsonObject, Memory, Option, Reason
from copilot.understanding.stops import Stop

_LOOKS_AHEAD = frozenset({"forecast", "target_outlook", "what_if"})
_THAT_GOAL = (
    "make|makes|making|hit|hits|hitting|reach|reaching|meet|beat|miss|missing it|that",
    "get there",
)
_NO_TARGET = "No targets are stored: say the amount you want to reach."


def forecast(asked: Asked) -> list[Call]:
    """What will close, as a range, in total or by a grain of time."""
    frame = asked.frame
    group, grain = group_of(frame), None
    if group in TIME_BUCKETS:
        group, grain = None, group
    if group:
        require(frame, group)
    period, days = ahead_and_days(frame)
    if len(days) > 1 and period is None:  # one window for both days
        period = as_json(frame.calendar.quarter(frame.as_of))
    return [
        call("forecast", period=period, grain=grain, scope=asked.scope(), group_by=group,
             as_of=day)
        for day in days
    ]  # fmt: skip


def target(asked: Asked) -> list[Call]:
    """The chance of a target.

    Raises:
        Stop: no target was said and none is stored.
    """
    frame = asked.frame
    amount, period = target_amount(frame), None
    if day_of(frame) is None:
        period = period_arg(frame, "past" if _over(frame) else "future")
    scope = {name: value for name, value in asked.scope().items() if not name.endswith("_amount")}
    if frame.has(*_THAT_GOAL):
        kept = _goal_before(asked.memory)
        amount, period = amount or kept.get("target"), period or kept.get("period")
        scope = scope or kept.get("scope", {})
    group, day = group_of(frame), day_of(frame)
    if day is not None:
        period, day = ahead_or_day(frame)
    wanted = call(
        "target_outlook", target=amount, period=period, scope=scope, group_by=group, as_of=day
    )
    if amount is None and not frame.catalog.has_targets:
        raise _no_target(frame, wanted)
    return [wanted]


def _over(frame: Frame) -> bool:
    """Whether a target of a period that is over is asked about ("did we make plan in Q2")."""
    return frame.has("did|was|were|missed|made|reached") and not frame.has("@will|can|could")


def _goal_before(memory: Memory | None) -> JsonObject:
    """Target, period and scope of the look ahead just given, which "will we make it" goes on."""
    last = memory.calls[0] if memory is not None and memory.calls else None
    return last.args if last is not None and last.tool in _LOOKS_AHEAD else {}


def _no_target(frame: Frame, wanted: Call) -> Stop:
    told = spans(frame)
    when = told[0].text if told else "this quarter"
    choices = (
        Option(f"Where will we land {when}?"),
        Option(f"How does the pipeline look for {when}?"),
    )
    return Stop("clarify", Reason("missing_table", _NO_TARGET, ("targets",)), choices, (wanted,))


def target_amount(frame: Frame) -> float | int | None:
    """The amount of money spoken of as a goal; a bare number counts from a thousand on."""
    found = [
        quantity
        for quantity in frame.quantities
        if quantity.sort == "money" or (quantity.sort == "number" and quantity.value >= 1000)
    ]
    return plain(max(found, key=_sized)) if found else None


def _sized(quantity: Quantity) -> float:
    return quantity.value


def plain(quantity: Quantity) -> float | int:
    """The value, as an integer where it is one."""
    return int(quantity.value) if quantity.value == int(quantity.value) else quantity.value


def accuracy(asked: Asked) -> list[Call]:
    """How good past forecasts were."""
    frame = asked.frame
    group = group_of(frame) or ("rep" if frame.has("^ who|whose") else None)
    period = period_arg(frame, "past")
    return [call("forecast_accuracy", period=period, scope=asked.scope(), group_by=group)]
