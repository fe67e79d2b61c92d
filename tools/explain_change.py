"""The tool `explain_change`: why a deal's risk or a forecast moved, in parts that add up exactly.

What explains a forecast is computed in modules that load when one is asked for.
"""

from __future__ import annotations

from datetime import date
from importlib import import_module

from pydantic import Field, model_validator

from data.periods import Period
from tools.arguments import ALL, Arguments, ScopeArg
from tools.context import Context
from tools.explaining.deal import tell_deal
from tools.explaining.ends import ends_of
from tools.explaining.fact_words import FEATURES
from tools.filters import deals_filter
from tools.registry import Tool
from tools.report import Report
from tools.result import ToolResult


class ExplainChange(Arguments):
    """Arguments of `explain_change`."""

    deal: str | None = Field(
        default=None, min_length=1, description="The deal's id; or give forecast."
    )
    forecast: bool = Field(default=False, description="True to explain the forecast.")
    since: date | None = Field(
        default=None, description="The earlier day, at its end; without it, 7 days before `until`."
    )
    until: date | None = Field(
        default=None, description="The later day, at its end; without it, the snapshot's."
    )
    scope: ScopeArg = ALL
    period: Period | None = Field(
        default=None, description="Closing dates of the forecast; without it, this quarter."
    )

    @model_validator(mode="after")
    def _one_of_two(self) -> ExplainChange:
        if (self.deal is None) == (not self.forecast):
            raise ValueError("give either deal (an id) or forecast (true)")
        if self.deal is not None and (self.period or self.scope != ALL):
            raise ValueError("scope and period go with forecast; a deal is explained by itself")
        return self


def explain_change(context: Context, args: ExplainChange) -> ToolResult:
    """The change of a risk score or of a forecast's mean, split into time, facts and model.

    In this order: time (old facts aged, old model), then facts, each kind by itself, then the
    model. Parts add up to the difference. Ends are days with stored scores; any other day moves to
    the nearest earlier one and the answer says so. Both scores of a deal are read on the later
    day's risk horizon; both forecasts are of one period. A week's step of a forecast cuts
    one or two past days in memory (about half a second the first time), a quarter of weekly and
    month-end days some seventeen (about seven seconds). Past days are those of this snapshot's own
    history, also where another snapshot was published for them.

    Raises:
        NoData: `too_few` without scores; `missing_table` in a snapshot without steps;
            `outside_history` for days without stored scores, for two that fall on the same one,
            and for a period that was over before; `unknown_entity`.
        UsageError: `since` lies after `until`.
    """
    context.need_scores()
    ends = ends_of(context.snapshot, args.since, args.until)
    if args.deal is not None:
        report = Report("explain_change", context)
        tell_deal(report, args.deal, ends)
        return report.result()
    chosen = deals_filter(context, args.scope)
    report = Report("explain_change", context, chosen)
    import_module("tools.explaining.forecast").tell_forecast(report, chosen, args, ends)
    report.as_extracted_scope(args.scope, None)
    return report.result()


_KINDS = ("won", "lost", "removed", "created", "amounts", "prospects", "scope", "pace")
TOOL = Tool(
    name="explain_change",
    summary="Why a deal's risk or a forecast changed: time, facts and model, adding up exactly.",
    arguments=ExplainChange,
    run=explain_change,
    examples=("why did the forecast drop", "why did X's risk go up"),
    figures=(
        "part_total", "part_time", "part_facts", "part_model", "part_of_driver",
        *(f"part_{kind}" for kind in _KINDS),
        "part_curves", "part_learned",
        "risk_score", "earlier_risk_score", "horizon_on", "scored_on", "status", "closed_on",
        "started_on", "changed_since", "asked_since", "asked_until", "since_origin",
        "until_origin", "revenue_won", "revenue_mean", "earlier_revenue_mean", "revenue_p50",
        "earlier_revenue_p50", "delta_p50", "delta_mean", "part_of_deal", "explained_until",
        *FEATURES,
    ),
)  # fmt: skip
