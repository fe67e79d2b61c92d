"""The tool `target_outlook`: the chance of a target, what is missing to it, and what decides it.

The distributions are computed in modules that load when an outlook is asked for.
"""

from __future__ import annotations

from importlib import import_module

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

_NAMED = ("rep", "team", "region")


class TargetOutlook(Arguments):
    """Arguments of `target_outlook`."""

    target: float | None = Field(
        default=None,
        gt=0,
        allow_inf_nan=False,
        description="The amount to reach, in the reporting currency; without it, the stored one.",
    )
    period: Period | None = Field(
        default=None, description="Closing dates; without it, this quarter."
    )
    scope: ScopeArg = ALL
    group_by: GroupBy | None = Field(
        default=None, description="Target and chance of each: rep, team or region."
    )
    as_of: AsOfArg = None


def target_outlook(context: Context, args: TargetOutlook) -> ToolResult:
    """Chance that what is won, open and still to be created brings the target or more.

    The distribution is that of `forecast`; the chance is 1 where the target is met already. The
    target is the amount given, else the one recorded for exactly that period and the company, a
    team, a person, or a set of people (then their sum); quotas and plans are never added. Beside
    it: won to date, gap, attainment (won ÷ target), coverage (live open deals set to close in the
    period ÷ gap), pipeline needed (gap ÷ historic conversion), and the open deals whose winning or
    losing moves the chance most. By rep, team or region: the stored targets of each name. A period
    that has passed: attainment, and no chance.

    Raises:
        AskBack: no target is given or recorded.
        NoData: `too_few` without scores, `outside_history` beyond the curves, `unknown_entity`.
        UsageError: a grouping that has no targets.
    """
    context = context.at(args.as_of)
    _check_groups(context, args)
    chosen = deals_filter(context, args.scope)
    report = Report("target_outlook", context, chosen)
    period = args.period or context.snapshot.calendar.quarter(context.snapshot.as_of)
    is_past = period.end <= context.snapshot.as_of
    if not is_past:
        context.need_scores()
    words = import_module("tools.outlook.over" if is_past else "tools.outlook.words")
    words.tell(report, chosen, period, args)
    report.as_extracted_scope(args.scope, args.group_by)
    return report.result()


def _check_groups(context: Context, args: TargetOutlook) -> None:
    if args.group_by is None:
        return
    if args.group_by not in _NAMED:
        raise UsageError(
            f"target_outlook: targets are not set by {args.group_by.replace('_', ' ')}.",
            fix="Valid: rep, team, region.",
            code="not_served",
        )
    check_grouping(context, args.group_by)


TOOL = Tool(
    name="target_outlook",
    summary="The chance of a target: what is missing to it, coverage, and the deals that decide.",
    arguments=TargetOutlook,
    run=target_outlook,
    examples=(
        "will we hit 2.5M", "which reps will miss quota", "how much more pipeline do we need",
    ),
    figures=(
        "target", "target_kind", "target_source", "chance_of_target", "won_to_date",
        "gap_to_target", "attainment", *QUANTILES_AND_MEANS, "coverage", "open_pipeline",
        "pipeline_needed", "pipeline_missing", "historic_conversion",
        "conversion_windows", "days_to_go", "chance_if_won", "chance_if_lost",
        "pipeline_at_hand", "realized_share", "undated_count",
        "reps_short_of_target", "teams_short_of_target", "regions_short_of_target",
    ),
)  # fmt: skip
