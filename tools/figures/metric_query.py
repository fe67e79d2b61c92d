"""The query behind a metric: which rows a period selects, and the aggregates over them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from analytics.groups import BUCKETS, bucket_period
from analytics.metrics import Metric
from analytics.scored import NOW
from data.cut import reps_at
from data.periods import Period
from data.store.snapshot import Row
from tools.context import Context
from tools.figures.grouped import Groups, grouped
from tools.figures.weighted import with_win_in_period
from tools.filters import Filter

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

    @property
    def dated(self) -> str:
        """The column that a period selects by, and that time buckets go by."""
        own = {"closed": "closed_on", "created": _CREATED, "open": "started_on"}
        return own.get(self.metric.selects, self.metric.dated)

    def selection(self, period: Period | None) -> tuple[str, dict[str, Any]]:
        """Condition and its values."""
        values = dict(self.chosen.values)
        if self.metric.selects == "open":
            day = min(period.end, self.context.snapshot.as_of) if period else None
            return self._open_at(day, values)
        condition = f"{self.chosen.condition} AND {self.dated} IS NOT NULL"
        if period and self.metric.selects != "windows":
            condition += f" AND {self.dated} BETWEEN $start AND $end"
            values |= {"start": period.start, "end": period.end}
        return condition, values

    def _open_at(self, day: date | None, values: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        if day is None or day == self.context.snapshot.as_of:
            return f"{self.chosen.condition} AND status = 'open'", values
        condition = (
            f"{self.chosen.condition} AND started_on <= $day "
            "AND (closed_on IS NULL OR closed_on > $day)"
        )
        return condition, {**values, "day": day}

    def source(self, period: Period | None, bucket: str | None) -> tuple[str, dict[str, Any]]:
        """The relation to select from, and its values.

        Args:
            bucket: the kind of time bucket that windows are cut into, or None for the period whole.
        """
        if self.metric.needs_scores:
            return with_win_in_period(self.context, period)
        if not self.metric.relation:
            return NOW, {}
        relation = self.metric.relation
        values: dict[str, Any] = {}
        if self.metric.selects == "windows":
            listed, values = _windows(self._cut(period, bucket))
            relation = f"WITH windows(window_start, window_end) AS ({listed}) {relation}"
        if "{people}" in relation:
            history = "rep_history" if self.context.snapshot.has_table("rep_history") else None
            relation = relation.replace("{people}", reps_at("reps", history))
        for name in ("as_of", "day"):
            if f"${name}" in relation:
                values[name] = self.context.snapshot.as_of
        return f"({relation})", values

    def _cut(self, period: Period | None, bucket: str | None) -> list[Period]:
        """The windows of a period, none reaching beyond the as-of date.

        Without a period only those that have ended, from the first event on.
        """
        snapshot = self.context.snapshot
        if period and not bucket:
            return [Period(start=period.start, end=min(period.end, snapshot.as_of))]
        first = period.start if period else snapshot.manifest.first_event
        last = min(period.end, snapshot.as_of) if period else snapshot.as_of
        found = []
        window = bucket_period(bucket or "quarter", first, snapshot.calendar)
        while window.start <= last:
            if window.end <= last or period:
                found.append(
                    Period(start=max(window.start, first), end=min(window.end, last))
                )  # fmt: skip
            window = bucket_period(
                bucket or "quarter", window.end + timedelta(days=1), snapshot.calendar
            )
        return found


def _windows(windows: list[Period]) -> tuple[str, dict[str, Any]]:
    """The rows of the table `windows`, and their values."""
    if not windows:
        return "SELECT NULL::DATE, NULL::DATE WHERE false", {}
    values: dict[str, Any] = {}
    rows = []
    for at, window in enumerate(windows):
        values |= {f"from_{at}": window.start, f"to_{at}": window.end}
        rows.append(f"($from_{at}::DATE, $to_{at}::DATE)")
    return f"VALUES {', '.join(rows)}", values


def computed(query: Query, period: Period | None) -> Row:
    """The figure for the whole scope: amount (its value), n, out_of, beside, rows, no_rate."""
    condition, values = query.selection(period)
    source, more = query.source(period, None)
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
    condition, values = query.selection(period)
    source, more = query.source(period, name if name in BUCKETS else None)
    order = f"amount {'ASC' if sort == 'asc' else 'DESC'} NULLS LAST"
    return grouped(
        query.context, name, query.dated, source, condition, {**values, **more},
        query.aggregates, order, of_deals=query.metric.table != "leads",
    )  # fmt: skip
