"""A record of closed deals: all figures of a scope and period at once, by their definitions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from analytics.intervals import wilson
from analytics.metrics import METRICS, MetricName
from data.periods import Period
from data.store.snapshot import Row
from tools.context import Context
from tools.facts import Fact, Subject
from tools.figures.metric_query import Query
from tools.filters import Filter
from tools.report import Report

FIGURES: tuple[MetricName, ...] = (
    "revenue_won", "deals_won", "deals_lost", "win_rate", "average_deal_size", "sales_cycle_days",
)  # fmt: skip
_EMPTY = "count(*) AS closed, count(DISTINCT rep) AS people, " + (
    "count(*) FILTER (rate IS NULL) AS no_rate"
)


@dataclass(frozen=True)
class Record:
    """Closed deals of a scope in a period.

    Attributes:
        row: the value of each figure under its name, its count and population behind `_n`, `_of`.
    """

    row: Row

    @property
    def won(self) -> int:
        """Deals won."""
        return int(self.row["deals_won"] or 0)

    @property
    def closed(self) -> int:
        """Deals won and lost."""
        return int(self.row["closed"])

    @property
    def people(self) -> int:
        """Owners of these deals."""
        return int(self.row["people"])

    @property
    def revenue(self) -> float:
        """Revenue won, in the reporting currency."""
        return float(self.row["revenue_won"] or 0)

    def interval(self) -> tuple[float, float] | None:
        """The 95% interval of the win rate; None without a closed deal."""
        return wilson(self.won, self.closed) if self.closed else None


def record_of(context: Context, chosen: Filter, period: Period | None) -> Record:
    """The record of a scope; a figure is what `metric` says for the same scope and period."""
    return Record(context.snapshot.row(*_query(context, chosen, period, "")))


def records_by(
    context: Context, chosen: Filter, period: Period | None, column: str
) -> dict[Any, Record]:
    """One record for each value of a column of deals."""
    rows = context.snapshot.rows(*_query(context, chosen, period, column))
    return {row["key"]: Record(row) for row in rows}


def _query(
    context: Context, chosen: Filter, period: Period | None, column: str
) -> tuple[str, dict[str, Any]]:
    query = Query(context, METRICS["win_rate"], chosen)
    condition, values = query.selection(period)
    source, more = query.source(period, None)
    columns = ", ".join(_aggregates(name) for name in FIGURES)
    key, grouped = (f"{column} AS key, ", " GROUP BY 1 ORDER BY 1") if column else ("", "")
    told = f"SELECT {key}{columns}, {_EMPTY} FROM {source} WHERE {condition}{grouped}"
    return told, {**values, **more}


def _aggregates(name: MetricName) -> str:
    metric = METRICS[name]
    return (
        f"({metric.expression})::DOUBLE AS {name}, ({metric.count or 'NULL'})::BIGINT AS {name}_n, "
        f"({metric.of or 'NULL'})::BIGINT AS {name}_of"
    )


def add_figure(
    report: Report, subject: Subject, record: Record, name: MetricName, period: Period | None
) -> Fact:
    """The fact of one figure of a record, with its count and interval."""
    metric, value = METRICS[name], record.row[name]
    unit = report.currency if metric.unit == "money" else metric.unit
    if value is not None and unit == "count":
        value = int(value)
    return report.ledger.add(
        subject, name, value, unit, period=period, n=record.row[f"{name}_n"],
        of=record.row[f"{name}_of"] or None, good_when=metric.good_when,
        interval=record.interval() if metric.is_rate else None,
    )  # fmt: skip


def add_all(
    report: Report, subject: Subject, record: Record, period: Period | None
) -> dict[str, Fact]:
    """The facts of all figures of a record, by name."""
    return {name: add_figure(report, subject, record, name, period) for name in FIGURES}
