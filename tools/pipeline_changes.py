"""The tool `pipeline_changes`: what moved in the pipeline between two days, to the cent."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from analytics.changes.bridge import STEPS, Step
from data.errors import UsageError
from data.periods import Period
from tools.arguments import ALL, Arguments, ScopeArg
from tools.changes.ends import Ends, ends_of
from tools.changes.one_deal import tell_deal_change
from tools.changes.one_step import tell_step
from tools.changes.reading import ChangeGroup, Selection, bridge_of, selection
from tools.changes.report import ChangeReport
from tools.changes.whole import tell_bridge, tell_groups
from tools.context import Context
from tools.registry import Tool
from tools.result import ToolResult


class PipelineChanges(Arguments):
    """Arguments of `pipeline_changes`."""

    since: date | None = Field(
        default=None,
        description="The first day; its state is that at its end. Seven days before `until` "
        "without it.",
    )
    until: date | None = Field(
        default=None, description="The later day, at its end; the as-of date without it."
    )
    period: Period | None = Field(
        default=None,
        description="The closing window of the pipeline that is bridged, by recorded closing "
        "dates. Without it no deal is pushed or pulled; `kind` pushed_out or pulled_in means the "
        "quarter of `until`.",
    )
    scope: ScopeArg = ALL
    deal: str | None = Field(
        default=None, min_length=1, description="One deal's id: what changed of it, field by field."
    )
    kind: Step | None = Field(default=None, description="Only the deals of this step.")
    group_by: ChangeGroup | None = Field(default=None, description="The bridge of each group.")


def pipeline_changes(context: Context, args: PipelineChanges) -> ToolResult:
    """The bridge from the pipeline at the end of `since` to that at the end of `until`.

    opening + created + reopened + moved_in + pulled_in + grown − shrunk − pushed_out − moved_out −
    removed − lost − won = closing, to the cent, in the reporting currency; what each step is stands
    in `analytics.changes.bridge`. Deals without a creation date, amount or exchange rate are in
    no step and said; list prices that stand in for amounts are said. A step that the data cannot
    tell is unknown and has no figure: grown and shrunk without amounts as of the first day, pushed
    and pulled without a window or closing dates as of that day.

    Raises:
        UsageError: `since` is not before `until`; `group_by` beside `deal`.
        NoData: `outside_history`, `unknown_entity`, or `missing_column` for a window, group or
            scope that the source does not feed.
    """
    if args.deal is not None and args.group_by is not None:
        raise UsageError("group_by does not go with deal", fix="Leave one of the two out.")
    with_levels = args.group_by == "risk_level"
    ends = ends_of(context, args.since, args.until, with_levels=with_levels)
    if args.deal is not None:
        return tell_deal_change(ends, args.deal)
    selected = selection(ends, args.scope, _window(context, ends, args), args.group_by)
    bridge, read = bridge_of(ends, selected)
    report = ChangeReport(ends, selected)
    if args.kind is None:
        tell_bridge(report, bridge)
    else:
        tell_step(report, bridge, args.kind)
    tell_groups(report, bridge)
    _tell_window(report, selected)
    total = bridge.total()
    report.tell_left_out(bridge.left_out())
    report.list_priced(int(total["list_priced"]), int(total["deals"]))
    report.tell_method()
    _suggest(report, args)
    return report.finished(read)


def _window(context: Context, ends: Ends, args: PipelineChanges) -> Period | None:
    if args.period is None and args.kind in ("pushed_out", "pulled_in"):
        return context.snapshot.calendar.quarter(ends.until)
    return args.period


def _tell_window(report: ChangeReport, selected: Selection) -> None:
    """A window that was over when the change began."""
    if selected.window is not None and selected.window.end <= report.ends.since:
        report.say(
            "note",
            "The window {window.period} was over on {since}; what is open in it is overdue.",
            window=report.total("window_days", selected.window.days, "days",
                                period=selected.window),
            since=report.total("changed_since", str(report.ends.since), "date"),
        )  # fmt: skip


def _suggest(report: ChangeReport, args: PipelineChanges) -> None:
    if report.snapshot.feeds("recorded_close_on") and args.kind != "pushed_out":
        quarter = report.snapshot.calendar.quarter(report.ends.until)
        report.suggestions.append(f"Which deals slipped out of {quarter.label}?")
    report.suggestions += [
        text
        for kind, text in (
            ("lost", "Which deals did we lose since last week?"),
            ("", "What changed by region since last month?"),
            ("", "Why did the forecast change since last week?"),
            ("", "What's at risk this week?"),
        )
        if kind != args.kind
    ]


_AMOUNTS = ("opening", *STEPS, "closing", "came_and_went")
TOOL = Tool(
    name="pipeline_changes",
    summary="What moved in the pipeline between two days: a bridge to the cent, each step's deals.",
    arguments=PipelineChanges,
    run=pipeline_changes,
    examples=("what changed since last week", "which deals slipped out of Q4"),
    figures=(
        *_AMOUNTS, *(f"{name}_count" for name in _AMOUNTS), "change_in_open_pipeline", "won_for",
        "changed_since", "changed_until", "undated_count", "no_amount_count", "window_days",
        "amount", "recorded_close_on", "created_on", "closed_on", "status", "activities",
        "changed_fields", "stage", "rep", "manager", "region", "category", "next_step", "type",
        "product", "account", "competitor",
        *(f"{name}_before" for name in (
            "status", "stage", "amount", "rep", "manager", "region", "recorded_close_on",
            "category", "next_step", "type", "product", "account", "competitor", "closed_on",
            "won_for",
        )),
    ),
)  # fmt: skip
