"""Lines of one deal or order that name the same product become one line."""

from __future__ import annotations

from data.loading.checking import Loading

# Per table: the key of a line, and how the other columns add up.
_SUMS = {
    "opportunity_lines": (
        "opportunity_id, product",
        "sum(quantity) AS quantity, CASE WHEN count(*) = count(unit_price) THEN round("
        "coalesce(sum(quantity * unit_price) / nullif(sum(quantity), 0), max(unit_price)), 2)"
        "::DECIMAL(18,2) END AS unit_price",
    ),
    "orders": (
        "order_id, product, account, ordered_on, currency",
        "sum(quantity) AS quantity, sum(amount)::DECIMAL(18,2) AS amount",
    ),
}


def merge_lines(load: Loading) -> None:
    """Add up lines that are the same but for quantity and price; the price of one is their mean.

    A line of an order on another day or for another account is not the same; it stays a
    duplicate, which is an error.
    """
    for name, (key, sums) in _SUMS.items():
        if name not in load.tables:
            continue
        first = f"SELECT min(row) FROM staged.{name} GROUP BY {key}"
        row, count, value = load.first(name, f"row NOT IN ({first})", key.partition(",")[0])
        if not count:
            continue
        load.connection.execute(
            f"CREATE OR REPLACE TABLE staged.{name} AS SELECT * FROM ("
            f"SELECT min(row) AS row, {key}, {sums} FROM staged.{name} GROUP BY {key}) ORDER BY row"
        )
        load.findings.add(
            "merged_lines",
            name,
            f"{value!r} names a product twice; such lines are added up.",
            column="product",
            row=row,
            count=count,
            value=value,
        )
