"""Plans about the product itself: methods, freshness, quality of the data."""

from __future__ import annotations

from copilot.understanding.intents import topic_of
from copilot.understanding.plans.base import Asked, call
from copilot.understanding.reading import Call


def method(asked: Asked) -> list[Call]:
    """How a figure is computed, or what a word means."""
    return [call("explain_method", topic=topic_of(asked.frame) or "risk_score")]


def status(asked: Asked) -> list[Call]:  # noqa: ARG001 - every planner takes the question
    """How fresh the data is and which model speaks."""
    return [call("data_status")]


def quality(asked: Asked) -> list[Call]:
    """What is missing or wrong in the data."""
    return [call("data_quality", scope=asked.scope())]
