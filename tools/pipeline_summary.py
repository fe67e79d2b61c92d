"""The tool `pipeline_summary`: the open pipeline as one total, by stage and by any group."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from analytics.due import COUNTS_ON
from analytics.groups import GroupBy
from data.periods import Period, display_day
from data.store.snapshot import Row
from tools.arguments import ALL, Arguments, AsOfArg, ScopeArg
from tools.charts import bar_chart
from tools.context import Context
from tools.deals.rows import cents
from tools.figures.coverage import tell_coverage
from tools.figures.grouped import Groups, grouped
from tools.figures.weighted import past_the_curves, with_win_in_period
from tools.filters import Filter, deals_filter
from tools.registry import Tool
from tools.report import Report
from tools.result import ToolResult


class PipelineSummary(Arguments):
    """Arguments of `pipeline_summary`."""

    scope: ScopeArg = ALL
    group_by: GroupBy | None = Field(default=None, description="Split the pipeline by this.")
    period: Period | None = Field(
        default=None, description="Only deals set to close in it; without it, all open deals."
    )
    as_of: AsOfArg = None


_TOTALS = """
    count(*) AS n, coalesce(sum(amount_summed), 0)::DOUBLE AS amount,
    count(*) FILTER (stale) AS stale,
    coalesce(sum(amount_summed) FILTER (stale), 0)::DOUBLE AS stale_amount,
    count(*) FILTER (started_on IS NULL) AS undated,
    count(*) FILTER (rate IS NULL) AS no_rate,
    count(*) FILTER (amount_is_list_price) AS list_priced,
    count(*) FILTER (days_overdue > 0) AS overdue,
    coalesce(sum(amount_summed) FILTER (days_overdue > 0), 0)::DOUBLE AS overdue_amount,
    coalesce(sum(amount_summed * win_in_period), 0)::DOUBLE AS weighted
