"""What lies ahead of a scope: the forecast of the present quarter, and its target."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

from analytics.metrics import METRICS
from analytics.targets import NoTarget, Target
from data.periods import Period
from tools.figures.metric_query import Query, computed
from tools.figures.targets import target_for
from tools.people.who import Who
from tools.report import Report


def quarter_ahead(report: Report) -> Period:
    """The present fiscal quarter; the next one where the as-of date is its last day."""
    as_of, calendar = report.snapshot.as_of, report.snapshot.calendar
    present = calendar.quarter(as_of)
    return present if present.end > as_of else calendar.quarter(as_of + timedelta(days=1))


def tell_forecast(report: Report, who: Who) -> None:
    """Say the range of the quarter, the same as `forecast` says for this scope and period."""
    if report.snapshot.manifest.model is None:
        report.unknown("too_few", f"No scores: {report.snapshot.manifest.no_scores}")
        return
    # numpy loads with the forecast, not with the list of tools.
    parts = import_module("tools.forecasting.parts")
    period = quarter_ahead(report)
    part = parts.part_of(report.snapshot, who.chosen.condition, who.chosen.values)
    if part.is_empty:
        return
    told = part.outlook(period)
    facts = {
        f"p{share * 100:.0f}": report.total(
            f"revenue_p{share * 100:.0f}", told.total.quantile(share), period=period, good_when="up"
        )
        for share in (0.1, 0.5, 0.9)
    }
    facts["won"] = report.total("won_to_date", told.won, period=period, good_when="up")
    report.say(
        "detail",
        "{p50.label} should bring between {p10} and {p90} (eight times out of ten), with a median "
        "of {p50}" + ("; {won} is won already." if facts["won"].value else "."),
        **facts,
    )


def tell_target(report: Report, who: Who, asked: Period | None) -> None:
    """Say the attainment of the period asked for where it has a target, else of the quarter."""
    quarter = report.snapshot.calendar.quarter(report.snapshot.as_of)
    target: Target | NoTarget | None = None
    for period in (asked, quarter):
        if period is None:
            continue
        target = target_for(report.context, who.scope, period)
        if isinstance(target, Target):
            _tell_attainment(report, who, period, target)
            return
    if isinstance(target, NoTarget):
        detail = "No targets are recorded." if target.code == "missing_table" else target.detail
        report.unknown(target.code, detail, "targets")


def _tell_attainment(report: Report, who: Who, period: Period, target: Target) -> None:
    query = Query(report.context, METRICS["revenue_won"], who.chosen)
    won, amount = float(computed(query, period)["amount"]), target.amount
    paid = report.total("revenue_won", won, period=period, good_when="up")
    aim = report.total("target", amount, period=period)
    if amount <= 0:
        report.say("detail", f"The {target.kind} of {{aim}} for {{aim.label}} is zero.", aim=aim)
        return
    share = report.total(
        "quota_attainment", won / amount, "ratio", period=period, parents=(paid, aim),
        good_when="up",
    )  # fmt: skip
    report.say(
        "detail",
        f"Quota attainment for {{share.label}} is {{share}}: {{paid}} revenue won, target {{aim}} "
        f"(a {target.kind}).",
        share=share, paid=paid, aim=aim,
    )  # fmt: skip
