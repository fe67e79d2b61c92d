"""Commit and best case beside a forecast: by forecast category, and as managers called them."""

from __future__ import annotations

from typing import Any

from analytics.due import COUNTS_ON
from analytics.scored import NOW
from data.periods import Period
from tools.facts import Fact, Subject
from tools.filters import Filter
from tools.report import Report


def tell_calls(report: Report, chosen: Filter, period: Period, won: float) -> None:
    """Sums by category of what is set to close in the period, and the calls recorded for it."""
    has_categories = report.snapshot.feeds("forecast_category")
    has_calls = report.snapshot.has_table("forecast_calls")
    if has_categories:
        _tell_categories(report, chosen, period, won)
    if has_calls:
        _tell_called(report, chosen, period)
    if not has_categories and not has_calls:
        report.unknown(
            "missing_column",
            "No commit or best case beside it: the source records no forecast categories and no "
            "calls.",
            "opportunities.forecast_category",
        )


def _tell_categories(report: Report, chosen: Filter, period: Period, won: float) -> None:
    rows = report.snapshot.rows(
        f"SELECT category, coalesce(sum(amount_summed), 0)::DOUBLE AS amount FROM {NOW} "
        f"WHERE status = 'open' AND {COUNTS_ON} BETWEEN $start AND $end AND ({chosen.condition}) "
        "GROUP BY 1",
        {**chosen.values, "start": period.start, "end": period.end},
    )
    amounts = {row["category"]: row["amount"] for row in rows}
    commit = won + amounts.get("commit", 0.0)
    best = commit + amounts.get("best_case", 0.0)
    report.say(
        "beside",
        "By forecast category, with what is won, the commit is {commit} and the best case {best}.",
        commit=report.total("commit", commit, period=period),
        best=report.total("best_case", best, period=period),
    )


def _tell_called(report: Report, chosen: Filter, period: Period) -> None:
    callers = _callers(report, chosen, period)
    told = _latest(report, callers, period)
    if not told:
        report.unknown(
            "missing_value",
            "No call of a manager for this period and scope is recorded.",
            "forecast_calls.amount",
        )
        return
    subject = report.subject
    if len(callers) == 1:
        subject = Subject(kind="team", id=callers[0], name=callers[0])
    words, facts = _called(report, subject, told, period)
    if len(callers) == 1:
        report.say("beside", "The latest call of {first.name} is " + words + ".", **facts)
        return
    report.count("callers", len(callers), period)
    report.say("beside", "The latest calls of managers add up to " + words + ".", **facts)


def _latest(report: Report, callers: list[str], period: Period) -> dict[str, float]:
    """The latest call of each, added up; only categories that everybody of them has called."""
    rows = report.snapshot.rows(
        "SELECT category, count(*) AS n, sum(amount)::DOUBLE AS amount FROM ("
        "SELECT category, f.amount * x.rate AS amount FROM forecast_calls f "
        "LEFT JOIN rates x ON x.currency = coalesce(f.currency, $own) "
        "WHERE list_contains($callers::VARCHAR[], who) AND period = $period AND called_on <= $day "
        "QUALIFY row_number() OVER (PARTITION BY who, category ORDER BY called_on DESC) = 1) "
        "GROUP BY 1 HAVING count(amount) = $number",
        {"callers": callers, "number": len(callers), "own": report.currency,
         **_when(report, period)},
    )  # fmt: skip
    return {row["category"]: row["amount"] for row in rows}


def _called(
    report: Report, subject: Subject, told: dict[str, float], period: Period
) -> tuple[str, dict[str, Fact]]:
    clauses: list[str] = []
    facts: dict[str, Fact] = {}
    for category, words in (("commit", "a commit of"), ("best_case", "a best case of")):
        if category in told:
            name = "second" if facts else "first"
            facts[name] = report.ledger.add(
                subject, f"{category}_call", told[category], report.currency, period=period
            )
            clauses.append(f"{words} {{{name}}}")
    return " and ".join(clauses), facts


def _callers(report: Report, chosen: Filter, period: Period) -> list[str]:
    """Those in scope who called the period and stand below nobody else who did.

    Calls speak of whole teams: any scope but one team, or everything, has none.
    """
    scope = chosen.scope
    narrow = scope.lists.keys() - {"team"} or scope.exclude.lists or len(scope.team) > 1
    if narrow or scope.min_amount is not None or scope.max_amount is not None:
        return []
    asks = report.context.principal
    asked = chosen.values.get("keep_team", [])
    top = asked[0] if asked else asks.name if asks.rows != "all" else None
    own = "true"
    values: dict[str, Any] = _when(report, period)
    if top is not None:
        own = "(who = $top OR who IN (SELECT rep FROM team_members WHERE manager = $top))"
        values["top"] = top
    rows = report.snapshot.rows(
        "WITH callers AS (SELECT DISTINCT who FROM forecast_calls WHERE period = $period "
        f"AND called_on <= $day AND {own}) "
        "SELECT who FROM callers WHERE who NOT IN (SELECT m.rep FROM team_members m "
        "JOIN callers c ON c.who = m.manager) ORDER BY who",
        values,
    )
    return [row["who"] for row in rows]


def _when(report: Report, period: Period) -> dict[str, Any]:
    return {"period": f"{period.start}/{period.end}", "day": report.snapshot.as_of}
