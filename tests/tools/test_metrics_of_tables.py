"""Metrics from histories, leads and targets, worked out by hand on the small company."""

from __future__ import annotations

import pytest

from data.errors import NoData, UsageError
from data.store.snapshot import Snapshot
from tools.context import Context
from tools.principal import Principal
from tools.registry import get

Q1 = {"start": "2026-01-01", "end": "2026-03-31"}
Q2 = {"start": "2026-04-01", "end": "2026-06-30"}
MARCH = {"start": "2026-03-01", "end": "2026-03-31"}
APRIL = {"start": "2026-04-01", "end": "2026-04-30"}


def _call(snapshot: Snapshot, tool_name: str, /, principal: Principal | None = None, **args):
    tool = get(tool_name)
    context = Context(snapshot, principal) if principal else Context(snapshot)
    return tool.run(context, tool.validate(args))


@pytest.mark.parametrize(
    ("name", "args", "value", "n", "of"),
    [
        # A1 once, A3 twice; in April only A3's second
        ("push_count", {}, 3, None, None),
        ("push_count", {"period": APRIL}, 1, None, None),
        # known on Mar 31 to close in April: A3, A4, A5; A5 was won
        ("slip_rate", {"period": APRIL}, 2 / 3, 2, 3),
        # known on Feb 28 to close in March: A1, won on Mar 2, and A3, pushed
        ("slip_rate", {"period": MARCH}, 1 / 2, 1, 2),
        # Q2 up to Apr 30: the same as April
        ("slip_rate", {"period": Q2}, 2 / 3, 2, 3),
        # Early: A1, A3, A5 of six; Late: A1, A5 of three
        ("stage_conversion", {}, 5 / 9, 5, 9),
        ("stage_conversion", {"scope": {"stage": ["Late"]}}, 2 / 3, 2, 3),
        ("stage_conversion", {"scope": {"stage": ["Early"]}, "period": Q1}, 3 / 5, 3, 5),
        # Early 15, 36, 10, 19 days; Late 41, 50
        ("days_in_stage", {"scope": {"stage": ["Early"]}}, 17.0, 4, None),
        ("days_in_stage", {"scope": {"stage": ["Late"]}}, 45.5, 2, None),
        ("days_in_stage", {"period": APRIL}, 50.0, 1, None),
        ("leads_created", {}, 4, None, None),
        ("leads_created", {"period": APRIL}, 3, None, None),
        ("leads_created", {"scope": {"team": ["Mia"]}}, 3, None, None),
        ("leads_created", {"scope": {"region": ["West"]}}, 1, None, None),
        ("lead_conversion_rate", {}, 2 / 4, 2, 4),
        ("lead_conversion_rate", {"period": APRIL}, 1 / 3, 1, 3),
        # 48, 0 and 24 hours; L3 was not contacted
        ("response_hours", {}, 24.0, 3, None),
        # 1 - (90 + 240) / (110 + 2 x 220.25), the second by its lines
        ("discount_rate", {}, 1 - 330 / 550.5, 2, None),
    ],
)  # fmt: skip
def test_by_hand(full, name, args, value, n, of) -> None:
    fact = _call(full, "metric", name=name, **args).facts[0]
    assert fact.value == pytest.approx(value)
    assert (fact.n, fact.of) == (n, of)


def test_deals_pushed_stand_beside_the_pushes(full) -> None:
    facts = {f.metric: f.value for f in _call(full, "metric", name="push_count").facts}
    assert (facts["push_count"], facts["pushed_deals"]) == (3, 2)


def test_rates_carry_an_interval(full) -> None:
    for name in ("slip_rate", "stage_conversion", "lead_conversion_rate"):
        period = {"period": MARCH} if name == "slip_rate" else {}
        fact = _call(full, "metric", name=name, **period).facts[0]
        low, high = fact.interval
        assert low < fact.value < high


def _rows(result) -> dict[str, tuple]:
    return {row[0]: row[1:] for row in result.tables[0].rows}


