"""The demo company's tables agree with each other and with its truth, checked by plain SQL."""

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
    "stage_history",
    "close_date_history",
    "activities",
    "orders",
)

# Each query finds rows that break the rule; `extracted_on()` is the day of the extract.
RULES = {
    "unknown account": """SELECT * FROM opportunities
        WHERE account NOT IN (SELECT account FROM accounts)""",
    "unknown product": """SELECT * FROM opportunities
        WHERE product NOT IN (SELECT product FROM products)""",
    "unknown rep": "SELECT * FROM opportunities WHERE rep NOT IN (SELECT rep FROM reps)",
    "a leader owns a deal": """SELECT * FROM opportunities
        WHERE rep IN (SELECT manager FROM reps WHERE manager IS NOT NULL)""",
    "unknown manager": """SELECT * FROM reps
        WHERE manager IS NOT NULL AND manager NOT IN (SELECT rep FROM reps)""",
    "unknown parent": """SELECT * FROM accounts
        WHERE parent IS NOT NULL AND parent NOT IN
            (SELECT account FROM accounts WHERE parent IS NULL)""",
    "created after the extract": "SELECT * FROM opportunities WHERE created_on > extracted_on()",
    "closed outside its life": """SELECT * FROM opportunities
        WHERE closed_on <= created_on OR closed_on > extracted_on()""",
    "event on a weekend": """SELECT created_on AS day FROM opportunities WHERE weekend(created_on)
        UNION ALL SELECT entered_on FROM stage_history WHERE weekend(entered_on)
        UNION ALL SELECT changed_on FROM close_date_history WHERE weekend(changed_on)
        UNION ALL SELECT happened_on FROM activities WHERE weekend(happened_on)
        UNION ALL SELECT ordered_on FROM orders WHERE weekend(ordered_on)""",
    "stage and closing date disagree": """SELECT * FROM opportunities
        WHERE (stage LIKE 'Closed%') <> (closed_on IS NOT NULL)""",
    "value without closing": """SELECT * FROM opportunities
        WHERE (closed_on IS NULL) <> (close_value IS NULL)""",
    "lost for money or won for nothing": """SELECT * FROM opportunities
        WHERE (stage = 'Closed Lost' AND close_value <> 0)
           OR (stage = 'Closed Won' AND close_value <= 0)""",
    "won above the amount": """SELECT * FROM opportunities
        WHERE stage = 'Closed Won' AND close_value > amount""",
    "category on a closed deal or missing on an open one": """SELECT * FROM opportunities
        WHERE (forecast_category IS NULL) <> (closed_on IS NOT NULL)""",
    "unknown word": """SELECT * FROM opportunities
        WHERE type NOT IN ('new', 'expansion', 'renewal') OR currency <> 'USD'
           OR forecast_category NOT IN ('commit', 'best_case', 'pipeline', 'omitted')
           OR (type = 'new') = (source = 'existing customer')""",
    "reason without loss or loss without reason": """SELECT * FROM opportunities
        WHERE (stage = 'Closed Lost') <> (loss_reason IS NOT NULL)""",
    "next step on a closed deal": """SELECT * FROM opportunities
        WHERE next_step IS NOT NULL AND closed_on IS NOT NULL""",
    "no first stage on the day of creation": """SELECT * FROM opportunities AS o
        WHERE NOT EXISTS (SELECT * FROM stage_history AS h
            WHERE h.opportunity_id = o.opportunity_id AND h.stage = 'Discovery'
              AND h.entered_on = o.created_on)""",
    "stage entered outside the deal's life": """SELECT * FROM stage_history
        JOIN opportunities AS o USING (opportunity_id)
        WHERE entered_on < created_on OR entered_on > coalesce(closed_on, extracted_on())""",
    "closing stage not dated by the closing date": """SELECT * FROM stage_history AS h
        JOIN opportunities AS o USING (opportunity_id)
        WHERE h.stage LIKE 'Closed%' AND entered_on IS DISTINCT FROM closed_on""",
    "latest stage differs": """SELECT opportunity_id FROM stage_history AS h
        JOIN opportunities AS o USING (opportunity_id)
        GROUP BY opportunity_id, o.stage HAVING arg_max(h.stage, entered_on) <> o.stage""",
    "stages out of order or entered twice": """SELECT * FROM (
            SELECT *, lag(place(stage)) OVER deal AS earlier, lag(entered_on) OVER deal AS before
            FROM stage_history WINDOW deal AS (PARTITION BY opportunity_id ORDER BY entered_on))
        WHERE earlier >= place(stage) OR before >= entered_on""",
    "no first planned date on the day of creation": """SELECT * FROM opportunities AS o
        WHERE (SELECT min(changed_on) FROM close_date_history AS h
            WHERE h.opportunity_id = o.opportunity_id) IS DISTINCT FROM created_on""",
    "planned date changed outside the deal's life": """SELECT * FROM close_date_history
        JOIN opportunities USING (opportunity_id)
        WHERE changed_on < created_on OR changed_on > extracted_on() OR changed_on >= closed_on""",
    "planned for the past": """SELECT * FROM close_date_history
        WHERE recorded_close_on <= changed_on""",
    "a change that changes nothing": """SELECT * FROM (
            SELECT *, lag(recorded_close_on) OVER (
                PARTITION BY opportunity_id ORDER BY changed_on) AS before
            FROM close_date_history)
        WHERE recorded_close_on = before""",
    "latest planned date differs": """SELECT opportunity_id FROM close_date_history AS h
        JOIN opportunities AS o USING (opportunity_id)
        GROUP BY opportunity_id, o.recorded_close_on
        HAVING arg_max(h.recorded_close_on, changed_on) IS DISTINCT FROM o.recorded_close_on""",
    "export and truth disagree on what is known": """SELECT * FROM opportunities AS o
        JOIN truth USING (opportunity_id)
        WHERE coalesce(truth.ended_on <= extracted_on(), false) <> (o.closed_on IS NOT NULL)
           OR o.closed_on <> truth.ended_on
           OR (o.stage = 'Closed Won' AND (outcome <> 'won' OR o.close_value <> truth.close_value))
           OR (o.stage = 'Closed Lost' AND outcome <> 'lost')""",
    "a lingering deal is won": "SELECT * FROM truth WHERE lingers = 1 AND outcome = 'won'",
    "pushes differ from truth": """SELECT opportunity_id FROM (
            SELECT opportunity_id, recorded_close_on > lag(recorded_close_on) OVER (
                PARTITION BY opportunity_id ORDER BY changed_on) AS later FROM close_date_history)
        JOIN truth USING (opportunity_id) JOIN opportunities USING (opportunity_id)
        WHERE closed_on IS NOT NULL
        GROUP BY opportunity_id, pushes HAVING count(*) FILTER (later) <> pushes""",
    "first renewal or expansion before anything is bought": """SELECT * FROM opportunities AS o
        WHERE type <> 'new' AND NOT EXISTS (SELECT * FROM orders
            WHERE account = o.account AND ordered_on < o.created_on + 7)""",
    "amount differs from truth": """SELECT * FROM opportunities
        JOIN truth USING (opportunity_id) WHERE amount <> worth""",
}


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    folder = tmp_path_factory.mktemp("demo")
    generate(folder)
    with duckdb.connect() as connection:
        for table in TABLES:
            read(connection, table, folder / f"{table}.csv")
        read(connection, "truth", folder / "truth" / "deals.csv")
        connection.execute("CREATE MACRO extracted_on() AS DATE '2026-11-16'")
        connection.execute("CREATE MACRO weekend(day) AS isodow(day) > 5")
        connection.execute(
            """CREATE MACRO place(stage) AS list_position(['Discovery', 'Qualification',
            'Evaluation', 'Proposal', 'Negotiation', 'Closed', 'Closed'], split(stage, ' ')[1])"""
        )
        yield connection


