"""The metric of targets: what was won against what was set out to be won."""

from __future__ import annotations

from analytics.metrics.base import Metric

QUOTAS: tuple[Metric, ...] = (
    Metric(
        "quota_attainment", "Quota attainment", "ratio",
        "Revenue won in the period ÷ the target recorded for exactly that period and scope: the "
        "company’s, a team’s or a person’s. Quotas and plans are never added to each other. A "
        "period still running is measured up to the as-of date, against the whole target. Without "
        "a period: the present fiscal quarter.",
        "targets", "", count="", said="{fact} of the target",
        table="targets", groups=("team", "rep", "month", "quarter"),
        unscoped=(
            "product", "account", "sector", "segment", "stage", "category", "type",
            "min_amount", "max_amount", "region",
        ),
    ),
)  # fmt: skip
