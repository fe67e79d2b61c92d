"""What was said on the earlier day itself, where the data of then have changed since."""

from __future__ import annotations

from data.periods import Period
from tools.explaining.ends import Ends, since_fact
from tools.filters import Filter
from tools.forecasting.parts import part_of
from tools.report import Report

# Two medians closer than this are the same forecast.
_SAME = 1.0


def tell_said_then(
    report: Report, chosen: Filter, ends: Ends, period: Period, median: float
) -> None:
    """Name the median of the snapshot published of the earlier day, where it is another one.

    The change is explained from one source read at two days. If rows of the earlier day were
    deleted or rewritten since, what was shown then was something else, and this says so.

    Args:
        median: of the same period, as of the same day, from the present source.
    """
    published = report.context.published(ends.since)
    if published is None or published.manifest.files == report.snapshot.manifest.files:
        return
    if published.manifest.model is None:
        return
    part = part_of(published, chosen.condition, chosen.values)
    said = round(part.outlook(period).total.quantile(0.5), 2)
    if part.is_empty or abs(said - median) < _SAME:
        return
    report.say(
        "note",
        "The snapshot of {since} had a median of {said}; rows of its data have changed since.",
        since=since_fact(report, ends),
        said=report.total("earlier_revenue_p50", said, period=period, good_when="up"),
    )