def test_groups_of_stages_are_those_entered(full) -> None:
    rows = _rows(_call(full, "metric", name="stage_conversion", group_by="stage"))
    assert rows == {"Early": (0.5, 3, 6), "Late": (pytest.approx(2 / 3), 2, 3)}


def test_slips_by_month_are_each_months_own(full) -> None:
    period = {"start": "2026-02-01", "end": "2026-04-30"}
    result = _call(full, "metric", name="slip_rate", period=period, group_by="month")
    # in February: A1, planned for Feb 20 as known on Jan 31
    assert _rows(result) == {
        "Feb 2026": (1.0, 1, 1), "Mar 2026": (0.5, 1, 2), "Apr 2026": (pytest.approx(2 / 3), 2, 3),
    }  # fmt: skip


def test_all_slips_are_those_of_the_quarters_that_ended(full) -> None:
    # only Q1 2026 has ended, and no deal was known before it
    fact = _call(full, "metric", name="slip_rate").facts[0]
    assert (fact.value, fact.of) == (None, None)


def test_leads_by_source_and_by_month(full) -> None:
    rows = _rows(_call(full, "metric", name="lead_conversion_rate", group_by="source"))
    assert rows == {"web": (0.5, 1, 2), "fair": (0.5, 1, 2)}
    rows = _rows(_call(full, "metric", name="leads_created", group_by="month"))
    assert rows == {"Feb 2026": (1,), "Apr 2026": (3,)}


def test_leads_of_others_do_not_exist(full) -> None:
    bob = Principal(name="Bob", rows="own")
    assert _call(full, "metric", principal=bob, name="leads_created").facts[0].value == 1


@pytest.mark.parametrize(
    ("name", "args", "said"),
    [
        ("leads_created", {"group_by": "product"}, "grouped by team, region, rep"),
        ("leads_created", {"scope": {"product": ["Alpha"]}}, "narrowed by product"),
        ("win_rate", {"group_by": "loss_reason"}, "cannot be grouped by loss reason"),
        ("quota_attainment", {"scope": {"region": ["East"]}}, "narrowed by region"),
        ("quota_attainment", {"group_by": "product"}, "grouped by team, rep, month, quarter"),
    ],
)
def test_what_makes_no_sense_says_what_does(full, name, args, said) -> None:
    with pytest.raises(UsageError) as caught:
        _call(full, "metric", name=name, **args)
    assert said in f"{caught.value.detail} {caught.value.fix}"


@pytest.mark.parametrize(
    ("args", "won", "target"),
    [
        ({"period": Q1}, 90, 400),
        ({}, 240, 500),
        ({"period": Q1, "scope": {"team": ["Mia"]}}, 90, 200),
        ({"period": Q1, "scope": {"rep": ["Ann", "Bob"]}}, 90, 200),
        # 100 euros are 200 dollars
        ({"period": Q2, "scope": {"rep": ["Cyd"]}}, 240, 200),
        # three months tile the quarter
        ({"period": Q2, "scope": {"team": ["Ned"]}}, 240, 320),
        ({"period": APRIL, "scope": {"team": ["Ned"]}}, 240, 100),
    ],
)
def test_attainment_by_hand(full, args, won, target) -> None:
    result = _call(full, "metric", name="quota_attainment", **args)
    facts = {fact.metric: fact.value for fact in result.facts}
    assert (facts["revenue_won"], facts["target"]) == (won, target)
    assert facts["quota_attainment"] == pytest.approx(won / target)


def test_a_quarters_target_is_never_cut_into_months(full) -> None:
    with pytest.raises(NoData, match="not cut") as caught:
        _call(full, "metric", name="quota_attainment", period=MARCH)
    assert caught.value.code == "missing_value"


def test_attainment_by_rep_names_those_without_a_target(full) -> None:
    result = _call(full, "metric", name="quota_attainment", period=Q1, group_by="rep")
    assert _rows(result) == {
        "Ann": (0.9, 90.0, 100.0, "quota"), "Bob": (0.0, 0.0, 100.0, "quota"),
    }  # fmt: skip
    assert any("Cyd" in unknown.detail for unknown in result.unknowns)


