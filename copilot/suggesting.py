"""Suggestions that are sure to work: each is read by the planner before it is offered."""

from __future__ import annotations

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


def sure_suggestions(question: str, turn: Turn, around: Surroundings) -> list[str]:
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
    asked = question.strip().rstrip("?.!").casefold()
    kept: list[str] = []
    for text in dict.fromkeys([*offered, *_GENERAL]):
        if len(kept) == MOST or (len(kept) >= 2 and text in _GENERAL and text not in offered):
            break
        if text.rstrip("?.!").casefold() != asked and _plans(text, around):
            kept.append(text)
    return kept


def _plans(text: str, around: Surroundings) -> bool:
    if text not in around.plannable:
        around.plannable[text] = _is_planned(text, around)
    return around.plannable[text]


def _is_planned(text: str, around: Surroundings) -> bool:
    snapshot = around.context.snapshot
    reading = understand(
        text,
        catalog=around.catalog,
        as_of=snapshot.as_of,
        calendar=snapshot.calendar,
        memory=Memory(),
        served=around.served,
    )
    return reading.status == "planned"
