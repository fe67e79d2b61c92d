"""Features of thirteen deals worked out by hand, and which features a source can feed."""

from __future__ import annotations

from datetime import date
from math import log

import duckdb
import pytest

from analytics.features import (
    FEATURES,
    GROUP_LABELS,
    OWNER,
    STARTED_ON,
    Feature,
    check_known,
    create_features,
    usable,
    why_not,
)
from data.errors import FutureColumn, NoData
from data.mapping import bundled, load_mapping
from data.schema import BY_NAME, OPPORTUNITIES

DAY = date(2026, 3, 31)
OPEN = ("D05", "D06", "D07", "D08", "D09")
BY_HAND = {
    "started_on": [date(2025, 8, 15), date(2026, 1, 20), date(2026, 2, 28), DAY, date(2026, 3, 1)],
    "age_days": [228, 70, 31, 0, 30],
    # D05 went back on Dec 1; D06 is out of order in the file; D08 entered two stages on one day.
    "stage_position": [1, 2, None, 2, 1],
    "days_in_stage": [120, 11, None, 0, 30],
    "dated_stage_position": [None] * 5,
    "days_since_activity": [0, 65, 31, 0, 30],
    "activities_28d": [2, 0, 0, 0, 0],
    "push_count": [2, 0, 0, 0, 0],
    "days_overdue": [0, 16, 0, None, None],
    "days_to_recorded_close": [0, 0, 60, None, None],
    # D06: 110 euros; D07: list price; D08: amount 0; D09: no rate, and a line without a quantity.
    "log_amount": [log(200), log(121), log(250), None, None],
    "log_list_value": [log(500), log(100), log(250), log(200), None],
    "discount_rate": [0.6, -0.21, None, 1.0, None],
    "line_count": [2, 0, 0, 1, 1],
    "product": ["Beta", "Alpha", "Beta", "Alpha", "Gamma"],
    "family": ["First", "First", "First", "First", "Second"],
    # Closed in the 365 days: Ann 1 of 2 won, Bob 0 of 1, Dan 1 of 1; 2 of 4 with all.
    "rep_win_rate": [10 / 21, 11 / 22, 10 / 21, 10 / 20, 10 / 20],
    "rep_closed_365d": [1, 2, 1, 0, 0],
    "rep_open_deals": [2, 1, 2, 2, 2],
    "rep_tenure_days": [404, 445, 404, 30, 30],
    "segment": ["enterprise", "enterprise", None, "small", "small"],
    "sector": ["retail", "retail", None, "retail", "retail"],
    "region": [None, "East", None, None, None],
    "account_won_deals": [2, 2, None, 0, 0],
    "account_has_other_open": [1, 1, None, 1, 1],
    "type": ["renewal", "new", "renewal", "new", None],
    "source": ["web", "fair", None, "web", "web"],
}


def _column(connection: duckdb.DuckDBPyConnection, name: str, day: date = DAY) -> list[object]:
    query = f"SELECT {name} FROM features WHERE day = $day ORDER BY opportunity_id"
    return [row[0] for row in connection.execute(query, {"day": day}).fetchall()]


@pytest.mark.parametrize("name", BY_HAND)
def test_by_hand(by_hand, name: str) -> None:
    create_features(by_hand, [DAY], FEATURES, target="features")
    assert tuple(_column(by_hand, "opportunity_id")) == OPEN
    found, expected = _column(by_hand, name), BY_HAND[name]
    assert [value is None for value in found] == [value is None for value in expected]
    for value, wanted in zip(found, expected, strict=True):
        is_number = isinstance(wanted, int | float)
        assert value == (pytest.approx(wanted, abs=1e-12) if is_number else wanted)


def test_every_feature_is_worked_out_by_hand() -> None:
    assert set(BY_HAND) == {"started_on", *(feature.name for feature in FEATURES)}


def test_columns_types_and_order(by_hand) -> None:
    days = [DAY, date(2025, 5, 31), DAY]
    create_features(by_hand, days, (*FEATURES, OWNER), target="features")
    types = by_hand.execute("SELECT column_name, column_type FROM (DESCRIBE features)").fetchall()
    assert types == [
        ("opportunity_id", "VARCHAR"),
        ("day", "DATE"),
        ("started_on", "DATE"),
        *((f.name, "VARCHAR" if f.is_category else "DOUBLE") for f in (*FEATURES, OWNER)),
    ]
    rows = by_hand.execute("SELECT day, opportunity_id, rep FROM features").fetchall()
    assert rows == [
        (date(2025, 5, 31), "D02", "Ann"),
        (date(2025, 5, 31), "D03", "Ann"),
        (DAY, "D05", "Bob"),
        (DAY, "D06", "Ann"),
        (DAY, "D07", "Bob"),
        (DAY, "D08", "Cyd"),
        (DAY, "D09", "Cyd"),
    ]


def test_a_day_before_any_closing_has_no_win_rate(by_hand) -> None:
    day = date(2025, 2, 1)
    create_features(by_hand, [day], FEATURES, target="features")
    assert _column(by_hand, "opportunity_id", day) == ["D01", "D02"]
    assert _column(by_hand, "rep_win_rate", day) == [None, None]
    assert _column(by_hand, "rep_closed_365d", day) == [0, 0]


