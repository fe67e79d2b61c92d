"""Deals beside their scores, now and at the earlier cut: the tables that tools select from.

Joined once in the batch; a question then reads one table.
"""

from __future__ import annotations

from datetime import date

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
    "value_at_risk * rate AS value_at_risk_summed, amount * rate AS amount_summed, "
    "recorded_close_on - expected_close_on AS date_gap_days"
)
_AGAINST = (
    "SELECT opportunity_id, arg_max(driver, points) AS main_driver FROM deal_drivers "
    "WHERE points > 0 GROUP BY 1"
)
_NO_DRIVERS = "SELECT NULL::VARCHAR AS opportunity_id, NULL::VARCHAR AS main_driver WHERE false"


def create_scored(
    connection: duckdb.DuckDBPyConnection, earlier: date | None, *, is_view: bool = False
) -> None:
    """Tables `deals_now` and `deals_then`: the wide tables with scores, empty where none.

    `deals_then` holds the present model's scores of the origin `earlier`. date_gap_days: days from
    the expected to the recorded closing date. main_driver: what speaks most against the deal.
    `…_summed`: in the reporting currency, empty for a currency without a rate. As views they are
    joined, in no order, whenever they are read.
    """
    kind, order = ("VIEW", "") if is_view else ("TABLE", " ORDER BY opportunity_id")
    columns = ", ".join(f"s.{column}" for column in SCORE_COLUMNS)
    then = f"origin = DATE '{earlier}' AND model = 'present'" if earlier else "false"
    for target, deals, scores, drivers in (
        (NOW, "deals", "deal_scores", _AGAINST),
        (BEFORE, "deals_before", f"(SELECT * FROM score_history WHERE {then})", _NO_DRIVERS),
    ):
        connection.execute(
            f"CREATE {kind} {target} AS SELECT *, {_PARTS} FROM (SELECT d.*, {columns}, "
            f"m.main_driver FROM {deals} d "
            f"LEFT JOIN {scores} s ON s.opportunity_id = d.opportunity_id "
            f"LEFT JOIN ({drivers}) m ON m.opportunity_id = d.opportunity_id){order}"
        )
