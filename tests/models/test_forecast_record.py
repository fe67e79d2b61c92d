"""The record of past forecasts on a company by hand: what could be known, and what came."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import pytest

from analytics.curves import stored_days
from data.periods import FiscalCalendar
from models.forecasts.accuracy import Row, create_accuracy, summary, wape
from models.forecasts.record import build_forecast_record

CALENDAR = FiscalCalendar()
AS_OF = date(2026, 6, 30)


def steady(connection: duckdb.DuckDBPyConnection, origins: list[date]) -> None:
    """A deal of 1,000 starts every day; each is won for 900 after 30 days, every fourth lost."""
    connection.execute(
        "CREATE TABLE deals (opportunity_id VARCHAR, started_on DATE, closed_on DATE, "
        "status VARCHAR, amount DECIMAL(18,2), close_value DECIMAL(18,2), rate DOUBLE)"
    )
    rows = []
    for number in range(480):
        start = date(2025, 3, 1) + timedelta(days=number)
        end = start + timedelta(days=30)
        closed = end <= AS_OF
        won = closed and number % 4 != 0
        rows.append([
            f"D{number:04}", start, end if closed else None,
            "open" if not closed else "won" if won else "lost",
            1000, 900 if won else None, 1.0,
        ])  # fmt: skip
    connection.executemany("INSERT INTO deals VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    connection.execute(
        "CREATE TABLE score_history (opportunity_id VARCHAR, origin DATE, model VARCHAR, "
        "cum_win DOUBLE[])"
    )
    for origin in origins:
        days = stored_days(origin)
        for name, start, *_ in rows:
            if start <= origin < start + timedelta(days=30):
                left = (start + timedelta(days=30) - origin).days
                curve = [0.75 if day >= left else 0.0 for day in days]
                connection.execute(
                    "INSERT INTO score_history VALUES (?, ?, 'refitted', ?)", [name, origin, curve]
                )


@pytest.fixture
def record() -> list[dict[str, object]]:
    connection = duckdb.connect()
    origins = [AS_OF - timedelta(days=7 * k) for k in (12, 10, 8, 6, 4, 2)] + [date(2026, 3, 31)]
    steady(connection, sorted(set(origins)))
    build_forecast_record(connection, AS_OF, CALENDAR)
    found = connection.execute("SELECT * FROM forecast_record ORDER BY origin, window_days")
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def test_what_came_is_what_was_won_in_the_window(record) -> None:
    for row in record:
        passed = row["until"] <= AS_OF
        assert (row["actual"] is None) == (not passed)
        if passed:
            days = (row["until"] - row["origin"]).days
            assert row["actual"] == pytest.approx(900 * 0.75 * days, abs=900)
        assert row["p10"] <= row["p50"] <= row["p90"]


def test_a_steady_company_is_forecast_well(record) -> None:
    """Deals and calendar both say 675 a day; the shared spread keeps the range wide."""
    for row in record:
        wanted = 675.0 * row["window_days"]
        assert row["month_of_quarter"] == pytest.approx(wanted, rel=0.05)
        assert row["mean"] == pytest.approx(wanted, rel=0.2)
        assert row["p10"] < wanted < row["p90"]


def test_a_month_end_also_has_the_month_and_quarter_that_follow(record) -> None:
    kinds = {row["kind"]: row["until"] for row in record if row["origin"] == date(2026, 3, 31)}
    assert kinds["month"] == date(2026, 4, 30)
    assert kinds["quarter"] == date(2026, 6, 30)
    assert {row["kind"] for row in record if row["origin"].day not in (30, 31)} == {"window"}


def test_the_future_of_an_origin_is_not_read(record) -> None:
    """The same forecasts when everything after the last origin is unknown."""
    connection = duckdb.connect()
    day = AS_OF - timedelta(days=14)
    steady(connection, sorted({row["origin"] for row in record if row["origin"] <= day}))
    connection.execute("DELETE FROM deals WHERE started_on > $day", {"day": day})
    connection.execute(
        "UPDATE deals SET closed_on = NULL, status = 'open', close_value = NULL "
        "WHERE closed_on > $day",
        {"day": day},
    )
    build_forecast_record(connection, day, CALENDAR)
    again = connection.execute(
        "SELECT origin, window_days, kind, p10, p50, p90, mean FROM forecast_record "
        "ORDER BY origin, window_days, kind"
    ).fetchall()
    names = ("origin", "window_days", "kind", "p10", "p50", "p90", "mean")
    before = sorted(tuple(row[name] for name in names) for row in record if row["origin"] <= day)
    assert len(again) == len(before) > 10
    for left, right in zip(sorted(again), before, strict=True):
        assert left[:3] == right[:3]
        assert left[3:] == pytest.approx(right[3:], rel=1e-9)


def test_errors_and_coverage_by_hand() -> None:
    def row(number: int, p50: float, actual: float | None) -> Row:
        origin = date(2026, 1, 4) + timedelta(weeks=number)
        return Row(
            origin, origin + timedelta(days=7), 7, "window", p50 - 10, p50, p50 + 10, p50,
            p50, 0.5, 0.1, 4.0, actual, 90.0, 80.0, None if number == 0 else 100.0,
        )  # fmt: skip

    rows = [row(0, 100.0, 110.0), row(1, 100.0, 120.0), row(2, 100.0, 70.0)]
    told = summary(7, rows)
    assert told[3] == 3
    assert told[7] == pytest.approx(60 / 300)
    assert told[8] == pytest.approx(0.0)
    assert told[9:11] == [pytest.approx(1 / 3), 1]
    assert told[11] == 2
    assert told[12:] == pytest.approx([50 / 190, 50 / 190, 50 / 190, 50 / 190, 50 / 190])
    assert wape([], lambda _: 1.0) is None
    assert summary(7, []) == []
    with pytest.raises(ValueError, match="has not passed"):
        _ = row(3, 1.0, None).looked


def test_without_history_the_tables_are_empty() -> None:
    connection = duckdb.connect()
    steady(connection, [])
    assert build_forecast_record(connection, AS_OF, CALENDAR) == 0
    for table in ("forecast_record", "forecast_spread", "newcomer_history"):
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchall() == [(0,)]
    other = duckdb.connect()
    create_accuracy(other, [])
    assert other.execute("SELECT count(*) FROM forecast_spread").fetchall() == [(0,)]
