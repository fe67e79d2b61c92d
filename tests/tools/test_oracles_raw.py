"""Every figure of three answers, recomputed by plain SQL over the raw files of two companies."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from data.store.home import Home
from data.store.snapshot import Snapshot
from tools.context import Context
from tools.registry import get

DEMO_DAY, PUBLIC_DAY = date(2026, 11, 16), date(2017, 10, 16)


def _raw_demo(folder: Path) -> duckdb.DuckDBPyConnection:
    """A view `d` of raw deals: id, product, region, status at the day, amount, closed, paid."""
    raw = duckdb.connect()
    raw.execute(
        f"""
        CREATE TABLE d AS
        SELECT o.opportunity_id AS id, o.product, r.region, o.stage, o.account,
          CASE WHEN o.closed_on IS NULL THEN 'open'
               WHEN o.stage = 'Closed Won' THEN 'won' ELSE 'lost' END AS status,
          coalesce(o.amount, p.list_price) AS amount, o.amount IS NULL AS listed,
          o.closed_on, o.close_value, o.recorded_close_on, o.recorded_close_on AS planned,
          o.recorded_close_on < DATE '{DEMO_DAY}' AS late
        FROM read_csv('{folder}/opportunities.csv', types={{'closed_on': 'DATE',
          'close_value': 'DECIMAL(18,2)', 'amount': 'DECIMAL(18,2)'}}) o
        JOIN read_csv('{folder}/reps.csv') r ON r.rep = o.rep
        JOIN read_csv('{folder}/products.csv') p ON p.product = o.product
        """
    )
    raw.execute(f"CREATE TABLE targets AS FROM read_csv('{folder}/targets.csv')")
    return raw


def _raw_public(folder: Path) -> duckdb.DuckDBPyConnection:
    raw = duckdb.connect()
    raw.execute(
        f"""
        CREATE TABLE d AS
        SELECT id, product, region, account, 'Engaging' AS stage,
          CASE WHEN closed > DATE '{PUBLIC_DAY}' OR closed IS NULL THEN 'open'
               ELSE lower(deal_stage) END AS status,
          sales_price::DECIMAL(18,2) AS amount, true AS listed, closed AS closed_on,
          close_value::DECIMAL(18,2) AS close_value,
          NULL::DATE AS recorded_close_on, false AS late
        FROM (SELECT opportunity_id AS id, replace(o.product, 'GTXPro', 'GTX Pro') AS product,
                regional_office AS region, account, deal_stage, close_value,
                strptime(engage_date, '%m/%d/%Y')::DATE AS engaged,
                strptime(close_date, '%m/%d/%Y')::DATE AS closed
              FROM read_csv('{folder}/sales_pipeline.csv', all_varchar=true) o
              JOIN read_csv('{folder}/sales_teams.csv') t USING (sales_agent))
        JOIN read_csv('{folder}/products.csv') p USING (product)
        WHERE engaged <= DATE '{PUBLIC_DAY}'
        """
    )
    return raw


@pytest.fixture(params=["demo", pytest.param("public", marks=pytest.mark.maventech)])
def company(request) -> tuple[Snapshot, duckdb.DuckDBPyConnection, Any]:
    home: Home = request.getfixturevalue(f"{request.param}_home")
    if request.param == "demo":
        raw = _raw_demo(home.sources / "demo")
    else:
        raw = _raw_public(request.getfixturevalue("public_files"))
    quarter = ("2026-07-01", "2026-09-30") if request.param == "demo" else (
        "2017-07-01", "2017-09-30")  # fmt: skip
    return Snapshot.open(home), raw, quarter


def _call(snapshot: Snapshot, tool_name: str, /, **args: Any):
    tool = get(tool_name)
    return tool.run(Context(snapshot), tool.validate(args))


def _facts(result) -> dict[tuple[str, str], Any]:
    return {
        (fact.metric, fact.subject.name): fact.value
        for fact in result.facts
        if fact.metric != "unknown"
    }


def _close(found: dict, expected: dict) -> None:
    assert set(found) == set(expected)
    for key, value in expected.items():
        if isinstance(value, float):
            assert found[key] == pytest.approx(value, rel=1e-9, abs=0.005), key
        else:
            assert found[key] == value, key


def test_every_figure_of_a_pipeline_summary(company) -> None:
    snapshot, raw, _ = company
    title = snapshot.manifest.company.title
    result = _call(snapshot, "pipeline_summary", group_by="region")
    n, amount, listed, late, late_amount = raw.execute(
        "SELECT count(*), sum(amount)::DOUBLE, count(*) FILTER (listed), count(*) FILTER (late), "
        "sum(amount) FILTER (late)::DOUBLE FROM d WHERE status = 'open'"
    ).fetchone()
    expected: dict[tuple[str, str], Any] = {
        ("open_deals", title): n,
        ("open_pipeline", title): amount,
        ("list_priced_count", title): listed,
        ("horizon_on", title): "2026-12-31" if "demo" in title else "2017-12-31",
    }
    if late:
        expected |= {("overdue_count", title): late, ("overdue_amount", title): late_amount}
    for region, deals, worth in raw.execute(
        "SELECT region, count(*), sum(amount)::DOUBLE FROM d WHERE status = 'open' GROUP BY 1"
    ).fetchall():
        expected[("open_pipeline", region)] = worth
        expected[("open_deals", region)] = deals
        expected[("share_of_open_pipeline", region)] = worth / amount
    expected |= _model_figures(snapshot, raw, title)
    without_coverage = [
        fact for fact in result.facts if fact.period is None and fact.metric != "target_kind"
    ]
    _close(_facts(result.model_copy(update={"facts": tuple(without_coverage)})), expected)


def test_coverage_of_the_quarter(company) -> None:
    """Plan of the company, won in the quarter, live deals that are due in it, from raw files."""
    snapshot, raw, _ = company
    result = _call(snapshot, "pipeline_summary")
    found = {fact.metric: fact.value for fact in result.facts if fact.period is not None}
    if not snapshot.has_table("targets"):
        assert found == {}
        assert any(unknown.column == "targets" for unknown in result.unknowns)
        return
    plan = raw.execute(
        "SELECT amount FROM targets WHERE level = 'company' AND kind = 'plan' "
        "AND start = '2026-10-01' AND \"end\" = '2026-12-31'"
    ).fetchone()[0]
    won, covering = raw.execute(
        "SELECT sum(close_value) FILTER (status = 'won' AND closed_on >= '2026-10-01')::DOUBLE, "
        "sum(amount) FILTER (status = 'open' AND NOT list_contains($stale, id) "
        "AND planned BETWEEN '2026-10-01' AND '2026-12-31')::DOUBLE FROM d",
        {"stale": [row["opportunity_id"] for row in
                   snapshot.rows("SELECT opportunity_id FROM deal_scores WHERE stale")]},
    ).fetchone()  # fmt: skip
    assert found["target"] == pytest.approx(plan)
    assert found["won_to_date"] == pytest.approx(won)
    assert found["gap_to_target"] == pytest.approx(plan - won)
    assert found["open_pipeline"] == pytest.approx(covering)
    assert found["coverage"] == pytest.approx(covering / (plan - won))


def _model_figures(snapshot: Snapshot, raw: duckdb.DuckDBPyConnection, title: str) -> dict:
    """Weighted pipeline and stale deals: raw amounts with the exported scores."""
    scores = snapshot.rows("SELECT opportunity_id, win_by_horizon, stale FROM deal_scores")
    amounts = dict(raw.execute("SELECT id, amount::DOUBLE FROM d WHERE status = 'open'").fetchall())
    stale = [row["opportunity_id"] for row in scores if row["stale"]]
    weighted = sum(amounts[row["opportunity_id"]] * row["win_by_horizon"] for row in scores)
    found: dict[tuple[str, str], Any] = {("weighted_pipeline", title): weighted}
    if stale:
        found[("stale_count", title)] = len(stale)
        found[("stale_amount", title)] = sum(amounts[deal] for deal in stale)
    return found


def test_every_figure_of_a_win_rate(company) -> None:
    snapshot, raw, (start, end) = company
    title = snapshot.manifest.company.title
    result = _call(snapshot, "metric", name="win_rate", group_by="region",
                   period={"start": start, "end": end})  # fmt: skip
    closed = f"FROM d WHERE status <> 'open' AND closed_on BETWEEN DATE '{start}' AND DATE '{end}'"
    rate = "avg(CASE WHEN status = 'won' THEN 1.0 ELSE 0.0 END)"
    expected: dict[tuple[str, str], Any] = {
        ("win_rate", title): raw.execute(f"SELECT {rate} {closed}").fetchone()[0],
        ("open_deals", title): raw.execute(
            "SELECT count(*) FROM d WHERE status = 'open'"
        ).fetchone()[0],
    }
    rows = raw.execute(
        f"SELECT region, {rate}, count(*) FILTER (status = 'won'), count(*) {closed} GROUP BY 1"
    ).fetchall()
    for region, share, _, _ in rows:
        expected[("win_rate", region)] = share
    _close(_facts(result), expected)
    counts = {f.subject.name: (f.n, f.of) for f in result.facts if f.metric == "win_rate"}
    assert {region: (won, of) for region, _, won, of in rows}.items() <= counts.items()


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("revenue_won", "SELECT sum(close_value)::DOUBLE FROM d WHERE status = 'won' AND {q}"),
        ("deals_won", "SELECT count(*) FROM d WHERE status = 'won' AND {q}"),
        ("deals_lost", "SELECT count(*) FROM d WHERE status = 'lost' AND {q}"),
        (
            "average_deal_size",
            "SELECT avg(close_value)::DOUBLE FROM d WHERE status = 'won' AND {q}",
        ),
        (
            "win_rate_by_value",
            "SELECT (sum(amount) FILTER (status = 'won') / sum(amount))::DOUBLE "
            "FROM d WHERE status <> 'open' AND {q}",
        ),
    ],
)
def test_metrics_of_a_quarter(company, name, query) -> None:
    snapshot, raw, (start, end) = company
    during = f"closed_on BETWEEN DATE '{start}' AND DATE '{end}'"
    result = _call(snapshot, "metric", name=name, period={"start": start, "end": end})
    expected = raw.execute(query.format(q=during)).fetchone()[0]
    assert result.facts[0].value == pytest.approx(expected, rel=1e-9, abs=0.005)


def test_every_figure_of_a_list_of_won_deals(company) -> None:
    snapshot, raw, (start, end) = company
    title = snapshot.manifest.company.title
    result = _call(snapshot, "find_deals", status="won", limit=7,
                   period={"start": start, "end": end})  # fmt: skip
    won = f"FROM d WHERE status = 'won' AND closed_on BETWEEN DATE '{start}' AND DATE '{end}'"
    n, worth = raw.execute(f"SELECT count(*), sum(close_value)::DOUBLE {won}").fetchone()
    expected: dict[tuple[str, str], Any] = {
        ("deals_won", title): n,
        ("amount", title): worth,
    }
    rows = raw.execute(
        f"SELECT id, account, product, close_value::DOUBLE, closed_on::VARCHAR {won} "
        "ORDER BY close_value DESC, id LIMIT 7"
    ).fetchall()
    for deal, account, product, paid, closed in rows:
        name = f"{account} – {product} ({deal})"
        expected[("amount", name)] = paid
        expected[("closed_on", name)] = closed
        expected[("status", name)] = "won"
    _close(_facts(result), expected)
    assert [row[0] for row in result.tables[0].rows] == [row[0] for row in rows]


def test_totals_counts_and_values_at_risk(company) -> None:
    """From the exported scores and the raw amounts; due by hand-written rule, ties by id."""
    snapshot, raw, _ = company
    title = snapshot.manifest.company.title
    week = ("2026-11-16", "2026-11-22") if "demo" in title else ("2017-10-16", "2017-10-22")
    result = _call(snapshot, "deals_at_risk", period={"start": week[0], "end": week[1]}, limit=5)
    scores = snapshot.arrow("SELECT * FROM deal_scores")
    raw.register("scores", scores)
    due = (
        f"(s.expected_close_from <= DATE '{week[1]}' AND s.expected_close_to >= DATE '{week[0]}' "
        f"OR d.recorded_close_on BETWEEN DATE '{week[0]}' AND DATE '{week[1]}' OR d.late)"
    )
    joined = "FROM d JOIN scores s ON s.opportunity_id = d.id WHERE NOT s.stale"
    n, amount, at_risk = raw.execute(
        f"SELECT count(*), sum(d.amount)::DOUBLE, sum(d.amount * (1 - s.win_by_horizon))::DOUBLE "
        f"{joined} AND {due}"
    ).fetchone()
    live = raw.execute(f"SELECT count(*) {joined}").fetchone()[0]
    stale, stale_amount = raw.execute(
        "SELECT count(*), sum(d.amount)::DOUBLE FROM d JOIN scores s ON s.opportunity_id = d.id "
        "WHERE s.stale"
    ).fetchone()
    facts = _facts(result)
    assert facts[("deals_at_risk_count", title)] == n > 0
    assert facts[("live_deals_count", title)] == live
    assert facts[("amount", title)] == pytest.approx(amount, abs=0.01)
    assert facts[("value_at_risk", title)] == pytest.approx(at_risk, abs=0.01)
    assert facts[("share_at_risk", title)] == pytest.approx(at_risk / amount, rel=1e-9)
    assert facts[("stale_count", title)] == stale > 0
    assert facts[("stale_amount", title)] == pytest.approx(stale_amount, abs=0.01)
    parts = facts[("value_at_loss", title)] + facts[("value_at_slip", title)]
    assert parts == pytest.approx(at_risk, abs=0.02)
    top = raw.execute(
        f"SELECT d.id, (d.amount * (1 - s.win_by_horizon))::DOUBLE AS v {joined} AND {due} "
        "ORDER BY round(v, 6) DESC, d.id LIMIT 5"
    ).fetchall()
    assert [row[0] for row in result.tables[0].rows] == [row[0] for row in top]
    at = [column.name for column in result.tables[0].columns].index("value at risk")
    for row, (_, value) in zip(result.tables[0].rows, top, strict=True):
        assert row[at] == pytest.approx(value, abs=0.006)
