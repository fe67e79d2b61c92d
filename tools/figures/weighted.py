"""Deals with the chance to be won in a period beside them, read off the stored curves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from analytics.scored import NOW
from analytics.win_by_day import win_in_period
from data.periods import Period
from tools.context import Context


def past_the_curves(context: Context, period: Period | None) -> date | None:
    """The last day that chances are stored for, where a period ends later; else None."""
    last: date | None = context.snapshot.row("SELECT max(day) AS day FROM curve_days")["day"]
    return last if period is not None and last is not None and period.end > last else None


def with_win_in_period(context: Context, period: Period | None) -> tuple[str, dict[str, Any]]:
    """A relation of all deals with `win_in_period`, and its values.

    Without a period: from the day after the as-of date to the risk horizon. A deal without a curve
    has no chance stored and adds nothing.
    """
    snapshot = context.snapshot
    if period is None:
        start = snapshot.as_of + timedelta(days=1)
        period = Period(start=start, end=snapshot.manifest.horizon_on)
    days = [row["day"] for row in snapshot.rows("SELECT day FROM curve_days ORDER BY day")]
    query, values = win_in_period(days, snapshot.as_of, period)
    relation = (
        f"(SELECT n.*, w.win_in_period FROM {NOW} n "
        f"LEFT JOIN ({query}) w ON w.opportunity_id = n.opportunity_id)"
    )
    return relation, values
