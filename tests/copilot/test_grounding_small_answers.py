"""Answers of every tool over scopes that leave none, one or two rows pass the verifier."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from copilot.grounding import check
from copilot.narration.merge import merge
from copilot.narration.template import headline_facts, narrate
from data.errors import CopilotError
from data.store.snapshot import Snapshot
from tools.context import Context
from tools.principal import principal_named
from tools.registry import get

DAY = {"start": "2026-11-17", "end": "2026-11-17"}
WEEK = {"start": "2026-11-09", "end": "2026-11-15"}
Q3 = {"start": "2026-07-01", "end": "2026-09-30"}
Q2 = {"start": "2026-04-01", "end": "2026-06-30"}
GROUPS = (
    "team", "region", "rep", "product", "account", "sector", "stage", "category", "type",
    "segment", "month", "quarter", "week", "risk_level",
)  # fmt: skip
METRICS = (
    "revenue_won", "deals_won", "deals_lost", "win_rate", "win_rate_by_value",
    "average_deal_size", "sales_cycle_days", "open_pipeline", "open_deals", "weighted_pipeline",
    "deals_created", "pipeline_created", "discount_rate",
)  # fmt: skip
Call = tuple[str, dict[str, Any]]


def small_scopes(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Nothing, and accounts with exactly one and two open, won or lost deals."""
    found: list[dict[str, Any]] = [{"max_amount": 1}]
    for status in ("open", "won", "lost"):
        for size in (1, 2):
            row = snapshot.row(
                "SELECT min(account) AS account FROM (SELECT account FROM deals WHERE account IS "
                f"NOT NULL AND status = '{status}' GROUP BY 1 HAVING count(*) = {size})"
            )
            if row["account"]:
                found.append({"account": [row["account"]]})
    return found


def lists(scope: dict[str, Any]) -> Iterator[Call]:
    for limit in (1, 2):
        yield "deals_at_risk", {"scope": scope, "limit": limit}
        yield "deals_at_risk", {"scope": scope, "limit": limit, "period": DAY}
        for status in ("open", "won", "lost", "stale", "all"):
            yield "find_deals", {"scope": scope, "limit": limit, "status": status}
            yield "find_deals", {"scope": scope, "limit": limit, "status": status, "period": WEEK}


def groups(scope: dict[str, Any]) -> Iterator[Call]:
    yield "data_quality", {"scope": scope}
    yield "pipeline_summary", {"scope": scope, "period": DAY}
    for at, group in enumerate(GROUPS):
        yield "pipeline_summary", {"scope": scope, "group_by": group}
        for name in METRICS[at % 4 :: 4]:
            one = {"name": name, "scope": scope, "group_by": group}
            yield "metric", {**one, "period": WEEK}
            yield "metric", {**one, "period": Q3, "compare_to": Q2, "limit": 1}


def rejected(context: Context, calls: Iterator[Call]) -> tuple[int, list[str]]:
    """How many texts there were, and what was wrong with those that did not pass."""
    texts, wrong = 0, []
    for name, raw in calls:
        tool = get(name)
        try:
            result = tool.run(context, tool.validate(raw))
        except CopilotError:
            continue
        facts, claims = merge([result])
        text = narrate(claims, facts, ())
        verdict = check(text, facts, required=headline_facts(claims))
        texts += 1
        wrong += [f"{name} {raw}: headline not said"] * verdict.required_missing
        wrong += [f"{name} {raw}: {v.span.text!r} {v.reason}" for v in verdict.violations]
    return texts, wrong


def test_lists_of_none_one_and_two_rows(demo: Snapshot) -> None:
    scopes = small_scopes(demo)
    assert len(scopes) >= 5
    texts, wrong = rejected(Context(demo), (c for s in [{}, *scopes] for c in lists(s)))
    assert texts > 100
    assert wrong == []


def test_groups_of_none_one_and_two_rows(demo: Snapshot) -> None:
    scopes = [{}, *small_scopes(demo)[:3]]
    texts, wrong = rejected(Context(demo), (c for s in scopes for c in groups(s)))
    assert texts > 100
    assert wrong == []


@pytest.mark.parametrize("manages", [False, True])
def test_a_person_with_one_rep(demo: Snapshot, manages: bool) -> None:
    source = (
        "SELECT manager AS who FROM team_members" if manages else "SELECT rep AS who FROM deals"
    )
    row = demo.row(f"SELECT who FROM ({source}) GROUP BY 1 ORDER BY count(*), 1 LIMIT 1")
    context = Context(demo, principal_named(demo, row["who"]))
    texts, wrong = rejected(context, (c for make in (lists, groups) for c in make({})))
    assert texts > 50
    assert wrong == []
