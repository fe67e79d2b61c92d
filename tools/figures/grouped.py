"""Grouped figures: one query for all groups, and how each group is called."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

from analytics.amount_bands import BANDS, band_expression
from analytics.groups import (
    BUCKETS,
    NEEDS,
    NOT_RECORDED,
    Grouping,
    bucket_label,
    bucket_period,
    grouping,
)
from data.errors import NoData
from data.periods import Period
from data.store.snapshot import Row
from tools.context import Context
from tools.facts import Subject, SubjectKind, show_money

_KINDS = ("team", "region", "rep", "product", "account", "sector", "segment", "stage")


@dataclass(frozen=True)
class Groups:
    """The groups of one figure: rows with `key` and the aggregates asked for."""

    name: str
    rows: list[Row]
    context: Context
    bands: list[Row] = field(default_factory=list)

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
        if self.name == "amount_band":
            name = band_name(self.bands[int(row["key"]) - 1], self.context.snapshot.currency)
            return Subject(kind="group", id=str(row["key"]), name=name)
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
    *,
    of_deals: bool = True,
) -> Groups:
    """Run the aggregates for every group; time buckets in order of time, bands by their edges.

    Args:
        of_deals: whether the rows are deals, so that columns of deals must be fed.

    Raises:
        NoData: `missing_column` where the source does not feed the field; `too_few` for levels
            without scores, and for bands without enough won deals.
    """
    if of_deals:
        check_grouping(context, name)
    bands = _bands(context) if name == "amount_band" else []
    how = _grouping(context, name, dated, bands)
    in_order = how.is_bucket or name == "amount_band"
    last = "key NULLS LAST" if in_order else f"{order}, key NULLS LAST"
    rows = context.snapshot.rows(
        f"SELECT {how.expression} AS key, {aggregates} FROM {source} WHERE {selected} "
        f"GROUP BY 1 ORDER BY {last}",
        values,
    )
    if rows and not how.is_bucket and all(row["key"] is None for row in rows):
        raise NoData(
            "missing_column",
            _nothing_to_split_by(name),
            needs=[name],
        )
    if name == "stage":
        rows = _in_pipeline_order(context, rows)
    return Groups(name, rows, context, bands)


def _nothing_to_split_by(name: str) -> str:
    words = name.replace("_", " ")
    if name in NEEDS or name == "risk_level":
        return f"None of these deals has a {words}, so nothing can be split by it."
    return f"The source records no {words}, so nothing can be split by it."


def check_grouping(context: Context, name: str) -> None:
    """Refuse a grouping that the snapshot does not feed.

    Raises:
        NoData: `missing_column`, or `too_few` for levels without scores.
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


def band_name(band: Row, currency: str) -> str:
    """A band by its edges: "$1,140 to under $4,821"."""
    low, high = band["low"], band["high"]
    if low is None and high is None:
        return "all amounts"
    if low is None:
        return f"under {show_money(high, currency)}"
    if high is None:
        return f"{show_money(low, currency)} and up"
    return f"{show_money(low, currency)} to under {show_money(high, currency)}"


def _bands(context: Context) -> list[Row]:
    found = (
        context.snapshot.rows(f"SELECT band, low, high, label FROM {BANDS} ORDER BY band")
        if context.snapshot.has_table(BANDS)
        else []
    )
    if not found:
        raise NoData(
            "too_few",
            "Amount bands are quartiles of what was won; too few deals were won for them.",
            needs=["more won deals, then a new refresh"],
        )
    return found


def _grouping(context: Context, name: str, dated: str, bands: list[Row]) -> Grouping:
    if name == "amount_band":
        return Grouping(name, band_expression(bands, "(value * rate)"), is_bucket=False)
    return grouping(name, dated, context.snapshot.calendar)


def _in_pipeline_order(context: Context, rows: list[Row]) -> list[Row]:
    order = {stage.name: at for at, stage in enumerate(context.snapshot.manifest.stages)}
    return sorted(rows, key=lambda row: order.get(row["key"], len(order)))
