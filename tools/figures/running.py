"""What is said of a figure whose period still runs, or that is compared with another length."""

from __future__ import annotations

from datetime import timedelta

from data.periods import Period
from tools.facts import Fact
from tools.figures.metric_query import Query, computed
from tools.figures.metric_words import fact_of, tell_difference
from tools.report import Report

# Months and quarters differ by a few days; below this share nobody takes them for unequal.
_UNEQUAL = 0.1


def tell_running(report: Report, period: Period | None) -> None:
    """Say how many days of a period have passed, where it has begun and not ended."""
    as_of = report.snapshot.as_of
    if period is None or not period.start <= as_of < period.end:
        return
    passed = (as_of - period.start).days + 1
    report.say(
        "detail",
        "{passed.period} is still running: {passed} of its {whole} "
        + ("has passed." if passed == 1 else "have passed."),
        passed=report.total("days_passed", passed, "days", period=period),
        whole=report.total("days_in_period", period.days, "days", period=period),
    )


def tell_beginning(report: Report, *periods: Period | None) -> None:
    """Say where the data begin, if that is within a period: what was before is not known."""
    first = report.snapshot.manifest.first_event
    for period in periods:
        if period is not None and period.start < first <= period.end:
            fact = report.total("first_event", str(first), "date", period=period)
            report.say("note", "The data begin on {first}, within {first.period}.", first=fact)


def tell_equal_window(
    report: Report, query: Query, now: Fact, period: Period | None, other: Period | None
) -> None:
    """Say the figure of the other period over as many days as have passed of a running one.

    Otherwise say the lengths of two periods that differ by more than a tenth. A stock is the state
    of one day, whatever its period, so neither is said of it; nor is a window before all data.
    """
    if period is None or other is None or query.metric.selects == "open":
        return
    passed = (min(period.end, report.snapshot.as_of) - period.start).days + 1
    if passed < period.days and passed < other.days:
        _tell_as_many(report, query, now, other, passed)
    elif abs(passed - other.days) > _UNEQUAL * max(passed, other.days):
        report.say(
            "detail",
            "The length of the periods is {now} against {other}.",
            now=report.total("days_compared", passed, "days"),
            other=report.total("days_compared", other.days, "days"),
        )


def _tell_as_many(report: Report, query: Query, now: Fact, other: Period, days: int) -> None:
    window = Period(start=other.start, end=other.start + timedelta(days=days - 1))
    if window.end < report.snapshot.manifest.first_event:
        return
    was = fact_of(report, report.subject, query.metric, computed(query, window), window)
    if was.value is None or now.value is None:
        report.say("detail", "For as many days, {was.period}, there is no such figure.", was=was)
        return
    said = query.metric.label.lower() + (":" if query.metric.unit == "count" else " is")
    tell_difference(report, query.metric, now, was, head=f"Over as many days, {said}")
