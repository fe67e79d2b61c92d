"""Scores as tables of the snapshot: deal_scores, the curves, and the scores of the earlier cut."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from analytics.scored import SCORE_COLUMNS
from data.periods import FiscalCalendar
from models.artifacts import StoredModel
from models.scoring import Scores, score

_TYPES = {
    **dict.fromkeys(SCORE_COLUMNS, "DOUBLE"),
    "horizon_on": "DATE", "stale": "BOOLEAN", "risk_level": "VARCHAR",
    "expected_close_from": "DATE", "expected_close_on": "DATE", "expected_close_to": "DATE",
}  # fmt: skip
_SCORED = ", ".join(f"{name} {_TYPES[name]}" for name in SCORE_COLUMNS)


def create_empty(connection: duckdb.DuckDBPyConnection) -> None:
    """The tables of scores, so that a snapshot without a model has them too, empty."""
    connection.execute(
        "CREATE TABLE deal_scores (opportunity_id VARCHAR, account VARCHAR, product VARCHAR, "
        "rep VARCHAR, stage VARCHAR, amount DECIMAL(18,2), currency VARCHAR, age_days BIGINT, "
        f"{_SCORED}, next_action VARCHAR, model_version VARCHAR, scored_at TIMESTAMP)"
    )
    connection.execute(
        "CREATE TABLE score_history (opportunity_id VARCHAR, origin DATE, model VARCHAR, "
        f"{_SCORED}, model_version VARCHAR, scored_at TIMESTAMP)"
    )
    connection.execute("CREATE TABLE curve_days (day DATE)")
    connection.execute(
        "CREATE TABLE curve_points (curve BIGINT, day DATE, cum_win DOUBLE, cum_loss DOUBLE)"
    )
    connection.execute("CREATE TABLE curve_of_deal (opportunity_id VARCHAR, curve BIGINT)")
    connection.execute(
        "CREATE VIEW deal_curves AS SELECT opportunity_id, day, cum_win, cum_loss "
        "FROM curve_of_deal JOIN curve_points USING (curve)"
    )


def score_now(
    connection: duckdb.DuckDBPyConnection,
    stored: StoredModel,
    as_of: date,
    calendar: FiscalCalendar,
    scored_at: str,
) -> int:
    """Fill deal_scores and the curves from `deals`; gives the number of deals scored."""
    ids, scores = _scored(connection, "deals", stored, as_of, calendar, None)
    _register(connection, ids, scores)
    columns = ", ".join(f"s.{name}" for name in SCORE_COLUMNS)
    connection.execute(
        "INSERT INTO deal_scores SELECT d.opportunity_id, d.account, d.product, d.rep, d.stage, "
        f"d.amount, d.currency, d.age_days, {columns}, NULL, $version, $at::TIMESTAMP "
        "FROM deals d JOIN scored s USING (opportunity_id) ORDER BY d.opportunity_id",
        {"version": stored.version, "at": scored_at},
    )
    _store_curves(connection, ids, scores)
    connection.unregister("scored")
    return len(ids)


def score_before(
    connection: duckdb.DuckDBPyConnection,
    stored: StoredModel,
    origin: date,
    calendar: FiscalCalendar,
    horizon: date,
    scored_at: str,
) -> None:
    """Fill score_history from `deals_before`: the present model on the present horizon."""
    ids, scores = _scored(connection, "deals_before", stored, origin, calendar, horizon)
    _register(connection, ids, scores)
    columns = ", ".join(f"s.{name}" for name in SCORE_COLUMNS)
    connection.execute(
        f"INSERT INTO score_history SELECT s.opportunity_id, $origin, 'present', {columns}, "
        "$version, $at::TIMESTAMP FROM scored s ORDER BY s.opportunity_id",
        {"origin": origin, "version": stored.version, "at": scored_at},
    )
    connection.unregister("scored")


def _scored(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    stored: StoredModel,
    day: date,
    calendar: FiscalCalendar,
    horizon: date | None,
) -> tuple[list[str], Scores]:
    rows = connection.execute(
        f"SELECT opportunity_id, started_on, amount::DOUBLE FROM {table} "
        "WHERE status = 'open' AND started_on IS NOT NULL ORDER BY opportunity_id"
    ).fetchall()
    started = np.array([row[1] for row in rows], dtype="datetime64[D]")
    amounts = np.array([row[2] for row in rows], dtype=np.float64)
    scores = score(stored.model, stored.levels, started, amounts, day, calendar, horizon=horizon)
    return [row[0] for row in rows], scores


def _register(connection: duckdb.DuckDBPyConnection, ids: list[str], scores: Scores) -> None:
    columns: dict[str, Any] = {"opportunity_id": pa.array(ids, pa.string())}
    for name in SCORE_COLUMNS:
        value = getattr(scores, name)
        if name == "horizon_on":
            columns[name] = pa.array([value] * len(ids), pa.date32())
        elif name == "risk_level":
            columns[name] = pa.array([str(level) or None for level in value], pa.string())
        else:
            columns[name] = pa.array(value)
    connection.register("scored", pa.table(columns))


def _store_curves(connection: duckdb.DuckDBPyConnection, ids: list[str], scores: Scores) -> None:
    points = scores.points
    days = np.datetime64(points.as_of, "D") + points.days
    curves, width = points.cum_win.shape
    flat = pa.table(
        {
            "curve": pa.array(np.repeat(np.arange(curves), width)),
            "day": pa.array(np.tile(days, curves)),
            "cum_win": pa.array(points.cum_win.ravel()),
            "cum_loss": pa.array(points.cum_loss.ravel()),
        }
    )
    owners = pa.table(
        {"opportunity_id": pa.array(ids, pa.string()), "curve": pa.array(points.curve)}
    )
    for name, rows in (("points_in", flat), ("owners_in", owners)):
        connection.register(name, rows)
    connection.execute("INSERT INTO curve_points SELECT * FROM points_in ORDER BY curve, day")
    connection.execute("INSERT INTO curve_of_deal SELECT * FROM owners_in ORDER BY opportunity_id")
    connection.execute("INSERT INTO curve_days SELECT DISTINCT day FROM points_in ORDER BY day")
    for name in ("points_in", "owners_in"):
        connection.unregister(name)
