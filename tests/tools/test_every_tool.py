"""One contract for all tools of the registry: a new tool is held to it before it has a test."""

from __future__ import annotations

import json
from typing import Any

import pytest

from copilot.narration.merge import merge
from copilot.narration.template import narrate
from data.errors import NoData
from data.store.snapshot import Snapshot
from tools import registry
from tools.claims import render
from tools.context import Context
from tools.registry import COMMON_FIGURES

WEEK = {"start": "2026-11-16", "end": "2026-11-22"}
QUARTER = {"start": "2026-07-01", "end": "2026-09-30"}
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("deals_at_risk", {}),
    ("deals_at_risk", {"period": WEEK, "limit": 3}),
    ("deal_summary", {"deal": "open"}),
    ("deal_summary", {"deal": "stale"}),
    ("deal_summary", {"deal": "won"}),
    ("deal_drivers", {"deal": "open"}),
    ("deal_drivers", {"deal": "won"}),
    ("find_deals", {"limit": 200}),
    ("find_deals", {"status": "all", "sort_by": "age"}),
    ("find_deals", {"status": "stale", "limit": 3}),
    ("pipeline_summary", {}),
    ("pipeline_summary", {"group_by": "team", "period": QUARTER}),
    ("pipeline_summary", {"group_by": "category"}),
    ("pipeline_changes", {}),
    ("pipeline_changes", {"period": QUARTER, "since": "2026-06-30", "until": "2026-10-31"}),
    ("pipeline_changes", {"group_by": "region", "since": "2026-08-31"}),
    ("pipeline_changes", {"kind": "pushed_out"}),
    ("pipeline_changes", {"deal": "won"}),
    ("explain_change", {"forecast": True}),
    ("explain_change", {"deal": "open"}),
    ("forecast", {}),
    ("forecast", {"grain": "month"}),
    ("forecast", {"group_by": "team", "period": WEEK}),
    ("forecast", {"period": QUARTER}),
    ("target_outlook", {}),
    ("target_outlook", {"group_by": "team"}),
    ("target_outlook", {"period": QUARTER, "group_by": "rep"}),
    ("target_outlook", {"target": 9_000_000}),
    ("what_if", {"changes": [{"change": "lose", "select": {"limit": 2}}]}),
    ("what_if", {"changes": [{"change": "rate", "by": -5}], "target": 9_000_000}),
    ("forecast_accuracy", {}),
    ("forecast_accuracy", {"period": QUARTER}),
    ("forecast_accuracy", {"group_by": "region"}),
    ("forecast_accuracy", {"group_by": "rep"}),
    ("metric", {"name": "win_rate", "group_by": "month", "period": QUARTER}),
    ("metric", {"name": "revenue_won", "group_by": "rep", "limit": 3}),
    ("metric", {"name": "sales_cycle_days", "period": QUARTER, "compare_to": QUARTER}),
    ("rep_summary", {"rep": "April May"}),
    ("rep_summary", {"team": "Zelda Amberlow", "period": QUARTER}),
    ("rep_summary", {"period": WEEK}),
    ("account_summary", {"account": "Ashabefield Power"}),
    ("explain_method", {"topic": "risk_score"}),
    ("explain_method", {"topic": "win_rate"}),
    ("data_status", {}),
    ("data_quality", {}),
]


def _result(snapshot: Snapshot, name: str, args: dict[str, Any]):
    if name in ("deal_summary", "deal_drivers") or "deal" in args:
        args = {"deal": _deal(snapshot, args["deal"])}
    tool = registry.get(name)
    return tool, tool.run(Context(snapshot), tool.validate(args))


def _deal(snapshot: Snapshot, kind: str) -> str:
    query = {
        "open": "SELECT opportunity_id AS i FROM deal_scores WHERE NOT stale ORDER BY 1 LIMIT 1",
        "stale": "SELECT opportunity_id AS i FROM deal_scores WHERE stale ORDER BY 1 LIMIT 1",
        "won": "SELECT opportunity_id AS i FROM deals WHERE status = 'won' ORDER BY 1 LIMIT 1",
    }[kind]
    return str(snapshot.row(query)["i"])


def test_every_tool_is_called_below() -> None:
    assert {name for name, _ in CALLS} == set(registry.MODULES)


@pytest.mark.parametrize(("name", "args"), CALLS, ids=json.dumps)
def test_facts_claims_and_tables_hold_together(demo, name, args) -> None:
    tool, result = _result(demo, name, args)
    facts = {fact.id: fact for fact in result.facts}
    assert len(facts) == len(result.facts)
    assert {fact.metric for fact in result.facts} <= {*tool.figures, *COMMON_FIGURES}
    assert all(parent in facts for fact in result.facts for parent in fact.parents)
    for claim in result.claims:
        text, spans = render(claim, facts)
        assert text
        assert all(text[span.start : span.end] for span in spans)
    for table in result.tables:
        assert all(len(row) == len(table.columns) for row in table.rows)
    assert sum(claim.role == "headline" for claim in result.claims) == 1
    json.dumps(result.model_dump(mode="json"), allow_nan=False)


