"""The tool `target_outlook`: sums by plain SQL and from the raw files, chances, names, refusals."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from copilot.grounding import check
from copilot.narration.merge import merge
from copilot.narration.template import headline_facts, narrate
from data.errors import AskBack, NoData, UsageError
from data.store.snapshot import Snapshot
from tools import registry
from tools.context import Context
from tools.principal import Principal
from tools.result import ToolResult

LAST = {"start": "2026-07-01", "end": "2026-09-30"}


def run(snapshot: Snapshot, tool: str = "target_outlook", **args: Any) -> ToolResult:
    found = registry.get(tool)
    return found.run(Context(snapshot), found.validate(args))


def figure(result: ToolResult, metric: str, subject: str | None = None) -> float:
    name = subject or result.facts[0].subject.name
    found = [f for f in result.facts if f.metric == metric and f.subject.name == name]
    assert len(found) == 1, metric
    return float(found[0].value or 0)


def shown(result: ToolResult) -> str:
    """The text, which must pass the check of every figure."""
    facts, claims = merge([result])
    text = narrate(claims, facts, [])
    verdict = check(text, facts, required=headline_facts(claims))
    assert verdict.supported, verdict.violations
    return text


@pytest.fixture(scope="module")
def public(public_home) -> Any:
    snapshot = Snapshot.open(public_home)
    yield snapshot
    snapshot.close()


def test_the_plan_and_what_is_won_of_it(demo: Snapshot) -> None:
    result = run(demo)
    quarter = demo.calendar.quarter(demo.as_of)
    days = {"start": quarter.start, "end": quarter.end}
    plan = demo.row(
        "SELECT amount::DOUBLE AS amount FROM targets WHERE level = 'company' "
        'AND "start" = $start AND "end" = $end',
        days,
    )["amount"]
    won = demo.row(
        "SELECT sum(o.close_value)::DOUBLE AS won FROM opportunities o JOIN stages s "
        "ON s.stage = o.stage WHERE s.status = 'won' AND o.closed_on BETWEEN $start AND $end",
        days,
    )["won"]
    assert figure(result, "target") == plan
    assert figure(result, "won_to_date") == pytest.approx(won, abs=0.01)
    assert figure(result, "gap_to_target") == pytest.approx(plan - won, abs=0.01)
    assert figure(result, "attainment") == pytest.approx(won / plan)
    live = demo.row(
        "SELECT sum(coalesce(o.amount, p.list_price))::DOUBLE AS amount FROM opportunities o "
        "JOIN stages s ON s.stage = o.stage JOIN products p ON p.product = o.product "
        "LEFT JOIN deal_scores d ON d.opportunity_id = o.opportunity_id WHERE s.status = 'open' "
        "AND NOT coalesce(d.stale, false) AND o.recorded_close_on BETWEEN $start AND $end",
        days,
    )["amount"]
    assert figure(result, "coverage") == pytest.approx(live / (plan - won), rel=1e-6)


def test_the_distribution_is_that_of_the_forecast(demo: Snapshot) -> None:
    target, forecast = run(demo), run(demo, "forecast")
    for metric in ("revenue_p10", "revenue_p50", "revenue_p90", "revenue_mean", "won_to_date"):
        assert figure(target, metric) == figure(forecast, metric)
    for metric, least, most in (("revenue_p10", 0.89, 0.91), ("revenue_p90", 0.09, 0.11)):
        chance = figure(run(demo, target=figure(forecast, metric)), "chance_of_target")
        assert least <= chance <= most


def test_the_chance_falls_as_the_target_grows(demo: Snapshot) -> None:
    chances = [
        figure(run(demo, target=amount), "chance_of_target")
        for amount in (3e6, 8e6, 8.5e6, 9e6, 9.5e6, 2e7)
    ]
    assert chances == sorted(chances, reverse=True)
    text = shown(run(demo, target=2e7))
    assert "under 0.1%" in text


def test_a_target_that_is_met_is_certain_and_only_then(demo: Snapshot) -> None:
    result = run(demo, target=1_000_000)
    assert figure(result, "chance_of_target") == 1.0
    assert "already reached" in shown(result)
    assert not [fact for fact in result.facts if fact.metric in ("coverage", "pipeline_needed")]
    almost = shown(run(demo, target=figure(result, "won_to_date") + 1000))
    assert "100%" not in almost.split("\n")[0]


def test_conversion_from_the_raw_files(public: Snapshot, public_files: Path) -> None:
    """Deals open 76 days before the last three quarter ends, at list price, with pandas."""
    deals = pd.read_csv(public_files / "sales_pipeline.csv")
    prices = pd.read_csv(public_files / "products.csv").set_index("product")["sales_price"]
    deals["price"] = deals["product"].replace({"GTXPro": "GTX Pro"}).map(prices)
    begun, closed = (pd.to_datetime(deals[c]) for c in ("engage_date", "close_date"))
    opened = won = 0.0
    for end in ("2017-09-30", "2017-06-30", "2017-03-31"):
        day = pd.Timestamp(end) - pd.Timedelta(days=76)
        there = (begun <= day) & ~(closed <= day)
        opened += float(deals.loc[there, "price"].sum())
        in_time = there & (deals["deal_stage"] == "Won") & (closed <= end)
        won += float(deals.loc[in_time, "close_value"].sum())
    result = run(public, target=3_000_000)
    assert figure(result, "historic_conversion") == pytest.approx(won / opened)
    assert figure(result, "conversion_windows") == 3
    gap = 3_000_000 - figure(result, "won_to_date")
    assert figure(result, "pipeline_needed") == pytest.approx(gap * opened / won, abs=0.01)
    now = begun.notna() & (begun <= "2017-10-16") & ~(closed <= "2017-10-16")
    prospects = begun.isna() & closed.isna()
    have = float(deals.loc[now, "price"].sum())
    assert (
        have
        <= figure(result, "pipeline_at_hand")
        <= have + float(deals.loc[prospects, "price"].sum())
    )
    shown(result)


def test_deals_that_decide_it_agree_with_the_what_if(demo: Snapshot) -> None:
    result = run(demo, target=9_000_000)
    rows = result.tables[0].rows
    assert 1 <= len(rows) <= 5
    gaps = [row[3] - row[4] for row in rows]
    assert gaps == sorted(gaps, reverse=True)
    for deal in result.listed[:2]:
        for change, metric in (("win", "chance_if_won"), ("lose", "chance_if_lost")):
            again = run(
                demo, "what_if", changes=[{"change": change, "deal": deal["id"]}], target=9e6
            )
            told = figure(result, metric, deal["name"])
            assert told == pytest.approx(figure(again, "chance_after"), abs=0.001)


def test_names_with_their_targets(demo: Snapshot) -> None:
    quarter = demo.calendar.quarter(demo.as_of)
    days = {"start": quarter.start, "end": quarter.end}
    stored = {
        row["name"]: row["amount"]
        for row in demo.rows(
            "SELECT name, amount::DOUBLE AS amount FROM targets WHERE level = 'rep' "
            'AND "start" = $start AND "end" = $end',
            days,
        )
    }
    result = run(demo, group_by="rep")
    rows = [row for row in result.tables[0].rows if row[1] is not None]
    assert {row[0]: row[1] for row in rows} == {
        name: amount for name, amount in stored.items() if name in {row[0] for row in rows}
    }
    chances = [row[2] for row in rows]
    assert chances == sorted(chances)
    count = next(fact for fact in result.facts if fact.metric == "reps_short_of_target")
    assert (count.n, count.of) == (sum(chance < 0.5 for chance in chances), len(rows))
    one = rows[0]
    alone = run(demo, scope={"rep": [one[0]]})
    assert figure(alone, "chance_of_target") == pytest.approx(one[2], abs=1e-9)
    shown(result)


@pytest.mark.parametrize("group", ["team", "region"])
def test_teams_and_regions_have_theirs(demo: Snapshot, group: str) -> None:
    rows = [row for row in run(demo, group_by=group).tables[0].rows if row[2] is not None]
    assert rows
    if group == "region":
        whole = sum(row[1] for row in rows)
        people = demo.row(
            "SELECT sum(t.amount)::DOUBLE AS amount FROM targets t JOIN reps r ON r.rep = t.name "
            "WHERE t.level = 'rep' AND t.\"start\" = $start AND r.region IN "
            "(SELECT unnest($names::VARCHAR[]))",
            {"start": demo.calendar.quarter(demo.as_of).start, "names": [row[0] for row in rows]},
        )["amount"]
        assert 0 < whole <= people


def test_a_set_of_people_has_the_sum_of_their_quotas(demo: Snapshot) -> None:
    names = [row[0] for row in run(demo, group_by="rep").tables[0].rows[:2]]
    alone = [figure(run(demo, scope={"rep": [name]}), "target") for name in names]
    result = run(demo, scope={"rep": names})
    assert figure(result, "target") == sum(alone)
    assert "sum of their quotas" in shown(result)


def test_a_period_that_has_passed_has_no_chance(demo: Snapshot) -> None:
    result = run(demo, period=LAST)
    assert figure(result, "attainment") == pytest.approx(
        figure(result, "won_to_date") / figure(result, "target")
    )
    assert not [fact for fact in result.facts if "chance" in fact.metric]
    shown(result)
    shown(run(demo, period=LAST, group_by="team"))


def test_without_a_target_it_asks_back_with_questions_that_work(public: Snapshot) -> None:
    for args in ({}, {"group_by": "rep"}, {"scope": {"rep": ["Darcel Schlecht"]}}):
        with pytest.raises(AskBack, match="Which amount") as asked:
            run(public, **args)
        assert all(option.startswith("Will ") for option in asked.value.options)
    with pytest.raises(AskBack):
        run(public, period={"start": "2017-07-01", "end": "2017-09-30"})


def test_a_scope_without_targets_needs_an_amount(demo: Snapshot) -> None:
    stage = next(stage.name for stage in demo.manifest.stages if stage.status == "open")
    with pytest.raises(AskBack, match="not for a stage"):
        run(demo, scope={"stage": [stage]})
    text = shown(run(demo, scope={"stage": [stage]}, target=500_000))
    assert "still to be created" in text


def test_bad_arguments_are_named(demo: Snapshot) -> None:
    tool = registry.get("target_outlook")
    for target in (0, -5):
        with pytest.raises(UsageError, match="target"):
            tool.validate({"target": target})
    with pytest.raises(UsageError, match="rep, team, region"):
        run(demo, group_by="stage", target=9e6)
    with pytest.raises(NoData, match="reaches beyond"):
        run(demo, target=1e6, period={"start": "2029-01-01", "end": "2029-03-31"})
    with pytest.raises(NoData, match="lies before"):
        run(demo, target=1e6, period={"start": "2000-01-01", "end": "2000-03-31"})


def test_a_person_is_measured_against_their_own(demo: Snapshot) -> None:
    name = run(demo, group_by="rep").tables[0].rows[0][0]
    tool = registry.get("target_outlook")
    own = Context(demo, Principal(name=name, rows="own"))
    result = tool.run(own, tool.validate({}))
    assert figure(result, "target") == figure(run(demo, scope={"rep": [name]}), "target")


def test_a_past_day_has_its_own_outlook(demo: Snapshot) -> None:
    result = run(demo, as_of="2026-08-20")
    assert result.facts[0].period is not None
    assert result.facts[0].period.end == date(2026, 9, 30)
    assert 0 <= figure(result, "chance_of_target") <= 1
