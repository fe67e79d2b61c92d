"""The empty tables of scores, so that a snapshot without a model has them too."""

from __future__ import annotations

import duckdb

from analytics.scored import SCORE_COLUMNS
from models.scores.steps import PARTS

_TYPES = {
    **dict.fromkeys(SCORE_COLUMNS, "DOUBLE"),
    "horizon_on": "DATE", "stale": "BOOLEAN", "risk_level": "VARCHAR",
    "expected_close_from": "DATE", "expected_close_on": "DATE", "expected_close_to": "DATE",
}  # fmt: skip
_SCORED = ", ".join(f"{name} {_TYPES[name]}" for name in SCORE_COLUMNS)
_STAMP = "model_version VARCHAR, scored_at TIMESTAMP"
_STEP = "opportunity_id VARCHAR, origin DATE, next_origin DATE"
_PARTS = ", ".join(f"{name} DOUBLE" for name in PARTS)

TABLES = {
    "deal_scores": "opportunity_id VARCHAR, account VARCHAR, product VARCHAR, rep VARCHAR, "
    "stage VARCHAR, amount DECIMAL(18,2), currency VARCHAR, age_days BIGINT, "
    f"{_SCORED}, next_action VARCHAR, {_STAMP}",
    "score_history": f"opportunity_id VARCHAR, origin DATE, model VARCHAR, {_SCORED}, "
    f"cum_win DOUBLE[], cum_loss DOUBLE[], {_STAMP}",
    "score_steps": f"{_STEP}, horizon_on DATE, from_score DOUBLE, {_PARTS}, to_score DOUBLE",
    "step_facts": f"{_STEP}, driver VARCHAR, feature VARCHAR, was VARCHAR, now VARCHAR",
    "step_curves": f"{_STEP}, aged_win FLOAT[], moved_win FLOAT[]",
    "curve_days": "day DATE",
    "curve_points": "curve BIGINT, day DATE, cum_win DOUBLE, cum_loss DOUBLE",
    "curve_of_deal": "opportunity_id VARCHAR, curve BIGINT",
    "newcomer_curves": "started_on DATE, day DATE, cum_win DOUBLE, cum_loss DOUBLE",
}


def create_empty(connection: duckdb.DuckDBPyConnection) -> None:
    """All tables of scores without a row, and the view `deal_curves`."""
    for name, columns in TABLES.items():
        connection.execute(f"CREATE TABLE {name} ({columns})")
    connection.execute(
        "CREATE VIEW deal_curves AS SELECT opportunity_id, day, cum_win, cum_loss "
        "FROM curve_of_deal JOIN curve_points USING (curve)"
    )