def test_attainment_against_another_period(full) -> None:
    result = _call(full, "metric", name="quota_attainment", period=Q2, compare_to=Q1)
    change = next(f for f in result.facts if f.metric == "change_in_quota_attainment")
    assert change.value == pytest.approx(100 * (240 / 500 - 90 / 400))


def test_coverage_by_hand(full) -> None:
    # open and set to close in Q2: A3 120.50, A4 220.25, A6 90; won 240 of 500
    result = _call(full, "pipeline_summary")
    facts = {(f.metric, f.period is not None): f.value for f in result.facts}
    assert facts[("coverage", True)] == pytest.approx(430.75 / 260)
    assert facts[("open_pipeline", True)] == 430.75
    assert facts[("gap_to_target", True)] == 260


def test_coverage_of_a_target_reached_is_not_needed(full) -> None:
    result = _call(full, "pipeline_summary", scope={"rep": ["Cyd"]})
    coverage = next(fact for fact in result.facts if fact.metric == "coverage")
    assert coverage.value == "not needed: the target is already reached"
    assert not any(fact.metric == "gap_to_target" for fact in result.facts)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ({"scope": {"region": ["West"]}}, "not for a region"),
        ({"scope": {"rep": ["Ann"]}}, "No coverage: no target is recorded for Ann"),
        ({"period": {"start": "2026-05-01", "end": "2026-05-31"}}, "not cut"),
    ],
)
def test_no_target_is_an_unknown_and_never_a_number(full, args, said) -> None:
    result = _call(full, "pipeline_summary", **args)
    assert any(said in unknown.detail for unknown in result.unknowns)
    assert not any(fact.metric == "coverage" for fact in result.facts)


def test_coverage_of_a_person_is_against_their_own_target(full) -> None:
    ned = Principal(name="Ned", rows="team")
    result = _call(full, "pipeline_summary", principal=ned)
    coverage = next(fact for fact in result.facts if fact.metric == "coverage")
    assert coverage.value == pytest.approx(90 / 80)


def test_groups_by_source_competitor_and_reason(full) -> None:
    rows = _rows(_call(full, "metric", name="win_rate", group_by="competitor"))
    assert rows == {"no competitor": (1.0, 1, 1), "Rivalco": (0.5, 1, 2)}
    rows = _rows(_call(full, "metric", name="deals_lost", group_by="loss_reason"))
    assert rows["price"] == (1,)
    rows = _rows(_call(full, "pipeline_summary", group_by="source"))
    assert rows["fair"][:2] == (340.75, 2)


def test_months_are_held_against_the_same_place_in_the_other_period(demo) -> None:
    """Every month stands beside the one three before it, also where one of them is empty."""
    tool = get("metric")
    reps = demo.rows("SELECT DISTINCT rep FROM deals WHERE status = 'won' ORDER BY 1 LIMIT 12")
    for rep in (row["rep"] for row in reps):
        args = {
            "name": "revenue_won", "group_by": "month", "scope": {"rep": [rep]},
            "period": {"start": "2026-07-01", "end": "2026-09-30"},
            "compare_to": {"start": "2026-04-01", "end": "2026-06-30"},
        }  # fmt: skip
        result = tool.run(Context(demo), tool.validate(args))
        won = {
            row["month"]: float(row["won"])
            for row in demo.rows(
                "SELECT month(closed_on) AS month, sum(close_value) AS won FROM deals "
                "WHERE status = 'won' AND rep = $rep AND closed_on BETWEEN '2026-04-01' "
                "AND '2026-09-30' GROUP BY 1",
                {"rep": rep},
            )
        }
        rows = result.tables[0].rows
        assert [row[0] for row in rows] == ["Jul 2026", "Aug 2026", "Sep 2026"]
        assert [row[1] for row in rows] == [won.get(month, 0) for month in (7, 8, 9)]
        assert [row[3] for row in rows] == [won.get(month, 0) for month in (4, 5, 6)]
