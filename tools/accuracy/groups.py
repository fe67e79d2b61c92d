"""The track record by region, team, product and the like, or by when the windows began."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from analytics.accuracy import FEWEST_WINDOWS, Window, accuracy
from analytics.groups import PLAIN, bucket_label, bucket_period
from data.periods import Period
from tools.accuracy.figures import add_facts, side_words
from tools.accuracy.tables import tell_records
from tools.accuracy.windows import said_again, scoped, stretches, too_few
from tools.charts import bar_chart
from tools.facts import Subject
from tools.figures.grouped import Groups
from tools.filters import Filter
from tools.principal import row_filter
from tools.report import Report

DAYS = 28
_SHOWN = 8
MOST_GROUPS = 15
Group = tuple[Subject, Sequence[Window]]


def tell(report: Report, chosen: Filter, period: Period | None, name: str, *, leads: bool) -> None:
    """One record for each group, said anew on each day; the largest by what came first.

    Args:
        leads: whether this is the answer, or stands beside it.

    Raises:
        NoData: `too_few`: fewer windows than needed have come due.
    """
    scope = scoped(chosen, report, PLAIN[name])
    passed, _ = stretches(report, DAYS, period)
    if len(passed) < FEWEST_WINDOWS:
        if leads:
            raise too_few(report, len(passed), period)
        return
    keys = _told_to(report, name, scope.keys([one.origin for one in passed]))
    passed, are_all = stretches(report, DAYS, period, len(keys))
    largest = sorted(
        keys,
        key=lambda key: (
            -sum(
                scope.came(
                    one.origin, Period(start=one.origin + timedelta(days=1), end=one.until), key
                )
                for one in passed
            )
        ),
    )
    called = Groups(name, [], report.context)
    found: list[Group] = []
    for key in largest[:MOST_GROUPS]:
        windows = said_again(scope, passed, key)
        if any(one.came or one.high for one in windows):
            found.append((called.subject({"key": key}), windows))
    report.rows_read += len(passed)
    if leads:
        _say_headline(report, name, len(passed), are_all=are_all)
    _say_groups(report, found, is_short=not leads)
    title = name.replace("_", " ")
    tell_records(report, title, [(subject.name, windows) for subject, windows in found])
    if found:
        errors = [(subject.name, accuracy(windows).wape) for subject, windows in found]
        bars = [(name, round(error, 4)) for name, error in errors if error is not None]
        report.charts.append(
            bar_chart(f"Error of forecasts by {title}", "Error on average (WAPE)", "ratio", bars)
        )
    report.suggestions += ["How good were our forecasts?", "What will we close this quarter?"]
    rest = max(0, len(largest) - MOST_GROUPS)
    report.leave_out(f"{title} beyond the {MOST_GROUPS} largest", rest)


def _told_to(report: Report, name: str, keys: list[Any]) -> list[Any]:
    """Without people who have left the team of the person who asks: their names are not theirs."""
    if name != "rep" or report.context.principal.rows == "all":
        return keys
    own, values = row_filter(report.context.principal)
    rows = report.snapshot.rows(f"SELECT rep FROM reps WHERE {own}", values)
    return [key for key in keys if key in {row["rep"] for row in rows}]


def _say_headline(report: Report, name: str, windows: int, *, are_all: bool) -> None:
    words = name.replace("_", " ")
    report.say(
        "headline",
        f"Forecasts of {{length}} by {words}, from {{windows}} windows "
        + ("each." if are_all else "each, side by side."),
        length=report.total("window_days", DAYS, "days"),
        windows=report.count("windows", windows),
    )
    report.say(
        "note",
        "Each forecast is computed again and used only what was known on its day; teams are those "
        "of that day.",
    )


def _say_groups(report: Report, found: Sequence[Group], *, is_short: bool) -> None:
    for place, (subject, windows) in enumerate(found):
        facts = add_facts(report, subject, windows)
        if "wape" in facts and place < _SHOWN and not is_short:
            report.say(
                "item",
                "{wape.name}: an error of {wape}, "
                + side_words(facts)
                + " in all; the range covered {held.n} of {held.of}",
                **facts,
            )


def tell_buckets(report: Report, windows: Sequence[Window], name: str) -> None:
    """The same windows by the week, month or quarter in which their first day lies."""
    calendar = report.snapshot.calendar
    by_span: dict[Period, list[Window]] = {}
    for one in windows:
        first = one.origin + timedelta(days=1)
        start = {"week": calendar.week, "month": calendar.month, "quarter": calendar.quarter}
        by_span.setdefault(bucket_period(name, start[name](first).start, calendar), []).append(one)
    lines = [(bucket_label(name, span), found) for span, found in sorted(
        by_span.items(), key=lambda item: item[0].start)]  # fmt: skip
    for label, found in lines:
        facts = add_facts(report, Subject(kind="group", id=label, name=label), found)
        if "wape" in facts and len(lines) <= _SHOWN * 2:
            report.say(
                "item",
                "{wape.name}: the range covered {held.n} of {held.of}, with an error of {wape}",
                **facts,
            )
    tell_records(report, f"first day in the {name}", lines)
