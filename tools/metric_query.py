"""The query behind a metric: which deals a period selects, and the aggregates over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from analytics.metrics import Metric
from analytics.scored import NOW
from data.periods import Period
from data.store.snapshot import Row
from tools.context import Context
from tools.filters import Filter
from tools.grouped import Groups, grouped
from tools.weighted import with_win_in_period

_CREATED = "coalesce(created_on, engaged_on)"


@dataclass(frozen=True)
class Query:
    """A metric over the deals of a scope."""

    context: Context
    metric: Metric
    chosen: Filter

    @property
    def aggregates(self) -> str:
        """Value, count, population and what stands beside, as columns."""
        metric = self.metric
        beside = metric.beside[1] if metric.beside else "NULL"
        return (
            f"({metric.expression})::DOUBLE AS amount, ({metric.count or 'NULL'})::BIGINT AS n, "
            f"({metric.of or 'NULL'})::BIGINT AS out_of, ({beside})::DOUBLE AS beside, "
            "count(*) AS rows, count(*) FILTER (rate IS NULL) AS no_rate"
        )

    def selection(self, period: Period | None) -> tuple[str, dict[str, Any], str]:
        """Condition, its values, and the date column that time buckets go by."""
        values = dict(self.chosen.values)
        if self.metric.selects == "open":
            day = min(period.end, self.context.snapshot.as_of) if period else None
            return self._open_at(day, values)
        dated = "closed_on" if self.metric.selects == "closed" else _CREATED
        condition = f"{self.chosen.condition} AND {dated} IS NOT NULL"
        if period:
            condition += f" AND {dated} BETWEEN $start AND $end"
            values |= {"start": period.start, "end": period.end}
        return condition, values, dated

    def _open_at(self, day: Any, values: dict[str, Any]) -> tuple[str, dict[str, Any], str]:
        if day is None or day == self.context.snapshot.as_of:
            return f"{self.chosen.condition} AND status = 'open'", values, "started_on"
        condition = (
            f"{self.chosen.condition} AND started_on <= $day "
            "AND (closed_on IS NULL OR closed_on > $day)"
        )
        return condition, {**values, "day": day}, "started_on"

    def source(self, period: Period | None) -> tuple[str, dict[str, Any]]:
        """The relation to select from, with win_in_period where the metric needs it."""
        if not self.metric.needs_scores:
            return NOW, {}
        return with_win_in_period(self.context, period)


def computed(query: Query, period: Period | None) -> Row:
    """The figure for the whole scope: amount (its value), n, out_of, beside, rows, no_rate."""
    condition, values, _ = query.selection(period)
    source, more = query.source(period)
    return query.context.snapshot.row(
        f"SELECT {query.aggregates}, {_still_open(query)} AS still_open "
        f"FROM {source} WHERE {condition}",
        {**values, **more},
    )


def _still_open(query: Query) -> str:
    """Deals of the scope still open, shown beside a win rate."""
    if query.metric.name != "win_rate":
        return "NULL"
    return f"(SELECT count(*) FROM deals WHERE status = 'open' AND {query.chosen.condition})"


def computed_by_group(query: Query, name: str, period: Period | None, sort: str) -> Groups:
    """The same for every group."""
    condition, values, dated = query.selection(period)
    source, more = query.source(period)
    order = f"amount {'ASC' if sort == 'asc' else 'DESC'} NULLS LAST"
    return grouped(
        query.context, name, dated, source, condition, {**values, **more}, query.aggregates, order
    )