@pytest.mark.parametrize(("name", "args"), CALLS, ids=json.dumps)
def test_a_call_again_gives_the_same_bytes(demo, name, args) -> None:
    first, second = (_result(demo, name, args)[1].model_dump_json() for _ in range(2))
    assert first == second


@pytest.mark.parametrize("tool", registry.every(), ids=lambda tool: tool.name)
def test_a_tool_is_documented(tool) -> None:
    assert tool.summary.endswith(".")
    assert tool.examples
    assert tool.figures
    schema = tool.schema["function"]["parameters"]
    assert all(field.get("description") for field in schema.get("properties", {}).values())
    assert tool.run.__doc__


def test_three_chances_add_up_to_one_and_parts_to_the_whole(demo) -> None:
    rows = demo.rows("SELECT * FROM deal_scores")
    assert len(rows) > 500
    for row in rows:
        whole = row["win_by_horizon"] + row["loss_by_horizon"] + row["slip_by_horizon"]
        assert whole == pytest.approx(1, abs=1e-12)
        assert row["risk_score"] == pytest.approx(100 * (1 - row["win_by_horizon"]), abs=1e-9)
        risk = float(row["amount"]) * (row["loss_by_horizon"] + row["slip_by_horizon"])
        assert row["value_at_risk"] == pytest.approx(risk, abs=1e-6)
        assert (row["risk_level"] is None) == row["stale"]


def test_weighted_pipeline_by_month_adds_up_to_the_quarter(demo) -> None:
    def weighted(start: str, end: str) -> float:
        tool = registry.get("metric")
        args = {"name": "weighted_pipeline", "period": {"start": start, "end": end}}
        return tool.run(Context(demo), tool.validate(args)).facts[0].value

    parts = weighted("2026-10-01", "2026-11-30") + weighted("2026-12-01", "2026-12-31")
    assert weighted("2026-10-01", "2026-12-31") == pytest.approx(parts, abs=0.03)


def test_the_change_of_a_week_follows_from_both_stored_cuts(demo) -> None:
    """Recomputed in plain Python from the two tables of scores and the wide tables."""
    _, result = _result(demo, "deals_at_risk", {})
    now = _live(demo, "deal_scores", "deals")
    then = "(SELECT * FROM score_history WHERE origin = '2026-11-09' AND model = 'present')"
    was = _live(demo, then, "deals_before")
    facts = {fact.metric: fact.value for fact in result.facts if fact.subject.kind == "company"}
    assert facts["new_count"] == len(now.keys() - was.keys())
    assert facts["gone_count"] == len(was.keys() - now.keys())
    both = now.keys() & was.keys()
    assert facts["grown_count"] == sum(now[deal] > was[deal] for deal in both)
    assert facts["shrunk_count"] == sum(now[deal] < was[deal] for deal in both)
    delta = sum(now.values()) - sum(was.values())
    assert facts["change_in_value_at_risk"] == pytest.approx(delta, abs=0.02)
    assert len(both) > 100


def _live(snapshot: Snapshot, scores: str, deals: str) -> dict[str, float]:
    live = {
        row["opportunity_id"]: float(row["amount"])
        for row in snapshot.rows(f"SELECT * FROM {deals}")
        if row["status"] == "open"
    }
    return {
        row["opportunity_id"]: live[row["opportunity_id"]] * (1 - row["win_by_horizon"])
        for row in snapshot.rows(f"SELECT * FROM {scores}")
        if not row["stale"] and row["opportunity_id"] in live
    }


def test_another_day_is_answered_as_known_then_or_refused(demo) -> None:
    tool = registry.get("pipeline_summary")
    result = tool.run(Context(demo), tool.validate({"as_of": "2026-11-09"}))
    facts = {fact.metric: fact.value for fact in result.facts if fact.subject.kind == "company"}
    assert facts["as_of"] == "2026-11-09"
    assert (
        facts["open_deals"]
        == demo.row(
            "SELECT count(*) AS n FROM deals WHERE created_on <= '2026-11-09' "
            "AND coalesce(closed_on > '2026-11-09', true)"
        )["n"]
    )
    with pytest.raises(NoData, match="Nov 9, 2006") as caught:
        tool.run(Context(demo), tool.validate({"as_of": "2006-11-09"}))
    assert caught.value.code == "outside_history"


def test_markup_in_a_name_shows_as_typed_and_never_acts(demo) -> None:
    result = registry.get("find_deals").run(
        Context(demo),
        registry.get("find_deals").validate(
            {"status": "all", "limit": 50, "scope": {"account": ["<b>Bold</b> Beverages"]}}
        ),
    )
    facts, claims = merge([result])
    text = narrate(claims, facts, ())
    assert "\\<b\\>Bold\\</b\\> Beverages" in text
    assert "<b>" not in text
