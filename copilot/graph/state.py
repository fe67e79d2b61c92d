"""What the steps of the graph pass on, and what surrounds a turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypedDict

from copilot.answer import Part, PlannedCall, Reason, Status
from copilot.grounding.verdict import Verdict
from copilot.understanding.catalog import Catalog
from copilot.understanding.reading import Memory, Reading, ServedTool
from data.store.snapshot import Snapshot
from tools.claims import Claim
from tools.context import Context
from tools.facts import Fact
from tools.result import ToolResult


@dataclass(frozen=True)
class Surroundings:
    """What a turn may look at besides its own state.

    Attributes:
        plannable: suggestions read by the planner, and the calls each stands for.
    """

    context: Context
    catalog: Catalog
    served: dict[str, ServedTool]
    plannable: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def looking(self, published: Callable[[date], Snapshot | None]) -> Surroundings:
        """The same, with another way to find the published snapshot of a day."""
        return replace(self, context=replace(self.context, published=published))


class Turn(TypedDict, total=False):
    """The state of one turn; each step adds its own keys.

    calls: index into plan → validated arguments. results: one entry a call, or None where the call
    had no data. claims: per answered call, with fact ids of the merged ledger.
    """

    question: str
    memory: Memory
    reading: Reading
    status: Status
    reason: Reason | None
    plan: list[PlannedCall]
    plan_resolved: list[PlannedCall]
    arguments: list[Any]
    results: list[ToolResult | None]
    reasons: list[Reason | None]
    parts: list[Part]
    facts: list[Fact]
    claims: list[list[Claim]]
    text: str
    verdict: Verdict | None
    rejected: list[str]
    suggestions: list[str]
    options: list[str]
    timings: dict[str, float]
