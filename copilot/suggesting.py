"""Suggestions that are sure to work: each is read by the planner before it is offered."""

from __future__ import annotations

from typing import Any

from copilot.graph.state import Surroundings, Turn
from copilot.understanding.planner import understand
from copilot.understanding.reading import Memory

_GENERAL = (
    "What's at risk this week?",
    "How does the pipeline look?",
    "What did we win this quarter so far?",
    "What are the biggest open deals?",
)
MOST = 4


def sure_suggestions(turn: Turn, around: Surroundings) -> list[str]:
    """Two to four next questions that this answer makes natural and that plan as they stand."""
    offered = [
        text
        for result in turn.get("results", [])
        if result is not None
        for text in result.suggestions
    ]
    reading = turn.get("reading")
    if reading is not None and not offered:
        offered += list(reading.suggestions)
    present = [call.as_json() for call in reading.calls] if reading is not None else []
    kept: list[str] = []
    for text in dict.fromkeys([*offered, *_GENERAL]):
        if len(kept) == MOST or (len(kept) >= 2 and text in _GENERAL and text not in offered):
            break
        plan = _plan(text, around)
        if plan and plan != present:
            kept.append(text)
    return kept


def _plan(text: str, around: Surroundings) -> list[dict[str, Any]]:
    if text not in around.plannable:
        around.plannable[text] = _planned(text, around)
    return around.plannable[text]


def _planned(text: str, around: Surroundings) -> list[dict[str, Any]]:
    """The calls that a suggestion stands for; none where it does not plan."""
    snapshot = around.context.snapshot
    reading = understand(
        text,
        catalog=around.catalog,
        as_of=snapshot.as_of,
        calendar=snapshot.calendar,
        memory=Memory(),
        served=around.served,
    )
    return [call.as_json() for call in reading.calls] if reading.status == "planned" else []
