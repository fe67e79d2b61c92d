"""The wide table of deals: every column that histories, lines and activities add, by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pytest

from analytics.deals import create_deals, create_rates, create_stages, create_team_members

DAY = date(2026, 4, 25)


def _deals(company: Any, day: date = DAY) -> dict[str, dict[str, Any]]:
    """The wide table as of a day, by deal; the connection stays reachable as `company.db`."""
    _, connection = company.load(day)
    mapping = company.mapping
    create_stages(connection, mapping.stages)
    create_rates(connection, mapping.currency, mapping.rates)
    create_team_members(connection, day, mapping.tables)
    create_deals(
        connection, day, opportunities="opportunities", tables=mapping.tables, target="deals",
        currency=mapping.currency,
    )  # fmt: skip
    company.db = connection
    cursor = connection.execute("SELECT * FROM deals ORDER BY opportunity_id")
    names = [column[0] for column in cursor.description]
    return {row[0]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}


NEW = {
    "source": "VARCHAR", "loss_reason": "VARCHAR", "competitor": "VARCHAR",
    "list_value": "DECIMAL(18,2)", "discount_rate": "DOUBLE", "line_count": "BIGINT",
    "stage_entered_on": "DATE", "days_in_stage": "BIGINT", "last_activity_on": "DATE",
    "days_since_activity": "BIGINT", "activities_28d": "BIGINT", "push_count": "BIGINT",
}  # fmt: skip


def _types(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return {row[0]: row[1] for row in connection.execute("DESCRIBE deals").fetchall()}


def test_types_are_the_same_with_and_without_optional_tables(small: Any) -> None:
    small.write()
    bare = _deals(small)
    without = _types(small.db)
    _feed_everything(small)
    small.write()
    _deals(small)
    assert _types(small.db) == without
    assert {name: without[name] for name in NEW} == NEW
    empty = [name for name in NEW if name not in ("list_value", "discount_rate")]
    assert {row[name] for row in bare.values() for name in empty} == {None}


def _feed_everything(company: Any) -> None:
    company.feed(
        "stage_history", "opportunity_id,stage,entered_on",
        "A3,Open,2026-02-01", "A3,Talks,2026-03-01", "A3,Open,2026-03-10", "A3,Open,2026-04-01",
        "A4,Open,2026-03-20", "A1,Open,2026-01-05", "A6,Talks,2026-04-25",
    )  # fmt: skip
    company.changes["stages"] = [
        {"name": "Open", "status": "open"}, {"name": "Talks", "status": "open"},
        {"name": "Won", "status": "won"}, {"name": "Lost", "status": "lost"},
    ]  # fmt: skip
    company.feed("close_date_history", "opportunity_id,recorded_close_on,changed_on",
                 "A3,2026-03-15,2026-02-01", "A3,2026-05-15,2026-03-10",
                 "A3,2026-05-01,2026-04-20")  # fmt: skip
    company.feed("activities", "activity_id,opportunity_id,happened_on",
                 "T1,A3,2026-03-28", "T2,A3,2026-03-29", "T3,A3,2026-04-20",
                 "T4,A1,2026-01-06")  # fmt: skip
    company.feed("opportunity_lines", "opportunity_id,product,quantity",
                 "A3,Alpha,2", "A3,Beta,1", "A1,Alpha,1.5")  # fmt: skip


def test_histories_activities_and_lines_by_hand(small: Any) -> None:
    _feed_everything(small)
    small.write()
    deals = _deals(small)
    told = ("stage_entered_on", "days_in_stage", "push_count", "last_activity_on",
            "days_since_activity", "activities_28d", "line_count")  # fmt: skip
    assert {key: tuple(deals[key][name] for name in told) for key in ("A1", "A3", "A4", "A6")} == {
        # closed: entered on the closing day; no time runs any more
        "A1": (date(2026, 3, 2), None, 0, date(2026, 1, 6), None, 0, 1),
        # came back to Open on Mar 10; recorded again on Apr 1 without having left
        "A3": (date(2026, 3, 10), 46, 1, date(2026, 4, 20), 5, 2, 2),
        # no activity: 36 days since it was created on Mar 20
        "A4": (date(2026, 3, 20), 36, 0, None, 36, 0, 0),
        # filed as Open on the day of the extract, while its history only knows Talks
        "A6": (None, None, 0, None, 0, 0, 0),
    }


def test_list_values_and_discounts_by_hand(small: Any) -> None:
    _feed_everything(small)
    small.write()
    deals = _deals(small)
    listed = {key: float(row["list_value"]) for key, row in deals.items()}
    assert listed == {"A1": 165.0, "A2": 220.25, "A3": 440.25, "A4": 220.25, "A5": 220.25,
                      "A6": 110.0}  # fmt: skip
    discounts = {key: row["discount_rate"] for key, row in deals.items()}
    assert discounts.pop("A4") is None  # no amount is recorded
    assert discounts == pytest.approx(
        {
            "A1": 1 - 90 / 165,  # won for 90
            "A2": 1 - 200 / 220.25,  # lost: the amount it was open with
            "A3": 1 - 120.5 / 440.25,
            "A5": 1 - 240 / 220.25,  # above list price
            "A6": 1 - 90 / 110,
        }
    )


def test_discounts_are_in_one_currency_and_empty_without_a_rate(small: Any) -> None:
    for deal in small.tables["deals"]:
        deal["money"] = {"A3": "EUR", "A6": "CHF"}.get(deal["id"], "USD")
    small.map_deals(currency={"from": "money"})
    small.changes["rates"] = {"EUR": {"rate": 0.5, "dated": "2026-04-01"}}
    small.write()
    deals = _deals(small)
    assert deals["A3"]["discount_rate"] == pytest.approx(1 - 120.5 * 0.5 / 110)
    assert deals["A6"]["discount_rate"] is None


def test_a_price_of_nothing_gives_no_discount(small: Any) -> None:
    small.tables["products"][0]["price"] = "0"
    small.write()
    deals = _deals(small)
    assert deals["A3"]["list_value"] == 0
    assert deals["A3"]["discount_rate"] is None


def test_activities_of_the_28th_day_count_and_of_the_29th_do_not(small: Any) -> None:
    small.feed("activities", "activity_id,opportunity_id,happened_on",
               "T1,A3,2026-03-28", "T2,A3,2026-03-29")  # fmt: skip
    small.write()
    assert _deals(small)["A3"]["activities_28d"] == 1
    assert _deals(small, date(2026, 4, 24))["A3"]["activities_28d"] == 2


PEOPLE = (
    "rep_history", "rep,manager,region,changed_on",
    "Ann,Ned,West,2026-01-01", "Ann,Mia,East,2026-03-01", "Mia,Vic,East,2026-01-01",
    "Vic,,,2026-01-01",
)  # fmt: skip


@pytest.mark.parametrize(
    ("day", "manager", "region"),
    [(date(2026, 2, 28), "Ned", "West"), (date(2026, 3, 1), "Mia", "East")],
)
def test_people_are_where_they_were_on_that_day(small: Any, day, manager, region) -> None:
    small.feed(*PEOPLE)
    small.write()
    deals = _deals(small, day)
    assert (deals["A1"]["manager"], deals["A1"]["region"]) == (manager, region)
    assert (deals["A3"]["manager"], deals["A3"]["region"]) == ("Mia", "East")  # no history of Bob
    teams = set(small.db.execute("SELECT manager, rep FROM team_members").fetchall())
    assert (manager, "Ann") in teams
    assert ({"Ned", "Mia"} - {manager}).pop() not in {m for m, rep in teams if rep == "Ann"}
    assert {rep for boss, rep in teams if boss == "Vic"} == {"Ann", "Bob", "Cyd", "Mia", "Ned"}
    assert small.db.execute("SELECT manager FROM reps WHERE rep = 'Ann'").fetchone() == (manager,)


def test_a_history_of_managers_only_leaves_regions_as_they_are(small: Any) -> None:
    small.feed("rep_history", "rep,manager,changed_on", "Ann,Ned,2026-01-01")
    small.write()
    assert [_deals(small)["A1"][name] for name in ("manager", "region")] == ["Ned", "East"]


def test_source_competitor_and_reason_are_carried(small: Any) -> None:
    for deal in small.tables["deals"]:
        deal.update(origin="Web", rival="Zeta", why="Price")
    small.map_deals(
        source={"from": "origin", "known": "fixed"}, competitor={"from": "rival"},
        loss_reason={"from": "why"},
    )  # fmt: skip
    small.write()
    deals = _deals(small)
    assert {key: (d["source"], d["competitor"]) for key, d in deals.items() if key < "A3"} == {
        "A1": ("Web", "Zeta"), "A2": ("Web", "Zeta"),
    }  # fmt: skip
    closed = {key for key, deal in deals.items() if deal["loss_reason"]}
    assert closed == {"A1", "A2", "A5"}  # an outcome: known from the closing on
    assert not _deals(small, date(2026, 2, 14))["A2"]["loss_reason"]
