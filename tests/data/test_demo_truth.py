"""What the demo company's files show, measured by SQL, against what its truth says was planted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from data.demo import generate

DEALS = 20_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo")
    generate(path, opportunities=DEALS)
    return path


@pytest.fixture(scope="module")
def planted(folder: Path) -> dict[str, Any]:
    text = (folder / "truth" / "parameters.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


@pytest.fixture(scope="module")
def company(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for name in ("opportunities", "products", "stage_history", "close_date_history"):
            connection.execute(f"CREATE TABLE {name} AS FROM read_csv('{folder / name}.csv')")
        truth = folder / "truth" / "deals.csv"
        connection.execute(f"CREATE TABLE truth AS FROM read_csv('{truth}')")
        yield connection


def figures(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[float, ...]:
    row = connection.execute(query).fetchone()
    assert row is not None
    return tuple(float(value) for value in row)


def test_share_that_never_closes(
    company: duckdb.DuckDBPyConnection, planted: dict[str, Any]
) -> None:
    """Two years after creation practically all deals still open are the ones planted."""
    share, stray = figures(
        company,
        "SELECT avg(lingers), avg((outcome = 'open' AND lingers = 0)::INTEGER) FROM truth",
    )
    assert 0.12 <= planted["process"]["linger_share"] <= 0.15
    assert share == pytest.approx(planted["process"]["linger_share"], abs=0.01)
    assert stray < 0.005
    (old_open,) = figures(
        company,
        """SELECT avg((closed_on IS NULL)::INTEGER) FROM opportunities
        WHERE created_on < DATE '2025-06-01'""",
    )
    assert old_open == pytest.approx(planted["process"]["linger_share"], abs=0.02)


def test_win_rate_and_cycle(company: duckdb.DuckDBPyConnection) -> None:
    rate, cycle, cycle_won = figures(
        company,
        """SELECT avg((stage = 'Closed Won')::INTEGER), median(closed_on - created_on),
               median(closed_on - created_on) FILTER (stage = 'Closed Won')
        FROM opportunities WHERE closed_on IS NOT NULL""",
    )
    assert 0.42 <= rate <= 0.48
    assert 58 <= cycle <= 70
    assert cycle < cycle_won < 90


def test_pushes(company: duckdb.DuckDBPyConnection) -> None:
    """About a third is pushed, a few are pulled in; losing and lingering deals are pushed more."""
    changes = """WITH moves AS (SELECT opportunity_id, recorded_close_on - lag(recorded_close_on)
            OVER (PARTITION BY opportunity_id ORDER BY changed_on) AS days FROM close_date_history),
        deals AS (SELECT opportunity_id, coalesce(max(days) > 0, false)::INTEGER AS pushed,
            coalesce(min(days) < 0, false)::INTEGER AS pulled FROM moves GROUP BY ALL)
        """
    pushed, pulled = figures(company, f"{changes} SELECT avg(pushed), avg(pulled) FROM deals")
    assert 0.27 <= pushed <= 0.38
    assert 0.03 <= pulled <= 0.09
    won, lost, lingering = figures(
        company,
        f"""{changes} SELECT avg(pushed) FILTER (outcome = 'won'),
            avg(pushed) FILTER (outcome = 'lost'), avg(pushed) FILTER (lingers = 1)
        FROM deals JOIN truth USING (opportunity_id)""",
    )
    assert won + 0.03 < lost
    assert lost + 0.2 < lingering


# Working days that deals spend in Negotiation at an age where the planted age factor is nearly
# level, by part of the quarter, and the wins and losses on them.
EXPOSURE = """
WITH spells AS (
    SELECT o.opportunity_id, created_on, closed_on, o.stage, entered_on + 1 AS since,
        coalesce(closed_on, DATE '2026-11-16') AS until
    FROM opportunities AS o JOIN stage_history AS h USING (opportunity_id)
        JOIN truth USING (opportunity_id)
    WHERE h.stage = 'Negotiation' AND lingers = 0),
days AS (
    SELECT stage, closed_on = day::DATE AS ends, month(day) % 3 AS place,
        day::DATE > last_day((date_trunc('quarter', day) + INTERVAL 2 MONTH)::DATE) - 14 AS late
    FROM spells, unnest(generate_series(greatest(since, created_on + 65)::TIMESTAMP,
        least(until, created_on + 125)::TIMESTAMP, INTERVAL 1 DAY)) AS s(day)
    WHERE isodow(day) <= 5),
