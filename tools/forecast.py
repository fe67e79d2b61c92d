"""The tool `forecast`: what a period will bring, as a range, with its parts and what stands beside.

The distributions themselves are computed in modules that load when a forecast is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import Literal

from pydantic import Field

from analytics.groups import GroupBy
from data.errors import UsageError
from data.periods import Period
from tools.arguments import ALL, Arguments, AsOfArg, ScopeArg
from tools.context import Context
from tools.figures.grouped import check_grouping
from tools.filters import deals_filter
from tools.forecasting.figures import QUANTILES_AND_MEANS
from tools.registry import Tool
from tools.report import Report
from tools.result import ToolResult


class Forecast(Arguments):
    """Arguments of `forecast`."""

    period: Period | None = Field(
        default=None, description="Closing dates; without it, this quarter."
    )
    grain: Literal["total", "week", "month", "quarter"] = Field(
        default="total", description="One range for all of it, or for each of its parts in time."
    )
    scope: ScopeArg = ALL
    group_by: GroupBy | None = Field(default=None, description="One range for each of these.")
    as_of: AsOfArg = None


_NOT_GROUPS = ("week", "month", "quarter")
_NOT_SERVED = ("amount_band", "loss_reason", "competitor")


def forecast(context: Context, args: Forecast) -> ToolResult:
    """Won to date + open deals + deals still to be created: P10, P50, P90 and mean of revenue.

    Population: deals in scope. Open deals count with their amount × realized share (closing value ÷
    amount of the deals won in the last year) and their chance to be won in the period; new business
    comes at the rate and in the amounts of the deals created in the last 182 days, with the chance
    of newcomers. Chances follow the blend of deals and calendar that past forecasts bear out. The
    three means add up; quantiles come from the joint distribution and are never sums. A period that
    has passed: what was won, beside what was forecast for it. Deals without an amount, a rate or a
    chance add nothing and are counted.

    Raises:
        NoData: `too_few` without scores, `outside_history` beyond the curves, `unknown_entity`.
        UsageError: a grouping by time, which is the grain.
    """
    context = context.at(args.as_of)
    context.need_scores()
    _check_groups(context, args)
    chosen = deals_filter(context, args.scope)
    report = Report("forecast", context, chosen)
    period = args.period or context.snapshot.calendar.quarter(context.snapshot.as_of)
    is_past = period.end <= context.snapshot.as_of
    # What speaks is loaded with numpy when a forecast is asked for, not with the list of tools.
    words = import_module("tools.forecasting.past" if is_past else "tools.forecasting.words")
    words.tell(report, chosen, period, args)
    report.as_extracted_scope(args.scope, args.group_by)
    return report.result()


def _check_groups(context: Context, args: Forecast) -> None:
    if args.group_by in _NOT_GROUPS:
        raise UsageError(
            f"forecast: {args.group_by} is a grain, not a group.",
            fix=f"Give grain={args.group_by!r} instead of group_by.",
        )
    if args.group_by in _NOT_SERVED:
        raise UsageError(
            f"forecast: open deals are not split by {args.group_by.replace('_', ' ')}.",
            fix="Valid: team, region, rep, product, account, sector, segment, stage, category, "
            "type, source, risk_level.",
            code="not_served",
        )
    if args.group_by and args.grain != "total":
        raise UsageError(
            "forecast: grain and group_by are not given together.", fix="Leave one of them out."
        )
    if args.group_by:
        check_grouping(context, args.group_by)


TOOL = Tool(
    name="forecast",
    summary="What a period will bring, as a range: won to date, open deals and new business.",
    arguments=Forecast,
    run=forecast,
    examples=("what will we close this quarter", "forecast by month"),
    figures=(
        *QUANTILES_AND_MEANS, "won_to_date", "revenue_won", "open_deals", "top_share",
        "top_contribution", "rest_mean", "open_pipeline_own_mean", "realized_share",
        "undated_count", "commit", "best_case",
        "commit_call", "best_case_call", "callers", "pace_rule", "repeat_rule",
        "season_rule", "forecast_error", "season_error", "interval_coverage", "windows",
        "separate_windows", "window_days", "forecast_on",
    ),
)  # fmt: skip
