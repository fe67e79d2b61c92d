"""No feature reads the future: tables that end on a day give the rows of that day, value for value.

The tables are cut by `data.cut` and by the day that each row carries, then computed again.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from analytics.deals import create_rates, create_stages
from analytics.features import FEATURES, Feature, create_features, usable
from data.cut import CutRules, cut
from data.demo import generate
from data.loading.load import load
from data.mapping import Mapping, Stage, bundled, load_mapping
from data.schema import BY_NAME

STAGES = (
    Stage(name="Discovery", status="open"),
    Stage(name="Proposal", status="open"),
    Stage(name="Won", status="won"),
    Stage(name="Lost", status="lost"),
)
KNOWN = {"stage": "history", "closed_on": "outcome", "close_value": "outcome"}
PLANTED = (
    Feature("until", "(SELECT min(closed_on - deal.day) FROM opportunities o "
            "WHERE o.opportunity_id = deal.opportunity_id)", ()),
    Feature("ever", "(SELECT count(*) FROM activities a "
            "WHERE a.opportunity_id = deal.opportunity_id)", ()),
)  # fmt: skip


def _ended(full: duckdb.DuckDBPyConnection, rules: CutRules, day: date) -> None:
    """A schema `ended` that holds the tables of `main` as they were at the end of `day`."""
    full.execute("CREATE SCHEMA ended")
    names = [row[0] for row in full.execute("SHOW TABLES").fetchall()]
    for name in names:
        dated = BY_NAME[name].dated if name in BY_NAME else ""
        where = f"WHERE {dated} <= DATE '{day}'" if dated else ""
        full.execute(f"CREATE TABLE ended.{name} AS SELECT * FROM main.{name} {where}")
    full.execute("DROP TABLE ended.opportunities")
    histories = {
        name: f"ended.{name}" if name in names else None
        for name in ("stage_history", "close_date_history")
    }
    cut(full, rules, day, source="main.opportunities", target="ended.opportunities", **histories)


def _rows(connection: duckdb.DuckDBPyConnection, day: date, table: str) -> list[tuple]:
    query = f"SELECT * FROM {table} WHERE day = $day ORDER BY opportunity_id"
    return connection.execute(query, {"day": day}).fetchall()


def _rounded(row: tuple) -> list[object]:
    return [round(value, 10) if isinstance(value, float) else value for value in row]


def _compare(
    connection: duckdb.DuckDBPyConnection, rules: CutRules, days: list[date], features
) -> int:
    """Assert that every day gives the same from ended tables; the number of rows compared."""
    create_features(connection, days, features, target="from_all")
    compared = 0
    for day in days:
        expected = _rows(connection, day, "from_all")
        connection.execute("DROP SCHEMA IF EXISTS ended CASCADE")
        _ended(connection, rules, day)
        connection.execute("USE ended")
        create_features(connection, [day], features, target="from_ended")
        connection.execute("USE main")
        found = _rows(connection, day, "ended.from_ended")
        assert len(found) == len(expected)
        for one, other in zip(found, expected, strict=True):
            assert _rounded(one) == _rounded(other)
        compared += len(expected)
    return compared


def test_the_company_by_hand(by_hand) -> None:
    rules = CutRules(STAGES, KNOWN, date(2026, 5, 31))
    days = [date(2025, 1, 5) + timedelta(days=13 * step) for step in range(39)]
    assert _compare(by_hand, rules, days, FEATURES) > 100


@pytest.mark.parametrize("planted", PLANTED, ids=lambda feature: feature.name)
def test_a_feature_that_reads_the_future_is_caught(by_hand, planted: Feature) -> None:
    rules = CutRules(STAGES, KNOWN, date(2026, 5, 31))
    with pytest.raises(AssertionError):
        _compare(by_hand, rules, [date(2026, 3, 31)], (planted,))


def _loaded(mapping: Mapping, folder: Path) -> tuple[duckdb.DuckDBPyConnection, CutRules]:
    connection = duckdb.connect()
    for name in ("raw", "staged"):
        connection.execute(f"ATTACH ':memory:' AS {name}")
    loaded = load(connection, mapping, folder, None, lambda _: None)
    for name in ("raw", "staged"):
        connection.execute(f"DETACH {name}")
    create_stages(connection, mapping.stages)
    create_rates(connection, mapping.currency, mapping.rates)
    return connection, loaded.rules


def test_a_generated_company(tmp_path: Path) -> None:
    generate(tmp_path, seed=11, opportunities=400)
    mapping = load_mapping(bundled()["demo"])
    connection, rules = _loaded(mapping, tmp_path)
    features, _ = usable(rules.known, list(mapping.tables))
    assert {"stage_position", "push_count", "account_won_deals"} <= {f.name for f in features}
    days = [rules.extracted_on - timedelta(days=step) for step in (1, 45, 100, 200, 400)]
    assert _compare(connection, rules, days, features) > 150


@pytest.mark.maventech
def test_the_public_files(public_files: Path) -> None:
    mapping = load_mapping(bundled()["maventech"])
    connection, rules = _loaded(mapping, public_files)
    features, _ = usable(rules.known, list(mapping.tables))
    days = [date(2017, 3, 1), date(2017, 6, 30), date(2017, 10, 16)]
    assert _compare(connection, rules, days, features) > 4000
