"""The tool `what_if` on the demo company: exact nothing, sums by deal, selections, refusals."""

from __future__ import annotations

from typing import Any

import pytest

from copilot.grounding import check
from copilot.narration.merge import merge
from copilot.narration.template import headline_facts, narrate
from data.errors import AskBack, NoData, UsageError
from data.store.snapshot import Snapshot
from tools import registry
from tools.context import Context
from tools.result import ToolResult

LATER = {"start": "2027-02-01", "end": "2027-02-28"}
DELTAS = ("delta_p10", "delta_p50", "delta_p90", "delta_mean")


def run(snapshot: Snapshot, *changes: dict[str, Any], tool: str = "what_if", **more: Any):
    found = registry.get(tool)
    args = {"changes": list(changes), **more} if tool == "what_if" else more
    return found.run(Context(snapshot), found.validate(args))


def figures(result: ToolResult) -> dict[str, float]:
    """Those of the scope as a whole."""
    name = result.facts[0].subject.name
    return {
        fact.metric: float(fact.value)
        for fact in result.facts
        if fact.subject.name == name and isinstance(fact.value, int | float)
    }


def shown(result: ToolResult) -> str:
    facts, claims = merge([result])
    text = narrate(claims, facts, [])
    verdict = check(text, facts, required=headline_facts(claims))
    assert verdict.supported, verdict.violations
    return text


@pytest.fixture(scope="module")
def likely(demo: Snapshot) -> list[dict[str, Any]]:
    """Four open deals that may well be won this quarter, largest first."""
    return demo.rows(
        "SELECT * FROM deals_now WHERE status = 'open' AND win_by_horizon > 0.1 "
        "ORDER BY amount_summed DESC LIMIT 4"
    )


def test_no_change_is_exactly_zero(demo: Snapshot, likely) -> None:
    december = {"start": "2026-12-01", "end": "2026-12-31"}
    for change in (
        {"change": "rate", "by": 0}, {"change": "rate", "by": 0, "unit": "percent"},
        {"change": "add", "amount": 9e5, "win_probability": 0},
        {"change": "add", "amount": 9e5, "win_probability": 1,
         "to": {"start": "2027-01-01", "end": "2027-01-31"}},
    ):  # fmt: skip
        result = run(demo, change)
        told = figures(result)
        assert [told[name] for name in DELTAS] == [0.0] * 4
        assert told["delta_chance"] == 0.0
        assert "stays as it is" in shown(result)
    inside = figures(run(demo, {"change": "slip", "deal": likely[0]["opportunity_id"],
                                "to": december}))  # fmt: skip
    assert inside["delta_mean"] == pytest.approx(0.0, abs=0.01)


def test_before_is_the_forecast(demo: Snapshot, likely) -> None:
    told = figures(run(demo, {"change": "lose", "deal": likely[0]["opportunity_id"]}))
    forecast = figures(run(demo, tool="forecast"))
    for name in ("p10", "p50", "p90", "mean"):
        assert told[f"revenue_{name}"] == pytest.approx(forecast[f"revenue_{name}"], abs=0.011)
        delta = told[f"after_{name}"] - told[f"revenue_{name}"]
        assert told[f"delta_{name}"] == pytest.approx(delta, abs=0.005)


def test_a_win_and_a_loss_add_up_to_the_deal(demo: Snapshot, likely) -> None:
    """Won for its amount for sure, or nothing: the two differ by the amount, on average."""
    deal = likely[0]
    won, lost = (
        figures(run(demo, {"change": change, "deal": deal["opportunity_id"]}))
        for change in ("win", "lose")
    )
    assert won["after_mean"] - lost["after_mean"] == pytest.approx(float(deal["amount_summed"]))
    assert won["delta_p50"] > 0 > lost["delta_p50"]
    for gone in ("remove", "slip"):
        same = figures(run(demo, {"change": gone, "deal": deal["opportunity_id"]}))
        assert [same[name] for name in DELTAS] == [lost[name] for name in DELTAS]


