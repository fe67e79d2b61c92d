"""Coverage: live open deals that close in a period against what is missing to its target."""

from __future__ import annotations

from analytics.due import COUNTS_ON
from analytics.metrics import METRICS
from analytics.scored import NOW
from analytics.targets import NoTarget
from data.periods import Period
from tools.arguments import Scope
from tools.facts import Fact
from tools.figures.metric_query import Query, computed
from tools.figures.targets import target_for
from tools.filters import Filter
from tools.report import Report


def tell_coverage(report: Report, scope: Scope, chosen: Filter, period: Period | None) -> None:
    """Say the coverage of a period, with both sides of the division; this quarter without one.

    Open deals that are not stale, set to close in the period by the rule of lists of deals
    (recorded closing date, else the expected one) ÷ (target − won to date). Without a target it
    is an unknown; with the target reached it is not needed. A period that is over has none.
    """
    snapshot = report.snapshot
    period = period or snapshot.calendar.quarter(snapshot.as_of)
    if period.end < snapshot.as_of:
        return
    target = target_for(report.context, scope, period)
    if isinstance(target, NoTarget):
        report.unknown(target.code, _as_coverage(target), "targets")
        return
    won = _won(report, chosen, period)
    aim = report.total("target", target.amount, period=period)
    paid = report.total("won_to_date", won, period=period, good_when="up")
    if won >= target.amount:
        reached = report.total(
            "coverage", "not needed: the target is already reached", "text", period=period
        )
        report.say(
            "detail",
            "Coverage for {coverage.period} is {coverage} ({won} won to date, target {target}).",
            coverage=reached, won=paid, target=aim,
        )  # fmt: skip
        return
    gap = report.total("gap_to_target", target.amount - won, period=period, parents=(aim, paid))
    coverage, open_amount = coverage_of(report, chosen, period, gap)
    report.say(
        "detail",
        "Coverage for {coverage.period} is {coverage}: live open deals worth {open} are set to "
        "close in it, against a gap of {gap} to the target of {target} ({kind}), with {won} won to "
        "date.",
        coverage=coverage, open=open_amount, gap=gap, target=aim, won=paid,
        kind=report.total("target_kind", target.kind, "text"),
    )  # fmt: skip
    if len(target.names) > 1:
        report.say("note", f"The target is the sum of their {target.kind}s.")


def coverage_of(report: Report, chosen: Filter, period: Period, gap: Fact) -> tuple[Fact, Fact]:
    """Coverage of a gap above 0, and the amount of open deals that it is made of."""
    row = report.snapshot.row(
        "SELECT count(*) AS n, coalesce(sum(amount_summed), 0)::DOUBLE AS amount "
        f"FROM {NOW} WHERE status = 'open' AND coalesce(NOT stale, true) AND {chosen.condition} "
        f"AND {COUNTS_ON} BETWEEN $cover_start AND $cover_end",
        {**chosen.values, "cover_start": period.start, "cover_end": period.end},
    )
    open_amount = report.total(
        "open_pipeline", row["amount"], period=period, n=int(row["n"]), good_when="up"
    )
    ratio = row["amount"] / float(gap.value or 0)
    coverage = report.total(
        "coverage", ratio, "ratio", display=f"{ratio:.1f} times", period=period,
        parents=(open_amount, gap), good_when="up",
    )  # fmt: skip
    return coverage, open_amount


def _won(report: Report, chosen: Filter, period: Period) -> float:
    query = Query(report.context, METRICS["revenue_won"], chosen)
    return float(computed(query, period)["amount"])


def _as_coverage(target: NoTarget) -> str:
    """The reason, said of coverage."""
    if target.code == "missing_table":
        return target.detail
    return f"No coverage: {target.detail[0].lower()}{target.detail[1:]}"
