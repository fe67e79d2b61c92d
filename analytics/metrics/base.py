"""What a metric is: its definition, unit, SQL, and what it may be selected and grouped by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from analytics.groups import BUCKETS, PLAIN

Direction = Literal["up", "down"]
Selects = Literal["closed", "created", "open", "dated", "windows", "targets"]
# Every name of the contract.
MetricName = Literal[
    "revenue_won", "deals_won", "deals_lost", "win_rate", "win_rate_by_value",
    "average_deal_size", "sales_cycle_days", "open_pipeline", "open_deals", "weighted_pipeline",
    "deals_created", "pipeline_created", "slip_rate", "push_count", "stage_conversion",
    "days_in_stage", "discount_rate", "quota_attainment", "leads_created",
    "lead_conversion_rate", "response_hours",
]  # fmt: skip
# A reason for a loss is recorded of lost deals only, so it splits nothing else.
GROUPS = (*(name for name in PLAIN if name != "loss_reason"), "amount_band", *BUCKETS)


@dataclass(frozen=True)
class Metric:
    """One metric.

    Attributes:
        definition: population, formula, ties and missing values, in words for a glossary.
        expression: SQL aggregate over the selected rows.
        count, of: SQL aggregates of the count behind the figure and of its population, or "".
        count_said: the same population after a count of one or many, where it is no deal.
        part_label: heading of `count` in a table where it is part of `of`.
        is_rate: a proportion of `count` among `of`, so that an interval exists.
        selects: which rows a period selects: deals by closing date, by creation date, or open
            ones; rows of a relation of its own by their date; windows of time, each a sample of
            its own; or targets.
        said: how one group's figure is said, with the slot {fact}.
        beside: a second aggregate shown beside the figure: (metric name, expression, unit).
        beside_said: how it is said, with the slot {beside}.
        relation: SQL with the columns of the deals beside their scores, and its own; "" for
            these deals themselves. May take $as_of, and {people} for the reps as of that day; of
            windows, it reads the table `windows`.
        dated: the column of the relation that a period selects by.
        table: optional table that must be fed, or "".
        groups: what it may be grouped by.
        unscoped: fields of a scope that its rows do not have.
    """

    name: MetricName
    label: str
    unit: str
    definition: str
    selects: Selects
    expression: str
    count: str = "count(*)"
    count_label: str = "deals"
    of: str = ""
    part_label: str = "won"
    is_rate: bool = False
    good_when: Direction | None = "up"
    needs_scores: bool = False
    said: str = "{fact}"
    beside: tuple[str, str, str] | None = None
    beside_said: str = ""
    relation: str = ""
    dated: str = ""
    table: str = ""
    groups: tuple[str, ...] = GROUPS
    unscoped: tuple[str, ...] = ()

    @property
    def empty(self) -> float | None:
        """The figure over no row at all: 0 for a sum or a number, none for a rate or average."""
        is_sum = self.unit in ("money", "count") and self.name != "average_deal_size"
        return 0.0 if is_sum else None
