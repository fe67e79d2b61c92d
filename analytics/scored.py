"""Deals beside their scores, now and at the earlier cut: the tables that tools select from.

Joined once in the batch; a question then reads one table.
"""

from __future__ import annotations

import duckdb

SCORE_COLUMNS = (
    "win_probability", "loss_probability", "win_probability_28d", "loss_probability_28d",
    "win_probability_91d", "loss_probability_91d", "horizon_on", "win_by_horizon",
    "loss_by_horizon", "slip_by_horizon", "stale", "risk_score", "risk_level", "value_at_risk",
    "expected_close_from", "expected_close_on", "expected_close_to",
)  # fmt: skip

NOW = "deals_now"
BEFORE = "deals_then"

_PARTS = (
    "amount * loss_by_horizon AS value_at_loss, amount * slip_by_horizon AS value_at_slip, "
    "value_at_risk * rate AS value_at_risk_summed, amount * rate AS amount_summed"
)


def create_scored(connection: duckdb.DuckDBPyConnection) -> None:
    """Tables `deals_now` and `deals_then`: the wide tables with scores, empty where none.

    `…_summed`: in the reporting currency, empty for a currency without a rate.
    """
    columns = ", ".join(f"s.{column}" for column in SCORE_COLUMNS)
    for target, deals, scores in (
        (NOW, "deals", "deal_scores"),
        (BEFORE, "deals_before", "score_history"),
    ):
        connection.execute(
            f"CREATE TABLE {target} AS SELECT *, {_PARTS} FROM (SELECT d.*, {columns} "
            f"FROM {deals} d LEFT JOIN {scores} s ON s.opportunity_id = d.opportunity_id) "
            "ORDER BY opportunity_id"
        )