"""


def pipeline_summary(context: Context, args: PipelineSummary) -> ToolResult:
    """Open deals in scope: number, amount, stale and overdue parts, weighted, coverage, by group.

    A deal counts in the period of its recorded closing date, else of its expected one. Weighted is
    amount × chance to be won in the period, or by the risk horizon where no period is given.
    Coverage is that of the period, or of this quarter.
    """
    context = context.at(args.as_of)
    chosen = deals_filter(context, args.scope)
    report = Report("pipeline_summary", context, chosen)
    selected, values = _selected(chosen, args.period)
    source, curve_values = with_win_in_period(context, args.period)
    values |= curve_values
    totals = context.snapshot.row(f"SELECT {_TOTALS} FROM {source} WHERE {selected}", values)
    name = args.group_by or "stage"
    groups = grouped(context, name, COUNTS_ON, source, selected, values, _TOTALS)
    _tell(report, args.period, totals)
    if totals["n"]:
        _tell_groups(report, groups, totals)
        _tell_parts(report, args.period, totals)
    tell_coverage(report, args.scope, chosen, args.period)
    _account_for(report, totals)
    report.as_extracted_scope(args.scope, args.group_by)
    manifest = context.snapshot.manifest
    is_past = manifest.as_of < manifest.extracted_on
    if name == "stage" and is_past and not context.snapshot.has_table("stage_history"):
        report.unknown(
            "missing_table",
            "No stage history is recorded; stages of a past day follow from the dates of deals.",
            "stage_history",
        )
    return report.result()


def _selected(chosen: Filter, period: Period | None) -> tuple[str, dict[str, Any]]:
    condition, values = f"status = 'open' AND {chosen.condition}", dict(chosen.values)
    if period:
        condition += f" AND {COUNTS_ON} BETWEEN $start AND $end"
        values |= {"start": period.start, "end": period.end}
    return condition, values


def _tell(report: Report, period: Period | None, totals: Row) -> None:
    n = int(totals["n"])
    count = report.count("open_deals", n, period, n=n)
    when = " set to close {count.period}" if period else ""
    if not n:
        report.say(
            "headline",
            report.none("count", "open deal") + report.place("count") + when + ".",
            count=count,
        )
        return
    report.say(
        "headline",
        "{count} open deal" + ("s" if n > 1 else "") + report.place("count") + when
        + ", worth {amount}.",
        count=count,
        amount=report.total("open_pipeline", totals["amount"], period=period, n=n, good_when="up"),
    )  # fmt: skip


def _tell_groups(report: Report, groups: Groups, totals: Row) -> None:
    bars = []
    for group in groups.rows:
        subject = groups.subject(group)
        amount = report.ledger.add(
            subject, "open_pipeline", cents(group["amount"]), report.currency,
            n=int(group["n"]), good_when="up",
        )  # fmt: skip
        count = report.ledger.add(subject, "open_deals", int(group["n"]), "count")
        deals = "deal" if group["n"] == 1 else "deals"
        share = None
        if totals["amount"]:
            share = report.ledger.add(
                subject, "share_of_open_pipeline", group["amount"] / totals["amount"], "ratio"
            )
        bars.append((subject.name, cents(group["amount"]) or 0.0))
        if len(bars) <= 12:
            report.say(
                "item",
                "{amount.name}: {amount}" + (" ({share})" if share else "")
                + f" in {{count}} {deals}",
                amount=amount, share=share, count=count,
            )  # fmt: skip
    title = f"Open pipeline by {groups.name.replace('_', ' ')}"
    report.table(
        title,
        ((groups.name.replace("_", " "), "text"), ("open pipeline", "money"),
         ("open deals", "count"), ("stale deals", "count"), ("weighted", "money")),
        [(groups.subject(g).name, cents(g["amount"]), int(g["n"]), int(g["stale"]),
          cents(g["weighted"]) if report.snapshot.manifest.model else None) for g in groups.rows],
    )  # fmt: skip
    report.charts.append(bar_chart(title, "Open pipeline", report.currency, bars))


def _tell_parts(report: Report, period: Period | None, totals: Row) -> None:
    last = past_the_curves(report.context, period)
    if last is not None:
        report.unknown(
            "outside_history", f"Chances are stored up to {display_day(last)} only.", "deal_curves"
        )
    elif report.snapshot.manifest.model:
        by = "in that period" if period else "by {horizon}"
        report.say(
            "detail",
            "The weighted pipeline, each deal at its own chance " + by + ", is {weighted}.",
            weighted=report.total("weighted_pipeline", totals["weighted"], period=period),
            horizon=report.total("horizon_on", str(report.snapshot.manifest.horizon_on), "date"),
        )
    for kind, words in (
        ("stale", "Among them are {n} stale {deals} worth {amount}."),
        ("overdue", "{n} overdue {deals} worth {amount} {are} past the recorded closing date."),
    ):
        n = int(totals[kind])
        if n:
            report.say(
                "note",
                words.replace("{deals}", "deal" if n == 1 else "deals").replace(
                    "{are}", "is" if n == 1 else "are"
                ),
                n=report.count(f"{kind}_count", n, period),
                amount=report.total(f"{kind}_amount", totals[f"{kind}_amount"], period=period),
            )


def _account_for(report: Report, totals: Row) -> None:
    report.rows_read = int(totals["n"])
    report.no_rate(int(totals["no_rate"]))
    if totals["undated"]:
        report.say(
            "note",
            "{undated} open deals have no creation date; they count here and have no score.",
            undated=report.count("undated_count", totals["undated"]),
        )
    report.list_priced(totals["list_priced"], totals["n"])
    if not report.snapshot.manifest.model:
        report.unknown("too_few", f"No scores: {report.snapshot.manifest.no_scores}")
    report.suggestions += [
        "What's at risk this week?",
        "Show the pipeline by region",
        "What are the biggest open deals?",
    ]


TOOL = Tool(
    name="pipeline_summary",
    summary="The open pipeline: number and amount, stale and overdue parts, by stage or group.",
    arguments=PipelineSummary,
    run=pipeline_summary,
    examples=("how does the pipeline look by region", "coverage"),
    figures=(
        "open_deals", "open_pipeline", "share_of_open_pipeline", "weighted_pipeline",
        "horizon_on", "stale_count", "stale_amount", "overdue_count", "overdue_amount",
        "undated_count", "coverage", "target", "won_to_date", "gap_to_target",
        "target_kind",
    ),
)  # fmt: skip
