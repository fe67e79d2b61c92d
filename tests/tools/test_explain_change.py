"""The tool `explain_change` on the demo company: sums against stored scores and two forecasts."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from copilot.grounding import check
from copilot.narration.merge import merge
from copilot.narration.template import headline_facts, narrate
from data.errors import NoData, UsageError
from data.store.snapshot import Row, Snapshot
from tools import registry
from tools.context import Context
from tools.explaining.adding_up import adding_up, tenths
from tools.principal import Principal
from tools.result import ToolResult

WEEK = timedelta(days=7)
KINDS = ("won", "lost", "removed", "created", "amounts", "prospects", "scope", "pace")


def run(snapshot: Snapshot, **args: Any) -> ToolResult:
    tool = registry.get("explain_change")
    return tool.run(Context(snapshot), tool.validate(args))


def figures(result: ToolResult) -> dict[str, float]:
    return {f.metric: float(f.value) for f in result.facts if isinstance(f.value, int | float)}


def origins(snapshot: Snapshot) -> list[date]:
    rows = snapshot.rows(
        "SELECT DISTINCT origin FROM score_history WHERE model = 'refitted' ORDER BY 1"
    )
    return [row["origin"] for row in rows]


def deals(snapshot: Snapshot, since: date, until: date, most: int = 6) -> list[Row]:
    """Deals with scores on both days, some of each part of the list."""
    rows = snapshot.rows(
        "SELECT a.opportunity_id AS id, b.risk_score AS after, b.horizon_on AS horizon, "
        "a.cum_win AS curve FROM score_history a JOIN score_history b USING (opportunity_id, model)"
        " WHERE model = 'refitted' AND a.origin = $since AND b.origin = $until ORDER BY 1",
        {"since": since, "until": until},
    )
    return rows[:: max(1, len(rows) // most)]


def by_then(curve: list[float], since: date, day: date) -> float:
    """The stored curve of an origin read off by hand: Sundays and month ends, linear between."""
    days = [
        n for n in range(1, 372)
        if (since + timedelta(days=n)).weekday() == 6 or (since + timedelta(days=n + 1)).day == 1
    ]  # fmt: skip
    points = [(0, 0.0), *zip(days, curve, strict=True)]
    after = (day - since).days
    for (left, low), (right, high) in pairwise(points):
        if left <= after <= right:
            return low + (high - low) * (after - left) / (right - left)
    raise AssertionError(day)


def test_parts_of_a_deal_are_the_difference_of_the_stored_scores(demo: Snapshot) -> None:
    """Both ends by what `score_history` holds: the earlier curve, read at the later horizon."""
    days = origins(demo)
    for since, until in ((days[-2], days[-1]), (days[-9], days[-2])):
        for row in deals(demo, since, until):
            told = run(demo, deal=row["id"], since=since, until=until)
            parts = figures(told)
            scores = [float(f.value or 0) for f in told.facts if f.metric == "risk_score"]
            before = 100 * (1 - by_then(row["curve"], since, row["horizon"]))
            assert scores == pytest.approx([before, row["after"]], abs=1e-4)
            total = parts["part_time"] + parts["part_facts"] + parts["part_model"]
            assert total == pytest.approx(scores[1] - scores[0], rel=0, abs=1e-9)
            assert parts["part_total"] == pytest.approx(total, rel=0, abs=1e-9)
            groups = [float(f.value or 0) for f in told.facts if f.metric == "part_of_driver"]
            assert sum(groups) == pytest.approx(parts["part_facts"], rel=0, abs=1e-9)
            assert all(groups)


def test_until_today_ends_at_the_published_score(demo: Snapshot) -> None:
    since = origins(demo)[-1]
    rows = demo.rows(
        "SELECT d.opportunity_id AS id, d.risk_score FROM deal_scores d JOIN score_history h "
        "USING (opportunity_id) WHERE h.origin = $since AND h.model = 'refitted' ORDER BY 1",
        {"since": since},
    )
    for row in rows[:: max(1, len(rows) // 8)]:
        told = run(demo, deal=row["id"], since=since)
        now = [f.value for f in told.facts if f.metric == "risk_score"][-1]
        assert now == pytest.approx(row["risk_score"], abs=1e-9)


def test_what_changed_is_named_from_the_stored_facts(demo: Snapshot) -> None:
    since = origins(demo)[-1]
    row = demo.rows(
        "SELECT f.opportunity_id AS id, a.stage AS was, b.stage AS now FROM step_facts f "
        "JOIN stages a ON a.position = f.was::INTEGER JOIN stages b ON b.position = f.now::INTEGER "
        "WHERE f.feature = 'stage_position' AND f.next_origin = $day ORDER BY 1 LIMIT 1",
        {"day": demo.as_of},
    )[0]
    told = run(demo, deal=row["id"], since=since)
    stages = [fact.value for fact in told.facts if fact.metric == "stage_position"]
    assert stages == [row["was"], row["now"]]


SCOPES = ("all", "region", "rep", "product", "stage", "amounts")


def scope_of(demo: Snapshot, kind: str) -> dict[str, Any]:
    if kind == "all":
        return {}
    if kind == "amounts":
        return {"min_amount": 20_000}
    column = {"product": "product", "rep": "rep", "region": "region", "stage": "stage"}[kind]
    most = demo.row(
        f"SELECT mode({column}) AS name FROM deals WHERE status = 'open' AND {column} IS NOT NULL"
    )
    return {kind: [most["name"]]}


@pytest.mark.parametrize("kind", SCOPES)
def test_parts_of_a_forecast_are_the_difference_of_two_forecasts(demo: Snapshot, kind: str) -> None:
    scope, since = scope_of(demo, kind), origins(demo)[-2]
    period = demo.calendar.quarter(demo.as_of)
    told = figures(run(demo, forecast=True, since=since, scope=scope))
    forecast = registry.get("forecast")
    then, now = (
        figures(
            forecast.run(
                Context(demo),
                forecast.validate({"scope": scope, "period": period.model_dump(), "as_of": day}),
            )
        )
        for day in (since, None)
    )
    assert told["earlier_revenue_mean"] == pytest.approx(then["revenue_mean"], abs=0.01)
    assert told["revenue_mean"] == pytest.approx(now["revenue_mean"], abs=0.01)
    assert told["earlier_revenue_p50"] == then["revenue_p50"]
    assert told["revenue_p50"] == now["revenue_p50"]
    assert told["delta_p50"] == pytest.approx(now["revenue_p50"] - then["revenue_p50"], abs=0.011)
    parts = told["part_time"] + told["part_facts"] + told["part_model"]
    assert parts == pytest.approx(told["part_total"], abs=1e-6)
    assert told["part_total"] == pytest.approx(
        told["revenue_mean"] - told["earlier_revenue_mean"], abs=1e-6
    )
    assert sum(told[f"part_{one}"] for one in KINDS) == pytest.approx(told["part_facts"], abs=1e-6)


def test_won_and_lost_deals_are_those_that_closed(demo: Snapshot) -> None:
    """Counted on the raw rows: closed after the origin; lost ones count if open at the origin."""
    since = origins(demo)[-1]
    told = run(demo, forecast=True, since=since)
    counts = {fact.metric: fact.n for fact in told.facts}
    row = demo.row(
        "SELECT count(*) FILTER (s.status = 'won') AS won, "
        "count(*) FILTER (s.status = 'lost' AND least(o.created_on, o.engaged_on) <= $since) "
        "AS lost "
        "FROM opportunities o JOIN stages s ON s.stage = o.stage "
        "WHERE o.closed_on > $since AND o.closed_on <= $day",
        {"since": since, "day": demo.as_of},
    )
    assert counts["part_won"] == row["won"]
    assert counts["part_lost"] == row["lost"]


def test_a_day_between_moves_back_and_is_said(demo: Snapshot) -> None:
    stored = origins(demo)
    day = next(
        d - timedelta(days=1) for d in reversed(stored) if d - timedelta(days=1) not in stored
    )
    before = max(d for d in stored if d < day)
    told = run(demo, forecast=True, since=day)
    dates = {f.metric: f.value for f in told.facts if f.unit == "date"}
    assert dates["changed_since"] == str(before) == dates["since_origin"]
    assert dates["asked_since"] == str(day)
    assert "asked_until" not in dates


def test_deals_that_have_no_two_scores_are_named(demo: Snapshot) -> None:
    since, until = origins(demo)[-3], demo.as_of
    closed = demo.row(
        "SELECT opportunity_id AS id, closed_on FROM deals WHERE status <> 'open' AND "
        "closed_on > $since AND started_on < $since ORDER BY closed_on DESC, 1 LIMIT 1",
        {"since": since},
    )
    told = run(demo, deal=closed["id"], since=since)
    days = {f.metric: f.value for f in told.facts}
    assert days["closed_on"] == str(closed["closed_on"])
    assert "part_total" not in days
    assert [unknown.code for unknown in told.unknowns] == ["too_few"]
    begun = demo.row(
        "SELECT opportunity_id AS id FROM deals WHERE status = 'open' AND started_on > $day "
        "ORDER BY 1 LIMIT 1",
        {"day": origins(demo)[-1]},
    )
    told = run(demo, deal=begun["id"], since=since)
    assert [unknown.code for unknown in told.unknowns] == ["outside_history"]
    assert figures(told)["risk_score"] > 0
    later = demo.row(
        "SELECT opportunity_id AS id, started_on FROM deals WHERE status = 'open' "
        "AND started_on > $since AND started_on < $last ORDER BY 1 LIMIT 1",
        {"since": since, "last": origins(demo)[-1]},
    )
    told = run(demo, deal=later["id"], since=since, until=until)
    facts = {f.metric: f.value for f in told.facts}
    assert facts["started_on"] == str(later["started_on"])
    assert str(facts["changed_since"]) >= str(later["started_on"])
    assert "part_total" in facts


def test_bad_input_is_named(demo: Snapshot) -> None:
    tool = registry.get("explain_change")
    for args in ({}, {"deal": "D-1", "forecast": True}, {"deal": "D-1", "scope": {"rep": ["X"]}}):
        with pytest.raises(UsageError, match="explain_change"):
            tool.validate(args)
    first, last = origins(demo)[0], demo.as_of
    with pytest.raises(UsageError, match="lies after until"):
        run(demo, forecast=True, since=last, until=first)
    refused: tuple[tuple[dict[str, Any], str], ...] = (
        ({"since": first - WEEK}, "lies outside"),
        ({"until": last + WEEK, "since": last}, "lies outside"),
        ({"since": last}, "falls on"),
        ({"since": first, "until": first + timedelta(days=1)}, "fall on"),
        ({"period": {"start": first - 9 * WEEK, "end": first - WEEK}}, "was over"),
        ({"scope": {"rep": ["Nobody Known"]}}, "Nobody Known"),
    )
    for more, words in refused:
        with pytest.raises(NoData, match=words) as error:
            run(demo, forecast=True, **more)
        assert error.value.code in ("outside_history", "unknown_entity")
    with pytest.raises(NoData, match="No deal"):
        run(demo, deal="D-999999")


def test_a_snapshot_without_steps_says_so(demo: Snapshot) -> None:
    bare = demo.manifest.model_copy(
        update={"tables": tuple(t for t in demo.manifest.tables if t != "score_steps")}
    )
    old = Snapshot(bare, demo.path)
    with pytest.raises(NoData) as error:
        run(old, forecast=True)
    assert (error.value.code, error.value.needs) == ("missing_table", ["score_steps"])
    old.close()


def test_what_a_rep_may_not_see_is_not_named(demo: Snapshot) -> None:
    rep = scope_of(demo, "rep")["rep"][0]
    tool = registry.get("explain_change")
    context = Context(demo, Principal(name=rep, rows="own"))
    told = tool.run(context, tool.validate({"forecast": True}))
    ids = [one["id"] for one in told.listed]
    owners = demo.rows(
        "SELECT DISTINCT rep FROM deals WHERE list_contains($ids, opportunity_id)", {"ids": ids}
    )
    assert [row["rep"] for row in owners] == [rep]
    other = demo.row(
        "SELECT min(opportunity_id) AS id FROM deals WHERE status = 'open' AND rep <> $rep",
        {"rep": rep},
    )["id"]
    with pytest.raises(NoData, match="No deal"):
        tool.run(context, tool.validate({"deal": other}))


def test_every_answer_passes_the_verifier(demo: Snapshot) -> None:
    since = origins(demo)[-2]
    asked: list[dict[str, Any]] = [
        {"deal": row["id"], "since": since} for row in deals(demo, since, origins(demo)[-1], 25)
    ]
    asked += [{"forecast": True, "scope": scope_of(demo, kind)} for kind in SCOPES]
    asked.append({"forecast": True, "period": {"start": since, "end": demo.as_of}})
    for args in asked:
        facts, claims = merge([run(demo, **args)])
        text = narrate(claims, facts, [])
        verdict = check(text, facts, required=headline_facts(claims))
        assert verdict.supported, (args, text, verdict.violations)


def test_rounded_parts_add_up() -> None:
    assert adding_up([0.4, 0.4, 0.4], 1) == [1, 0, 0]
    assert adding_up([2.6, -1.6, 0.0], 1) == [3, -2, 0]
    assert adding_up([0.0, 0.0], 0) == [0, 0]
    assert tenths([9.04, 5.04, -1.04], 13.04) == [9.0, 5.0, -1.0]
