"""Quota attainment: what was won in a period against the target of that period and scope."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from analytics.groups import BUCKETS, bucket_label, bucket_period
from analytics.metrics import METRICS, Metric
from analytics.targets import Level, NoTarget, Target, target_of
from data.errors import NoData, UsageError
from data.periods import Period
from tools.arguments import Scope
from tools.charts import bar_chart
from tools.context import Context
from tools.facts import Fact, Subject
from tools.figures.metric_query import Query, computed
from tools.figures.metric_words import TEXT_GROUPS, tell_difference
from tools.figures.running import tell_running
from tools.figures.targets import recorded_targets, target_for
from tools.filters import deals_filter
from tools.report import Report
from tools.result import ToolResult

if TYPE_CHECKING:
    from tools.metric import MetricArguments

Measured = tuple[Subject, Period, Target, float]


def attainment(context: Context, args: MetricArguments, metric: Metric) -> ToolResult:
    """Revenue won ÷ target, in total and by person, team or span of time.

    Without a period: the present fiscal quarter. Groups without a target are named, not counted.

    Raises:
        NoData: `missing_value` where no target is recorded for the scope and period.
    """
    period = args.period or context.snapshot.calendar.quarter(context.snapshot.as_of)
    _refuse_parts_of_teams(args)
    chosen = deals_filter(context, args.scope)
    report = Report("metric", context, chosen)
    whole = target_for(context, args.scope, period)
    if isinstance(whole, NoTarget):
        if not args.group_by:
            raise NoData(whole.code, whole.detail, needs=["targets"])
        report.unknown(whole.code, whole.detail, "targets")
        _head_without_total(report, args, period)
    else:
        won = _won(context, args.scope, period)
        now = _tell_total(report, metric, (report.subject, period, whole, won))
        if args.compare_to:
            _tell_before(report, args, now, args.compare_to)
    if args.group_by:
        _tell_groups(report, args, period)
    report.suggestions += [
        "Revenue won by rep this quarter",
        "How does the pipeline look?",
        "How is quota attainment computed?",
    ]
    return report.result()


def _refuse_parts_of_teams(args: MetricArguments) -> None:
    """A team's target stands for all of the team, not for some people of it."""
    if args.group_by == "team" and (args.scope.rep or args.scope.exclude.lists):
        raise UsageError(
            "metric: quota attainment by team is of whole teams, not of some of their people.",
            fix="Group by rep, or leave the people out.",
            code="not_served",
        )


def _won(context: Context, scope: Scope, period: Period) -> float:
    query = Query(context, METRICS["revenue_won"], deals_filter(context, scope))
    return float(computed(query, period)["amount"])


def _facts(report: Report, measured: Measured) -> tuple[Fact | None, Fact, Fact]:
    """Attainment, what was won, and the target; no attainment of a target of nothing."""
    subject, period, target, won = measured
    money = report.currency
    paid = report.ledger.add(subject, "revenue_won", won, money, period=period, good_when="up")
    aim = report.ledger.add(subject, "target", target.amount, money, period=period)
    if target.amount <= 0:
        return None, paid, aim
    share = report.ledger.add(
        subject, "quota_attainment", won / target.amount, "ratio", period=period,
        parents=(paid, aim), good_when="up",
    )  # fmt: skip
    return share, paid, aim


def _tell_total(report: Report, metric: Metric, measured: Measured) -> Fact | None:
    _, period, target, _ = measured
    share, paid, aim = _facts(report, measured)
    place = " for {paid.name}" if report.is_scoped else ""
    kind = target.kind
    if share is None:
        report.say("headline", f"The {kind} of {{aim}}{place} cannot be attained: it is zero.",
                   aim=aim, paid=paid)  # fmt: skip
        return None
    report.say(
        "headline",
        f"{metric.label}{place}, {{share.period}}: {{share}} "
        "({paid} revenue won, target {aim}).",
        share=share, paid=paid, aim=aim,
    )  # fmt: skip
    note = f"the sum of their {kind}s" if len(target.names) > 1 else f"a {kind}"
    report.say("note", f"The target is {note}.")
    tell_running(report, period)
    return share


def _tell_before(report: Report, args: MetricArguments, now: Fact | None, period: Period) -> None:
    target = target_for(report.context, args.scope, period)
    if isinstance(target, NoTarget) or now is None:
        detail = target.detail if isinstance(target, NoTarget) else "There is nothing to compare."
        report.unknown("missing_value", detail, "targets")
        return
    won = _won(report.context, args.scope, period)
    was, _, _ = _facts(report, (report.subject, period, target, won))
    if was is not None:
        tell_difference(report, METRICS["quota_attainment"], now, was)


