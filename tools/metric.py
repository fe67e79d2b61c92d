"""The tool `metric`: any figure about what was won, lost, created or is open, by group."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from analytics.groups import BUCKETS, GroupBy
from analytics.metrics import METRICS, Metric, MetricName
from data.errors import NoData, UsageError
from data.periods import Period, display_day
from tools.arguments import ALL, Arguments, Scope, ScopeArg
from tools.context import Context
from tools.figures.attainment import attainment
from tools.figures.metric_query import Query, computed, computed_by_group
from tools.figures.metric_words import tell_change, tell_details, tell_groups, tell_total
from tools.figures.running import tell_beginning, tell_equal_window, tell_running
from tools.figures.weighted import past_the_curves
from tools.filters import deals_filter
from tools.registry import Tool
from tools.report import Report
from tools.result import ToolResult


class MetricArguments(Arguments):
    """Arguments of `metric`."""

    name: MetricName = Field(description="Which figure.")
    period: Period | None = Field(
        default=None,
        description="Closing dates for what is won, lost or their rates; creation dates for what "
        "is created; stocks are as at its end. Without it: all that is known.",
    )
    scope: ScopeArg = ALL
    group_by: GroupBy | None = Field(default=None, description="One figure for each of these.")
    compare_to: Period | None = Field(default=None, description="A second period to set beside.")
    sort: Literal["asc", "desc"] = Field(default="desc", description="Order of the groups.")
    limit: int | None = Field(default=None, ge=1, le=200, description="How many groups to list.")


def metric(context: Context, args: MetricArguments) -> ToolResult:
    """One figure by its definition in `analytics.metrics`, with its count and interval.

    Groups are ordered by value, those without one last, ties by name; time buckets by time.

    Raises:
        NoData: `missing_table`, `outside_history`, `too_few`.
        UsageError: a figure or combination that this version does not serve.
    """
    definition = _definition(context, args)
    if definition.needs_scores:
        context.need_scores()
    _refuse_outside(context, definition, args)
    if definition.selects == "targets":
        return attainment(context, args, definition)
    is_past = _is_past_stock(context, definition, args)
    chosen = deals_filter(context, args.scope, "amount" if is_past else "value")
    report = Report("metric", context, chosen)
    query = Query(context, definition, chosen)
    now = computed(query, args.period)
    before = computed(query, args.compare_to) if args.compare_to else None
    report.rows_read = int(now["rows"])
    report.no_rate(int(now["no_rate"]))
    total = tell_total(report, definition, now, args.period)
    if before is not None:
        tell_change(report, definition, total, before, args.compare_to)
    if not definition.needs_scores:
        tell_running(report, args.period)
        tell_equal_window(report, query, total, args.period, args.compare_to)
        tell_beginning(report, args.period, args.compare_to)
    tell_details(report, definition, now, args.period)
    if args.group_by:
        groups = computed_by_group(query, args.group_by, args.period, args.sort)
        other = (
            computed_by_group(query, args.group_by, args.compare_to, args.sort)
            if args.compare_to
            else None
        )
        tell_groups(report, definition, groups, other, args)
    report.as_extracted_scope(args.scope, args.group_by)
    report.suggestions += _suggestions(definition, args)
    return report.result()


def _definition(context: Context, args: MetricArguments) -> Metric:
    """The metric asked for, if this snapshot feeds it and it can be narrowed and split so."""
    definition = METRICS[args.name]
    if definition.table and not context.snapshot.has_table(definition.table):
        raise NoData(
            "missing_table",
            f"{definition.label} needs the table {definition.table}, which the source does not "
            "feed.",
            needs=[definition.table],
        )
    if definition.selects == "open" and args.group_by in BUCKETS:
        raise UsageError(
            f"metric: {args.name} by {args.group_by} is not served in this version.",
            fix="pipeline_summary groups open deals by week, month or quarter of closing.",
            code="not_served",
        )
    _refuse_group(definition, args.group_by)
    _refuse_scope(definition, args.scope)
    return definition


def _refuse_group(definition: Metric, group_by: GroupBy | None) -> None:
    if group_by and group_by not in definition.groups:
        words = definition.label.lower()
        listed = ", ".join(name.replace("_", " ") for name in definition.groups)
        raise UsageError(
            f"metric: {words} cannot be grouped by {group_by.replace('_', ' ')}.",
            fix=f"It can be grouped by {listed}.",
            code="not_served",
        )


def _refuse_scope(definition: Metric, scope: Scope) -> None:
    for name in definition.unscoped:
        if getattr(scope, name) or getattr(scope.exclude, name, ()):
            words = definition.label.lower()
            raise UsageError(
                f"metric: {words} cannot be narrowed by {name.replace('_', ' ')}.",
                fix="Ask for it without, or for a figure about deals.",
                code="not_served",
            )


def _is_past_stock(context: Context, definition: Metric, args: MetricArguments) -> bool:
    """Whether open deals are asked for at a day before the snapshot's.

    Raises:
        UsageError: what is only known of the snapshot's own day is asked of that day.
    """
    periods = (args.period, args.compare_to)
    if definition.selects != "open" or definition.needs_scores:
        return False
    if not any(period and period.end < context.snapshot.as_of for period in periods):
        return False
    present = {"stage", "category", "risk_level"}
    asked = {args.group_by, *args.scope.lists, *args.scope.exclude.lists} & present
    if asked:
        raise UsageError(
            f"metric: {args.name} by {sorted(map(str, asked))[0]} at a past day is not served in "
            "this version.",
            code="not_served",
        )
    return True


def _refuse_outside(context: Context, definition: Metric, args: MetricArguments) -> None:
    if definition.needs_scores:
        if any(p and p.end <= context.snapshot.as_of for p in (args.period, args.compare_to)):
            raise NoData(
                "outside_history",
                "Chances are known only for days after the as-of date.",
                needs=["a period that ends later"],
            )
        for period in (args.period, args.compare_to):
            last = past_the_curves(context, period)
            if period is not None and last is not None:
                raise NoData(
                    "outside_history",
                    f"Chances are stored up to {display_day(last)}; {period.display} ends later.",
                    needs=["a period that ends earlier"],
                )
        return
    first = context.snapshot.manifest.first_event
    for period in (args.period, args.compare_to):
        if period and period.end < first:
            raise NoData(
                "outside_history",
                f"The data begin on {first:%b} {first.day}, {first.year}; {period.display} lies "
                "before.",
                needs=["older data"],
            )
        if period and definition.selects != "open" and period.start > context.snapshot.as_of:
            raise NoData(
                "outside_history",
                f"{period.display} lies after the as-of date; nothing has happened in it yet.",
                needs=["a later snapshot"],
            )


def _suggestions(definition: Metric, args: MetricArguments) -> list[str]:
    label = definition.label.lower()
    by = "rep" if args.group_by == "region" else "region"
    return [
        f"{definition.label} by {by}",
        f"How is {label} computed?",
        "How does the pipeline look?",
    ]


TOOL = Tool(
    name="metric",
    summary="One figure about the past or the present stock, by group, against another period.",
    arguments=MetricArguments,
    run=metric,
    examples=("win rate by region last quarter", "top 5 reps by revenue in Q3"),
    figures=(
        *METRICS, "mean_sales_cycle_days", "pushed_deals", "as_of", "horizon_on",
        "target", "target_kind", "days_passed", "days_in_period", "days_compared",
        "first_event",
        *(f"change_in_{name}" for name in METRICS),
    ),
)  # fmt: skip
