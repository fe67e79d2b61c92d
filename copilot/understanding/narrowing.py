"""A list spoken of before, narrowed by conditions: "which of these are overdue?"."""

from __future__ import annotations

from copy import deepcopy

from copilot.understanding import followups
from copilot.understanding.conditions import conditions_of
from copilot.understanding.frame import Frame
from copilot.understanding.plans.deals import without_spans
from copilot.understanding.reading import Call, JsonObject, Memory

_LISTS = frozenset({"find_deals", "deals_at_risk"})
_THOSE = ("these|those|them|they", "which|what ones", "^ the ones")


def narrowed(frame: Frame, memory: Memory | None) -> tuple[list[Call], JsonObject] | None:
    """The last list with the conditions added, and what was kept; None where none is meant."""
    if memory is None or not memory.calls:
        return None
    calls = memory.list_calls if "deal" in memory.calls[0].args else memory.calls
    rows = conditions_of(frame)
    if not rows or len(calls) != 1 or calls[0].tool not in _LISTS:
        return None
    goes_on = frame.has("^ and|only|just|but|also") and not frame.has("@anydeal")
    if not (goes_on or frame.has(*_THOSE)):
        return None
    before, args = calls[0], deepcopy(calls[0].args)
    fields = {row["field"] for row in rows}
    args["where"] = [row for row in args.get("where", []) if row["field"] not in fields] + rows
    followups.change(args, before.tool, without_spans(frame, rows))
    told = {name: value for name, value in before.args.items() if args.get(name) == value}
    done = {name: value for name, value in args.items() if value not in (None, {}, [])}
    return [Call(before.tool, done)], {"tool": before.tool, **told}
