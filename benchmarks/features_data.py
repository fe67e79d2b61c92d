"""Synthetic tables of any size, as Parquet, for measuring features: numbers only, no company.

    python -m benchmarks.features_data DIR --rows N

Begins in November 2023 and is extracted two and a half months after `AS_OF`, so that every table
holds rows that a feature must not see. The same N gives the same rows.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

AS_OF = date(2026, 8, 31)
FIRST, EXTRACTED = date(2023, 11, 16), date(2026, 11, 16)
OPEN_STAGES = ("Discovery", "Qualification", "Proposal", "Negotiation")

# A number from 0 to 1 that depends on the deal and a word only.
_DRAW = "CREATE MACRO draw(deal, word) AS (hash(deal, word) % 1000003) / 1000003.0"

_DEALS = f"""
    CREATE TABLE deals AS
    SELECT *, CASE WHEN ends <= DATE '{EXTRACTED}' THEN ends END AS closed_on FROM (
        SELECT i, printf('006%012d', i) AS opportunity_id, begins AS created_on,
               begins + CASE WHEN draw(i, 'stays') < 0.15 THEN 5000
                             ELSE 1 + (-ln(1e-6 + draw(i, 'life')) * 120)::INTEGER END AS ends
        FROM (SELECT i, DATE '{FIRST}' + (draw(i, 'begins') * 1096)::INTEGER AS begins
              FROM range($rows) t(i)))
"""

_TABLES = {
    "accounts": """
        SELECT 'Account ' || i AS account, ['retail', 'finance', 'health', 'energy'][1 + i % 4]
               AS sector, ['enterprise', 'mid-market', 'small'][1 + i % 3] AS segment
        FROM range(greatest(10, $rows // 12)) t(i)""",
    "products": """
        SELECT 'Product ' || i AS product, 'Family ' || i % 4 AS family,
               (500 * (1 + i * i))::DOUBLE AS list_price FROM range(14) t(i)""",
    "reps": """
        SELECT 'Rep ' || i AS rep, ['East', 'West', 'North', 'South'][1 + i % 4] AS region
        FROM range(greatest(10, $rows // 500)) t(i)""",
    "rep_history": f"""
        SELECT rep, region, DATE '{FIRST}' AS changed_on FROM reps
        UNION ALL
        SELECT rep, 'East', DATE '2026-01-01' + (hash(rep) % 300)::INTEGER
        FROM reps WHERE rep LIKE '%3'""",
    "rates": "SELECT * FROM (VALUES ('USD', 1.0::DOUBLE), ('EUR', 1.1)) t(currency, rate)",
    "stages": """
        SELECT * FROM (VALUES ('Discovery', 1, 'open'), ('Qualification', 2, 'open'),
            ('Proposal', 3, 'open'), ('Negotiation', 4, 'open'), ('Won', 5, 'won'),
            ('Lost', 6, 'lost')) t(stage, position, status)""",
    "opportunities": f"""
        SELECT opportunity_id,
               CASE WHEN draw(i, 'named') > 0.03 THEN
                   'Account ' || hash(i, 'account') % greatest(10, $rows // 12) END AS account,
               'Product ' || hash(i, 'product') % 14 AS product,
               'Rep ' || hash(i, 'rep') % greatest(10, $rows // 500) AS rep,
               CASE WHEN closed_on IS NULL THEN '{OPEN_STAGES[0]}'
                    WHEN draw(i, 'won') < 0.45 THEN 'Won' ELSE 'Lost' END AS stage,
               created_on, NULL::DATE AS engaged_on, closed_on,
               CASE WHEN draw(i, 'valued') > 0.05
                    THEN round(400 * exp(4 * draw(i, 'amount')), 2) END AS amount,
               CASE WHEN draw(i, 'money') < 0.85 THEN 'USD' ELSE 'EUR' END AS currency,
               ['new', 'expansion', 'renewal'][1 + (3 * draw(i, 'type'))::INTEGER % 3] AS type,
               ['web', 'fair', 'referral', 'partner'][1 + (4 * draw(i, 'from'))::INTEGER % 4]
                   AS source
        FROM deals ORDER BY i""",
    "stage_history": f"""
        SELECT opportunity_id, {list(OPEN_STAGES)}[k + 1] AS stage,
               created_on + (k * (5 + 40 * draw(i, 'pace')))::INTEGER AS entered_on
        FROM deals, range(4) s(k)
        WHERE draw(i, 'reaches') >= 0.25 * k AND entered_on < ends
          AND entered_on <= DATE '{EXTRACTED}' ORDER BY i, k""",
    "close_date_history": f"""
        SELECT opportunity_id, changed_on + (20 + 60 * draw(i + k, 'to'))::INTEGER
               AS recorded_close_on, changed_on
        FROM (SELECT *, created_on + (k * (15 + 30 * draw(i, 'moves')))::INTEGER AS changed_on
              FROM deals, range(4) s(k) WHERE draw(i, 'pushed') >= 0.3 * k)
        WHERE changed_on < ends AND changed_on <= DATE '{EXTRACTED}' ORDER BY i, k""",
    "activities": f"""
        SELECT 'A' || (10 * i + k) AS activity_id, opportunity_id,
               created_on + (draw(i * 10 + k, 'when')
                   * (least(ends, DATE '{EXTRACTED}') - created_on))::INTEGER AS happened_on
        FROM deals, range(10) s(k)
        WHERE created_on <= DATE '{EXTRACTED}' AND draw(i * 10 + k, 'done') < 0.5 ORDER BY i, k""",
    "opportunity_lines": """
        SELECT opportunity_id, 'Product ' || (hash(i, 'product') + k) % 14 AS product,
               (1 + (5 * draw(i + k, 'many'))::INTEGER)::DOUBLE AS quantity
        FROM deals, range(2) s(k) WHERE draw(i, 'lines') < 0.4 ORDER BY i, k""",
}


def write(folder: Path, rows: int) -> None:
    """Write one Parquet file a table into `folder`, which must exist."""
    import duckdb

    connection = duckdb.connect(config={"threads": "2"})
    connection.execute(_DRAW)
    connection.execute(_DEALS, {"rows": rows})
    for name, query in _TABLES.items():
        values = {"rows": rows} if "$rows" in query else None
        connection.execute(f"CREATE TABLE {name} AS {query}", values)
        connection.execute(f"COPY {name} TO '{folder / name}.parquet'")
        if name != "reps":
            connection.execute(f"DROP TABLE {name}")


def main() -> None:
    """Write the tables."""
    parser = argparse.ArgumentParser(prog="features_data", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    wanted = parser.parse_args()
    write(wanted.folder, wanted.rows)


if __name__ == "__main__":
    main()