def test_the_order_of_changes_does_not_matter(demo: Snapshot, likely) -> None:
    ids = [row["opportunity_id"] for row in likely]
    changes = [
        {"change": "win", "deal": ids[0]}, {"change": "amount", "deal": ids[0], "amount": 777_000},
        {"change": "lose", "deal": ids[1]}, {"change": "slip", "deal": ids[2]},
        {"change": "rate", "by": 3}, {"change": "rate", "by": -10, "unit": "percent"},
        {"change": "add", "amount": 40_000, "win_probability": 0.5},
    ]  # fmt: skip
    first, second = run(demo, *changes), run(demo, *reversed(changes))
    assert figures(first) == figures(second)
    assert first.tables == second.tables
    shown(first)


def test_changes_of_deals_add_up_to_that_of_the_mean(demo: Snapshot, likely) -> None:
    result = run(
        demo, {"change": "lose", "select": {"limit": 20}},
        {"change": "slip", "select": {"sort_by": "win_probability", "limit": 5}, "to": LATER},
        {"change": "rate", "by": 0},
    )  # fmt: skip
    parts = sum(row[3] for row in result.tables[0].rows)
    assert parts == pytest.approx(figures(result)["delta_mean"], abs=0.3)


def test_a_selection_is_what_find_deals_lists(demo: Snapshot) -> None:
    result = run(demo, {"change": "lose", "select": {"limit": 2}})
    listed = run(demo, tool="find_deals", limit=2).listed
    assert {one["id"] for one in result.listed} == {one["id"] for one in listed}
    region = demo.row("SELECT region FROM deals_now WHERE status = 'open' ORDER BY 1 LIMIT 1")
    inside = run(
        demo, {"change": "lose", "select": {"limit": 3}}, scope={"region": [region["region"]]}
    )
    regions = demo.rows(
        "SELECT DISTINCT region FROM deals WHERE list_contains($ids::VARCHAR[], opportunity_id)",
        {"ids": [one["id"] for one in inside.listed]},
    )
    assert [row["region"] for row in regions] == [region["region"]]


def test_a_slip_moves_the_chance_into_the_days_named(demo: Snapshot, likely) -> None:
    """What January gains is what the deal had up to then; the quarter loses what it had in it."""
    deal, amount = likely[0]["opportunity_id"], float(likely[0]["amount_summed"])
    january = {"start": "2027-01-01", "end": "2027-01-31"}
    slip = {"change": "slip", "deal": deal, "to": january}
    lost = figures(run(demo, slip))["delta_mean"]
    gained = figures(run(demo, slip, period=january))["delta_mean"]
    assert lost < 0 < gained
    assert gained == pytest.approx(-lost, abs=0.02)
    assert gained < amount
    shown(run(demo, slip))


def test_a_rate_moves_every_open_deal(demo: Snapshot) -> None:
    result = run(demo, {"change": "rate", "by": 100})
    told = figures(result)
    open_deals = demo.row(
        "SELECT count(*) AS n, sum(n.amount_summed)::DOUBLE AS amount FROM deals_now n "
        "WHERE n.status = 'open' AND opportunity_id IN (SELECT opportunity_id FROM deal_scores)"
    )
    assert told["clamped_count"] == open_deals["n"]
    share = told.get("realized_share", 1.0)
    forecast = figures(run(demo, tool="forecast"))
    everything = (
        forecast["won_to_date"] + forecast["new_business_mean"] + share * open_deals["amount"]
    )
    assert told["after_mean"] == pytest.approx(everything, rel=1e-9)
    half = figures(run(demo, {"change": "rate", "by": -50, "unit": "percent"}))
    assert half["delta_mean"] == pytest.approx(-forecast["open_pipeline_mean"] / 2, abs=0.02)
    shown(result)


def test_an_added_deal_counts_in_its_days(demo: Snapshot) -> None:
    add = {"change": "add", "amount": 300_000, "win_probability": 0.4}
    result = run(demo, add)
    assert figures(result)["delta_mean"] == pytest.approx(120_000, abs=0.02)
    shown(result)
    across = {"start": "2026-12-17", "end": "2027-01-15"}
    half = figures(run(demo, {**add, "to": across}))["delta_mean"]
    assert half == pytest.approx(120_000 * 15 / 30, abs=0.02)
    with pytest.raises(AskBack, match="chance"):
        run(demo, {"change": "add", "amount": 300_000})


