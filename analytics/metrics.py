"""The metrics: each one's definition, unit and SQL over the table of deals.

All amounts are in the reporting currency (value × rate); a deal in a currency without a rate counts
in counts and rates of deals, not in sums. Day ends are inclusive.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Direction = Literal["up", "down"]
Selects = Literal["closed", "created", "open"]
# Every name of the contract, served or not.
MetricName = Literal[
    "revenue_won", "deals_won", "deals_lost", "win_rate", "win_rate_by_value",
    "average_deal_size", "sales_cycle_days", "open_pipeline", "open_deals", "weighted_pipeline",
    "deals_created", "pipeline_created", "slip_rate", "push_count", "stage_conversion",
    "days_in_stage", "discount_rate", "quota_attainment", "leads_created",
    "lead_conversion_rate", "response_hours",
]  # fmt: skip


@dataclass(frozen=True)
class Metric:
    """One metric.

    Attributes:
        definition: population, formula, ties and missing values, in words for a glossary.
        expression: SQL aggregate over the selected deals.
        count, of: SQL aggregates of the count behind the figure and of its population, or "".
        is_rate: a proportion of `count` among `of`, so that an interval exists.
        selects: which deals a period selects: by closing date, by creation date, or open ones.
        said: how one group's figure is said, with the slot {fact}.
        beside: a second aggregate shown beside the figure: (metric name, expression, unit).
    """

    name: str
    label: str
    unit: str
    definition: str
    selects: Selects
    expression: str
    count: str = "count(*)"
    count_label: str = "deals"
    of: str = ""
    is_rate: bool = False
    good_when: Direction | None = "up"
    needs_scores: bool = False
    said: str = "{fact}"
    beside: tuple[str, str, str] | None = None

    @property
    def empty(self) -> float | None:
        """The figure over no deal at all: 0 for a sum or a number, none for a rate or average."""
        is_sum = self.unit in ("money", "count") and self.name != "average_deal_size"
        return 0.0 if is_sum else None


_WON = "FILTER (status = 'won')"
_LOST = "FILTER (status = 'lost')"
_CYCLE = "(closed_on - coalesce(created_on, engaged_on))"

METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric(
            "revenue_won", "Revenue won", "money",
            "Sum of the closing values of deals won in the period, by closing date.",
            "closed", f"coalesce(sum(close_value * rate) {_WON}, 0)",
            count=f"count(close_value * rate) {_WON}", count_label="won deals",
            said="{fact} revenue won",
        ),
        Metric(
            "deals_won", "Deals won", "count",
            "Number of deals won in the period, by closing date.",
            "closed", f"count(*) {_WON}", count="",
            said="{fact} deals won",
        ),
        Metric(
            "deals_lost", "Deals lost", "count",
            "Number of deals lost in the period, by closing date.",
            "closed", f"count(*) {_LOST}", count="", good_when="down",
            said="{fact} deals lost",
        ),
        Metric(
            "win_rate", "Win rate", "ratio",
            "Deals won ÷ (won + lost), both closed in the period. Deals still open do not count; "
            "their number is shown beside it. No closed deal: no rate.",
            "closed", f"count(*) {_WON} / nullif(count(*), 0)::DOUBLE",
            count=f"count(*) {_WON}", of="count(*)", count_label="closed deals", is_rate=True,
            said="win rate {fact}",
        ),
        Metric(
            "win_rate_by_value", "Win rate by value", "ratio",
            "Amount of won deals ÷ amount of won and lost deals closed in the period, each at the "
            "amount it was open with (list price where none was recorded).",
            "closed", f"coalesce(sum(amount * rate) {_WON}, 0) / nullif(sum(amount * rate), 0)",
            count=f"count(amount * rate) {_WON}", of="count(amount * rate)",
            count_label="closed deals",
            said="win rate by value {fact}",
        ),
        Metric(
            "average_deal_size", "Average deal size", "money",
            "Revenue won ÷ deals won in the period (deals whose closing value is known). "
            "No won deal: no average.",
            "closed", f"avg(close_value * rate) {_WON}",
            count=f"count(close_value * rate) {_WON}", count_label="won deals",
            said="average deal size {fact}",
        ),
        Metric(
            "sales_cycle_days", "Sales cycle", "days",
            "Median days from creation (engagement, where no creation is recorded) to closing, of "
            "deals won in the period; the mean stands beside it. Deals without a start are left "
            "out.",
            "closed", f"median({_CYCLE}) {_WON}",
            count=f"count({_CYCLE}) {_WON}", count_label="won deals", good_when="down",
            beside=("mean_sales_cycle_days", f"avg({_CYCLE}) {_WON}", "days"),
            said="sales cycle {fact}",
        ),
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
        Metric(
            "deals_created", "Deals created", "count",
            "Number of deals created in the period (engaged, where no creation is recorded).",
            "created", "count(*)", count="",
            said="{fact} deals created",
        ),
        Metric(
            "pipeline_created", "Pipeline created", "money",
            "Sum of the amounts of deals created in the period, at the amount open with, else list "
            "price.",
            "created", "coalesce(sum(amount * rate), 0)", count_label="deals created",
            said="{fact} pipeline created",
        ),
        Metric(
            "discount_rate", "Discount", "ratio",
            "1 − sum of closing values ÷ sum of list prices, over deals won in the period whose "
            "closing value and list price are known. Negative when sold above list price.",
            "closed",
            "1 - sum(close_value * rate) FILTER (status = 'won' AND list_price > 0) "
            "/ nullif(sum(list_price) "
            "FILTER (status = 'won' AND close_value * rate IS NOT NULL), 0)",
            count="count(close_value * list_price * rate) FILTER (status = 'won')",
            count_label="won deals", good_when="down",
            said="discount {fact}",
        ),
    )
}  # fmt: skip

# Names of the contract that this version does not compute, and what each would be computed from.
LATER: dict[str, str] = {
    "slip_rate": "close_date_history",
    "push_count": "close_date_history",
    "stage_conversion": "stage_history",
    "days_in_stage": "stage_history",
    "quota_attainment": "targets",
    "leads_created": "leads",
    "lead_conversion_rate": "leads",
    "response_hours": "leads",
}
