"""Scores as tables of the snapshot: deal_scores, the curves, and the scores of past origins."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from analytics.scored import SCORE_COLUMNS
from data.periods import FiscalCalendar
from models.judging.levels import Levels
from models.learners.kinds import HazardModel
from models.past.history import Floats
from models.past.rows import Rows
from models.refreshing.artifacts import version_of
from models.scores.points import CurvePoints, points_of
from models.scores.scoring import Scores, score_points

REFITTED, PRESENT = "refitted", "present"
# Curves of past origins are kept with so many digits after the point.
_DIGITS = 7


@dataclass(frozen=True, eq=False)
class Scorer:
    """A model with its levels, and what stamps its scores."""

    model: HazardModel
    levels: Levels
    version: str
    calendar: FiscalCalendar
    scored_at: str

    def with_model(self, model: HazardModel) -> Scorer:
        """The same stamp for a model learnt from what was known then; it has no levels."""
        none = Levels(reason="Levels are set for the published model only.")
        version = version_of(model, none, self.version)
        return replace(self, model=model, levels=none, version=version)


def amounts_of(connection: duckdb.DuckDBPyConnection, ids: list[str]) -> Floats:
    """Open amounts of these deals, in their order, from `deals`."""
    connection.register("ids_in", pa.table({"id": ids, "place": np.arange(len(ids))}))
    found = connection.execute(
        "SELECT amount::DOUBLE AS amount FROM ids_in JOIN deals ON opportunity_id = id "
        "ORDER BY place"
    ).fetchnumpy()["amount"]
    connection.unregister("ids_in")
    return np.asarray(np.ma.filled(found, np.nan), dtype=np.float64)


def score_now(connection: duckdb.DuckDBPyConnection, scorer: Scorer, rows: Rows) -> Scores:
    """Fill deal_scores and the curves from `deals`; gives the scores, in the order of the rows."""
    scores = _scored(connection, scorer, rows, None)
    _register(connection, rows.ids, scores)
    columns = ", ".join(f"s.{name}" for name in SCORE_COLUMNS)
    connection.execute(
        "INSERT INTO deal_scores SELECT d.opportunity_id, d.account, d.product, d.rep, d.stage, "
        f"d.amount, d.currency, d.age_days, {columns}, NULL, $version, $at::TIMESTAMP "
        "FROM deals d JOIN scored s USING (opportunity_id) ORDER BY d.opportunity_id",
        {"version": scorer.version, "at": scorer.scored_at},
    )
    _store_curves(connection, rows.ids, scores.points)
    connection.unregister("scored")
    return scores


def score_past(
    connection: duckdb.DuckDBPyConnection,
    scorer: Scorer,
    rows: Rows,
    which: str,
    horizon: date | None = None,
) -> Scores:
    """Add an origin to score_history; curves are kept with refitted scores only.

    Gives the scores, in the order of the rows.

    Args:
        which: `REFITTED` for scores as they would have been said then, `PRESENT` for scores by the
            present model.
        horizon: the risk horizon; without it the origin's own.
    """
    scores = _scored(connection, scorer, rows, horizon)
    _register(connection, rows.ids, scores, with_curves=which == REFITTED)
    columns = ", ".join(f"s.{name}" for name in SCORE_COLUMNS)
    connection.execute(
        f"INSERT INTO score_history SELECT s.opportunity_id, $origin, $which, {columns}, "
        "s.cum_win, s.cum_loss, $version, $at::TIMESTAMP FROM scored s ORDER BY s.opportunity_id",
        {
            "origin": rows.as_of, "which": which, "version": scorer.version,
            "at": scorer.scored_at,
        },
    )  # fmt: skip
    connection.unregister("scored")
    return scores


def _scored(
    connection: duckdb.DuckDBPyConnection, scorer: Scorer, rows: Rows, horizon: date | None
) -> Scores:
    points = points_of(scorer.model, rows)
    amounts = amounts_of(connection, rows.ids)
    return score_points(points, scorer.levels, amounts, scorer.calendar, horizon=horizon)


def _register(
    connection: duckdb.DuckDBPyConnection,
    ids: list[str],
    scores: Scores,
    *,
    with_curves: bool = False,
) -> None:
    columns: dict[str, Any] = {"opportunity_id": pa.array(ids, pa.string())}
    for name in SCORE_COLUMNS:
        value = getattr(scores, name)
        if name == "horizon_on":
            columns[name] = pa.array([value] * len(ids), pa.date32())
        elif name == "risk_level":
            columns[name] = pa.array([str(level) or None for level in value], pa.string())
        else:
            columns[name] = pa.array(value)
    for name in ("cum_win", "cum_loss"):
        columns[name] = (
            _lists(getattr(scores.points, name)[scores.points.curve])
            if with_curves
            else pa.nulls(len(ids), pa.list_(pa.float64()))
        )
    connection.register("scored", pa.table(columns))


def _lists(values: Floats) -> pa.ListArray:
    rows, width = values.shape
    flat = pa.array(np.round(values, _DIGITS).ravel())
    return pa.ListArray.from_arrays(pa.array(np.arange(rows + 1, dtype=np.int32) * width), flat)


def _store_curves(
    connection: duckdb.DuckDBPyConnection, ids: list[str], points: CurvePoints
) -> None:
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
    connection.execute("INSERT INTO curve_points SELECT * FROM points_in ORDER BY day, curve")
    connection.execute("INSERT INTO curve_of_deal SELECT * FROM owners_in ORDER BY opportunity_id")
    connection.execute("INSERT INTO curve_days SELECT DISTINCT day FROM points_in ORDER BY day")
    for name in ("points_in", "owners_in"):
        connection.unregister(name)
