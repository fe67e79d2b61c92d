"""Checks of closed sets and of numbers that cannot be below zero."""

from __future__ import annotations

import re

from rapidfuzz import process

from data.loading.checking import Loading
from data.schema import TABLES
from data.table_types import quoted

# The words that a column may hold; a source's own are mended by the mapping's `corrections`.
ALLOWED: dict[tuple[str, str], tuple[str, ...]] = {
    ("opportunities", "type"): ("new", "expansion", "renewal"),
    ("opportunities", "forecast_category"): ("commit", "best_case", "pipeline", "omitted"),
    ("targets", "level"): ("rep", "team", "company"),
    ("targets", "kind"): ("quota", "plan"),
    ("forecast_calls", "category"): ("commit", "best_case"),
}


def allowed_values(load: Loading) -> None:
    """Words outside the closed set of their column, each named once with the nearest that fits."""
    for (table, column), words in ALLOWED.items():
        if table not in load.tables:
            continue
        rows = load.connection.execute(
            f"SELECT {column}, min(row), count(*) FROM staged.{table} WHERE {column} IS NOT NULL "
            f"AND NOT list_contains($words, {column}) GROUP BY 1 ORDER BY 2",
            {"words": list(words)},
        ).fetchall()
        for value, row, count in rows:
            load.findings.add(
                "bad_value",
                table,
                f"{column} is {value!r}; it may be {', '.join(words)}.",
                column=column,
                row=row,
                count=count,
                value=value,
                fix=f"Add `corrections: {{{table}.{column}: {{{_yaml(value)}: "
                f"{_nearest(value, words)}}}}}` to the mapping.",
            )


def _nearest(value: str, words: tuple[str, ...]) -> str:
    """The word that is most like the value, or a list to pick from."""
    plain = re.sub(r"[\s-]+", "_", value.strip().lower())
    close = process.extractOne(plain, words, score_cutoff=60)
    return close[0] if close else " or ".join(words)


def _yaml(value: str) -> str:
    return value if re.fullmatch(r"[\w ]+", value) else f'"{value}"'


def negative_numbers(load: Loading) -> None:
    """Prices, amounts, quantities and head counts below zero."""
    for table in TABLES:
        if table.name not in load.tables:
            continue
        mapped = load.mapping.tables[table.name].columns
        for column in table.columns:
            if column.type in ("text", "date") or column.name not in mapped:
                continue
            row, count, value = load.first(table.name, f"{column.sql} < 0", column.sql)
            if count:
                is_money = column.type == "amount"
                load.findings.add(
                    "negative_amount" if is_money else "negative_quantity",
                    table.name,
                    f"{column.name} is {value}.",
                    column=column.name,
                    row=row,
                    count=count,
                    value=value,
                    fix="Amounts are 0 or more; book credit notes elsewhere."
                    if is_money
                    else "Write 0 or more; leave returned goods out.",
                )


def currencies(load: Loading) -> None:
    """Codes that are no ISO codes, and currencies that lack a rate."""
    for name in load.tables:
        if "currency" in load.mapping.tables[name].columns:
            _currencies_of(load, name)


def _currencies_of(load: Loading, name: str) -> None:
    own = load.mapping.currency
    rows = load.connection.execute(
        f"SELECT {quoted('currency')}, min(row), count(*) FROM staged.{name} "
        "WHERE currency IS NOT NULL AND currency <> $own GROUP BY 1 ORDER BY 2",
        {"own": own},
    ).fetchall()
    for value, row, count in rows:
        known = len(value) == 3 and value.isascii() and value.isupper()
        if known and value in load.mapping.rates:
            continue
        load.findings.add(
            "no_rate" if known else "bad_currency",
            name,
            f"{value!r} has no rate to {own}; such amounts are not summed."
            if known
            else f"{value!r} is not a three-letter currency code.",
            column="currency",
            row=row,
            count=count,
            value=value,
            fix=f"Add `rates: {{{value}: {{rate: …, dated: …}}}}` to the mapping."
            if known
            else "Write an ISO 4217 code such as USD.",
        )
