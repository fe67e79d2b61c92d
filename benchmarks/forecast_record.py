"""Revenue on the public MavenTech files: every Monday's forecast beside the simple rules.

    python -m benchmarks.forecast_record DIR

Origins are the Sundays before 26 Mondays from 2017-07-03; targets are the 7, 28 and 91 days after.
Each forecast rests on what was known at its origin: a table of hazards refitted then, creation in
the 182 days before, and weight and spread learnt from windows that had passed. Files are read with
the csv module. WAPE is of the P50; windows overlap, and the number that fit side by side is given.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from analytics.curves import stored_days
from data.periods import FiscalCalendar
from models.forecasts.origins import Facts
from models.forecasts.record import build_forecast_record
from models.learners.table import fit
from models.past.history import Ints

FIRST_MONDAY, MONDAYS = date(2017, 7, 3), 26
LAST_DAY = date(2017, 12, 31)
STATES = {"Won": "won", "Lost": "lost"}
RULES = {
    "trailing 8-week mean": "trailing_8_weeks",
    "13 weeks ago": "weeks_13_ago",
    "mean by month of quarter": "month_of_quarter",
    "deals and newcomers alone": "deals_mean",
    "the forecast": "p50",
}


def load(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Table `deals` with the columns that the record reads."""
    prices = {
        row["product"].replace(" ", ""): float(row["sales_price"])
        for row in _rows(folder / "products.csv")
    }
    connection.execute(
        "CREATE TABLE deals (opportunity_id VARCHAR, started_on DATE, closed_on DATE, "
        "status VARCHAR, amount DOUBLE, close_value DOUBLE, rate DOUBLE)"
    )
    deals = [row for row in _rows(folder / "sales_pipeline.csv") if row["engage_date"]]
    columns = {
        "id": [row["opportunity_id"] for row in deals],
        "started": [_day(row["engage_date"]) for row in deals],
        "closed": [_day(row["close_date"]) for row in deals],
        "status": [STATES.get(row["deal_stage"], "open") for row in deals],
        "amount": [prices[row["product"].replace(" ", "")] for row in deals],
        "value": [float(row["close_value"] or 0) for row in deals],
    }
    connection.register("read", pa.table(columns))
    connection.execute(
        "INSERT INTO deals SELECT id, started, closed, status, amount, "
        "CASE WHEN status = 'won' THEN value END, 1.0 FROM read"
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _day(written: str) -> date | None:
    return datetime.strptime(written, "%m/%d/%Y").date() if written else None  # noqa: DTZ007


def score(connection: duckdb.DuckDBPyConnection, calendar: FiscalCalendar) -> None:
    """Table `score_history`: the table of hazards refitted at every origin."""
    connection.execute(
        "CREATE TABLE score_history (opportunity_id VARCHAR, origin DATE, model VARCHAR, "
        "cum_win DOUBLE[])"
    )
    facts = Facts.of(connection)
    names = list(facts.place)
    for week in range(MONDAYS):
        origin = FIRST_MONDAY + timedelta(weeks=week) - timedelta(days=1)
        live = facts.history.live_at(origin)
        table = fit(facts.history, origin, calendar, "age_quarter_cohort")
        days: Ints = _offsets(origin)
        win, _ = table.curves(facts.history.started[live], origin, days)
        chosen = [name for name, is_live in zip(names, live.tolist(), strict=True) if is_live]
        connection.register("read", pa.table({"id": chosen, "cum_win": list(win)}))
        connection.execute(
            "INSERT INTO score_history SELECT id, $origin, 'refitted', cum_win FROM read",
            {"origin": origin},
        )


def _offsets(origin: date) -> Ints:
    return np.array(stored_days(origin), dtype=np.int64)


def report(connection: duckdb.DuckDBPyConnection, tell: Callable[[str], None]) -> None:
    """A table for each length of window."""
    for days in (7, 28, 91):
        rows = connection.execute(
            "SELECT * FROM forecast_record WHERE kind = 'window' AND window_days = $days "
            "AND actual IS NOT NULL ORDER BY origin",
            {"days": days},
        ).to_arrow_table().to_pylist()  # fmt: skip
        span = (rows[-1]["origin"] - rows[0]["origin"]).days + days
        tell(f"\n{days} days: {len(rows)} origins, {span / days:.1f} windows side by side")
        won = sum(row["actual"] for row in rows)
        for name, column in RULES.items():
            error = sum(abs(row[column] - row["actual"]) for row in rows) / won
            bias = sum(row[column] - row["actual"] for row in rows) / won
            held = ""
            if column == "p50":
                within = sum(row["p10"] <= row["actual"] <= row["p90"] for row in rows)
                held = f"  coverage of P10-P90 {within / len(rows):.2f}"
            tell(f"  {name:28} WAPE {error:.3f}  bias {bias:+.3f}{held}")


def main(arguments: Sequence[str]) -> int:
    """Print the tables; 0 when the files were there."""
    parser = argparse.ArgumentParser(prog="forecast_record", description=__doc__)
    parser.add_argument("folder", type=Path, help="folder with sales_pipeline.csv, products.csv")
    folder = parser.parse_args(arguments).folder
    if not (folder / "sales_pipeline.csv").is_file():
        print(f"No sales_pipeline.csv in {folder}.", file=sys.stderr)
        return 3
    connection, calendar = duckdb.connect(), FiscalCalendar()
    load(connection, folder)
    score(connection, calendar)
    build_forecast_record(connection, LAST_DAY, calendar)
    report(connection, print)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
