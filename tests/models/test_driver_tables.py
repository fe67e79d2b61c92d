"""deal_drivers and deal_evidence on a small company made up here, against figures by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from models.explaining.drivers import build_drivers, centered_on
from models.explaining.shapley import risk_parts
from models.learners.terms import Terms

AS_OF = date(2026, 6, 30)
GROUPS = ("age", "stagnation", "closing_date", "size", "product", "people", "origin", "stage")
KNOWN = dict.fromkeys(("product", "rep", "stage", "type", "amount", "recorded_close_on"), "fixed")
COLUMNS = (
    "opportunity_id VARCHAR, product VARCHAR, family VARCHAR, rep VARCHAR, account VARCHAR, "
    "segment VARCHAR, sector VARCHAR, region VARCHAR, type VARCHAR, stage VARCHAR, status VARCHAR, "
    "started_on DATE, closed_on DATE, age_days BIGINT, amount DECIMAL(18,2), "
    "amount_is_list_price BOOLEAN, close_value DECIMAL(18,2), currency VARCHAR, "
    "push_count BIGINT, days_overdue BIGINT, days_in_stage BIGINT, days_since_activity BIGINT, "
    "discount_rate DOUBLE"
)


def deal(number: int, status: str, **more: object) -> dict[str, object]:
    """A deal of the company; closed ones closed ten days ago unless said otherwise."""
    row: dict[str, object] = {
        "opportunity_id": f"{status}-{number}", "product": "A", "family": "F", "rep": "Ann",
        "type": "new", "stage": "Offer" if status == "open" else status.capitalize(),
        "status": status, "age_days": number, "amount": 100, "amount_is_list_price": False,
        "currency": "USD", "push_count": 0,
    }  # fmt: skip
    row["closed_on"] = None if status == "open" else AS_OF - timedelta(days=10)
    row["started_on"] = (row["closed_on"] or AS_OF) - timedelta(days=number)
    row["close_value"] = 1_000 + number if status == "won" else None
    return row | more


def company() -> list[dict[str, object]]:
    won = [deal(n, "won", discount_rate=n / 100) for n in range(1, 31)]
    old = [deal(n, "won", closed_on=AS_OF - timedelta(days=365)) for n in range(900, 930)]
    lost = [deal(n, "lost", push_count=2, rep="Bob") for n in range(1, 31)]
    few = [deal(n, "won", product="B", rep="Cyd", push_count=9) for n in range(201, 206)]
    live = [deal(n, "open", days_since_activity=n, days_in_stage=n) for n in range(1, 22)]
    odd = [
        deal(41, "open", product="B", rep="Cyd", push_count=9, discount_rate=0.2, type="renewal"),
        deal(42, "open", product="C", family="G", push_count=1, amount_is_list_price=True),
        deal(43, "open", currency="EUR", days_overdue=5, rep="Bob"),
    ]
    return won + old + lost + few + live + odd


def snapshot(rows: list[dict[str, object]]) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"threads": "1"})
    connection.execute(f"CREATE TABLE deals ({COLUMNS})")
    names = {name for row in rows for name in row}
    if rows:
        full = [{name: row.get(name) for name in names} for row in rows]
        connection.register("rows_in", pa.Table.from_pylist(full))
        connection.execute("INSERT INTO deals BY NAME SELECT * FROM rows_in")
    connection.execute(
        "CREATE TABLE deal_scores AS SELECT opportunity_id, opportunity_id = 'open-43' AS stale "
        "FROM deals WHERE status = 'open' ORDER BY 1"
    )
    for name in ("activities", "close_date_history"):
        connection.execute(f"CREATE TABLE {name} (opportunity_id VARCHAR)")
    connection.execute(
        "CREATE TABLE stages AS SELECT * FROM (VALUES ('Lead', 1, 'open'), ('Offer', 2, 'open'), "
        "('Won', 3, 'won'), ('Lost', 4, 'lost')) s(stage, position, status)"
    )
    connection.execute(
        "CREATE TABLE stage_history AS SELECT opportunity_id, 'Offer' AS stage, "
        "coalesce(closed_on, $day) - (age_days // 2)::INT AS entered_on FROM deals "
        "UNION ALL SELECT opportunity_id, stage, closed_on FROM deals WHERE closed_on IS NOT NULL",
        {"day": AS_OF},
    )
    return connection


def scored(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute("SELECT opportunity_id FROM deal_scores ORDER BY 1").fetchall()
    return [row[0] for row in rows]


def made_terms(deals: int) -> Terms:
    rng = np.random.default_rng(3)
    days = np.array([7, 14, 21, 31])
    shape = (len(GROUPS), deals, len(days))
    return Terms(
        GROUPS, days, np.full(4, np.log(0.01)), np.full(4, np.log(0.01)),
        rng.normal(0, 0.4, shape), rng.normal(0, 0.4, shape),
    )  # fmt: skip


@pytest.fixture(scope="module")
def built() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = snapshot(company())
    ids = [
        row[0] for row in connection.execute("SELECT opportunity_id FROM deal_scores").fetchall()
    ]
    build_drivers(connection, made_terms(len(ids)), ids, 28, AS_OF, KNOWN)
    yield connection
    connection.close()


def told(built: duckdb.DuckDBPyConnection, deal_id: str, evidence: str) -> tuple[object, ...]:
    found = built.execute(
        "SELECT value, peers, peer_name, round(peer_value, 6), peer_n, peer_of FROM deal_evidence "
        "WHERE opportunity_id = $deal AND evidence = $evidence",
        {"deal": deal_id, "evidence": evidence},
    ).fetchall()
    assert len(found) <= 1
    return found[0] if found else ()


def test_points_are_the_parts_of_terms_centered_on_live_deals(built) -> None:
    rows = built.execute("SELECT * FROM deal_drivers ORDER BY opportunity_id, driver").fetchall()
    ids = scored(built)
    live = np.array([deal_id != "open-43" for deal_id in ids])
    terms = made_terms(len(ids))
    parts = risk_parts(centered_on(terms, live), 28)
    by_hand = {
        (deal_id, group): (parts.points[at, place], parts.base)
        for at, deal_id in enumerate(ids)
        for place, group in enumerate(GROUPS)
    }
    assert len(rows) == len(by_hand)
    for deal_id, driver, points, base, _ in rows:
        assert (points, base) == pytest.approx(by_hand[deal_id, driver], abs=1e-12)


def test_centering_keeps_the_rates_and_gives_each_group_the_mean_factor_one() -> None:
    terms, peers = made_terms(6), np.array([True, True, False, True, False, True])
    centered = centered_on(terms, peers)
    for before, after in zip(terms.log_rates(), centered.log_rates(), strict=True):
        assert after == pytest.approx(before, abs=1e-12)
    for side in (centered.win, centered.lose):
        assert np.exp(side[:, peers]).mean(axis=1) == pytest.approx(1, abs=1e-12)
    assert centered_on(terms, np.zeros(6, dtype=bool)) is terms


def test_ranks_follow_the_size_of_the_points(built) -> None:
    rows = built.execute(
        "SELECT opportunity_id, list(abs(points) ORDER BY rank), list(rank ORDER BY rank) "
        "FROM deal_drivers GROUP BY 1"
    ).fetchall()
    for _, sizes, ranks in rows:
        assert sizes == sorted(sizes, reverse=True)
        assert ranks == list(range(1, len(GROUPS) + 1))


def test_age_is_held_against_won_deals_of_the_product_in_the_last_year(built) -> None:
    # 30 deals won at ages 1 … 30; the 24th is the first to leave 80% at or below it. Those won a
    # year ago and the five of product B do not count.
    assert told(built, "open-21", "age_days") == (21, "product", "A", 24, 30, None)


def test_a_product_with_few_deals_falls_back_to_its_family_and_the_company(built) -> None:
    # 35 deals at ages 1 … 30 and 201 … 205: the 28th.
    assert told(built, "open-41", "age_days") == (41, "family", "F", 28, 35, None)
    assert told(built, "open-42", "age_days") == (42, "company", "", 28, 35, None)


def test_amounts_are_compared_in_the_deals_own_currency_only(built) -> None:
    assert told(built, "open-21", "amount") == (100, "product", "A", 1015, 30, None)
    assert told(built, "open-43", "amount") == (100, None, None, None, None, None)
    assert told(built, "open-42", "amount") == ()
    # 30 won at 1,001 … 1,030 and five at 1,201 … 1,205: the 18th.
    assert told(built, "open-42", "list_price") == (100, "company", "", 1018, 35, None)


def test_a_discount_is_held_against_the_median_of_won_deals(built) -> None:
    assert told(built, "open-41", "discount_rate") == (0.2, "family", "F", 0.15, 30, None)
    assert told(built, "open-21", "discount_rate") == ()


def test_silence_and_stay_are_held_against_live_and_won_deals(built) -> None:
    # 21 live deals with 1 … 21 days of silence; won deals stayed half their age, rounded down.
    assert told(built, "open-3", "days_since_activity") == (3, "live", "", 11, 21, None)
    stays = sorted(age // 2 for age in [*range(1, 31), *range(201, 206)])
    assert told(built, "open-3", "days_in_stage") == (3, "stage", "Offer", stays[17], 35, None)


def test_win_rates_count_the_deals_closed_in_the_last_year(built) -> None:
    # Product A: 30 won and 30 lost; product B has five closed deals only.
    assert told(built, "open-3", "product_win_rate") == (None, "product", "A", 0.5, 30, 60)
    assert told(built, "open-41", "product_win_rate") == ()
    assert told(built, "open-3", "type_win_rate")[2:] == ("new", 0.538462, 35, 65)
    assert told(built, "open-41", "type_win_rate") == ()
    assert told(built, "open-3", "owner_win_rate")[2:] == ("Ann", 1, 30, 30)
    assert told(built, "open-43", "owner_win_rate")[2:] == ("Bob", 0, 0, 30)
    assert told(built, "open-41", "owner_win_rate") == ()
    assert told(built, "open-3", "stage_win_rate")[2:] == ("Offer", 0.538462, 35, 65)


def test_pushed_deals_are_held_against_deals_pushed_as_often(built) -> None:
    # Never pushed: the 30 won ones. Once or more: 30 lost twice, five won nine times.
    assert told(built, "open-3", "push_count") == (0, "pushed", "", 1, 30, 30)
    assert told(built, "open-42", "push_count")[3:] == (0.142857, 5, 35)
    assert told(built, "open-41", "push_count") == (9, None, "", None, None, None)
    assert told(built, "open-43", "days_overdue") == (5, None, None, None, None, None)
    assert told(built, "open-3", "days_overdue") == ()


def test_evidence_needs_its_driver_and_columns_known_in_time() -> None:
    connection = snapshot(company())
    ids = [
        row[0] for row in connection.execute("SELECT opportunity_id FROM deal_scores").fetchall()
    ]
    build_drivers(
        connection,
        made_terms(len(ids)),
        ids,
        28,
        AS_OF,
        KNOWN | {"rep": "current", "type": "fixed"},
    )
    kinds = {row[0] for row in connection.execute("SELECT evidence FROM deal_evidence").fetchall()}
    assert "product_win_rate" in kinds
    assert "type_win_rate" in kinds
    assert "owner_win_rate" not in kinds
    assert "begun_together" not in kinds
    connection.close()


def test_ids_and_terms_must_agree() -> None:
    with pytest.raises(ValueError, match="3 ids for terms of 2 deals"):
        build_drivers(snapshot([]), made_terms(2), ["a", "b", "c"], 28, AS_OF, KNOWN)
