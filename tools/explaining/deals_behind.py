"""The deals behind a change of the forecast: what was expected of each, then and now."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.scored import NOW
from data.store.snapshot import Row
from tools.deals.rows import deal_subject, list_deals
from tools.explaining.span import Span
from tools.facts import show_money
from tools.filters import Filter
from tools.principal import row_filter
from tools.report import Report

MOST = 10
NAMED = 3


@dataclass(frozen=True)
class _Deal:
    """One deal in scope: its part of the mean at both ends, what it was won for included."""

    row: Row
    then: float
    now: float

    @property
    def change(self) -> float:
        return round(self.now - self.then, 2)


def tell_deals(report: Report, chosen: Filter, found: Span) -> None:
    """Name the deals whose part of the mean changed most, and tell ten in a table."""
    deals = _deals(report, chosen, found)
    report.rows_read = len(deals)
    told = sorted(deals, key=lambda one: (-abs(one.change), one.row["opportunity_id"]))[:MOST]
    told = [one for one in told if one.change]
    if not told:
        return
    list_deals(report, [one.row for one in told])
    facts = {}
    for place, one in enumerate(told):
        shown = show_money(one.change, report.currency)
        fact = report.ledger.add(
            deal_subject(one.row), "part_of_deal", one.change, report.currency,
            display=f"+{shown}" if one.change > 0 else shown, good_when="up",
        )  # fmt: skip
        if place < NAMED:
            facts[f"deal_{place}"] = fact
    listed = ", ".join(f"{{{slot}.name}} ({{{slot}}})" for slot in facts)
    report.say("beside", f"Among the deals behind it: {listed}.", **facts)
    report.table(
        "Deals behind it",
        (("deal", "text"), ("change", "money"), ("status now", "text"),
         ("expected then", "money"), ("expected now", "money")),
        [
            (deal_subject(one.row).name, one.change, one.row["status"], one.then, one.now)
            for one in told
        ],
    )  # fmt: skip


def _deals(report: Report, chosen: Filter, found: Span) -> list[_Deal]:
    """Every deal of the scope that was open at one of the ends or won in between."""
    then, now = (
        dict(zip(ids, values.tolist(), strict=True))
        for ids, values in (
            end.part.contributions(found.period) for end in (found.first, found.last)
        )
    )
    last = found.last.snapshot
    own, values = row_filter(report.context.principal)
    rows = last.rows(
        "SELECT opportunity_id, account, product, status, closed_on, "
        f"(close_value * rate)::DOUBLE AS brought, ({chosen.condition}) AS is_in FROM {NOW} "
        f"WHERE (status = 'open' OR closed_on > $since_day) AND {own}",
        {**chosen.values, **values, "since_day": found.first.snapshot.as_of},
    )
    deals = []
    for row in rows:
        deal = row["opportunity_id"]
        value = now.get(deal, 0.0)
        if row["status"] == "won" and row["is_in"] and found.period.holds(row["closed_on"]):
            value = row["brought"] or 0.0
        if deal in then or deal in now or value:
            deals.append(_Deal(row, round(then.get(deal, 0.0), 2), round(value, 2)))
    return deals
