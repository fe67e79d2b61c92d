"""The tool `forecast` on the demo company: sums by plain SQL, parts, groups, refusals."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from copilot.grounding import check
from copilot.narration.merge import merge
from copilot.narration.template import narrate
from data.errors import NoData, UsageError
from data.periods import Period
from data.store.snapshot import Snapshot
from tools import registry
from tools.context import Context
from tools.facts import Fact
from tools.result import ToolResult


def run(snapshot: Snapshot, **args: Any) -> ToolResult:
    tool = registry.get("forecast")
    return tool.run(Context(snapshot), tool.validate(args))


def figures(result: ToolResult, **wanted: Any) -> dict[str, float]:
    """Facts of the company as a whole, for its own period; or of another subject or period."""
    subject = wanted.get("subject", result.facts[0].subject.name)
    period = wanted.get("period", result.facts[0].period)
    return {
        fact.metric: float(fact.value)
        for fact in result.facts
        if fact.subject.name == subject
        and fact.period in (period, None)
        and isinstance(fact.value, int | float)
    }


def quarter(snapshot: Snapshot) -> Period:
    return snapshot.calendar.quarter(snapshot.as_of)


def test_means_add_up_and_quantiles_rise(demo: Snapshot) -> None:
    told = figures(run(demo))
    parts = told["won_to_date"] + told["open_pipeline_mean"] + told["new_business_mean"]
    assert told["revenue_mean"] == pytest.approx(parts, abs=1e-6)
    for part in ("revenue", "open_pipeline", "new_business"):
        assert told[f"{part}_p10"] <= told[f"{part}_p50"] <= told[f"{part}_p90"]
    assert told["won_to_date"] < told["revenue_p10"]


def test_won_to_date_is_what_closed_in_the_quarter(demo: Snapshot) -> None:
    won = demo.row(
        "SELECT sum(o.close_value)::DOUBLE AS won FROM opportunities o JOIN stages s "
        "ON s.stage = o.stage WHERE s.status = 'won' AND o.closed_on BETWEEN $start AND $day",
        {"start": quarter(demo).start, "day": demo.as_of},
    )["won"]
    assert figures(run(demo))["won_to_date"] == pytest.approx(won, abs=0.01)


def test_months_and_teams_add_up_to_the_whole(demo: Snapshot) -> None:
    whole = figures(run(demo))
    for args in ({"grain": "month"}, {"grain": "week"}):
        rows = run(demo, **args).tables[0].rows
        assert sum(row[4] for row in rows) == pytest.approx(whole["revenue_mean"], abs=0.5)
    for name in ("team", "region", "product", "type", "category", "account"):
        rows = run(demo, group_by=name).tables[0].rows
        assert sum(row[4] for row in rows) == pytest.approx(whole["revenue_mean"], abs=0.5)
        assert all(row[5] <= row[6] <= row[7] for row in rows)


def test_a_scope_is_its_row_of_the_groups(demo: Snapshot) -> None:
    first = run(demo, group_by="region").tables[0].rows[0]
    own = figures(run(demo, scope={"region": [first[0]]}))
    assert own["revenue_mean"] == pytest.approx(first[4], abs=0.02)
    assert own["revenue_p90"] == pytest.approx(first[7], rel=1e-9)


def test_the_open_part_is_amount_times_chance_at_one_level(demo: Snapshot) -> None:
    """Before the blend: amount × realized share × chance, by plain SQL over the stored curves."""
    from tools.forecasting.company import company_of

    end = quarter(demo).end
    by_hand = demo.row(
        "SELECT sum(n.amount_summed * c.cum_win)::DOUBLE AS mean FROM deals_now n "
        "JOIN deal_curves c USING (opportunity_id) WHERE c.day = $end AND n.status = 'open'",
        {"end": end},
    )["mean"]
    company = company_of(demo)
    ahead = Period(start=demo.as_of + timedelta(days=1), end=end)
    chances = company.won_in(ahead)
    told = figures(run(demo))["open_pipeline_mean"]
    assert told == pytest.approx(float(company.ahead.amounts @ chances), abs=0.01)
    level = told / (by_hand * company.ahead.realized.share)
    assert 0.5 <= level <= 2.0


def test_realized_share_is_closing_value_over_amount(demo: Snapshot) -> None:
    row = demo.row(
        "SELECT sum(close_value)::DOUBLE / sum(amount)::DOUBLE AS share, count(*) AS n FROM deals "
        "WHERE status = 'won' AND closed_on > $first AND amount > 0",
        {"first": demo.as_of - timedelta(days=365)},
    )
    fact = _fact(run(demo), "realized_share")
    assert fact.value == pytest.approx(row["share"], abs=1e-9)
    assert fact.n == row["n"]


def test_the_largest_deal_and_the_rest_are_the_whole(demo: Snapshot) -> None:
    result = run(demo)
    told = figures(result)
    share, largest = _fact(result, "top_share"), _fact(result, "top_contribution")
    assert share.subject == largest.subject
    assert float(largest.value) / told["open_pipeline_mean"] == pytest.approx(share.value, rel=1e-4)
    assert told["rest_mean"] + float(largest.value) == pytest.approx(told["revenue_mean"], abs=0.05)


def _fact(result: ToolResult, metric: str) -> Fact:
    return next(fact for fact in result.facts if fact.metric == metric)


def test_a_past_period_is_what_was_won(demo: Snapshot) -> None:
    last = demo.calendar.quarter(quarter(demo).start - timedelta(days=1))
    args = {"start": str(last.start), "end": str(last.end)}
    result = run(demo, period=args)
    won = demo.row(
        "SELECT sum(close_value)::DOUBLE AS won FROM deals WHERE status = 'won' "
        "AND closed_on BETWEEN $start AND $end",
        {"start": last.start, "end": last.end},
    )["won"]
    assert figures(result)["revenue_won"] == pytest.approx(won, abs=0.01)
    by_team = run(demo, period=args, group_by="team").tables[0].rows
    assert sum(row[1] for row in by_team) == pytest.approx(won, abs=0.05)
    scoped = run(demo, period=args, scope={"type": ["new"]})
    assert [one.code for one in scoped.unknowns] == ["outside_history"]


def test_what_cannot_be_forecast_is_named(demo: Snapshot) -> None:
    year = {"start": "2027-01-01", "end": "2028-12-31"}
    with pytest.raises(NoData, match="reaches beyond") as caught:
        run(demo, period=year)
    assert caught.value.code == "outside_history"
    with pytest.raises(NoData, match="nothing to forecast from") as caught:
        run(demo, scope={"min_amount": 1e12})
    assert caught.value.code == "too_few"
    with pytest.raises(UsageError, match="grain"):
        run(demo, group_by="month")
    with pytest.raises(UsageError, match="together"):
        run(demo, group_by="team", grain="month")
    with pytest.raises(NoData) as caught:
        run(demo, scope={"region": ["Atlantis"]})
    assert caught.value.code == "unknown_entity"


@pytest.mark.parametrize(
    "args", [{}, {"grain": "month"}, {"group_by": "team"}, {"scope": {"type": ["new"]}}], ids=str
)
def test_the_text_is_verified_and_its_corruptions_are_not(
    demo: Snapshot, args: dict[str, Any]
) -> None:
    result = run(demo, **args)
    facts, claims = merge([result])
    text = narrate(claims, facts, ())
    verdict = check(text, facts)
    assert verdict.supported, [(one.span.text, one.reason) for one in verdict.violations]
    shown = {
        name: next(f.display for f in facts if f.metric == f"revenue_{name}")
        for name in ("p10", "p50", "p90")
    }
    new = next(f.display for f in facts if f.metric == "new_business_mean")
    old = next(f.display for f in facts if f.metric == "open_pipeline_mean")
    for left, right in ((shown["p10"], shown["p90"]), (shown["p50"], shown["p90"]), (old, new)):
        assert left in text
        swapped = text.replace(left, "@").replace(right, left).replace("@", right)
        assert not check(swapped, facts).supported, (left, right)
    present = quarter(demo)
    other = demo.calendar.quarter(present.start - timedelta(days=1)).label
    assert present.label in text
    assert not check(text.replace(present.label, other, 1), facts).supported
    for wrong in ("nine times out of ten", "eight times out of nine"):
        swapped = text.replace("eight times out of ten", wrong, 1)
        assert not check(swapped, facts).supported


def test_months_swapped_are_caught(demo: Snapshot) -> None:
    result = run(demo, grain="month", period=_next_quarter(demo))
    facts, claims = merge([result])
    text = narrate(claims, facts, ())
    assert check(text, facts).supported
    lines = [line for line in text.splitlines() if line.startswith("- ")]
    first, second = (line.split(": ", 1) for line in lines[:2])
    wrong = text.replace(lines[0], f"{first[0]}: {second[1]}").replace(
        lines[1], f"{second[0]}: {first[1]}"
    )
    assert not check(wrong, facts).supported


def _next_quarter(snapshot: Snapshot) -> dict[str, str]:
    following = snapshot.calendar.quarter(quarter(snapshot).end + timedelta(days=1))
    return {"start": str(following.start), "end": str(following.end)}


def test_the_public_company_says_that_no_calls_are_recorded(public_home) -> None:
    snapshot = Snapshot.open(public_home)
    try:
        result = run(snapshot)
        assert any("no calls" in one.detail for one in result.unknowns)
        told = figures(result)
        assert told["won_to_date"] > 0
        asked = result.facts[0].period
        assert asked
        assert (asked.start, asked.end) == (date(2017, 10, 1), date(2017, 12, 31))
        assert told["revenue_p10"] < 2_800_000 < told["revenue_p90"] * 1.1
    finally:
        snapshot.close()