def test_the_target_is_told_before_and_after(demo: Snapshot, likely) -> None:
    win = {"change": "win", "deal": likely[0]["opportunity_id"]}
    told = figures(run(demo, win))
    outlook = figures(run(demo, tool="target_outlook"))
    assert told["chance_of_target"] == outlook["chance_of_target"]
    assert told["chance_after"] > told["chance_of_target"]
    moved = 100 * (told["chance_after"] - told["chance_of_target"])
    assert told["delta_chance"] == pytest.approx(moved)
    stage = likely[0]["stage"]
    none = figures(run(demo, win, scope={"stage": [stage]}))
    assert "chance_of_target" not in none


def test_what_cannot_be_is_named(demo: Snapshot, likely) -> None:
    deal = likely[0]["opportunity_id"]
    closed = demo.row("SELECT opportunity_id AS id FROM deals WHERE status = 'won' LIMIT 1")["id"]
    elsewhere = demo.row(
        "SELECT DISTINCT region FROM deals WHERE region <> $region ORDER BY 1 LIMIT 1",
        {"region": likely[0]["region"]},
    )["region"]
    with pytest.raises(UsageError, match="cannot lose and win at once"):
        run(demo, {"change": "win", "deal": deal}, {"change": "lose", "deal": deal})
    with pytest.raises(NoData, match="was won on"):
        run(demo, {"change": "lose", "deal": closed})
    with pytest.raises(NoData, match="is known here"):
        run(demo, {"change": "win", "deal": "D-0"})
    with pytest.raises(NoData, match="is known here"):
        run(demo, {"change": "win", "deal": deal}, scope={"region": [elsewhere]})
    with pytest.raises(NoData, match="has passed"):
        run(demo, {"change": "win", "deal": deal}, period={"start": "2026-01-01",
                                                           "end": "2026-03-31"})  # fmt: skip
    with pytest.raises(UsageError, match="has passed"):
        run(demo, {"change": "slip", "deal": deal, "to": {"start": "2026-01-01",
                                                          "end": "2026-03-31"}})  # fmt: skip
    with pytest.raises(UsageError, match="status"):
        run(demo, {"change": "win", "select": {"status": "won"}})


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"change": "win"}, "needs either deal or select"),
        ({"change": "win", "deal": "X", "select": {}}, "needs either deal or select"),
        ({"change": "win", "deal": "X", "amount": 5}, "takes no amount"),
        ({"change": "amount", "deal": "X"}, "needs amount"),
        ({"change": "rate"}, "needs by"),
        ({"change": "wn", "deal": "X"}, "nearest 'win'"),
        ({"change": "add", "amount": 5, "win_probability": 1.4}, "win_probability"),
        ({"change": "amount", "deal": "X", "amount": -1}, "amount"),
    ],
)
def test_bad_changes_are_named(change: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        registry.get("what_if").validate({"changes": [change]})


def test_some_change_is_needed() -> None:
    with pytest.raises(UsageError, match="give 1 to 50"):
        registry.get("what_if").validate({"changes": []})


def test_a_selection_without_limit_and_order_is_all_that_fit(demo: Snapshot) -> None:
    product = demo.row(
        "SELECT product, count(*) AS n FROM deals_now WHERE status = 'open' AND opportunity_id IN "
        "(SELECT opportunity_id FROM deal_scores) GROUP BY 1 HAVING n BETWEEN 11 AND 150 "
        "ORDER BY n LIMIT 1"
    )
    result = run(demo, {"change": "lose", "select": {"scope": {"product": [product["product"]]}}})
    assert figures(result)["changed_deals"] == product["n"]
    shown(result)


def test_no_deal_that_fits_is_left_out_of_a_large_selection(demo: Snapshot) -> None:
    """Everything open, and more of it than any list shows."""
    scored = demo.row(
        "SELECT count(*) AS n FROM deals_now WHERE status = 'open' AND opportunity_id IN "
        "(SELECT opportunity_id FROM deal_scores)"
    )
    assert scored["n"] > 200
    result = run(demo, {"change": "lose", "select": {}})
    assert figures(result)["changed_deals"] == scored["n"]
    shown(result)


@pytest.mark.parametrize(("by", "unit"), [(-5, "points"), (5, "points"), (10, "percent")])
def test_a_changed_rate_is_told_with_what_stops_at_its_limit(
    demo: Snapshot, by: float, unit: str
) -> None:
    text = shown(run(demo, {"change": "rate", "by": by, "unit": unit}))
    assert f"win rates {'rise' if by > 0 else 'fall'} by {abs(by)}" in text
    assert ("more." if by > 0 else "less.") in text.split("\n")[0].replace("**", "")
