"""The tool `what_if`: a forecast computed again with some deals going otherwise.

The distributions are computed in modules that load when a what-if is asked for.
"""

from __future__ import annotations

from importlib import import_module

from pydantic import Field, field_validator

from data.errors import NoData
from data.periods import Period
from tools.arguments import ALL, Arguments, ScopeArg
from tools.context import Context
from tools.filters import deals_filter
from tools.outlook.changes import ChangeArg
from tools.registry import Tool
from tools.report import Report
from tools.result import ToolResult

MOST_CHANGES = 50


class WhatIf(Arguments):
    """Arguments of `what_if`."""

    changes: tuple[ChangeArg, ...] = Field(
        description="What goes otherwise, all at once; their order does not matter.",
    )
    period: Period | None = Field(
        default=None, description="Closing dates; without it, this quarter."
    )
    scope: ScopeArg = ALL
    target: float | None = Field(
        default=None,
        gt=0,
        allow_inf_nan=False,
        description="State the chance of this amount, before and after; without it, the stored "
        "target's, if there is one.",
    )

    @field_validator("changes")
    @classmethod
    def _some(cls, value: tuple[ChangeArg, ...]) -> tuple[ChangeArg, ...]:
        if not 1 <= len(value) <= MOST_CHANGES:
            raise ValueError(f"give 1 to {MOST_CHANGES} changes")
        return value


def what_if(context: Context, args: WhatIf) -> ToolResult:
    """The forecast of a period before and after changes: P10, P50, P90, mean, chance of a target.

    Both are distributions of their own, computed alike, so that no change gives exactly zero. A win
    counts with the deal's amount, for sure, in the period; a loss, a slip out of the period or a
    removal takes the deal's chance out of it. A slip into other days moves the chance to be won by
    their end into them. A rate moves the chance of every open deal in scope to be won in the
    period, kept within 0 to 1, before anything else. All else stays: other deals' chances, also as
    far as they lean to the season, deals still to be created, and the spread they share. Changes to
    the mean add up deal by deal; those to quantiles do not.

    Raises:
        NoData: an unknown or closed deal; `outside_history`: a period that has passed, or one
            beyond the curves; `too_few` without scores.
        AskBack: an added deal without a chance.
        UsageError: two changes to one deal that contradict each other.
    """
    context.need_scores()
    chosen = deals_filter(context, args.scope)
    report = Report("what_if", context, chosen)
    period = args.period or context.snapshot.calendar.quarter(context.snapshot.as_of)
    if period.end <= context.snapshot.as_of:
        raise NoData(
            "outside_history",
            f"{period.display} has passed; nothing in it can go otherwise.",
            needs=["a period that is still running, or one to come"],
        )
    import_module("tools.outlook.otherwise").tell(report, chosen, period, args)
    report.as_extracted_scope(args.scope, None)
    return report.result()


_NAMES = ("p10", "p50", "p90", "mean")
TOOL = Tool(
    name="what_if",
    summary="The forecast again with some deals won, lost, slipped, changed, removed or added.",
    arguments=WhatIf,
    run=what_if,
    examples=("what if we lose the two biggest deals", "what if win rates rise 5 points"),
    figures=(
        *(f"revenue_{name}" for name in _NAMES), *(f"after_{name}" for name in _NAMES),
        *(f"delta_{name}" for name in _NAMES), "target", "target_kind", "target_source",
        "chance_of_target", "chance_after", "delta_chance", "changed_deals", "moved_deals",
        "clamped_count", "win_rate_change", "slip_to", "new_amount", "added_amount",
        "added_probability", "open_deals", "realized_share", "undated_count",
    ),
)  # fmt: skip
