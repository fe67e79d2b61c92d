"""Metrics on six deals, worked out by hand from the table in conftest.py."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.errors import NoData, UsageError
from data.store.home import Home
from data.store.snapshot import Snapshot
from tools.context import Context
from tools.principal import Principal
from tools.registry import get

Q1 = {"start": "2026-01-01", "end": "2026-03-31"}
APRIL = {"start": "2026-04-01", "end": "2026-04-30"}


@pytest.fixture
def snapshot(small, refreshed, tmp_path) -> Snapshot:
    small.write()
    home = Home(tmp_path / "home")
    refreshed(home, small.mapping, small.folder)
    return Snapshot.open(home)


def _call(snapshot: Snapshot, tool_name: str, /, principal: Principal | None = None, **args):
    tool = get(tool_name)
    context = Context(snapshot, principal) if principal else Context(snapshot)
    return tool.run(context, tool.validate(args))


@pytest.mark.parametrize(
    ("name", "period", "value", "n"),
    [
        ("revenue_won", None, 330.0, 2),
        ("revenue_won", Q1, 90.0, 1),
        ("deals_won", APRIL, 1, None),
        ("deals_lost", Q1, 1, None),
        ("win_rate", Q1, 0.5, 1),
        ("win_rate", None, 2 / 3, 2),
        # A1 100 and A5 250 won, A2 200 lost, at the amounts they were open with
        ("win_rate_by_value", None, 350 / 550, 2),
        ("average_deal_size", None, 165.0, 2),
        # A1: Jan 5 to Mar 2 = 56 days; A5: Feb 10 to Apr 20 = 69 days
        ("sales_cycle_days", None, 62.5, 2),
        # A3 120.50, A4 at list price 220.25, A6 90
        ("open_pipeline", None, 430.75, 3),
        # on Mar 31: A3 120.50, A4 220.25, A5 250
        ("open_pipeline", Q1, 590.75, 3),
        ("open_deals", Q1, 3, None),
        ("deals_created", Q1, 5, None),
        ("pipeline_created", APRIL, 90.0, 1),
        # 1 - (90 + 240) / (110 + 220.25)
        ("discount_rate", None, 1 - 330 / 330.25, 2),
    ],
)
def test_by_hand(snapshot, name, period, value, n) -> None:
    args = {"name": name} | ({"period": period} if period else {})
    fact = _call(snapshot, "metric", **args).facts[0]
    assert fact.value == pytest.approx(value)
    assert fact.n == n


def test_the_mean_cycle_stands_beside_the_median(snapshot) -> None:
    facts = _call(snapshot, "metric", name="sales_cycle_days").facts
    assert {f.metric: f.value for f in facts}["mean_sales_cycle_days"] == 62.5


def test_groups_are_ordered_by_value_and_ties_by_name(snapshot) -> None:
    table = _call(snapshot, "metric", name="deals_created", group_by="rep").tables[0]
    assert [row[:2] for row in table.rows] == [("Ann", 2), ("Bob", 2), ("Cyd", 2)]
    table = _call(snapshot, "metric", name="revenue_won", group_by="rep").tables[0]
    assert [row[:2] for row in table.rows] == [("Cyd", 240.0), ("Ann", 90.0)]


def test_a_team_is_everybody_below_at_any_depth(snapshot) -> None:
    for team, deals in (("Mia", 4), ("Vic", 6), ("Ned", 2)):
        result = _call(snapshot, "metric", name="deals_created", scope={"team": [team]})
        assert result.facts[0].value == deals


def test_a_family_stands_for_its_products_and_exclusion_leaves_out(snapshot) -> None:
    everything = _call(snapshot, "metric", name="deals_created", scope={"product": ["First"]})
    assert everything.facts[0].value == 6
    without = _call(snapshot, "metric", name="deals_created",
                    scope={"exclude": {"product": ["Beta"]}})  # fmt: skip
    assert without.facts[0].value == 3


def test_excluding_an_account_keeps_deals_without_one(snapshot) -> None:
    scope = {"exclude": {"account": ["Acme"]}}
    assert _call(snapshot, "metric", name="deals_created", scope=scope).facts[0].value == 4


def test_amounts_include_both_ends(snapshot) -> None:
    scope = {"min_amount": 90, "max_amount": 120.5}
    found = _call(snapshot, "find_deals", scope=scope)
    assert [row[0] for row in found.tables[0].rows] == ["A3", "A6"]


def test_a_comparison_says_direction_and_size(snapshot) -> None:
    result = _call(snapshot, "metric", name="win_rate", period=APRIL, compare_to=Q1)
    change = next(fact for fact in result.facts if fact.metric == "change_in_win_rate")
    assert (change.value, change.unit) == (50.0, "points")
    assert any("up {change}" in claim.template for claim in result.claims)


def test_no_closed_deal_is_no_rate_and_not_zero(snapshot) -> None:
    period = {"start": "2026-04-21", "end": "2026-04-25"}
    result = _call(snapshot, "metric", name="win_rate", period=period)
    assert result.facts[0].value is None
    assert result.unknowns[0].code == "too_few"


def test_periods_outside_the_data_are_named(snapshot) -> None:
    with pytest.raises(NoData, match="begin on Jan 5, 2026") as caught:
        _call(snapshot, "metric", name="revenue_won",
              period={"start": "2025-01-01", "end": "2025-12-31"})  # fmt: skip
    assert caught.value.code == "outside_history"
    with pytest.raises(NoData, match="after the as-of date"):
        _call(snapshot, "metric", name="revenue_won",
              period={"start": "2027-01-01", "end": "2027-12-31"})  # fmt: skip


def test_unknown_names_get_the_nearest(snapshot) -> None:
    with pytest.raises(NoData, match="Acme") as caught:
        _call(snapshot, "find_deals", scope={"account": ["Acmee"]})
    assert caught.value.code == "unknown_entity"
    assert caught.value.needs == ["Acme"]


def test_what_the_source_does_not_feed_is_named(snapshot) -> None:
    for args, code in (
        ({"name": "quota_attainment"}, "missing_table"),
        ({"name": "leads_created"}, "missing_table"),
        ({"name": "slip_rate"}, "missing_table"),
    ):
        with pytest.raises(NoData) as caught:
            _call(snapshot, "metric", **args)
        assert caught.value.code == code
    with pytest.raises(NoData) as caught:
        _call(snapshot, "pipeline_summary", group_by="category")
    assert caught.value.code == "missing_column"


def test_an_argument_not_yet_served_is_a_named_error() -> None:
    with pytest.raises(UsageError, match="'later' is not served") as caught:
        replace(get("find_deals"), later=("later",)).validate({"later": []})
    assert caught.value.code == "not_served"


def test_all_argument_problems_are_told_at_once() -> None:
    with pytest.raises(UsageError) as caught:
        get("find_deals").validate({"limt": 3, "status": "opn", "limit": 0})
    assert "nearest 'limit'" in caught.value.detail
    assert "nearest 'open'" in caught.value.detail
    assert "greater than or equal to 1" in caught.value.detail


def test_tools_that_need_scores_say_how_many_closings_are_needed(snapshot) -> None:
    with pytest.raises(NoData, match="40 needed") as caught:
        _call(snapshot, "deals_at_risk")
    assert caught.value.code == "too_few"
    summary = _call(snapshot, "deal_summary", deal="a3")
    assert any("40 needed" in unknown.detail for unknown in summary.unknowns)


@pytest.mark.parametrize(
    ("principal", "deals"),
    [
        (Principal(name="Bob", rows="own"), {"A3", "A4"}),
        (Principal(name="Mia", rows="team"), {"A3", "A4"}),
        (Principal(name="Vic", rows="team"), {"A3", "A4", "A6"}),
        (Principal(), {"A3", "A4", "A6"}),
    ],
)
def test_rows_outside_a_persons_scope_do_not_exist(snapshot, principal, deals) -> None:
    found = _call(snapshot, "find_deals", principal=principal)
    assert {row[0] for row in found.tables[0].rows} == deals
    total = _call(snapshot, "pipeline_summary", principal=principal)
    assert total.facts[0].value == len(deals)


def test_a_name_outside_ones_scope_reads_like_one_that_does_not_exist(snapshot) -> None:
    bob = Principal(name="Bob", rows="own")
    for tool, args in (
        ("deal_summary", {"deal": "A6"}),
        ("find_deals", {"scope": {"account": ["Cone"]}}),
        ("find_deals", {"scope": {"rep": ["Cyd"]}}),
    ):
        with pytest.raises(NoData) as hidden:
            _call(snapshot, tool, principal=bob, **args)
        assert hidden.value.code == "unknown_entity"
        assert hidden.value.needs == []


def test_a_currency_without_a_rate_is_shown_and_not_summed(small, refreshed, tmp_path) -> None:
    for at, deal in enumerate(small.tables["deals"]):
        deal["money"] = "EUR" if at == 2 else "USD"
    small.map_deals(currency={"from": "money"})
    small.write()
    home = Home(tmp_path / "other")
    refreshed(home, small.mapping, small.folder)
    snapshot = Snapshot.open(home)
    result = _call(snapshot, "pipeline_summary")
    facts = {fact.metric: fact.value for fact in result.facts if fact.subject.kind == "company"}
    assert facts["open_deals"] == 3
    assert facts["open_pipeline"] == 310.25
    assert facts["no_rate_count"] == 1
    assert "missing_rate" in {unknown.code for unknown in result.unknowns}
    listed = _call(snapshot, "find_deals")
    assert "EUR 120.50" in {fact.display for fact in listed.facts}


def _with_euros(small, refreshed, tmp_path, rows: dict[int, str], rate: float) -> Snapshot:
    for at, deal in enumerate(small.tables["deals"]):
        deal["money"] = rows.get(at, "USD")
    small.map_deals(currency={"from": "money"})
    small.changes["rates"] = {
        "EUR": {"rate": rate, "dated": "2026-04-01"},
        "USD": {"rate": 1.0, "dated": "2026-04-01"},
    }
    small.write()
    home = Home(tmp_path / "euros")
    refreshed(home, small.mapping, small.folder)
    return Snapshot.open(home)


def test_amounts_are_summed_at_their_rate_and_list_prices_need_none(
    small, refreshed, tmp_path
) -> None:
    # A3 120.50 EUR at 2.0; A4 has no amount: list price 220.25 in dollars; A6 90 dollars
    snapshot = _with_euros(small, refreshed, tmp_path, {2: "EUR", 3: "EUR"}, 2.0)
    facts = {f.metric: f.value for f in _call(snapshot, "pipeline_summary").facts
             if f.subject.kind == "company"}  # fmt: skip
    assert facts["open_deals"] == 3
    assert facts["open_pipeline"] == 241 + 220.25 + 90
    over = _call(snapshot, "find_deals", scope={"min_amount": 200})
    assert [row[0] for row in over.tables[0].rows] == ["A3", "A4"]


def test_a_past_stock_is_measured_at_that_day(snapshot) -> None:
    # on Mar 31: A3 120.50, A4 220.25, A5 250 (won for 240 later)
    scope = {"min_amount": 245}
    fact = _call(snapshot, "metric", name="open_deals", period=Q1, scope=scope).facts[0]
    assert fact.value == 1
    with pytest.raises(UsageError, match="at a past day is not served"):
        _call(snapshot, "metric", name="open_deals", period=Q1, group_by="stage")


def test_a_rate_of_nothing_won_is_zero_and_not_unknown(snapshot) -> None:
    scope = {"account": ["Bolt"]}
    fact = _call(snapshot, "metric", name="win_rate_by_value", scope=scope).facts[0]
    assert (fact.value, fact.n, fact.of) == (0.0, 0, 1)


def test_groups_of_either_period_stand_in_a_comparison(snapshot) -> None:
    result = _call(snapshot, "metric", name="revenue_won", group_by="rep", period=APRIL,
                   compare_to=Q1)  # fmt: skip
    rows = {row[0]: (row[1], row[-1]) for row in result.tables[0].rows}
    assert rows == {"Cyd": (240.0, 0.0), "Ann": (0.0, 90.0)}


def test_time_buckets_are_compared_by_their_place(snapshot) -> None:
    result = _call(
        snapshot, "metric", name="deals_created", group_by="month",
        period={"start": "2026-02-01", "end": "2026-03-31"},
        compare_to={"start": "2026-01-01", "end": "2026-02-28"},
    )  # fmt: skip
    assert [(row[0], row[1], row[-1]) for row in result.tables[0].rows] == [
        ("Feb 2026", 2, 2), ("Mar 2026", 1, 2),
    ]  # fmt: skip


def test_a_split_by_what_is_not_recorded_is_refused(small, refreshed, tmp_path) -> None:
    for rep in small.tables["reps"]:
        rep["area"] = ""
    small.write()
    home = Home(tmp_path / "bare")
    refreshed(home, small.mapping, small.folder)
    with pytest.raises(NoData, match="records no region"):
        _call(Snapshot.open(home), "metric", name="win_rate", group_by="region")


def test_an_unknown_name_reads_the_same_for_a_person_who_sees_few_rows(snapshot) -> None:
    bob = Principal(name="Bob", rows="own")
    for name in ("Ned", "Nobody"):
        with pytest.raises(NoData) as caught:
            _call(snapshot, "find_deals", principal=bob, scope={"team": [name]})
        assert caught.value.code == "unknown_entity"
    quality = _call(snapshot, "data_quality", principal=bob)
    assert not quality.tables
