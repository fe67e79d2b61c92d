"""How a metric is said: its total, the change against another period, and one line a group."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING

from analytics.groups import bucket_period
from analytics.intervals import wilson
from analytics.metrics import Metric
from data.periods import Period
from data.store.snapshot import Row
from tools.charts import bar_chart, line_chart
from tools.facts import Fact, Subject, show_value
from tools.figures.grouped import Groups
from tools.report import Report

if TYPE_CHECKING:
    from tools.metric import MetricArguments

TEXT_GROUPS = 12


def tell_total(report: Report, metric: Metric, row: Row, period: Period | None) -> Fact:
    """Say the figure for the whole scope, with its count and interval."""
    fact = fact_of(report, report.subject, metric, row, period)
    place = " for {fact.name}" if report.is_scoped else ""
    when, day = _when(report, metric, period)
    head = metric.label + place + when
    if row["amount"] is None:
        report.unknown("too_few", f"{metric.label}: no {metric.count_label} to compute it from.")
        words = head + ": unknown, for want of " + metric.count_label + "."
        report.say("headline", words, fact=fact, day=day)
        return fact
    report.say("headline", head + ": {fact}" + _basis(metric, row) + ".", fact=fact, day=day)
    return fact


def tell_details(report: Report, metric: Metric, row: Row, period: Period | None) -> None:
    """Say what stands beside the figure: another mean of it, and deals that do not count in it."""
    if row["amount"] is None:
        return
    if metric.beside and row["beside"] is not None:
        name, _, unit = metric.beside
        value = int(row["beside"]) if unit == "count" else round(row["beside"], 1)
        beside = report.total(name, value, unit, period=period)
        report.say("detail", metric.beside_said, beside=beside)
    if row["still_open"]:
        report.say(
            "detail",
            "{still_open} deals are open now and do not count in it.",
            still_open=report.count("open_deals", row["still_open"]),
        )


def _when(report: Report, metric: Metric, period: Period | None) -> tuple[str, Fact | None]:
    """Words for the days a figure speaks of, and the day of a stock."""
    if metric.needs_scores:
        if period:
            return ", {fact.period}", None
        return ", by {day}", report.total(
            "horizon_on", str(report.snapshot.manifest.horizon_on), "date"
        )
    if metric.selects == "open":
        as_of = report.snapshot.as_of
        day = min(period.end, as_of) if period else as_of
        return " on {day}", report.total("as_of", str(day), "date")
    return (", {fact.period}" if period else ", all that is known"), None


def fact_of(
    report: Report, subject: Subject, metric: Metric, row: Row, period: Period | None
) -> Fact:
    """The figure of a row as a fact; a rate with its interval."""
    value = row["amount"]
    n, of = row["n"], row["out_of"]
    unit = report.currency if metric.unit == "money" else metric.unit
    if value is not None and unit == "count":
        value = int(value)
    interval = wilson(n, of) if metric.is_rate and of else None
    return report.ledger.add(
        subject, metric.name, value, unit, period=period, n=n, of=of or None,
        interval=interval, good_when=metric.good_when,
    )  # fmt: skip


def _basis(metric: Metric, row: Row) -> str:
    if metric.of:
        interval = "; {fact.interval}" if metric.is_rate else ""
        return f" ({{fact.n}} of {{fact.of}} {metric.count_label}{interval})"
    if not metric.count or row["n"] is None:
        return ""
    label = metric.count_label
    return f" ({{fact.n}} {label[:-1] if row['n'] == 1 and label.endswith('s') else label})"


def tell_change(
    report: Report, metric: Metric, now: Fact, before: Row, period: Period | None
) -> None:
    """Say the same figure for the other period, and the direction and size of the change.

    A stock is that of the period's last day.
    """
    if metric.selects == "open" and not metric.needs_scores and period is not None:
        day = min(period.end, report.snapshot.as_of)
        period = Period(start=day, end=day)
    was = fact_of(report, report.subject, metric, before, period)
    if was.value is None or now.value is None:
        report.say("detail", "For {was.period} there is no such figure.", was=was)
        return
    tell_difference(report, metric, now, was)


def tell_difference(report: Report, metric: Metric, now: Fact, was: Fact, head: str = "") -> None:
    """Say by how much a figure of the whole scope moved from one period or day to another."""
    change = _change(report, report.subject, metric, now, was)
    direction = _direction(change)
    head = head or (f"{metric.label}:" if metric.unit == "count" else "That is")
    when = "on" if was.period and was.period.days == 1 else "in"
    report.say(
        "detail",
        f"{head} {direction} from {{was}} {when} {{was.period}}.",
        was=was, change=change,
    )  # fmt: skip


def _change(report: Report, subject: Subject, metric: Metric, now: Fact, was: Fact) -> Fact:
    delta = float(now.value or 0) - float(was.value or 0)
    unit = now.unit
    if unit == "ratio":
        delta, unit = round(delta * 100, 6), "points"
        size = f"{abs(delta):.{1 if abs(delta) >= 0.05 else 2}f} points"
    else:
        delta = round(delta, 2)
        size = show_value(abs(delta), unit)
    return report.ledger.add(
        subject, f"change_in_{metric.name}", int(delta) if unit == "count" else delta, unit,
        display=size, period=now.period, parents=(now, was), good_when=metric.good_when,
    )  # fmt: skip


def _direction(change: Fact) -> str:
    value = float(change.value or 0)
    if not value:
        return "unchanged"
    return "up {change}" if value > 0 else "down {change}"


def tell_groups(
    report: Report, metric: Metric, groups: Groups, other: Groups | None, args: MetricArguments
) -> None:
    """Say one line a group, put all into a table, and draw them."""
    pairs = _paired(metric, groups, other, args)
    pairs = pairs if args.limit is None or groups.is_bucket else pairs[: args.limit]
    cells, drawn = [], []
    for at, (row, before) in enumerate(pairs):
        subject = groups.subject(row)
        fact = fact_of(report, subject, metric, row, groups.period(row) or args.period)
        was = None
        if other and before is not None:
            was = fact_of(report, subject, metric, before, other.period(before) or args.compare_to)
        cells.append(_cells(metric, fact, was, other is not None))
        drawn.append((subject.name, float(fact.value or 0)))
        report.listed.append({"kind": subject.kind, "id": subject.id, "name": subject.name})
        if at < TEXT_GROUPS:
            _tell_group(report, metric, row, fact, was)
    title = f"{metric.label} by {groups.name.replace('_', ' ')}"
    report.table(title, _heads(metric, groups, other is not None), cells)
    draw = line_chart if groups.is_bucket else bar_chart
    unit = report.currency if metric.unit == "money" else metric.unit
    report.charts.append(draw(title, metric.label, unit, drawn))


def _paired(
    metric: Metric, groups: Groups, other: Groups | None, args: MetricArguments
) -> list[tuple[Row, Row | None]]:
    """Each group beside itself in the other period; time buckets by their place in it.

    A group without a deal in one of the periods counts 0 there, or has no rate.
    """
    if other is None:
        return [(row, None) for row in groups.rows]
    none = {"amount": metric.empty, "n": 0 if metric.count else None, "out_of": 0, "beside": None}
    if groups.is_bucket:
        now, was = (
            _every_bucket(groups, args.period, none),
            _every_bucket(other, args.compare_to, none),
        )
        return [(row, before) for row, before in zip_longest(now, was) if row is not None]
    before = {row["key"]: row for row in other.rows}
    present = {row["key"] for row in groups.rows}
    gone = [({"key": key, **none}, row) for key, row in before.items() if key not in present]
    kept: list[tuple[Row, Row | None]] = [
        (row, before.get(row["key"], {"key": row["key"], **none})) for row in groups.rows
    ]
    return [*kept, *gone]


def _every_bucket(groups: Groups, period: Period | None, none: Row) -> list[Row]:
    """One row for each bucket of a period, those without a deal too, in order of time."""
    if period is None:
        return groups.rows
    rows = {row["key"]: row for row in groups.rows}
    calendar, found, day = groups.context.snapshot.calendar, [], period.start
    while day <= period.end:
        bucket = bucket_period(groups.name, day, calendar)
        found.append(rows.get(bucket.start, {"key": bucket.start, **none}))
        day = bucket.end + timedelta(days=1)
    return found


def _tell_group(report: Report, metric: Metric, row: Row, fact: Fact, was: Fact | None) -> None:
    if fact.value is None:
        return
    words = (
        "{fact.name}: " + _said(metric, fact) + _basis(metric, row).replace("; {fact.interval}", "")
    )
    change = None
    if was is not None and was.value is not None:
        change = _change(report, fact.subject, metric, fact, was)
        words += f", {_direction(change)}"
    report.say("item", words, fact=fact, change=change)


def _said(metric: Metric, fact: Fact) -> str:
    """How a group's figure is said; a count of one takes the singular."""
    if metric.unit != "count" or fact.value != 1:
        return metric.said
    return re.sub(r"(?<=\} )(open )?(deal|lead|push)(?:e?s)\b", r"\1\2", metric.said)


def _cells(metric: Metric, fact: Fact, was: Fact | None, compared: bool) -> list[object]:
    cells: list[object] = [fact.subject.name, fact.value]
    cells += [fact.n] if metric.count else []
    cells += [fact.of] if metric.of else []
    return [*cells, was.value if was else None] if compared else cells


def _heads(metric: Metric, groups: Groups, compared: bool) -> list[tuple[str, str]]:
    unit = metric.unit
    heads = [(groups.name.replace("_", " "), "text"), (metric.label.lower(), unit)]
    heads += (
        [(metric.part_label if metric.of else metric.count_label, "count")] if metric.count else []
    )
    heads += [(metric.count_label, "count")] if metric.of else []
    return [*heads, ("before", unit)] if compared else heads
