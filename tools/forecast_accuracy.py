"""The tool `forecast_accuracy`: what was forecast, what came, and whether a simple rule did better.

What speaks is loaded when a record is asked for, not with the list of tools.
"""

from __future__ import annotations

from importlib import import_module

from pydantic import Field

from analytics.groups import GroupBy
from data.errors import NoData, UsageError
from data.periods import Period, display_day
from tools.arguments import ALL, Arguments, ScopeArg
from tools.context import Context
from tools.figures.grouped import check_grouping
from tools.filters import deals_filter
from tools.registry import Tool
from tools.report import Report
from tools.result import ToolResult

# What a deal was on a past day is not what it is now, and what is still to come has none of it.
_NOT_SERVED = (
    "stage", "category", "risk_level", "amount_band", "loss_reason", "competitor",
)  # fmt: skip


class ForecastAccuracy(Arguments):
    """Arguments of `forecast_accuracy`."""

    period: Period | None = Field(
        default=None,
        description="Windows that lie in it; one that is over: forecasts of it as a whole.",
    )
    scope: ScopeArg = ALL
    group_by: GroupBy | None = Field(
        default=None, description="One record for each of these; for rep and team also calls."
    )


def forecast_accuracy(context: Context, args: ForecastAccuracy) -> ToolResult:
    """Past forecasts beside what came: coverage of P10–P90, error, bias, simple rules, calls.

    Population: forecasts made at stored past days, learnt only from what was known then, of windows
    that have passed; 28 days lead, 7 and 91 stand beside. The company as a whole: as recorded; a
    scope or group: said anew for it. A deal open on the day belongs to the scope as it was then,
    later ones as they are now; teams and regions are those of the day.

    windows: how many have passed; separate_windows: how many of them share no day.
    interval_coverage: share in which revenue lay from P10 to P90, both included, with Wilson's 95%
    interval; it treats windows as independent, which those that overlap are not.
    wape: Σ |P50 − came| ÷ Σ came. bias: Σ (P50 − came) ÷ Σ came, above 0 too high. Both unknown
    where nothing came. Simple rules are compared on the windows at which all have history enough.
    A period of at most 92 days that is over: the forecast of the whole of it (won to date, open
    deals, new business) made at its start, else the earliest inside it; those made since below; the
    usual windows that lie in it beside. Otherwise the windows that lie in it.

    Raises:
        NoData: `too_few`, `outside_history`: fewer than 4 windows have come due; `unknown_entity`.
        UsageError: `not_served` for states that deals had only on the day.
    """
    context.need_scores()
    _check(context, args)
    chosen = deals_filter(context, args.scope)
    report = Report("forecast_accuracy", context, chosen)
    import_module("tools.accuracy.words").tell(report, chosen, args)
    _as_extracted(report, args)
    return report.result()


def _check(context: Context, args: ForecastAccuracy) -> None:
    asked = {args.group_by, *args.scope.lists, *args.scope.exclude.lists}
    for name in _NOT_SERVED:
        if name in asked:
            raise UsageError(
                f"forecast_accuracy: past forecasts are not split by {name.replace('_', ' ')}.",
                fix="Valid: team, region, rep, product, account, sector, segment, type, source, "
                "week, month, quarter.",
                code="not_served",
            )
    if args.group_by:
        check_grouping(context, args.group_by)
    if args.period and args.period.start > context.snapshot.as_of:
        raise NoData(
            "outside_history",
            f"{args.period.display} has not begun; what comes is known after "
            f"{display_day(args.period.end)}.",
            needs=["a period that has passed"],
        )


def _as_extracted(report: Report, args: ForecastAccuracy) -> None:
    """Say which fields of past days are those of the extract, since no history of them is kept."""
    asked = {args.group_by, *args.scope.lists, *args.scope.exclude.lists}
    known = report.snapshot.manifest.known
    fields = [("account", {"account", "sector", "segment"}), ("type", {"type"}),
              ("source", {"source"}), ("product", {"product"})]  # fmt: skip
    told = [name for name, names in fields if names & asked and known.get(name) == "current"]
    if told:
        report.unknown(
            "as_extracted",
            f"Shown as extracted, not as known on those days: {' and '.join(told)}.",
            f"opportunities.{told[0]}",
        )


TOOL = Tool(
    name="forecast_accuracy",
    summary="How good past forecasts were: the range against what came, error, bias, calls.",
    arguments=ForecastAccuracy,
    run=forecast_accuracy,
    examples=("how good were our forecasts", "can I trust this", "who over-calls"),
    figures=(
        "windows", "interval_coverage", "wape", "bias", "too_high", "too_low", "separate_windows",
        "window_days", "forecast_error", "pace_error", "repeat_error", "season_error",
        "forecast_on", "revenue_p10", "revenue_p50", "revenue_p90", "revenue_won", "later_held",
        "over_callers", "over_caller", "coverage_meant", "called_too_high", "called_too_low",
        "over_called", "commit_call", "season_ahead", "pace_ahead", "repeat_ahead",
    ),
)  # fmt: skip
