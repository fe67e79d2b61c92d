"""The bridge of the public company for ten pairs of days, recomputed from its raw files."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from data.store.snapshot import Snapshot
from tools.context import Context
from tools.registry import get

PAIRS = [
    ("2016-11-01", "2017-01-15"), ("2016-12-31", "2017-03-31"), ("2017-03-01", "2017-03-08"),
    ("2017-03-31", "2017-04-01"), ("2017-02-14", "2017-06-30"), ("2017-06-30", "2017-07-31"),
    ("2017-09-01", "2017-10-01"), ("2017-09-30", "2017-10-16"), ("2017-10-09", "2017-10-16"),
    ("2016-10-20", "2017-10-16"),
]  # fmt: skip
# The oracle's own reading of the files: a deal is open from the day of engagement to that of
# closing, at its product's list price.
_DEALS = """
    CREATE TABLE deals AS
    SELECT o.opportunity_id AS id, t.manager AS team, t.regional_office AS region,
           p.product AS product, o.deal_stage AS ended, p.sales_price::DECIMAL(18,2) AS price,
           strptime(o.engage_date, '%m/%d/%Y')::DATE AS began,
           strptime(o.close_date, '%m/%d/%Y')::DATE AS closed,
           o.close_value::DECIMAL(18,2) AS paid
    FROM read_csv('{folder}/sales_pipeline.csv', all_varchar = true) o
    JOIN read_csv('{folder}/sales_teams.csv', all_varchar = true) t USING (sales_agent)
    JOIN read_csv('{folder}/products.csv', all_varchar = true) p
         ON replace(p.product, ' ', '') = replace(o.product, ' ', '')
"""
_BRIDGE = """
    WITH held AS (
        SELECT *, began <= $since AND coalesce(closed > $since, true) AS was,
               began <= $until AND coalesce(closed > $until, true) AS stands,
               began > $since AND began <= $until AS is_new,
               closed > $since AND closed <= $until AND began <= $until AS ends
        FROM deals)
    SELECT {key} AS key,
           sum(price) FILTER (was) AS opening, count(*) FILTER (was) AS opening_count,
           sum(price) FILTER (is_new) AS created, count(*) FILTER (is_new) AS created_count,
           sum(price) FILTER (ends AND ended = 'Lost') AS lost,
           count(*) FILTER (ends AND ended = 'Lost') AS lost_count,
           sum(price) FILTER (ends AND ended = 'Won') AS won,
           count(*) FILTER (ends AND ended = 'Won') AS won_count,
           sum(paid) FILTER (ends AND ended = 'Won') AS won_for,
           sum(price) FILTER (stands) AS closing, count(*) FILTER (stands) AS closing_count,
           sum(price) FILTER (is_new AND ends) AS came_and_went,
           count(*) FILTER (is_new AND ends) AS came_and_went_count
    FROM held GROUP BY 1
"""
NONE = ("moved_in", "moved_out", "reopened")


@pytest.fixture(scope="module")
def raw(public_files) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(_DEALS.format(folder=public_files))
    assert connection.execute("SELECT count(*) FROM deals").fetchall() == [(8800,)]
    return connection


@pytest.fixture(scope="module")
def context(public_home) -> Context:
    return Context(Snapshot.open(public_home))


def _expected(raw: duckdb.DuckDBPyConnection, pair: tuple[str, str], key: str) -> dict[str, dict]:
    days = {"since": date.fromisoformat(pair[0]), "until": date.fromisoformat(pair[1])}
    result = raw.execute(_BRIDGE.format(key=key), days)
    names = [column[0] for column in result.description]
    rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    return {row.pop("key"): {name: float(v or 0) for name, v in row.items()} for row in rows}


def _answer(context: Context, pair: tuple[str, str], **more):
    tool = get("pipeline_changes")
    return tool.run(context, tool.validate({"since": pair[0], "until": pair[1], **more}))


def _facts(result) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for fact in result.facts:
        if isinstance(fact.value, int | float) and fact.subject.kind != "deal":
            found.setdefault(fact.subject.name, {})[fact.metric] = float(fact.value)
    return found


def _same(found: dict[str, float], expected: dict[str, float]) -> None:
    for name, value in expected.items():
        if name in ("came_and_went", "came_and_went_count", "won_for"):
            assert found.get(name, 0.0) == value, name
        else:
            assert found[name] == value, name
    assert {found[name] for name in NONE} == {0.0}


@pytest.mark.parametrize("pair", PAIRS, ids=" ".join)
def test_every_step_of_the_whole_company(context, raw, pair) -> None:
    (expected,) = _expected(raw, pair, "'all'").values()
    (found,) = _facts(_answer(context, pair)).values()
    assert expected["created"] + expected["lost"] > 0
    _same(found, expected)
    left = expected["lost"] + expected["won"]
    assert expected["opening"] + expected["created"] - left == expected["closing"]


@pytest.mark.parametrize("pair", PAIRS, ids=" ".join)
def test_every_step_of_every_region(context, raw, pair) -> None:
    expected = _expected(raw, pair, "region")
    found = _facts(_answer(context, pair, group_by="region"))
    assert set(expected) == {"Central", "East", "West"} <= set(found)
    for region, row in expected.items():
        _same(found[region], {n: v for n, v in row.items() if not n.startswith(("came", "won_f"))})


@pytest.mark.parametrize("pair", PAIRS[4:7], ids=" ".join)
def test_a_team_and_a_product_as_scope(context, raw, pair) -> None:
    for field, column, name in (
        ("team", "team", "Melvin Marxen"),
        ("product", "product", "GTX Pro"),
    ):
        scope = {field: [name if field == "team" else "GTX Pro"]}
        (found,) = _facts(_answer(context, pair, scope=scope)).values()
        expected = _expected(raw, pair, column)
        _same(found, expected.get(name) or expected["GTXPro"])


def test_the_deals_behind_a_step_are_those_of_the_files(context, raw) -> None:
    result = _answer(context, PAIRS[8], kind="lost")
    listed = {row[1]: row for row in result.tables[0].rows}
    expected = raw.execute(
        "SELECT id, price, closed FROM deals WHERE ended = 'Lost' AND closed BETWEEN "
        "'2017-10-10' AND '2017-10-16' ORDER BY price DESC, id LIMIT 50"
    ).fetchall()
    assert [row[1] for row in result.tables[0].rows] == [row[0] for row in expected]
    for deal, price, closed in expected:
        assert listed[deal][4] == float(price)
        assert listed[deal][-1] == str(closed)


def test_what_these_files_cannot_tell_has_no_figure(context) -> None:
    result = _answer(context, PAIRS[8])
    metrics = {fact.metric for fact in result.facts}
    assert not metrics & {"grown", "shrunk", "pushed_out", "pulled_in", "removed"}
    assert [u.column for u in result.unknowns if u.column] == ["opportunities.amount"]
    assert result.receipt.method