def _head_without_total(report: Report, args: MetricArguments, period: Period) -> None:
    won = report.total(
        "revenue_won", _won(report.context, args.scope, period), period=period, good_when="up"
    )
    report.say("headline", "Revenue won" + report.place("won") + ", {won.period}: {won}.", won=won)


def _tell_groups(report: Report, args: MetricArguments, period: Period) -> None:
    measured, without = _measured(report, args, period)
    measured.sort(key=lambda row: _order(row, args))
    kept = measured if args.limit is None or args.group_by in BUCKETS else measured[: args.limit]
    cells, bars = [], []
    for at, row in enumerate(kept):
        share, paid, aim = _facts(report, row)
        if share is None:
            continue
        if at < TEXT_GROUPS:
            report.say("item", "{share.name}: {share} ({paid} revenue won, target {aim})",
                       share=share, paid=paid, aim=aim)  # fmt: skip
        cells.append((row[0].name, share.value, paid.value, aim.value, row[2].kind))
        bars.append((row[0].name, float(share.value or 0)))
        report.listed.append({"kind": row[0].kind, "id": row[0].id, "name": row[0].name})
    if without:
        report.unknown(
            "missing_value",
            f"No target is recorded for {_some(without)}; they are not listed.",
            "targets",
        )
    title = f"Quota attainment by {args.group_by}"
    heads = ((str(args.group_by), "text"), ("attainment", "ratio"), ("won", "money"),
             ("target", "money"), ("kind", "text"))  # fmt: skip
    report.table(title, heads, cells)
    report.charts.append(bar_chart(title, "Attainment", "ratio", bars))


def _order(row: Measured, args: MetricArguments) -> tuple[float, str]:
    """By attainment, ties by name; spans of time by their start."""
    if args.group_by in BUCKETS:
        return float(row[1].start.toordinal()), ""
    share = row[3] / row[2].amount if row[2].amount > 0 else 0.0
    return (share if args.sort == "asc" else -share), row[0].name


def _some(names: list[str]) -> str:
    shown = names[:5]
    more = len(names) - len(shown)
    tail = f" and {more} more" if more else ""
    return ", ".join(shown) + tail


def _measured(
    report: Report, args: MetricArguments, period: Period
) -> tuple[list[Measured], list[str]]:
    """Every group with its target and what it won, and the names of those without a target."""
    if args.group_by in BUCKETS:
        return _by_time(report, args, period)
    found: list[Measured] = []
    without: list[str] = []
    recorded = recorded_targets(report.context)
    level: Level = "team" if args.group_by == "team" else "rep"
    for name, won in _won_by_name(report, args, level, period).items():
        target = target_of(recorded, level, name, period)
        if isinstance(target, NoTarget):
            without.append(name)
        else:
            found.append((Subject(kind=level, id=name, name=name), period, target, won))
    return found, without


def _won_by_name(
    report: Report, args: MetricArguments, level: Level, period: Period
) -> dict[str, float]:
    """What people of the scope won, or teams with everybody below, by name."""
    chosen = deals_filter(report.context, args.scope)
    whose = "SELECT DISTINCT d.rep AS name, d.rep FROM deals d"
    if level == "team":
        whose = (
            "SELECT t.manager AS name, t.rep FROM team_members t WHERE t.manager IN "
            "(SELECT manager FROM deals) UNION "
            "SELECT DISTINCT manager, manager FROM team_members WHERE manager IN "
            "(SELECT manager FROM deals)"
        )
    rows = report.snapshot.rows(
        "SELECT w.name, coalesce(sum(d.close_value * d.rate) FILTER ("
        "d.status = 'won' AND d.closed_on BETWEEN $start AND $end), 0)::DOUBLE AS won "
        f"FROM (SELECT * FROM deals WHERE {chosen.condition}) d "
        f"JOIN ({whose}) w ON w.rep = d.rep GROUP BY 1 ORDER BY 1",
        {**chosen.values, "start": period.start, "end": period.end},
    )
    return {row["name"]: float(row["won"]) for row in rows}


def _by_time(
    report: Report, args: MetricArguments, period: Period
) -> tuple[list[Measured], list[str]]:
    found: list[Measured] = []
    without: list[str] = []
    calendar, last = report.snapshot.calendar, min(period.end, report.snapshot.as_of)
    name = str(args.group_by)
    bucket = bucket_period(name, period.start, calendar)
    while bucket.start <= last:
        label = bucket_label(name, bucket)
        target = target_for(report.context, args.scope, bucket)
        if isinstance(target, NoTarget):
            without.append(label)
        else:
            subject = Subject(kind="group", id=str(bucket.start), name=label)
            won = _won(report.context, args.scope, bucket)
            found.append((subject, bucket, target, won))
        bucket = bucket_period(name, bucket.end + timedelta(days=1), calendar)
    return found, without
