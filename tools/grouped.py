"""Grouped figures: one query for all groups, and how each group is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from analytics.groups import (
    BUCKETS,
    NEEDS,
    NOT_RECORDED,
    bucket_label,
    bucket_period,
    grouping,
)
from data.errors import NoData
from data.periods import Period
from data.store.snapshot import Row
from tools.context import Context
from tools.facts import Subject, SubjectKind

_KINDS = ("team", "region", "rep", "product", "account", "sector", "segment", "stage")


@dataclass(frozen=True)
class Groups:
    """The groups of one figure: rows with `key` and the aggregates asked for."""

    name: str
    rows: list[Row]
    context: Context

    @property
    def is_bucket(self) -> bool:
        """Whether the groups are spans of time."""
        return self.name in BUCKETS

    def period(self, row: Row) -> Period | None:
        """The span of a time bucket."""
        if not self.is_bucket or row["key"] is None:
            return None
        return bucket_period(self.name, row["key"], self.context.snapshot.calendar)

    def subject(self, row: Row) -> Subject:
        """What a group is called; rows without a value stand under their own name."""
        period = self.period(row)
        if period:
            name = bucket_label(self.name, period)
            return Subject(kind="group", id=str(period.start), name=name)
        if row["key"] is None:
            return Subject(kind="group", id="", name=NOT_RECORDED.get(self.name, "no date"))
        kind = self.name if self.name in _KINDS else "group"
        return Subject(kind=cast(SubjectKind, kind), id=str(row["key"]), name=str(row["key"]))


def grouped(
    context: Context,
    name: str,
    dated: str,
    source: str,
    selected: str,
    values: dict[str, Any],
    aggregates: str,
    order: str = "amount DESC NULLS LAST",
) -> Groups:
    """Run the aggregates for every group; time buckets in order of time.

    Raises:
        NoData: `missing_column` where the source does not feed the field; `too_few` for levels
            without scores.
    """
    needed = NEEDS.get(name)
    if needed and not context.snapshot.feeds(needed):
        raise NoData(
            "missing_column",
            f"The source records no {needed.replace('_', ' ')}.",
            needs=[f"opportunities.{needed}"],
        )
    if name == "risk_level":
        context.need_scores()
    how = grouping(name, dated, context.snapshot.calendar)
    last = "key NULLS LAST" if how.is_bucket else f"{order}, key NULLS LAST"
    rows = context.snapshot.rows(
        f"SELECT {how.expression} AS key, {aggregates} FROM {source} WHERE {selected} "
        f"GROUP BY 1 ORDER BY {last}",
        values,
    )
    if rows and not how.is_bucket and all(row["key"] is None for row in rows):
        raise NoData(
            "missing_column",
            f"The source records no {name.replace('_', ' ')}, so nothing can be split by it.",
            needs=[name],
        )
    if name == "stage":
        rows = _in_pipeline_order(context, rows)
    return Groups(name, rows, context)


def _in_pipeline_order(context: Context, rows: list[Row]) -> list[Row]:
    order = {stage.name: at for at, stage in enumerate(context.snapshot.manifest.stages)}
    return sorted(rows, key=lambda row: order.get(row["key"], len(order)))
