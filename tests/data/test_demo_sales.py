"""What stands around the demo company's deals agrees with them and adds up, by plain SQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from data.demo import generate

TABLES = (
    "accounts",
    "products",
    "reps",
    "opportunities",
    "rep_history",
    "opportunity_lines",
    "activities",
    "orders",
    "leads",
    "targets",
    "forecast_calls",
)

# Each query finds rows that break the rule; `extracted_on()` is the day of the extract.
RULES = {
    "unknown deal in a line": """SELECT * FROM opportunity_lines WHERE opportunity_id NOT IN
            (SELECT opportunity_id FROM opportunities)
        OR product NOT IN (SELECT product FROM products) OR quantity < 1""",
    "lines do not add up to the amount": """SELECT opportunity_id FROM opportunity_lines
        JOIN opportunities USING (opportunity_id) GROUP BY opportunity_id, amount
        HAVING sum(quantity * unit_price) IS DISTINCT FROM amount""",
    "lines without the product of the deal": """SELECT opportunity_id FROM opportunity_lines AS l
        JOIN opportunities AS o USING (opportunity_id) GROUP BY opportunity_id
        HAVING NOT bool_or(l.product = o.product)""",
    "more than four lines": """SELECT opportunity_id FROM opportunity_lines
        GROUP BY opportunity_id HAVING count(*) > 4""",
    "activity outside the deal's life or of nobody": """SELECT * FROM activities AS a
        LEFT JOIN opportunities AS o USING (opportunity_id)
        WHERE o.created_on IS NULL OR happened_on <= created_on OR happened_on >= closed_on
           OR happened_on > extracted_on() OR a.rep NOT IN (SELECT rep FROM reps)
           OR kind NOT IN ('call', 'email', 'meeting', 'demo')""",
    "order of a deal differs from what it closed at": """SELECT order_id FROM orders
        LEFT JOIN opportunities AS o ON o.opportunity_id = replace(order_id, 'O-', 'D-')
        WHERE order_id LIKE 'O-%' GROUP BY order_id, o.close_value
        HAVING sum(orders.amount) IS DISTINCT FROM o.close_value""",
    "order differs from the deal": """SELECT * FROM orders
        JOIN opportunities AS o ON o.opportunity_id = replace(order_id, 'O-', 'D-')
        WHERE orders.account <> o.account OR o.stage <> 'Closed Won' OR ordered_on < closed_on
           OR ordered_on > closed_on + 6""",
    "won without an order": """SELECT * FROM opportunities WHERE stage = 'Closed Won'
        AND closed_on < extracted_on() - 7
        AND replace(opportunity_id, 'D-', 'O-') NOT IN (SELECT order_id FROM orders)""",
    "order of nobody, of nothing, late or worth nothing": """SELECT * FROM orders
        WHERE account NOT IN (SELECT account FROM accounts) OR quantity < 1 OR amount < 1
           OR product NOT IN (SELECT product FROM products) OR ordered_on > extracted_on()
           OR (order_id LIKE 'P-%' AND ordered_on >= DATE '2023-11-01')""",
    "lead out of order in time": """SELECT * FROM leads WHERE created_on > extracted_on()
        OR first_contact_on < created_on OR last_contact_on < first_contact_on
        OR last_contact_on > extracted_on() OR converted_on < created_on
        OR first_contact_on > converted_on OR last_contact_on > converted_on
        OR (first_contact_on IS NULL) <> (last_contact_on IS NULL)""",
    "lead converted by halves": """SELECT * FROM leads
        WHERE (status = 'converted') <> (converted_on IS NOT NULL)
           OR (status = 'converted') <> (opportunity_id IS NOT NULL)
           OR (status = 'converted' AND account IS NULL)
           OR (status = 'new') > (first_contact_on IS NULL)""",
    "lead differs from its deal": """SELECT * FROM leads AS l
        LEFT JOIN opportunities AS o USING (opportunity_id)
        WHERE l.opportunity_id IS NOT NULL AND (o.type <> 'new' OR l.source <> o.source
            OR l.account <> o.account OR l.rep <> o.rep OR converted_on <> o.created_on
            OR o.created_on IS NULL)""",
    "two leads of one deal": """SELECT opportunity_id FROM leads
        WHERE opportunity_id IS NOT NULL GROUP BY 1 HAVING count(*) > 1""",
    "lead differs from its account": """SELECT * FROM leads AS l JOIN accounts AS a USING (account)
        WHERE l.company <> a.account OR l.sector <> a.sector OR l.segment <> a.segment
           OR l.country <> a.country""",
    "lead of an unknown account, or with an account's name but without it": """
        SELECT * FROM leads WHERE account NOT IN (SELECT account FROM accounts)
           OR (account IS NULL AND company IN (SELECT account FROM accounts))""",
    "posting differs from the people": """SELECT rep FROM rep_history AS h JOIN reps USING (rep)
        GROUP BY rep, reps.manager, reps.region
        HAVING arg_max(coalesce(h.manager, ''), changed_on) <> coalesce(reps.manager, '')
            OR arg_max(h.region, changed_on) <> reps.region""",
    "nobody's posting or a person without one": """SELECT rep FROM reps FULL JOIN
            (SELECT DISTINCT rep AS posted FROM rep_history) ON rep = posted
        WHERE rep IS NULL OR posted IS NULL""",
    "posting that changes nothing or comes late": """SELECT * FROM (SELECT *, lag(manager) OVER (
            PARTITION BY rep ORDER BY changed_on) AS before FROM rep_history)
        WHERE manager = before OR changed_on > extracted_on()""",
    "deal before its owner was hired": """SELECT * FROM opportunities AS o
        WHERE created_on < (SELECT min(changed_on) FROM rep_history AS h WHERE h.rep = o.rep)""",
    "target for no quarter or for nobody": """SELECT * FROM targets
        WHERE "start" <> date_trunc('quarter', "start") OR amount < 1
           OR "end" <> last_day(("start" + INTERVAL 2 MONTH)::DATE)
           OR (level = 'rep' AND name NOT IN (SELECT rep FROM opportunities))
           OR (level = 'team' AND name NOT IN (SELECT manager FROM reps WHERE manager IS NOT NULL))
           OR kind <> CASE level WHEN 'company' THEN 'plan' ELSE 'quota' END""",
    "team quota is not 95% of its members' quotas": """WITH members AS (
            SELECT "start", (SELECT arg_max(manager, changed_on) FROM rep_history AS h
                WHERE h.rep = t.name AND changed_on <= t."start") AS team, sum(amount) AS amount
            FROM targets AS t WHERE level = 'rep' GROUP BY ALL),
        teams AS (SELECT "start", name AS team, amount FROM targets WHERE level = 'team')
        SELECT * FROM members FULL JOIN teams USING ("start", team)
        WHERE abs(members.amount * 0.95 - teams.amount) > 500 OR members.amount IS NULL
           OR teams.amount IS NULL""",
    "plan is not 97% of the teams' quotas": """SELECT "start" FROM targets
        WHERE level <> 'rep' GROUP BY "start"
        HAVING abs(sum(amount) FILTER (level = 'team') * 0.97
            - sum(amount) FILTER (level = 'company')) > 500
            OR count(*) FILTER (level = 'company') <> 1""",
    "call of nobody's manager, or not on a Monday of its quarter": """SELECT * FROM calls
        WHERE who NOT IN (SELECT manager FROM rep_history WHERE manager IS NOT NULL)
           OR isodow(called_on) <> 1 OR called_on < first_day
           OR called_on > least(last_day, extracted_on())
           OR last_day <> last_day((first_day + INTERVAL 2 MONTH)::DATE)""",
    "call below what is already won": """SELECT calls.* FROM calls JOIN opportunities AS o
            ON stage = 'Closed Won' AND closed_on BETWEEN first_day AND called_on
        JOIN (SELECT f.first_day, h.rep, arg_max(h.manager, changed_on) AS team
            FROM (SELECT DISTINCT first_day FROM calls) AS f
            JOIN rep_history AS h ON changed_on <= f.first_day GROUP BY ALL) AS postings
            ON postings.first_day = calls.first_day AND postings.rep = o.rep AND team = who
        GROUP BY calls.who, calls.period, calls.category, calls.called_on, calls.amount,
            calls.currency, calls.first_day, calls.last_day
        HAVING sum(close_value) > calls.amount""",
    "best case below commit": """SELECT * FROM calls AS a JOIN calls AS b
        USING (who, period, called_on)
        WHERE a.category = 'commit' AND b.category = 'best_case' AND b.amount < a.amount""",
}


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    folder = tmp_path_factory.mktemp("demo")
    generate(folder)
    with duckdb.connect() as connection:
        for table in TABLES:
            read(connection, table, folder / f"{table}.csv")
        connection.execute(
            """CREATE VIEW calls AS SELECT *, period.split_part('/', 1)::DATE AS first_day,
                period.split_part('/', 2)::DATE AS last_day FROM forecast_calls"""
        )
        connection.execute("CREATE MACRO extracted_on() AS DATE '2026-11-16'")
        yield connection


def read(connection: duckdb.DuckDBPyConnection, name: str, path: Path) -> None:
    connection.execute(
        f"CREATE TABLE {name} AS SELECT * FROM read_csv('{path}', header = true, delim = ',', "
        "quote = '\"', escape = '\"', sample_size = -1)"
    )


@pytest.mark.parametrize("rule", list(RULES))
def test_no_row_breaks_the_rule(company: duckdb.DuckDBPyConnection, rule: str) -> None:
    assert company.execute(RULES[rule]).fetchmany(3) == []


def test_some_people_change_team_and_some_change_region(
    company: duckdb.DuckDBPyConnection,
) -> None:
    moved, far, hired = company.execute(
        """SELECT count(*) FILTER (postings > 1), count(*) FILTER (regions > 1),
               count(*) FILTER (since > DATE '2023-11-01')
        FROM (SELECT rep, count(*) AS postings, count(DISTINCT region) AS regions,
                  min(changed_on) AS since FROM rep_history GROUP BY rep)"""
    ).fetchall()[0]
    assert 8 <= moved <= 20
    assert 1 <= far < moved
    assert hired == 6


def test_targets_run_from_the_first_year_to_the_quarter_of_the_extract(
    company: duckdb.DuckDBPyConnection,
) -> None:
    found = company.execute(
        """SELECT level, count(DISTINCT "start"), max("end")::VARCHAR, count(DISTINCT name)
        FROM targets GROUP BY level ORDER BY level"""
    ).fetchall()
    assert found == [
        ("company", 11, "2026-12-31", 1),
        ("rep", 11, "2026-12-31", 60),
        ("team", 11, "2026-12-31", 8),
    ]


def test_some_targets_are_met_and_some_missed(company: duckdb.DuckDBPyConnection) -> None:
    """Of teams, by plain sums of what their members then won; whole quarters only."""
    low, middle, high, met = company.execute(
        """WITH won AS (
            SELECT t.name, t."start", t.amount, coalesce(sum(close_value), 0) AS won
            FROM targets AS t JOIN rep_history AS h ON h.manager = t.name
                AND h.changed_on <= t."start" AND NOT EXISTS (SELECT * FROM rep_history AS later
                    WHERE later.rep = h.rep AND later.changed_on > h.changed_on
                      AND later.changed_on <= t."start")
            LEFT JOIN opportunities AS o ON o.rep = h.rep AND stage = 'Closed Won'
                AND closed_on BETWEEN t."start" AND t."end"
            WHERE level = 'team' AND t."end" < extracted_on() GROUP BY ALL)
        SELECT quantile_cont(won / amount, 0.1), median(won / amount),
            quantile_cont(won / amount, 0.9), avg((won >= amount)::INTEGER) FROM won"""
    ).fetchall()[0]
    assert 0.5 < low < 0.8
    assert 0.8 < middle < 1.1
    assert 1.05 < high < 1.5
    assert 0.2 < met < 0.6


def test_every_quarter_is_worth_millions(company: duckdb.DuckDBPyConnection) -> None:
    fewest, least, most = company.execute(
        """SELECT min(deals), min(won), max(won) FROM (
            SELECT count(*) AS deals, sum(close_value) AS won FROM opportunities
            WHERE stage = 'Closed Won' AND closed_on BETWEEN '2024-04-01' AND '2026-09-30'
            GROUP BY date_trunc('quarter', closed_on))"""
    ).fetchall()[0]
    assert fewest > 200
    assert 3e6 < least < most < 20e6