rates AS (
    SELECT CASE WHEN late THEN 'late' WHEN place = 0 THEN 'third' WHEN place = 1 THEN 'first'
            ELSE 'second' END AS part,
        avg(coalesce(ends AND stage = 'Closed Won', false)::INTEGER) AS win,
        avg(coalesce(ends AND stage = 'Closed Lost', false)::INTEGER) AS loss
    FROM days GROUP BY part)
"""


def test_wins_bunch_at_the_end_of_the_quarter_as_planted(
    company: duckdb.DuckDBPyConnection, planted: dict[str, Any]
) -> None:
    second, third, late = figures(
        company,
        EXPOSURE
        + """SELECT max(win) FILTER (part = 'second') / max(win) FILTER (part = 'first'),
            max(win) FILTER (part = 'third') / max(win) FILTER (part = 'first'),
            max(win) FILTER (part = 'late') / max(win) FILTER (part = 'third') FROM rates""",
    )
    process = planted["process"]
    months = process["win_by_month"]
    assert second == pytest.approx(months[1] / months[0], rel=0.15)
    assert third == pytest.approx(months[2] / months[0], rel=0.15)
    assert late == pytest.approx(process["win_last_factor"], rel=0.15)


def test_losses_are_flat_over_the_quarter(company: duckdb.DuckDBPyConnection) -> None:
    (spread,) = figures(company, EXPOSURE + "SELECT max(loss) / min(loss) FROM rates")
    assert spread < 1.35


def test_families_win_in_the_planted_order(
    company: duckdb.DuckDBPyConnection, planted: dict[str, Any]
) -> None:
    process = planted["process"]
    odds = {
        name: process["win_by_family"][name] / process["loss_by_family"][name]
        for name in process["win_by_family"]
    }
    measured = company.execute(
        """SELECT family FROM truth JOIN opportunities USING (opportunity_id)
        JOIN products USING (product) WHERE outcome <> 'open'
        GROUP BY family ORDER BY avg((outcome = 'won')::INTEGER)"""
    ).fetchall()
    assert [family for (family,) in measured] == sorted(odds, key=lambda name: odds[name])


def test_reps_win_as_planted(company: duckdb.DuckDBPyConnection, planted: dict[str, Any]) -> None:
    """The third with the best planted odds wins more than the third with the worst."""
    rates = dict(
        company.execute(
            """SELECT rep, avg((outcome = 'won')::INTEGER) FROM truth
            JOIN opportunities USING (opportunity_id) WHERE outcome <> 'open' GROUP BY rep"""
        ).fetchall()
    )
    odds = {rep: factor["win"] / factor["loss"] for rep, factor in planted["reps"].items()}
    assert set(rates) == set(odds)
    strong = sorted(odds, key=lambda rep: odds[rep])[-8:]
    weak = sorted(odds, key=lambda rep: odds[rep])[:8]
    gap = sum(rates[rep] for rep in strong) / 8 - sum(rates[rep] for rep in weak) / 8
    assert 0.03 < gap < 0.25


def test_a_missing_amount_tells_nothing(company: duckdb.DuckDBPyConnection) -> None:
    won, lost, still_open = figures(
        company,
        """SELECT avg((amount IS NULL)::INTEGER) FILTER (stage = 'Closed Won'),
            avg((amount IS NULL)::INTEGER) FILTER (stage = 'Closed Lost'),
            avg((amount IS NULL)::INTEGER) FILTER (closed_on IS NULL) FROM opportunities""",
    )
    assert max(won, lost, still_open) - min(won, lost, still_open) < 0.015


def test_enough_closings_in_every_full_quarter(company: duckdb.DuckDBPyConnection) -> None:
    (fewest,) = figures(
        company,
        """SELECT min(n) FROM (SELECT count(*) FILTER (stage = 'Closed Won') AS n
        FROM opportunities WHERE closed_on >= DATE '2025-01-01' AND closed_on < DATE '2026-10-01'
        GROUP BY date_trunc('quarter', closed_on))""",
    )
    assert fewest * 3000 / DEALS > 60
