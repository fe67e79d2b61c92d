"""Conditions, dates and orders of lists of deals, by hand on the small company."""

from __future__ import annotations

import pytest

from data.errors import NoData, UsageError
from data.store.home import Home
from data.store.snapshot import Snapshot
from tools.context import Context
from tools.registry import get

APRIL = {"start": "2026-04-01", "end": "2026-04-30"}


def _call(snapshot: Snapshot, **args):
    tool = get("find_deals")
    return tool.run(Context(snapshot), tool.validate(args))


def _count(result) -> int:
    return next(fact.value for fact in result.facts if fact.metric == "open_deals")


def _ids(result) -> list[str]:
    return [row[0] for row in result.tables[0].rows] if result.tables else []


@pytest.mark.parametrize(
    ("field", "op", "value", "ids"),
    [
        ("push_count", ">=", 1, {"A3"}),
        ("push_count", "=", 0, {"A4", "A6"}),
        # A3 started Feb 1 (88 days), A4 Mar 20 (41), A6 Apr 25 (5)
        ("age_days", ">=", 41, {"A3", "A4"}),
        ("age_days", "<=", 40, {"A6"}),
        # A3 in Late since Feb 11 (78 days), A4 in Early for 41, A6 for 5
        ("days_in_stage", ">=", 78, {"A3"}),
        # A3 last touched Apr 10 (20 days), A4 and A6 never: since they started
        ("days_since_activity", ">=", 20, {"A3", "A4"}),
        ("days_since_activity", "<=", 5, {"A6"}),
        # A4 was to close on Apr 1, 29 days ago; the others are not overdue
        ("days_overdue", ">=", 1, {"A4"}),
        ("days_overdue", "=", 0, {"A3", "A6"}),
        ("next_step", "missing", None, {"A4"}),
        ("next_step", "=", "call", {"A3", "A6"}),
        ("account", "missing", None, {"A4"}),
        ("account", "=", "acme", {"A3"}),
        ("amount", ">=", 120.5, {"A3", "A4"}),
        ("amount", "missing", None, {"A4"}),
        ("close_date", "<=", "2026-05-15", {"A3", "A4"}),
        ("close_date", "missing", None, set()),
        # A3 120.50 of 110, A6 90 of 110; A4 has no amount
        ("discount_rate", ">=", 0.1, {"A6"}),
        ("discount_rate", "<=", -0.05, {"A3"}),
        ("discount_rate", "missing", None, {"A4"}),
    ],
)
def test_each_field_by_hand(full, field, op, value, ids) -> None:
    condition = {"field": field, "op": op} | ({} if value is None else {"value": value})
    result = _call(full, where=[condition])
    assert set(_ids(result)) == ids
    assert result.receipt.rows_read == 3
    left_out = {row.reason: row.count for row in result.receipt.left_out}
    assert left_out.get("does not meet the conditions", 0) == 3 - len(ids)


def test_conditions_hold_together_and_are_said(full) -> None:
    result = _call(
        full,
        scope={"rep": ["Bob"]},
        where=[
            {"field": "push_count", "op": ">=", "value": 2},
            {"field": "days_in_stage", "op": ">=", "value": 30},
        ],
    )
    assert _ids(result) == ["A3"]
    name = "Bob, with at least 2 pushes and at least 30 days in the stage"
    assert result.facts[0].subject.name == name
    shown = {fact.metric: fact.display for fact in result.facts}
    assert (shown["push_count"], shown["days_in_stage"]) == ("2 times", "78 days")
    heads = [column.name for column in result.tables[0].columns]
    at = heads.index("amount") + 1
    assert heads[at : at + 2] == ["pushes", "days in stage"]
    assert result.tables[0].rows[0][at : at + 2] == (2, 78)


@pytest.mark.parametrize(
    ("sort_by", "order", "ids"),
    [
        ("push_count", "desc", ["A3", "A4", "A6"]),
        ("days_since_activity", "desc", ["A4", "A3", "A6"]),
        ("discount_rate", "desc", ["A6", "A3", "A4"]),
        ("close_date", "asc", ["A4", "A3", "A6"]),
        ("account", "asc", ["A3", "A6", "A4"]),
        ("age_days", "asc", ["A6", "A4", "A3"]),
    ],
)
def test_orders_put_missing_values_last(full, sort_by, order, ids) -> None:
    assert _ids(_call(full, sort_by=sort_by, order=order)) == ids


