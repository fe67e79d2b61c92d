"""Rules of next actions: each fires, stays silent, and is left out where too little is fed."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import pyarrow as pa
import pytest

from data.periods import FiscalCalendar
from models.explaining.actions import build_actions
from models.explaining.actions_list import RULES

AS_OF = date(2026, 6, 15)
CALENDAR = FiscalCalendar(1)
KNOWN = {
    **dict.fromkeys(("stage", "recorded_close_on"), "history"),
    **dict.fromkeys(("amount", "type", "competitor"), "fixed"),
    **dict.fromkeys(("forecast_category", "next_step"), "current"),
}
QUIET = {
    "product": "A", "family": "F", "type": "new", "category": "pipeline", "competitor": None,
    "stage": "Offer", "stage_position": 2, "status": "open", "amount": 100, "rate": 1,
    "amount_is_list_price": False, "close_value": None, "currency": "USD", "closed_on": None,
    "age_days": 30, "recorded_close_on": AS_OF + timedelta(days=60), "days_overdue": None,
    "push_count": 0, "next_step": "Call on Monday", "days_since_activity": 3, "days_in_stage": 2,
    "discount_rate": 0.05,
}  # fmt: skip
SCORES = {
    "win_by_horizon": 0.3, "risk_score": 70.0, "risk_level": "medium", "stale": False,
    "value_at_risk": 70.0, "expected_close_on": AS_OF + timedelta(days=70),
}  # fmt: skip
TYPES = {
    "amount": "DECIMAL(18,2)", "close_value": "DECIMAL(18,2)", "closed_on": "DATE",
    "recorded_close_on": "DATE", "days_overdue": "BIGINT", "competitor": "VARCHAR",
    "discount_rate": "DOUBLE", "stale": "BOOLEAN", "expected_close_on": "DATE",
    "win_by_horizon": "DOUBLE", "value_at_risk": "DOUBLE", "risk_score": "DOUBLE",
    "risk_level": "VARCHAR", "opportunity_id": "VARCHAR",
}  # fmt: skip

# The change to a quiet deal that triggers each rule, and the facts that it must name.
CASES: dict[str, tuple[dict[str, object], dict[str, object]]] = {
    "revive_large_stale": (
        {"stale": True, "amount": 900},
        {"stale": "stale", "age_days": 30.0, "amount": 900.0},
    ),
    "close_out_stale": ({"stale": True}, {"stale": "stale", "age_days": 30.0}),
    "review_commit": (
        {"category": "commit", "win_by_horizon": 0.1},
        {"category": "commit", "win_by_horizon": 0.1},
    ),
    "ask_what_changed": (
        {"push_count": 3},
        {"push_count": 3.0, "recorded_close_on": AS_OF + timedelta(days=60)},
    ),
    "agree_new_date": (
        {"days_overdue": 4, "recorded_close_on": AS_OF - timedelta(days=4)},
        {"days_overdue": 4.0, "recorded_close_on": AS_OF - timedelta(days=4)},
    ),
    "get_in_touch": ({"days_since_activity": 50}, {"days_since_activity": 50.0}),
    "large_at_quarter_end": (
        {"amount": 900, "win_by_horizon": 0.1, "recorded_close_on": date(2026, 6, 30)},
        {"amount": 900.0, "win_by_horizon": 0.1, "recorded_close_on": date(2026, 6, 30)},
    ),
    "move_stage_on": ({"days_in_stage": 99}, {"days_in_stage": 99.0, "stage": "Offer"}),
    "hold_the_price": ({"discount_rate": 0.4}, {"discount_rate": 0.4, "stage": "Offer"}),
    "answer_competitor": ({"competitor": "Otherco"}, {"competitor": "Otherco"}),
    "start_renewal": (
        {"type": "renewal", "recorded_close_on": AS_OF + timedelta(days=28)},
        {"type": "renewal", "recorded_close_on": AS_OF + timedelta(days=28)},
    ),
    "set_next_step": ({"next_step": None}, {"next_step": None}),
    "secure_the_close": (
        {"win_by_horizon": 0.8, "expected_close_on": AS_OF + timedelta(days=10)},
        {"win_by_horizon": 0.8, "expected_close_on": AS_OF + timedelta(days=10)},
    ),
    "confirm_still_alive": ({"age_days": 80}, {"age_days": 80.0}),
    "work_on_large": (
        {
            "value_at_risk": 990.0,
            "expected_close_on": AS_OF + timedelta(days=10),
            "win_by_horizon": 0.2,
        },
        {"value_at_risk": 990.0, "expected_close_on": AS_OF + timedelta(days=10)},
    ),
    "qualify_new": ({"age_days": 14}, {"age_days": 14.0}),
}


def company(**changes: object) -> duckdb.DuckDBPyConnection:
    """One deal to look at, twenty quiet ones and twenty-five won ones."""
    asked = {"opportunity_id": "X", **QUIET, **SCORES, **changes}
    live = [{"opportunity_id": f"L{n}", **QUIET, **SCORES} for n in range(20)]
    won = [
        {
            **QUIET, **SCORES, "opportunity_id": f"W{n}", "status": "won", "age_days": 40 + n,
            "closed_on": AS_OF - timedelta(days=9), "close_value": 100 + n, "stale": None,
        }
        for n in range(25)
    ]  # fmt: skip
    connection = duckdb.connect(config={"threads": "1"})
    names = list(asked)
    kinds = ", ".join(f"{name} {TYPES.get(name) or _kind(QUIET[name])}" for name in names)
    connection.execute(f"CREATE TABLE everything ({kinds})")
    connection.register("rows_in", pa.Table.from_pylist([asked, *live, *won]))
    connection.execute("INSERT INTO everything BY NAME SELECT * FROM rows_in")
    scored = ", ".join(SCORES)
    connection.execute(f"CREATE TABLE deals AS SELECT * EXCLUDE ({scored}) FROM everything")
    connection.execute(
        f"CREATE TABLE deal_scores AS SELECT opportunity_id, {scored}, "
        "NULL::VARCHAR AS next_action FROM everything WHERE status = 'open'"
    )
    connection.execute(
        "CREATE TABLE stages AS SELECT * FROM (VALUES ('Lead', 1, 'open'), ('Offer', 2, 'open'), "
        "('Won', 3, 'won')) s(stage, position, status)"
    )
    connection.execute(
        "CREATE TABLE stage_history AS SELECT opportunity_id, 'Offer' AS stage, "
        "closed_on - 10 AS entered_on FROM deals WHERE status = 'won'"
    )
    return connection


def _kind(value: object) -> str:
    kinds = {bool: "BOOLEAN", int: "BIGINT", float: "DOUBLE", str: "VARCHAR"}
    return kinds[type(value)]


def action_of(connection: duckdb.DuckDBPyConnection) -> tuple[str, dict[str, object]] | None:
    found = connection.execute(
        "SELECT rule, triggers FROM deal_actions WHERE opportunity_id = 'X'"
    ).fetchall()
    if not found:
        return None
    told = {
        fact["metric"]: next(
            (fact[part] for part in ("value", "day", "text") if fact[part] is not None), None
        )
        for fact in found[0][1]
    }
    return found[0][0], told


def test_every_rule_has_a_case() -> None:
    assert set(CASES) == {rule.name for rule in RULES}


@pytest.mark.parametrize("name", CASES)
def test_a_rule_fires_with_the_facts_that_triggered_it(name) -> None:
    change, facts = CASES[name]
    connection = company(**change)
    build_actions(connection, AS_OF, CALENDAR, KNOWN, AS_OF)
    assert action_of(connection) == (name, facts)
    action = next(rule.action for rule in RULES if rule.name == name)
    told = connection.execute("SELECT next_action FROM deal_scores WHERE opportunity_id = 'X'")
    assert told.fetchall() == [(action,)]


def test_a_quiet_deal_has_nothing_to_suggest() -> None:
    connection = company()
    build_actions(connection, AS_OF, CALENDAR, KNOWN, AS_OF)
    assert action_of(connection) is None
    assert connection.execute("SELECT count(next_action) FROM deal_scores").fetchall() == [(0,)]


@pytest.mark.parametrize("name", ["review_commit", "set_next_step"])
def test_a_column_known_only_as_extracted_triggers_nothing_before_the_extract(name) -> None:
    connection = company(**CASES[name][0])
    build_actions(connection, AS_OF, CALENDAR, KNOWN, AS_OF + timedelta(days=1))
    assert action_of(connection) is None


@pytest.mark.parametrize("name", ["answer_competitor", "start_renewal", "hold_the_price"])
def test_a_column_that_is_not_fed_triggers_nothing(name) -> None:
    rule = next(rule for rule in RULES if rule.name == name)
    known = {column: how for column, how in KNOWN.items() if column not in rule.columns}
    connection = company(**CASES[name][0])
    build_actions(connection, AS_OF, CALENDAR, known, AS_OF)
    assert action_of(connection) is None


def test_a_wide_table_without_optional_columns_is_enough() -> None:
    connection = company(days_overdue=4)
    for column in ("days_since_activity", "days_in_stage", "discount_rate", "competitor"):
        connection.execute(f"ALTER TABLE deals DROP COLUMN {column}")
    connection.execute("DROP TABLE stage_history")
    build_actions(connection, AS_OF, CALENDAR, KNOWN, AS_OF)
    assert action_of(connection)[0] == "agree_new_date"


def test_of_two_rules_the_earlier_one_counts() -> None:
    connection = company(days_overdue=4, next_step=None, push_count=5)
    build_actions(connection, AS_OF, CALENDAR, KNOWN, AS_OF)
    assert action_of(connection)[0] == "ask_what_changed"


def test_a_threshold_of_too_few_deals_triggers_nothing() -> None:
    connection = company(age_days=80)
    connection.execute(
        "DELETE FROM deals WHERE opportunity_id IN ('W1', 'W2', 'W3', 'W4', 'W5', 'W6')"
    )
    build_actions(connection, AS_OF, CALENDAR, KNOWN, AS_OF)
    assert action_of(connection) is None
