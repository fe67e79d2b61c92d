"""What people say and do around the deals is as planted: calls, categories, leads, baskets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from data.demo import generate


def figures(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[float, ...]:
    row = connection.execute(query).fetchone()
    assert row is not None
    return tuple(float(value) for value in row)


def planted(folder: Path) -> dict[str, Any]:
    text = (folder / "truth" / "parameters.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo")
    generate(path)
    return path


@pytest.fixture(scope="module")
def company(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for name in ("opportunities", "forecast_calls", "rep_history", "leads", "orders"):
            connection.execute(f"CREATE TABLE {name} AS FROM read_csv('{folder / name}.csv')")
        for name in ("deals", "open_deals", "leads"):
            path = folder / "truth" / f"{name}.csv"
            connection.execute(f"CREATE TABLE true_{name} AS FROM read_csv('{path}')")
        connection.execute("CREATE VIEW truth AS FROM true_deals SELECT * EXCLUDE (close_value)")
        yield connection


def test_who_calls_too_much_and_too_little(
    company: duckdb.DuckDBPyConnection, folder: Path
) -> None:
    """Commit of the first four weeks of a quarter over what the team then won in it."""
    ratios = dict(
        company.execute(
            """WITH calls AS (SELECT *, period.split_part('/', 1)::DATE AS first_day,
                    period.split_part('/', 2)::DATE AS last_day FROM forecast_calls
                WHERE category = 'commit' AND period < '2026-10'),
            members AS (SELECT first_day, h.rep, arg_max(h.manager, changed_on) AS team
                FROM (SELECT DISTINCT first_day FROM calls) JOIN rep_history AS h
                    ON changed_on <= first_day GROUP BY ALL),
            won AS (SELECT first_day, team, sum(close_value) AS won FROM members
                JOIN opportunities AS o USING (rep) WHERE stage = 'Closed Won'
                    AND date_trunc('quarter', closed_on) = first_day GROUP BY ALL)
            SELECT who, sum(amount) / sum(won) FROM calls JOIN won USING (first_day)
            WHERE team = who AND called_on < first_day + 28 GROUP BY who"""
        ).fetchall()
    )
    leans = planted(folder)["leans"]
    assert set(ratios) == set(leans)
    over, under = max(leans, key=lambda who: leans[who]), min(leans, key=lambda who: leans[who])
    assert ratios[over] == max(ratios.values())
    assert ratios[over] > 1.05
    assert ratios[under] == min(ratios.values())
    assert ratios[under] < 0.8


def test_the_closer_the_end_the_better_the_call(company: duckdb.DuckDBPyConnection) -> None:
    early, late = company.execute(
        """WITH calls AS (SELECT *, period.split_part('/', 1)::DATE AS first_day,
                row_number() OVER (PARTITION BY who, period ORDER BY called_on DESC) AS back,
                last_value(amount) OVER (PARTITION BY who, period ORDER BY called_on
                    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS final
            FROM forecast_calls WHERE category = 'commit' AND period < '2026-10')
        SELECT avg(abs(amount / final - 1)) FILTER (back > 9),
            avg(abs(amount / final - 1)) FILTER (back BETWEEN 2 AND 4) FROM calls"""
    ).fetchall()[0]
    assert late < early / 1.5


def test_leads_convert_as_planted(company: duckdb.DuckDBPyConnection) -> None:
    """Old enough ones; a few who would convert find no deal to be joined to."""
    chance, converted, low, high = company.execute(
        """SELECT avg(chance), avg(won_over), avg(won_over) FILTER (part = 1),
            avg(won_over) FILTER (part = 4)
        FROM (SELECT chance, (converted_on IS NOT NULL)::INTEGER AS won_over,
                ntile(4) OVER (ORDER BY chance) AS part
            FROM leads JOIN true_leads USING (lead_id) WHERE created_on < '2026-06-01')"""
    ).fetchall()[0]
    assert 0.12 < chance < 0.3
    assert converted == pytest.approx(chance, abs=0.04)
    assert high > 2 * low


def test_a_late_answer_costs_leads(company: duckdb.DuckDBPyConnection) -> None:
    soon, late = company.execute(
        """SELECT avg(won_over) FILTER (days <= 1), avg(won_over) FILTER (days > 4)
        FROM (SELECT first_contact_on - created_on AS days,
                (converted_on IS NOT NULL)::INTEGER AS won_over FROM leads
            WHERE first_contact_on IS NOT NULL AND created_on < '2026-06-01')"""
    ).fetchall()[0]
    assert late < 0.85 * soon


def test_true_chances_are_kept(company: duckdb.DuckDBPyConnection) -> None:
    """Of a thousand open deals, as many are won and lost in time as their chances say."""
    query = """SELECT count(*), sum(win_{0}d), sum(won), sum(loss_{0}d), sum(lost),
        sum(win_{0}d * (1 - win_{0}d)), max(win_{0}d + loss_{0}d)
        FROM (SELECT *, (outcome = 'won' AND ended_on <= DATE '2026-11-16' + {0})::INTEGER AS won,
                (outcome = 'lost' AND ended_on <= DATE '2026-11-16' + {0})::INTEGER AS lost
            FROM true_open_deals JOIN truth USING (opportunity_id))"""
    for days in (28, 91):
        count, wins, won, losses, lost, variance, most = figures(company, query.format(days))
        assert count == 1000
        assert abs(wins - won) < 3 * variance**0.5
        assert abs(losses - lost) < 3 * (losses * (1 - losses / count)) ** 0.5
        assert most < 1


def test_true_chances_tell_deals_apart(company: duckdb.DuckDBPyConnection) -> None:
    low, high, lingering = figures(
        company,
        """SELECT avg(won) FILTER (part = 1), avg(won) FILTER (part = 4),
            max(win_91d) FILTER (lingers = 1)
        FROM (SELECT *, ntile(4) OVER (ORDER BY win_91d) AS part,
                (outcome = 'won' AND ended_on <= DATE '2026-11-16' + 91)::INTEGER AS won
            FROM true_open_deals JOIN truth USING (opportunity_id))""",
    )
    assert low < 0.06
    assert high > 0.3
    assert lingering == 0


def test_categories_are_informative_but_noisy(company: duckdb.DuckDBPyConnection) -> None:
    commit, best, pipeline, omitted = figures(
        company,
        """SELECT avg(won) FILTER (c = 'commit'), avg(won) FILTER (c = 'best_case'),
            avg(won) FILTER (c = 'pipeline'), avg(won) FILTER (c = 'omitted')
        FROM (SELECT forecast_category AS c, (outcome = 'won' AND ended_on < '2027-01-01')::INTEGER
                AS won FROM opportunities JOIN truth USING (opportunity_id)
            WHERE closed_on IS NULL)""",
    )
    assert 0.9 > commit > best > pipeline > omitted


def test_won_deals_close_a_few_percent_below_the_offer(
    company: duckdb.DuckDBPyConnection,
) -> None:
    (share,) = figures(
        company,
        """SELECT sum(close_value) / sum(amount) FROM opportunities
        WHERE stage = 'Closed Won' AND amount IS NOT NULL""",
    )
    assert 0.94 < share < 0.98


def test_planted_pairs_are_bought_together(
    company: duckdb.DuckDBPyConnection, folder: Path
) -> None:
    """Lift of a pair over accounts: the strongest planted ones are above all pairs' median."""
    lifts = {
        frozenset((a, b)): lift
        for a, b, lift in company.execute(
            """WITH owned AS (SELECT DISTINCT account, product FROM orders),
            size AS (SELECT count(DISTINCT account) AS n FROM owned),
            shares AS (SELECT product, count(*) AS c FROM owned GROUP BY product)
            SELECT a.product, b.product, count(*) * any_value(n)
                / any_value(x.c) / any_value(y.c)
            FROM owned AS a JOIN owned AS b ON a.account = b.account AND a.product < b.product
            JOIN shares AS x ON x.product = a.product JOIN shares AS y ON y.product = b.product,
            size GROUP BY a.product, b.product"""
        ).fetchall()
    }
    strongest = {
        frozenset(pair[:2]) for pair in planted(folder)["affinity"]["lift"] if pair[2] == 5
    }
    middle = sorted(lifts.values())[len(lifts) // 2]
    above = [pair for pair in strongest if lifts[pair] > middle]
    assert len(above) >= 0.7 * len(strongest)


def test_another_seed_plants_other_effects_of_the_same_signs(folder: Path, tmp_path: Path) -> None:
    generate(tmp_path, seed=21, opportunities=300)
    mine, other = planted(folder), planted(tmp_path)
    assert set(mine["reps"]) != set(other["reps"])
    assert mine["process"] != other["process"]
    assert mine["affinity"] != other["affinity"]
    for found in (mine, other):
        process = found["process"]
        assert process["win_last_factor"] > 1 > process["win_by_push"]
        assert process["win_by_discount"] > 0
        assert process["regime_family"] in process["win_by_family"]
        assert max(found["leans"].values()) == 1.4
        assert min(found["leans"].values()) <= 0.7
