"""What the demo company's files show, measured by SQL, against what its truth says was planted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from data.demo import generate

DEALS = 24_000


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
        for name in ("opportunities", "products", "stage_history", "close_date_history",
                     "activities", "reps"):  # fmt: skip
            connection.execute(f"CREATE TABLE {name} AS FROM read_csv('{folder / name}.csv')")
        path = folder / "truth" / "deals.csv"
        connection.execute(
            f"CREATE TABLE truth AS SELECT * EXCLUDE (close_value) FROM read_csv('{path}')"
        )
        yield connection


def figures(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[float, ...]:
    row = connection.execute(query).fetchone()
    assert row is not None
    return tuple(float(value) for value in row)


def test_share_that_lingers(company: duckdb.DuckDBPyConnection, planted: dict[str, Any]) -> None:
    """All deals that stay open for ever are lingering ones, though some of those are lost."""
    share, stray, old_open, old_lingering = figures(
        company,
        """SELECT avg(lingers), avg((outcome = 'open' AND lingers = 0)::INTEGER),
            avg((closed_on IS NULL)::INTEGER) FILTER (created_on < DATE '2025-06-01'),
            avg(lingers) FILTER (closed_on IS NULL AND created_on < DATE '2025-06-01')
        FROM truth JOIN opportunities USING (opportunity_id)""",
    )
    assert share == pytest.approx(planted["process"]["linger_share"], abs=0.008)
    assert stray < 0.002
    assert 0.015 < old_open < share
    assert old_lingering > 0.95


def test_win_rate_and_cycle(company: duckdb.DuckDBPyConnection) -> None:
    rate, cycle, cycle_won = figures(
        company,
        """SELECT avg((stage = 'Closed Won')::INTEGER), median(closed_on - created_on),
               median(closed_on - created_on) FILTER (stage = 'Closed Won')
        FROM opportunities WHERE closed_on IS NOT NULL""",
    )
    assert 0.28 <= rate <= 0.42
    assert 58 <= cycle <= 80
    assert 60 < cycle_won < 90


def test_renewals_win_most_and_new_business_least(company: duckdb.DuckDBPyConnection) -> None:
    new, expansion, renewal = figures(
        company,
        """SELECT avg(won) FILTER (type = 'new'), avg(won) FILTER (type = 'expansion'),
            avg(won) FILTER (type = 'renewal')
        FROM (SELECT type, (stage = 'Closed Won')::INTEGER AS won FROM opportunities
            WHERE closed_on IS NOT NULL)""",
    )
    assert 0.2 < new < expansion - 0.03
    assert expansion < renewal - 0.1
    assert renewal < 0.6


def test_pushes(company: duckdb.DuckDBPyConnection) -> None:
    """A good third is pushed, a few are pulled in; deals lost or still open are pushed more."""
    changes = """WITH moves AS (SELECT opportunity_id, recorded_close_on - lag(recorded_close_on)
            OVER (PARTITION BY opportunity_id ORDER BY changed_on) AS days FROM close_date_history),
        deals AS (SELECT opportunity_id, coalesce(max(days) > 0, false)::INTEGER AS pushed,
            coalesce(min(days) < 0, false)::INTEGER AS pulled FROM moves GROUP BY ALL)
        """
    pushed, pulled, won, lost, lingering = figures(
        company,
        f"""{changes} SELECT avg(pushed), avg(pulled),
            avg(pushed) FILTER (stage = 'Closed Won'), avg(pushed) FILTER (stage = 'Closed Lost'),
            avg(pushed) FILTER (lingers = 1)
        FROM deals JOIN truth USING (opportunity_id) JOIN opportunities USING (opportunity_id)""",
    )
    assert 0.25 <= pushed <= 0.45
    assert 0.03 <= pulled <= 0.09
    assert won + 0.02 < lost
    assert lost + 0.1 < lingering


# Deals in Negotiation that do not linger, in the middle of each month, and their next 28 days.
LOOKS = """
WITH looked AS (SELECT DISTINCT (date_trunc('month', day) + INTERVAL 14 DAY)::DATE AS today
    FROM generate_series(TIMESTAMP '2024-05-01', TIMESTAMP '2026-09-01', INTERVAL 1 MONTH)
        AS s(day)),
standing AS (
    SELECT today, o.opportunity_id, outcome, ended_on, discount, max(entered_on) AS reached
    FROM looked JOIN opportunities AS o ON created_on <= today
        AND coalesce(closed_on > today, true) AND today - created_on BETWEEN 40 AND 220
    JOIN truth USING (opportunity_id)
    JOIN stage_history AS h ON h.opportunity_id = o.opportunity_id AND entered_on <= today
    WHERE lingers = 0 GROUP BY today, o.opportunity_id, outcome, ended_on, discount
    HAVING arg_max(h.stage, entered_on) = 'Negotiation'),
