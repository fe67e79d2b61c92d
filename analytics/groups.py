"""What figures may be grouped by: SQL expressions over deals, and how a group is called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from data.periods import FiscalCalendar, Period

GroupBy = Literal[
    "team", "region", "rep", "product", "account", "sector", "segment", "stage", "category",
    "type", "source", "loss_reason", "competitor", "risk_level", "amount_band", "week", "month",
    "quarter",
]  # fmt: skip
BUCKETS = ("week", "month", "quarter")
PLAIN = {
    "team": "manager", "region": "region", "rep": "rep", "product": "product",
    "account": "account", "sector": "sector", "segment": "segment", "stage": "stage",
    "category": "category", "type": "type", "source": "source", "loss_reason": "loss_reason",
    "competitor": "competitor", "risk_level": "risk_level",
}  # fmt: skip
# Grouped field → column of the source that must be fed.
NEEDS = {
    "category": "forecast_category", "type": "type", "source": "source",
    "loss_reason": "loss_reason", "competitor": "competitor",
}  # fmt: skip
NOT_RECORDED = {
    "team": "no manager", "region": "no region", "account": "no account", "sector": "no sector",
    "segment": "no segment", "risk_level": "no level", "category": "no category",
    "type": "no type", "source": "no source", "loss_reason": "no reason",
    "competitor": "no competitor", "amount_band": "no amount", "product": "no product",
    "rep": "no rep", "stage": "no stage",
}  # fmt: skip


@dataclass(frozen=True)
class Grouping:
    """How to group: the SQL expression, and whether its groups are spans of time."""

    name: str
    expression: str
    is_bucket: bool


def grouping(name: str, dated: str, calendar: FiscalCalendar) -> Grouping:
    """The grouping of that name; time buckets take the day in column `dated`."""
    if name not in BUCKETS:
        return Grouping(name, PLAIN[name], is_bucket=False)
    if name == "quarter":
        months = f"((month({dated}) - {calendar.first_month} + 12) % 3)"
        start = f"(date_trunc('month', {dated}) - to_months({months}::INTEGER))::DATE"
        return Grouping(name, start, is_bucket=True)
    return Grouping(name, f"date_trunc('{name}', {dated})::DATE", is_bucket=True)


def bucket_period(name: str, start: date, calendar: FiscalCalendar) -> Period:
    """The span that a bucket starting on that day covers."""
    return {"week": calendar.week, "month": calendar.month, "quarter": calendar.quarter}[name](
        start
    )


def bucket_label(name: str, period: Period) -> str:
    """ "Q4 2017", "Oct 2017", "Oct 16 – 22, 2017"."""
    if name == "quarter":
        return period.label
    return f"{period.start:%b %Y}" if name == "month" else period.display
