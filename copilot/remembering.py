"""What a turn leaves for the next one: one small explicit record."""

from __future__ import annotations

from typing import Any

from copilot.graph.state import Turn
from copilot.understanding.reading import Call, Memory

_FOCUS = ("account", "rep", "team")


def remember(before: Memory, question: str, turn: Turn) -> Memory:
    """The memory after a turn; a turn without an answer keeps what was spoken of before."""
    reading = turn.get("reading")
    choices = reading.choices if reading and turn["status"] == "clarify" else ()
    if turn["status"] != "answered":
        return Memory(before.calls, before.listed, before.focus, choices, question)
    calls = tuple(Call(call.tool, call.args) for call in turn["plan"])
    listed = [row for result in turn["results"] if result is not None for row in result.listed]
    focus = _focus(calls, listed) or (None if listed else before.focus)
    return Memory(calls, tuple(listed), focus, (), question)


def _focus(calls: tuple[Call, ...], listed: list[dict[str, str]]) -> dict[str, Any] | None:
    """The one deal, account, rep or team that the turn spoke of."""
    if calls and "deal" in calls[0].args and listed:
        return listed[0]
    scope = calls[0].args.get("scope", {}) if calls else {}
    for kind in _FOCUS:
        names = scope.get(kind, [])
        if len(names) == 1:
            return {"kind": kind, "id": names[0], "name": names[0]}
    return None
