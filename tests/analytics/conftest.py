"""A company of thirteen deals with every table that features are made from, written by hand."""

from __future__ import annotations

import duckdb
import pytest

from data.schema import BY_NAME

STAGES = ("Discovery", "Proposal", "Won", "Lost")

DEALS = """
    ('D01', 'Acme', 'Alpha', 'Ann', 'Won', '2025-01-10', '2025-03-01', 90, 'EUR', 'new', 'web'),
    ('D02', 'Acme', 'Alpha', 'Ann', 'Lost', '2025-02-01', '2025-06-30', 80, 'USD', 'new', 'fair'),
    ('D03', 'Bolt', 'Beta', 'Ann', 'Won', '2025-05-05', '2026-03-31', 300, 'USD', 'new', 'web'),
    ('D04', 'Bolt', 'Beta', 'Bob', 'Lost', '2025-07-01', '2025-12-24', NULL, 'USD', 'new', NULL),
    ('D05', 'Acme', 'Beta', 'Bob', 'Won', '2025-08-15', '2026-04-01', 200, 'USD', 'renewal', 'web'),
    ('D06', 'Acme', 'Alpha', 'Ann', 'Proposal', '2026-01-20', NULL, 110, 'EUR', 'new', 'fair'),
    ('D07', NULL, 'Beta', 'Bob', 'Discovery', '2026-02-28', NULL, NULL, 'USD', 'renewal', NULL),
    ('D08', 'Cone', 'Alpha', 'Cyd', 'Discovery', '2026-03-31', NULL, 0, 'USD', 'new', 'web'),
    ('D09', 'Cone', 'Gamma', 'Cyd', 'Lost', '2026-03-01', '2026-05-10', 500, 'GBP', NULL, 'web'),
    ('D10', 'Bolt', 'Alpha', 'Ann', 'Discovery', '2026-04-01', NULL, 70, 'USD', 'new', 'web'),
    ('D11', 'Bolt', 'Alpha', 'Dan', 'Won', NULL, '2026-01-31', 70, 'USD', 'new', 'web'),
    ('D12', 'Acme', 'Alpha', 'Dan', 'Discovery', NULL, NULL, 70, 'USD', 'new', 'web'),
    ('D13', 'Acme', 'Gamma', 'Bob', 'Won', '2025-02-20', '2025-03-31', 70, 'USD', 'new', 'web')
"""

TABLES = {
    "accounts(account, sector, segment)": """
        ('Acme', 'retail', 'enterprise'), ('Bolt', 'finance', NULL), ('Cone', 'retail', 'small')""",
    "products(product, family, list_price)": """
        ('Alpha', 'First', 100), ('Beta', 'First', 250), ('Gamma', 'Second', 400)""",
    "reps(rep, manager, region)": """
        ('Ann', 'Mia', 'West'), ('Bob', 'Mia', 'East'), ('Cyd', 'Mia', 'East'),
        ('Dan', 'Mia', 'East'), ('Mia', NULL, NULL)""",
    "rep_history(rep, manager, region, changed_on)": """
        ('Ann', 'Mia', 'East', '2025-01-01'), ('Ann', 'Mia', 'West', '2026-04-01'),
        ('Bob', 'Mia', 'East', '2025-01-01'), ('Bob', 'Mia', NULL, '2026-03-15'),
        ('Cyd', 'Mia', 'North', '2026-04-15')""",
    "opportunities(opportunity_id, account, product, rep, stage, created_on, closed_on, amount, "
    "currency, type, source)": DEALS,
    "stage_history(opportunity_id, stage, entered_on)": """
        ('D03', 'Discovery', '2025-05-05'), ('D03', 'Proposal', '2025-09-01'),
        ('D03', 'Won', '2026-03-31'), ('D05', 'Discovery', '2025-08-15'),
        ('D05', 'Proposal', '2025-10-01'), ('D05', 'Discovery', '2025-12-01'),
        ('D05', 'Discovery', '2026-01-15'), ('D05', 'Won', '2026-04-01'),
        ('D06', 'Proposal', '2026-03-20'), ('D06', 'Discovery', '2026-01-20'),
        ('D07', 'Discovery', '2026-04-02'), ('D08', 'Discovery', '2026-03-31'),
        ('D08', 'Proposal', '2026-03-31'), ('D08', 'Discovery', '2026-04-20'),
        ('D09', 'Discovery', '2026-03-01'), ('D09', 'Lost', '2026-05-10')""",
    "close_date_history(opportunity_id, recorded_close_on, changed_on)": """
        ('D05', '2025-12-31', '2025-08-15'), ('D05', '2026-02-28', '2025-12-20'),
        ('D05', '2026-01-31', '2026-01-10'), ('D05', '2026-03-31', '2026-02-01'),
        ('D05', '2026-04-30', '2026-04-01'),
        ('D06', '2026-03-15', '2026-01-20'), ('D07', '2026-05-30', '2026-02-28'),
        ('D09', '2026-04-30', '2026-04-01')""",
    "activities(activity_id, opportunity_id, happened_on)": """
        ('1', 'D05', '2025-08-20'), ('2', 'D05', '2026-03-04'), ('3', 'D05', '2026-03-03'),
        ('4', 'D05', '2026-03-31'), ('5', 'D05', '2026-04-01'), ('6', 'D06', '2026-01-25'),
        ('7', 'D08', '2026-04-03'), ('8', 'D10', '2026-04-01')""",
    "opportunity_lines(opportunity_id, product, quantity)": """
        ('D05', 'Beta', 1), ('D05', 'Alpha', 2.5), ('D08', 'Alpha', 2), ('D09', 'Gamma', NULL)""",
    "rates(currency, rate)": "('USD', 1.0), ('EUR', 1.1)",
}


@pytest.fixture
def by_hand() -> duckdb.DuckDBPyConnection:
    """The company by hand, as extracted on May 31, 2026; $1.10 a euro, no rate for pounds."""
    connection = duckdb.connect()
    connection.execute("CREATE TABLE stages (stage VARCHAR, position INTEGER, status VARCHAR)")
    for position, name in enumerate(STAGES, start=1):
        status = name.lower() if name in ("Won", "Lost") else "open"
        connection.execute("INSERT INTO stages VALUES (?, ?, ?)", [name, position, status])
    connection.execute("CREATE TABLE rates (currency VARCHAR, rate DOUBLE, dated DATE)")
    for heads, rows in TABLES.items():
        name = heads.partition("(")[0]
        if name in BY_NAME:
            columns = ", ".join(f"{c.name} {_SQL[c.type]}" for c in BY_NAME[name].columns)
            connection.execute(f"CREATE TABLE {name} ({columns})")
        connection.execute(f"INSERT INTO {heads} VALUES {rows}")
    return connection


_SQL = {
    "text": "VARCHAR",
    "date": "DATE",
    "amount": "DECIMAL(18,2)",
    "number": "DOUBLE",
    "integer": "BIGINT",
}
