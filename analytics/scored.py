"""Deals beside their scores, now and at the earlier cut: the relations that tools select from."""

from __future__ import annotations

SCORE_COLUMNS = (
    "win_probability", "loss_probability", "win_probability_28d", "loss_probability_28d",
    "win_probability_91d", "loss_probability_91d", "horizon_on", "win_by_horizon",
    "loss_by_horizon", "slip_by_horizon", "stale", "risk_score", "risk_level", "value_at_risk",
    "expected_close_from", "expected_close_on", "expected_close_to",
)  # fmt: skip

_PARTS = (
    "amount * loss_by_horizon AS value_at_loss, amount * slip_by_horizon AS value_at_slip, "
    "value_at_risk * rate AS value_at_risk_summed, amount * rate AS amount_summed"
)


def _relation(deals: str, scores: str) -> str:
    columns = ", ".join(f"s.{column}" for column in SCORE_COLUMNS)
    return (
        f"(SELECT *, {_PARTS} FROM (SELECT d.*, {columns} FROM {deals} d "
        f"LEFT JOIN {scores} s ON s.opportunity_id = d.opportunity_id))"
    )


NOW = _relation("deals", "deal_scores")
BEFORE = _relation("deals_before", "score_history")