def read(connection: duckdb.DuckDBPyConnection, name: str, path: Path) -> None:
    connection.execute(
        f"CREATE TABLE {name} AS SELECT * FROM read_csv('{path}', header = true, delim = ',', "
        "quote = '\"', escape = '\"', sample_size = -1)"
    )


@pytest.mark.parametrize("rule", list(RULES))
def test_no_row_breaks_the_rule(company: duckdb.DuckDBPyConnection, rule: str) -> None:
    assert company.execute(RULES[rule]).fetchmany(3) == []


def test_duckdb_reads_every_row(company: duckdb.DuckDBPyConnection) -> None:
    counts = [company.execute(f"SELECT count(*) FROM {table}").fetchone() for table in TABLES[:4]]
    assert counts == [(900,), (14,), (73,), (12_000,)]


def test_history_spans_three_years_and_ends_at_the_extract(
    company: duckdb.DuckDBPyConnection,
) -> None:
    first, last, latest = company.execute(
        "SELECT min(created_on)::VARCHAR, max(created_on)::VARCHAR, max(closed_on)::VARCHAR "
        "FROM opportunities"
    ).fetchall()[0]
    assert first.startswith("2023-11")
    assert "2026-11-09" < last <= "2026-11-16"
    assert "2026-11-09" < latest <= "2026-11-16"


def test_the_open_pipeline_has_every_kind_of_deal(company: duckdb.DuckDBPyConnection) -> None:
    live, stale, overdue, unpriced, stages = company.execute(
        """SELECT count(*) FILTER (lingers = 0), count(*) FILTER (lingers = 1),
               count(*) FILTER (recorded_close_on < extracted_on()),
               count(*) FILTER (amount IS NULL), count(DISTINCT stage)
        FROM opportunities JOIN truth USING (opportunity_id) WHERE closed_on IS NULL"""
    ).fetchall()[0]
    assert 1_000 <= live + stale <= 1_800
    assert 0.15 <= stale / (live + stale) <= 0.4
    assert 0.08 <= overdue / (live + stale) <= 0.35
    assert 40 <= unpriced <= 120
    assert stages == 5