def test_no_day_gives_no_row(by_hand) -> None:
    create_features(by_hand, [], FEATURES, target="features")
    assert by_hand.execute("SELECT count(*) FROM features").fetchall() == [(0,)]


def test_stages_dated_by_columns(by_hand) -> None:
    by_hand.execute("ALTER TABLE stages ADD COLUMN entered_with VARCHAR")
    by_hand.execute("UPDATE stages SET entered_with = 'engaged_on' WHERE stage = 'Proposal'")
    by_hand.execute("UPDATE opportunities SET engaged_on = DATE '2026-03-31' WHERE product='Beta'")
    by_hand.execute("UPDATE opportunities SET engaged_on = DATE '2026-04-01' WHERE product='Gamma'")
    wanted = [f for f in FEATURES if f.group == "stage"]
    create_features(by_hand, [DAY], wanted, target="features")
    assert _column(by_hand, "dated_stage_position") == [2, 1, 2, 1, 1]
    assert _column(by_hand, "stage_position") == [1, 2, 2, 2, 1]


def test_without_optional_tables_the_rest_stands(by_hand) -> None:
    for table in ("rep_history", "opportunity_lines", "rates"):
        by_hand.execute(f"DROP TABLE {table}")
    wanted = [f for f in FEATURES if f.name in ("region", "log_list_value", "discount_rate")]
    create_features(by_hand, [DAY], wanted, target="features")
    assert _column(by_hand, "region") == ["East", "West", "East", "East", "East"]
    assert _column(by_hand, "log_list_value") == [
        pytest.approx(log(price)) for price in (250, 100, 250, 100, 400)
    ]
    assert _column(by_hand, "discount_rate")[0] == pytest.approx(0.2)


def test_a_missing_table_is_named(by_hand) -> None:
    by_hand.execute("DROP TABLE activities")
    with pytest.raises(NoData, match=r"'days_since_activity' needs table activities") as caught:
        create_features(by_hand, [DAY], FEATURES, target="features")
    assert caught.value.code == "missing_table"
    assert caught.value.needs == ["activities"]


def test_features_name_real_columns_and_tables() -> None:
    names = [feature.name for feature in FEATURES]
    assert len(names) == len(set(names))
    for feature in (*FEATURES, STARTED_ON, OWNER):
        assert feature.group in GROUP_LABELS
        assert feature.label
        assert set(feature.optional) <= set(feature.columns)
        for column in feature.columns:
            OPPORTUNITIES.column(column)
        for table in feature.tables:
            assert table in BY_NAME
    assert {feature.group for feature in FEATURES} == set(GROUP_LABELS)


def _known(name: str) -> tuple[dict, list[str]]:
    mapping = load_mapping(bundled()[name])
    columns = mapping.tables["opportunities"].columns
    known = {column: mapping.known("opportunities", column) for column in columns}
    return known, list(mapping.tables)


def test_an_account_filled_in_at_the_closing_feeds_nothing() -> None:
    known, tables = _known("maventech")
    used, why = usable(known, tables)
    assert [feature.name for feature in used] == [
        "age_days", "log_amount", "log_list_value", "product", "family", "rep_win_rate",
        "rep_closed_365d", "rep_open_deals", "rep_tenure_days", "region",
    ]  # fmt: skip
    told = [line for line in why if "account" in line]
    assert told == [
        "Left out of learning: segment, sector, deals won with the customer before, other open "
        "deals with the customer (opportunities.account: it is known only as extracted)."
    ]


def test_what_is_fed_is_used() -> None:
    known = dict.fromkeys(OPPORTUNITIES.names, "fixed")
    assert usable(known, list(BY_NAME)) == (FEATURES, ())


@pytest.mark.parametrize("column", ["amount", "product", "rep", "account", "type", "source"])
@pytest.mark.parametrize("how", ["current", "outcome", "history"])
def test_a_column_that_knows_the_future_takes_its_features_out(column: str, how: str) -> None:
    known = {**dict.fromkeys(OPPORTUNITIES.names, "fixed"), column: how}
    used, why = usable(known, list(BY_NAME))
    assert [feature for feature in used if column in feature.columns] == []
    assert any(f"opportunities.{column}" in line for line in why)
    behind = [feature for feature in FEATURES if column in feature.columns]
    assert behind
    with pytest.raises(FutureColumn, match=column):
        check_known(behind, known, list(BY_NAME))


def test_a_planted_column_is_left_out_and_refused_where_forced() -> None:
    planted = Feature("reason", "deal.loss_reason", ("loss_reason",), "origin", "reason")
    known = {"loss_reason": "current", "type": "fixed", "source": "fixed"}
    used, why = usable(known, [], (planted,))
    assert used == ()
    assert why == (
        "Left out of learning: reason (opportunities.loss_reason: it is known only as extracted).",
    )
    with pytest.raises(FutureColumn, match="loss_reason"):
        check_known([planted], known, [])


def test_an_optional_column_may_be_absent_but_not_from_the_future() -> None:
    amount = next(feature for feature in FEATURES if feature.name == "log_amount")
    assert why_not(amount, {"product": "fixed"}, ["products"]) == ""
    told = why_not(amount, {"product": "fixed", "amount": "current"}, ["products"])
    assert told == "opportunities.amount: it is known only as extracted"