@pytest.mark.parametrize(
    ("args", "ids"),
    [
        ({"dates": "created", "period": APRIL}, {"A6"}),
        ({"dates": "created", "period": APRIL, "status": "won"}, set()),
        ({"dates": "recorded", "period": APRIL}, {"A4"}),
        ({"dates": "recorded", "period": APRIL, "status": "won"}, {"A5"}),
        ({"dates": "created", "status": "all", "period": {
            "start": "2026-02-01", "end": "2026-02-28"}}, {"A3", "A5"}),
    ],
)  # fmt: skip
def test_dates_say_what_a_period_selects_by(full, args, ids) -> None:
    assert set(_ids(_call(full, **args))) == ids


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ({"field": "push_cnt", "op": ">=", "value": 1}, "nearest 'push_count'"),
        ({"field": "push_count", "op": ">", "value": 1}, "nearest '>='"),
        ({"field": "push_count", "op": ">="}, "needs a value"),
        ({"field": "push_count", "op": "missing", "value": 1}, "takes no value"),
        ({"field": "push_count", "op": ">=", "value": "two"}, "takes a number"),
        ({"field": "win_probability", "op": ">=", "value": 30}, "for 30% write 0.3"),
        ({"field": "risk_level", "op": "=", "value": "red"}, "one of low, medium, high"),
        ({"field": "next_step", "op": ">=", "value": "a"}, "'=' or 'missing'"),
        ({"field": "close_date", "op": ">=", "value": "May"}, "a date such as"),
        ({"field": "age_days", "op": ">=", "value": -1}, "never below 0"),
    ],
)
def test_a_bad_condition_says_what_is_wrong(condition, said) -> None:
    with pytest.raises(UsageError) as caught:
        get("find_deals").validate({"where": [condition]})
    assert said in caught.value.detail


@pytest.mark.parametrize(
    ("field", "code", "needs"),
    [
        ("days_in_stage", "missing_table", "stage_history"),
        ("days_since_activity", "missing_table", "activities"),
        ("push_count", "missing_table", "close_date_history"),
        ("next_step", "missing_column", "opportunities.next_step"),
    ],
)
def test_what_the_source_does_not_feed_is_named(
    small, refreshed, tmp_path, field, code, needs
) -> None:
    small.write()
    home = Home(tmp_path / "home")
    refreshed(home, small.mapping, small.folder)
    snapshot = Snapshot.open(home)
    value = {"op": "missing"} if field == "next_step" else {"op": ">=", "value": 1}
    for args in ({"where": [{"field": field, **value}]}, {"sort_by": field}):
        with pytest.raises(NoData) as caught:
            _call(snapshot, **args)
        assert (caught.value.code, caught.value.needs) == (code, [needs])


def test_scores_are_needed_where_they_are_asked_for(full) -> None:
    with pytest.raises(NoData) as caught:
        _call(full, where=[{"field": "risk_score", "op": ">=", "value": 50}])
    assert caught.value.code == "too_few"


@pytest.mark.parametrize("field", ["days_in_stage", "risk_score", "days_overdue"])
def test_closed_deals_have_no_such_figure(full, field) -> None:
    with pytest.raises(UsageError, match="closed deals have no"):
        _call(full, status="won", where=[{"field": field, "op": ">=", "value": 1}])


def test_levels_include_those_beyond(demo) -> None:
    def n(op: str, level: str) -> int:
        args = {"field": "risk_level", "op": op, "value": level}
        return _count(_call(demo, where=[args]))

    counts = demo.rows("SELECT risk_level, count(*) AS n FROM deal_scores GROUP BY 1")
    raw = {row["risk_level"]: row["n"] for row in counts}
    assert n("=", "high") == raw["high"] > 0
    assert n(">=", "medium") == raw["high"] + raw["medium"]
    assert n("<=", "medium") == raw["medium"] + raw.get("low", 0)


def test_the_gap_between_dates_is_recorded_less_expected(demo) -> None:
    found = _call(demo, where=[{"field": "date_gap_days", "op": "<=", "value": -30}])
    expected = demo.row(
        "SELECT count(*) AS n FROM opportunities o JOIN deal_scores s USING (opportunity_id) "
        "WHERE o.recorded_close_on - s.expected_close_on <= -30"
    )["n"]
    assert _count(found) == expected > 0
