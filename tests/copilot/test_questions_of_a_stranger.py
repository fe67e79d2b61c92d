"""Conditions in a what-if, bare past dates and words for a target: nothing said is dropped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from copilot.engine import Copilot
from data.store.home import Home

OVERDUE = [{"field": "days_overdue", "op": ">=", "value": 1}]


@pytest.fixture(scope="module")
def engine(demo_home: Home) -> Iterator[Copilot]:
    numbers = iter(range(1_000))
    found = Copilot(
        demo_home, new_id=lambda: f"stranger-{next(numbers)}", now=lambda: "2026-01-01T00:00:00"
    )
    yield found
    found.close()


@pytest.mark.parametrize(
    ("question", "select"),
    [
        ("What if all overdue deals are lost?", {"where": OVERDUE}),
        ("What if every overdue deal slips?", {"where": OVERDUE}),
        ("What if the stale deals are lost?", {"status": "stale"}),
        (
            "What if all deals at high risk are lost?",
            {"where": [{"field": "risk_level", "op": "=", "value": "high"}]},
        ),
        (
            "What if all deals without a next step slip?",
            {"where": [{"field": "next_step", "op": "missing"}]},
        ),
    ],
)
def test_a_what_if_keeps_its_condition(
    engine: Copilot, question: str, select: dict[str, Any]
) -> None:
    answer = engine.ask(question)
    assert answer.status == "answered", answer.text
    assert [call.tool for call in answer.plan] == ["what_if"]
    assert answer.plan[0].args["changes"][0]["select"] == select


def test_each_deal_of_a_what_if_has_its_own_change(engine: Copilot) -> None:
    answer = engine.ask("What if D-103531 is lost and D-110251 closes in December?")
    changes = answer.plan[0].args["changes"]
    assert [(row["deal"], row["change"]) for row in changes] == [
        ("D-103531", "lose"),
        ("D-110251", "win"),
    ]


@pytest.mark.parametrize(
    ("question", "tool", "as_of"),
    [
        ("our forecast on November 9", "forecast", "2026-11-09"),
        ("open pipeline of the West on November 9", "pipeline_summary", "2026-11-09"),
        ("Will we make the number as of November 9?", "target_outlook", "2026-11-09"),
        ("which deals close on December 1", "find_deals", None),
    ],
)
def test_a_bare_date_is_the_nearer_one(
    engine: Copilot, question: str, tool: str, as_of: str | None
) -> None:
    answer = engine.ask(question)
    assert answer.status == "answered", answer.text
    assert answer.plan[0].tool == tool
    assert answer.plan[0].args.get("as_of") == as_of


@pytest.mark.parametrize(
    ("question", "tool"),
    [
        ("What are the odds that we finish the quarter above $8.5 million?", "target_outlook"),
        ("Why did pipeline fall in Europe since the start of the quarter?", "pipeline_changes"),
    ],
)
def test_words_reach_their_tool(engine: Copilot, question: str, tool: str) -> None:
    answer = engine.ask(question)
    assert (answer.status, answer.plan[0].tool) == ("answered", tool)


@pytest.mark.parametrize(
    "question", ["What if D-110904 doubles in size?", "Which deals changed owner since last week?"]
)
def test_what_is_not_served_is_named(engine: Copilot, question: str) -> None:
    answer = engine.ask(question)
    assert (answer.status, answer.reason.code) == ("out_of_scope", "not_served")


def test_lost_since_last_week_agrees_with_the_bridge(engine: Copilot) -> None:
    bridge = engine.ask("What changed since last week?")
    listed = engine.ask("Which deals did we lose since last week?")
    lost = next(fact.value for fact in bridge.facts if fact.metric == "lost_count")
    assert any(fact.value == lost for fact in listed.facts if fact.unit == "count")
