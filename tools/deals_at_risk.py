"""The tool `deals_at_risk`: open deals by value at risk, what changed in a week, what is stale."""

from __future__ import annotations

from pydantic import Field

from analytics.due import due_condition
from analytics.scored import NOW
from data.periods import Period
from data.store.snapshot import Row
from tools.arguments import ALL, Arguments, AsOfArg, LimitArg, ScopeArg
from tools.charts import bar_chart
from tools.context import Context
from tools.deals.driver_lists import Reasons, reason_words, reasons_for, tell_shared_reasons
from tools.deals.driver_rows import driver_name
from tools.deals.risk_change import tell_change
from tools.deals.risk_levels import tell_levels
from tools.deals.rows import TEXT_ROWS, cents, iso, list_deals, risk_item
from tools.deals.shared_traits import tell_shared
from tools.facts import Fact
from tools.filters import Filter, deals_filter
from tools.registry import Tool
from tools.report import Report
from tools.result import ToolResult
from tools.where import WhereArg, narrowed, where_filter


class DealsAtRisk(Arguments):
    """Arguments of `deals_at_risk`."""

    scope: ScopeArg = ALL
    period: Period | None = Field(
        default=None, description="Only deals due in these days; without it, all that are live."
    )
    where: WhereArg = ()
    limit: LimitArg = 10
    as_of: AsOfArg = None


_TOTALS = """
    count(*) AS n, count(*) FILTER (rate IS NULL) AS no_rate,
    coalesce(sum(amount_summed), 0)::DOUBLE AS amount,
    coalesce(sum(value_at_risk_summed), 0)::DOUBLE AS at_risk,
    coalesce(sum(value_at_loss * rate), 0)::DOUBLE AS at_loss,
    coalesce(sum(value_at_slip * rate), 0)::DOUBLE AS at_slip,
    count(*) FILTER (days_overdue > 0) AS overdue,
    count(*) FILTER (amount_is_list_price) AS list_priced
"""


def deals_at_risk(context: Context, args: DealsAtRisk) -> ToolResult:
    """Open deals that are not stale, in scope, due in the period, by value at risk.

    Conditions narrow everything that is told, on both days of the change.

    Ties go to the smaller id. Sums are in the reporting currency. The change is against the same
    question seven days before, on the present horizon, with the present model.
    """
    context = context.at(args.as_of)
    context.need_scores()
    chosen = narrowed(deals_filter(context, args.scope), where_filter(context, args.where))
    report = Report("deals_at_risk", context, chosen)
    selected, values = _selected(context, chosen, args.period)
    totals = context.snapshot.row(f"SELECT {_TOTALS} FROM {NOW} WHERE {selected}", values)
    rows = context.snapshot.rows(
        f"SELECT * FROM {NOW} WHERE {selected} "
        f"ORDER BY value_at_risk_summed DESC NULLS LAST, opportunity_id LIMIT {args.limit}",
        values,
    )
    around = _around(context, chosen)
    _tell_totals(report, args.period, totals, around)
    if rows:
        tell_levels(report, selected, values)
        tell_change(report, chosen, args.period)
        tell_shared(report, rows, args.scope, selected, values)
        reasons = reasons_for(report, rows)
        tell_shared_reasons(report, reasons, len(rows))
        for row in rows[:TEXT_ROWS]:
            risk_item(report, row, *reason_words(report, row, reasons))
        _show(report, rows, reasons)
    _tell_stale(report, around)
    _account_for(report, totals, around)
    return report.result()


def _selected(
    context: Context, chosen: Filter, period: Period | None
) -> tuple[str, dict[str, object]]:
    live = f"status = 'open' AND NOT stale AND {chosen.condition}"
    if period is None:
        return live, dict(chosen.values)
    due, values = due_condition(period, context.snapshot.as_of, context.snapshot.calendar)
    return f"{live} AND {due}", {**chosen.values, **values}


def _around(context: Context, chosen: Filter) -> Row:
    """Live, stale and unscored deals in scope, whatever the period."""
    return context.snapshot.row(
        "SELECT count(*) FILTER (NOT stale) AS live, count(*) FILTER (stale) AS stale, "
        "count(*) FILTER (started_on IS NULL) AS undated, count(*) AS open, "
        "coalesce(sum(amount_summed) FILTER (stale), 0)::DOUBLE AS stale_amount "
        f"FROM {NOW} WHERE status = 'open' AND {chosen.condition}",
        chosen.values,
    )


def _tell_totals(report: Report, period: Period | None, totals: Row, around: Row) -> None:
    n, live = int(totals["n"]), int(around["live"])
    count = report.count("deals_at_risk_count", n, period, n=n, of=live)
    everything = report.count("live_deals_count", live)
    place, when = report.place("count"), " due {count.period}" if period else ""
    if not n:
        rest = ", of {live} live deals in all." if period else "."
        report.say(
            "headline",
            report.none("count", "live deal") + place + when + rest,
            count=count,
            live=everything,
        )
        return
    amount = report.total("amount", totals["amount"], period=period)
    at_risk = report.total("value_at_risk", totals["at_risk"], period=period, good_when="down")
    share = None
    if totals["amount"]:
        share = report.total(
            "share_at_risk", totals["at_risk"] / totals["amount"], "ratio",
            period=period, parents=(at_risk, amount), good_when="down",
        )  # fmt: skip
    report.say(
        "headline",
        "{count} live deal" + ("s" if n > 1 else "") + place + when + ", worth {amount}: "
        "{at_risk} of it" + (" ({share})" if share else "") + " is at risk by {horizon}.",
        count=count, amount=amount, at_risk=at_risk, share=share, horizon=_horizon(report),
    )  # fmt: skip
    if _no_losses(report):
        report.unknown("too_few", "No deal was ever lost here: loss and slip are not told apart.")
    else:
        report.say(
            "detail",
            "Of that value at risk, {loss} is expected to be lost and {slip} to be still open "
            "then.",
            loss=report.total("value_at_loss", totals["at_loss"], period=period),
            slip=report.total("value_at_slip", totals["at_slip"], period=period),
        )
    week = report.snapshot.calendar.week(report.snapshot.as_of)
    if period and period.meets(week) and totals["overdue"]:
        report.say(
            "detail",
            "{overdue} overdue deal"
            + ("" if totals["overdue"] == 1 else "s")
            + ", past the recorded closing date, count as due now.",
            overdue=report.count("overdue_count", totals["overdue"], period),
        )
    if period and period.start > report.snapshot.manifest.horizon_on:
        report.say("note", "The risk horizon is {horizon}, before that period.",
                   horizon=_horizon(report))  # fmt: skip
    if period and n > live / 2:
        report.say("note", "The period selects little: {count} of {live} live deals are due in it.",
                   count=count, live=everything)  # fmt: skip


