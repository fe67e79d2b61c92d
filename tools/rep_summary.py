"""The tool `rep_summary`: how a person, a team or everybody in scope is doing."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from data.periods import Period
from tools.arguments import ALL, Arguments, ScopeArg
from tools.context import Context
from tools.people.everybody import tell_everybody
from tools.people.page import tell_page
from tools.people.record import FIGURES
from tools.people.who import Kind, Who, who_is_asked_for, windows_of
from tools.registry import Tool
from tools.report import Report
from tools.result import ToolResult

Name = Annotated[str | None, Field(min_length=1)]


class RepSummary(Arguments):
    """Arguments of `rep_summary`."""

    rep: Name = Field(default=None, description="The owner of deals whose record is asked for.")
    team: Name = Field(default=None, description="A manager; everybody below, at any depth.")
    scope: ScopeArg = ALL
    period: Period | None = Field(
        default=None, description="Closing dates of the record; without it, year to date."
    )

    @model_validator(mode="after")
    def _one_of_them(self) -> RepSummary:
        if self.rep is not None and self.team is not None:
            raise ValueError("rep and team are not given together; leave one of them out")
        for kind in ("rep", "team"):
            if getattr(self, kind) is not None and getattr(self.scope, kind):
                raise ValueError(f"{kind} and scope.{kind} are not given together; keep {kind}")
        return self


def rep_summary(context: Context, args: RepSummary) -> ToolResult:
    """The record of a person or team in a period, what is open with them, and what lies ahead.

    Population: deals in scope owned by the person, or by anybody now in the team, at any depth.
    Closed deals count in the period by closing date; each figure is the one `metric` says. Every
    win rate stands with its count and 95% interval. The change is against the equal window before
    (`equal_windows`). What is open is as of now, the forecast that of the present quarter. Nobody
    is ranked on fewer than FEWEST_CLOSED closed deals, and no rate is said to stand apart where
    intervals overlap. Without a person or team: one table of everybody in scope.

    Raises:
        NoData: `unknown_entity`; `outside_history` for a period before the data or still to come.
    """
    kind: Kind = "rep" if args.rep else "team" if args.team else "all"
    who = who_is_asked_for(context, kind, args.rep or args.team or "", args.scope)
    report = Report("rep_summary", context, who.chosen)
    report.subject = who.subject(report.subject)
    windows = windows_of(context, args.period)
    if kind == "all":
        tell_everybody(report, who, windows)
    else:
        tell_page(report, who, windows, args.period)
    report.as_extracted_scope(args.scope, None)
    report.suggestions += _suggestions(who)
    return report.result()


def _suggestions(who: Who) -> list[str]:
    if who.kind == "all":
        return ["What's at risk this week?", "Win rate by region", "How does the pipeline look?"]
    whose = f"{who.name}'s team" if who.kind == "team" else who.name
    return [
        f"How is {whose} doing this quarter?",
        f"Which deals are at risk for {whose}?",
        f"What will {whose} close this quarter?",
        "Win rate by rep",
    ]


TOOL = Tool(
    name="rep_summary",
    summary="How a person, a team or everybody in scope is doing, with counts and intervals.",
    arguments=RepSummary,
    run=rep_summary,
    examples=("how is Darcel doing", "how is Celia's team doing", "compare all reps this year"),
    figures=(
        *FIGURES, *(f"change_in_{name}" for name in FIGURES), "deals_closed", "reps",
        "win_rate_of_others", "reps_apart", "fewest_closed_deals", "unranked_reps",
        "open_deals", "open_pipeline", "value_at_risk", "weighted_pipeline", "horizon_on",
        "undated_count", "stale_count", "stale_amount", "overdue_count", "overdue_amount", "amount",
        "expected_close_on", "expected_close_from", "expected_close_to", "next_action",
        "revenue_p10", "revenue_p50", "revenue_p90", "won_to_date", "target", "quota_attainment",
    ),
)  # fmt: skip
