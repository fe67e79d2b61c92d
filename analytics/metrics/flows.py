"""Metrics of what happened to deals: won, lost, created, at what price and how fast.

All amounts are in the reporting currency (value × rate); a deal in a currency without a rate counts
in counts and rates of deals, not in sums. Day ends are inclusive.
"""

from __future__ import annotations

from analytics.metrics.base import GROUPS, Metric

_WON = "FILTER (status = 'won')"
_LOST = "FILTER (status = 'lost')"
_CYCLE = "(closed_on - coalesce(created_on, engaged_on))"
_PRICED = "status = 'won' AND list_value > 0 AND close_value * rate IS NOT NULL"

FLOWS: tuple[Metric, ...] = (
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
        said="{fact} deals lost", groups=(*GROUPS, "loss_reason"),
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
        beside_said="The mean sales cycle is {beside}; the figure above is the median.",
        said="sales cycle {fact}",
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
        "closing value and list price are known; the list price of a deal with lines is the sum "
        "of quantity × list price of its lines. Negative when sold above list price.",
        "closed",
        f"1 - sum(close_value * rate) FILTER ({_PRICED}) "
        f"/ nullif(sum(list_value) FILTER ({_PRICED}), 0)",
        count=f"count(*) FILTER ({_PRICED})",
        count_label="won deals", good_when="down",
        said="discount {fact}",
    ),
)  # fmt: skip