looks AS (
    SELECT s.*, today - reached AS stayed,
        (ended_on <= today + 28 AND outcome = 'won')::INTEGER AS won,
        (ended_on <= today + 28 AND outcome = 'lost')::INTEGER AS lost,
        (SELECT today - max(happened_on) FROM activities AS a
            WHERE a.opportunity_id = s.opportunity_id AND happened_on <= today) AS silent,
        (SELECT count(*) - 1 FROM close_date_history AS c
            WHERE c.opportunity_id = s.opportunity_id AND changed_on <= today) AS changes
    FROM standing AS s)
"""


@pytest.mark.parametrize(
    ("alike", "better", "worse", "drop", "rise"),
    [
        ("stayed <= 60", "silent <= 7", "silent > 28", 0.7, 1.2),
        ("silent <= 14 AND changes = 0", "stayed <= 14", "stayed > 50", 0.8, 1.05),
        ("silent <= 14 AND stayed <= 60", "changes = 0", "changes >= 2", 0.8, 0.9),
        ("silent <= 60", "discount > 0.14", "discount < 0.04", 0.9, 0.0),
    ],
)
def test_what_speaks_against_a_deal_does(
    company: duckdb.DuckDBPyConnection,
    alike: str,
    better: str,
    worse: str,
    drop: float,
    rise: float,
) -> None:
    """Silence, standing still, pushes and a small discount lower the wins of the next 28 days."""
    good, bad, lost_good, lost_bad, fewest = figures(
        company,
        f"""{LOOKS} SELECT avg(won) FILTER ({better}), avg(won) FILTER ({worse}),
            avg(lost) FILTER ({better}), avg(lost) FILTER ({worse}),
            least(count(*) FILTER ({better}), count(*) FILTER ({worse})) FROM looks
        WHERE {alike}""",
    )
    assert fewest > 150
    assert bad < drop * good
    assert lost_bad > rise * lost_good


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
    assert second == pytest.approx(months[1] / months[0], rel=0.2)
    assert third == pytest.approx(months[2] / months[0], rel=0.2)
    assert late == pytest.approx(process["win_last_factor"], rel=0.2)


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
        JOIN products USING (product) WHERE ended_on < DATE '2025-12-01'
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
    strong = sorted(odds, key=lambda rep: odds[rep])[-20:]
    weak = sorted(odds, key=lambda rep: odds[rep])[:20]
    gap = sum(rates[rep] for rep in strong) / 20 - sum(rates[rep] for rep in weak) / 20
    assert 0.05 < gap < 0.25


def test_the_regime_lowers_wins_where_planted_and_slows_everything(
    company: duckdb.DuckDBPyConnection, planted: dict[str, Any]
) -> None:
    """Wins against losses, after to before, in the planted family and region and elsewhere."""
    process, start = planted["process"], planted["regime_from"]
    assert start == "2025-12-01"
    odds = f"""SELECT place, log(
            (count(*) FILTER (stage = 'Closed Won' AND closed_on >= '{start}')
                / count(*) FILTER (stage = 'Closed Lost' AND closed_on >= '{start}'))
            / (count(*) FILTER (stage = 'Closed Won' AND closed_on < '{start}')
                / count(*) FILTER (stage = 'Closed Lost' AND closed_on < '{start}'))) AS change
        FROM (SELECT *, (family = '{process["regime_family"]}')::INTEGER
                + (region = '{process["regime_region"]}')::INTEGER AS place
            FROM opportunities JOIN products USING (product) JOIN reps USING (rep))
        GROUP BY place"""
    nowhere, once, both = figures(
        company,
        f"""SELECT max(change) FILTER (place = 0), max(change) FILTER (place = 1),
            max(change) FILTER (place = 2) FROM ({odds})""",
    )
    assert once < nowhere - 0.05
    assert both < once
    before, after = figures(
        company,
        f"""SELECT median(closed_on - created_on) FILTER (closed_on < '{start}'),
            median(closed_on - created_on) FILTER (created_on >= DATE '{start}' - 30)
        FROM opportunities WHERE stage = 'Closed Won' AND created_on >= DATE '2024-06-01'
          AND closed_on - created_on < 200 AND created_on < DATE '2026-05-01'""",
    )
    assert after > before + 2


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
