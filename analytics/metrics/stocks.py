"""Metrics of what is open on a day: number, amount, and amount weighted by the chance to win."""

from __future__ import annotations

from analytics.metrics.base import Metric

STOCKS: tuple[Metric, ...] = (
    Metric(
        "open_pipeline", "Open pipeline", "money",
        "Sum of the amounts of deals open at the end of the period or on the as-of date, "
        "whichever is earlier; list price where no amount is recorded. Stale deals included.",
        "open", "coalesce(sum(amount * rate), 0)", count_label="open deals",
        said="{fact} open pipeline",
    ),
    Metric(
        "open_deals", "Open deals", "count",
        "Number of deals open at the end of the period or on the as-of date, whichever is "
        "earlier. Stale deals included.",
        "open", "count(*)", count="", good_when=None,
        said="{fact} open deals",
    ),
    Metric(
        "weighted_pipeline", "Weighted pipeline", "money",
        "Sum over open deals of amount × the chance to be won in the period, read off the "
        "deal's curve. Without a period: to the risk horizon.",
        "open", "coalesce(sum(amount * rate * win_in_period), 0)",
        count_label="open deals", needs_scores=True,
        said="{fact} weighted pipeline",
    ),
)  # fmt: skip