def _no_losses(report: Report) -> bool:
    """Whether the model has never seen a lost deal."""
    model = report.snapshot.manifest.model
    closed = model.card.get("closed") if model else None
    return model is not None and closed is not None and closed == model.card.get("won")


def _horizon(report: Report) -> Fact:
    return report.total("horizon_on", str(report.snapshot.manifest.horizon_on), "date")


def _show(report: Report, rows: list[Row], reasons: Reasons) -> None:
    list_deals(report, rows)
    report.table(
        "Deals at risk",
        (
            ("deal", "text"), ("account", "text"), ("rep", "text"), ("amount", "money"),
            ("value at risk", "money"), ("risk", "score"), ("level", "text"), ("stage", "text"),
            ("product", "text"), ("recorded close", "date"), ("expected on", "date"),
            ("of it: lost", "money"), ("of it: still open", "money"),
            ("expected from", "date"), ("expected to", "date"), ("age", "days"),
            ("main driver", "text"), ("its points", "points"), ("next action", "text"),
        ),
        [
            (
                row["opportunity_id"], row["account"], row["rep"], cents(row["amount"]),
                cents(row["value_at_risk"]), round(row["risk_score"], 1),
                row["risk_level"] or None, row["stage"], row["product"],
                iso(row["recorded_close_on"]),
                iso(row["expected_close_on"]), cents(row["value_at_loss"]),
                cents(row["value_at_slip"]), iso(row["expected_close_from"]),
                iso(row["expected_close_to"]), row["age_days"], *_reason_cells(row, reasons),
            )
            for row in rows
        ],
    )  # fmt: skip
    bars = [
        (f"{row['account'] or row['product']} ({row['opportunity_id']})",
         cents(row["value_at_risk"]) or 0.0)
        for row in rows
    ]  # fmt: skip
    report.charts.append(bar_chart("Value at risk", "Value at risk", report.currency, bars))
    first = rows[0]["opportunity_id"]
    report.suggestions += [
        f"Summarize deal {first}",
        "What's at risk next week?",
        "Show the pipeline by region",
        "How is the risk score computed?",
    ]


def _reason_cells(row: Row, reasons: Reasons) -> tuple[str | None, float | None, str | None]:
    """Main driver, its points, next action; empty where there are none."""
    driver = reasons.main_driver(row["opportunity_id"])
    action = reasons.actions.get(row["opportunity_id"])
    return (
        driver_name(driver["driver"]) if driver else None,
        round(driver["points"], 1) if driver else None,
        action["action"] if action else None,
    )


def _tell_stale(report: Report, around: Row) -> None:
    n = int(around["stale"])
    if not n:
        return
    report.say(
        "note",
        "Left out of all totals: {stale} stale deal" + ("" if n == 1 else "s") + " worth {amount}.",
        stale=report.count("stale_count", n),
        amount=report.total("stale_amount", around["stale_amount"]),
    )


def _account_for(report: Report, totals: Row, around: Row) -> None:
    report.rows_read = int(around["open"])
    report.leave_out("stale", around["stale"])
    report.leave_out("no creation date, so no score", around["undated"])
    report.leave_out("not due in the period", around["live"] - totals["n"])
    report.no_rate(int(totals["no_rate"]))
    report.list_priced(totals["list_priced"], totals["n"])
    report.as_extracted("account", "recorded_close_on")
    if not report.snapshot.feeds("recorded_close_on"):
        report.unknown(
            "missing_column",
            "The source records no planned closing dates; due dates are the model's.",
            "opportunities.recorded_close_on",
        )


TOOL = Tool(
    name="deals_at_risk",
    summary="Open deals by value at risk: those due in a period, or all that are live.",
    arguments=DealsAtRisk,
    run=deals_at_risk,
    examples=("what's at risk this week", "which deals should I worry about in Central"),
    figures=(
        "deals_at_risk_count", "live_deals_count", "changed_since", "amount", "value_at_risk",
        "value_at_loss", "value_at_slip", "share_at_risk", "risk_score", "risk_level",
        "expected_close_from",
        "expected_close_on", "expected_close_to", "horizon_on", "stale_count", "stale_amount",
        "days_overdue", "overdue_count", "change_in_live_value_at_risk",
        "change_in_value_at_risk", "new_count", "gone_count", "grown_count", "shrunk_count",
        "gone_won_count", "gone_lost_count", "gone_open_count", "closed_won_count",
        "closed_lost_count",
        "level_count", "level_past_win_rate", "shared_count", "main_driver",
        "main_driver_count", "next_action_count",
        "next_action",
    ),
)  # fmt: skip
