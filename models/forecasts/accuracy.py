"""Tables of past forecasts: `forecast_record`, a row each; `forecast_spread`, one a length."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from datetime import date

import duckdb

from analytics.forecast.learned import WINDOWS, Looked, learn

_RECORD = (
    "origin DATE, until DATE, window_days BIGINT, kind VARCHAR, p10 DOUBLE, p50 DOUBLE, "
    "p90 DOUBLE, mean DOUBLE, deals_mean DOUBLE, weight DOUBLE, spread DOUBLE, variance DOUBLE, "
    "actual DOUBLE, trailing_8_weeks DOUBLE, weeks_13_ago DOUBLE, month_of_quarter DOUBLE"
)
_SPREAD = (
    "window_days BIGINT, sd DOUBLE, weight DOUBLE, windows BIGINT, independent DOUBLE, "
    "first_origin DATE, last_origin DATE, wape DOUBLE, bias DOUBLE, coverage DOUBLE, "
    "within BIGINT, beside BIGINT, beside_forecast DOUBLE, beside_deals DOUBLE, "
    "beside_trailing_8_weeks DOUBLE, beside_weeks_13_ago DOUBLE, beside_month_of_quarter DOUBLE"
)


@dataclass(frozen=True)
class Row:
    """One past forecast; the columns of `forecast_record`, in their order."""

    origin: date
    until: date
    window_days: int
    kind: str
    p10: float
    p50: float
    p90: float
    mean: float
    deals_mean: float
    weight: float
    spread: float
    variance: float
    actual: float | None
    trailing_8_weeks: float | None
    weeks_13_ago: float | None
    month_of_quarter: float | None

    @property
    def looked(self) -> Looked:
        """The row as something to learn from; only where its window has passed."""
        if self.actual is None:
            raise ValueError(f"the window from {self.origin} to {self.until} has not passed")
        return Looked(
            self.origin, self.deals_mean, self.month_of_quarter, self.mean, self.variance,
            self.actual,
        )  # fmt: skip


def create_accuracy(connection: duckdb.DuckDBPyConnection, rows: Sequence[Row]) -> None:
    """Create both tables from rows in the order of their origins."""
    connection.execute(f"CREATE TABLE forecast_record ({_RECORD})")
    connection.execute(f"CREATE TABLE forecast_spread ({_SPREAD})")
    _insert(connection, "forecast_record", [list(astuple(row)) for row in rows])
    told = [summary(window_days, _passed(rows, window_days)) for window_days in WINDOWS]
    _insert(connection, "forecast_spread", [one for one in told if one])


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: list[list[object]]) -> None:
    """All rows in one statement, which takes a fraction of the time of one each."""
    if rows:
        marks = ", ".join([f"({', '.join('?' * len(rows[0]))})"] * len(rows))
        values = [cell for row in rows for cell in row]
        connection.execute(f"INSERT INTO {table} VALUES {marks}", values)


def _passed(rows: Sequence[Row], window_days: int) -> list[Row]:
    return [
        row
        for row in rows
        if row.kind == "window" and row.window_days == window_days and row.actual is not None
    ]


def summary(window_days: int, passed: Sequence[Row]) -> list[object]:
    """A row of `forecast_spread`; empty where no window has passed.

    WAPE = sum of |said − won| ÷ sum of won; bias = sum of (said − won) ÷ sum of won; coverage =
    share of windows whose revenue lay from P10 to P90, both included. Said is the P50. The
    columns `beside_…` hold the WAPE of the forecast, of the deals alone and of each simple rule on
    the same `beside` windows: those at which every rule had history enough.
    """
    if not passed:
        return []
    learned = learn(window_days, [row.looked for row in passed])
    within = sum(row.p10 <= _actual(row) <= row.p90 for row in passed)
    won = sum(_actual(row) for row in passed)
    over = sum(row.p50 - _actual(row) for row in passed)
    same = [row for row in passed if None not in [rule(row) for rule in BESIDE.values()]]
    return [
        window_days, learned.spread, learned.weight, len(passed), learned.independent,
        passed[0].origin, passed[-1].origin, wape(passed, _p50),
        over / won if won > 0 else None, within / len(passed), within,
        len(same), *(wape(same, rule) for rule in BESIDE.values()),
    ]  # fmt: skip


def wape(rows: Sequence[Row], said: Callable[[Row], float | None]) -> float | None:
    """Sum of |said − won| ÷ sum of won; None where nothing was won, or a row has nothing said."""
    won = sum(_actual(row) for row in rows)
    misses = [abs(one - _actual(row)) for row in rows if (one := said(row)) is not None]
    return sum(misses) / won if won > 0 and len(misses) == len(rows) else None


def _actual(row: Row) -> float:
    return 0.0 if row.actual is None else row.actual


def _p50(row: Row) -> float | None:
    return row.p50


# What stands beside the forecast, in the order of the columns.
BESIDE: dict[str, Callable[[Row], float | None]] = {
    "forecast": _p50,
    "deals": lambda row: row.deals_mean,
    "trailing_8_weeks": lambda row: row.trailing_8_weeks,
    "weeks_13_ago": lambda row: row.weeks_13_ago,
    "month_of_quarter": lambda row: row.month_of_quarter,
}
