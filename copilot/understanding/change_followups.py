"""Follow-ups about change: one kind of movement after all, why a forecast just given moved."""

from __future__ import annotations

from copy import deepcopy

from copilot.understanding import followups
from copilot.understanding.frame import Frame
from copilot.understanding.grouping import group_of
from copilot.understanding.lexicon.metrics import TIME_BUCKETS
from copilot.understanding.periods import spans
from copilot.understanding.plans.base import call
from copilot.understanding.plans.changes import ends, kind_of
from copilot.understanding.reading import Call, JsonObject, Memory

_LOOKS_AHEAD = frozenset({"forecast", "target_outlook"})
_KINDS = frozenset({"created", "reopened", "moved_in", "grown", "shrunk", "removed", "lost", "won"})
_OF_THEM = ("^ which|what|only|just|show|any|those|lost|won|created|reopened|grown|shrunk",)
_NOT_A_KIND = ("why|forecast|biggest|largest|open", "how many|much", "at risk")
_MOVED = (
    "change|changed|lower|higher|drop|dropped|fall|fell|fallen|rise|rose|risen|up|down|move|moved|"
    "worse|better|grow|grew|shrink|shrank|increase|increased|decrease|decreased|different"
)
_MOVED_IT = (
    f"why|come|reason|explain ** it|that|this|the * {_MOVED}",
    "what changed|moved|drove it|that|this",
    "why the|that|this change|drop|rise|fall|move|jump|decrease|increase",
)


def of_kind(frame: Frame, memory: Memory) -> tuple[list[Call], JsonObject] | None:
    """After a bridge of the pipeline, one kind of its movements: "which were created?"."""
    first = memory.calls[0] if memory.calls else None
    if first is None or first.tool != "pipeline_changes" or frame.deals or len(frame.words) > 7:
        return None
    if spans(frame) or frame.has(*_NOT_A_KIND) or not frame.has(*_OF_THEM):
        return None
    kind = kind_of(frame) or followups.status_said(frame)
    if kind not in _KINDS:
        return None
    args = {**deepcopy(first.args), "kind": kind}
    args.pop("group_by", None)
    followups.change(args, first.tool, frame)
    kept = {name: value for name, value in first.args.items() if args.get(name) == value}
    return [call(first.tool, **args)], kept


def of_forecast(frame: Frame, memory: Memory) -> tuple[list[Call], JsonObject] | None:
    """A bare "why?" or "why did it change since last week?" about the forecast just given.

    Of a forecast given as of a past day, the change since that day is explained.
    """
    last = memory.calls[0] if memory.calls else None
    if last is None or last.tool not in _LOOKS_AHEAD or frame.deals:
        return None
    if not (followups.asks_why(frame) or _asks_what_moved_it(frame)):
        return None
    kept = {name: value for name, value in last.args.items() if name in {"scope", "period"}}
    since, until = ends(frame)
    since = since or last.args.get("as_of")
    return [call("explain_change", forecast=True, since=since, until=until, **kept)], kept


def of_explained(frame: Frame, memory: Memory) -> tuple[list[Call], JsonObject] | None:
    """ "By team?" after why a forecast changed: the forecast by team, since its parts are of the
    whole."""
    last = memory.calls[0] if memory.calls else None
    group = group_of(frame)
    if last is None or last.tool != "explain_change" or "deal" in last.args or group is None:
        return None
    if not followups.elliptical(frame) or group in TIME_BUCKETS:
        return None
    kept = {name: value for name, value in last.args.items() if name in {"scope", "period"}}
    return [call("forecast", group_by=group, **kept)], kept


def _asks_what_moved_it(frame: Frame) -> bool:
    named = frame.mentions or frame.has("@anydeal|score|risk|rate")
    return not named and frame.has(*_MOVED_IT)
