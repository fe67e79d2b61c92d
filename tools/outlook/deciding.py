"""The open deals that decide a target: its chance if each is won, and if it is not."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from analytics.forecast.left_out import without_each
from analytics.scored import NOW
from data.periods import Period
from data.store.snapshot import Row
from tools.deals.rows import cents, deal_subject, list_deals
from tools.outlook.chances import add_chance
from tools.outlook.scenario import Basis
from tools.report import Report

LOOKED_AT, SHOWN = 25, 5
LEAST, LIKELY = 0.0005, 0.01


@dataclass(frozen=True)
class Deciding:
    """A deal, and the chance of the target with it won in the period and without it."""

    deal: str
    in_period: float
    if_won: float
    if_lost: float


def deciding(basis: Basis, target: float) -> list[Deciding]:
    """The SHOWN deals with the largest difference between the two chances, largest first.

    Of all open deals with a chance of LIKELY or more to be won in the period: one that will hardly
    be won in it decides nothing. The distribution is computed anew without each of the LOOKED_AT
    whose difference is largest by a normal approximation. A win counts with the deal's full amount,
    as in a what-if. Ties go to the smaller id; a difference below LEAST is left out.
    """
    book, company = basis.book, basis.part.company
    places = _candidates(basis, target)
    rest = without_each(places, book.won, book.amounts, book.chances, basis.newcomers, basis.spread)
    share = company.ahead.realized.share
    found = []
    for place, others in zip(places, rest, strict=True):
        if_won = others.at_least(target - float(book.amounts[place]) / share)
        one = Deciding(
            basis.ids[place], float(book.chances[place]), if_won, others.at_least(target)
        )
        found.append(one)
    found.sort(key=lambda one: (round(one.if_lost - one.if_won, 6), one.deal))
    return [one for one in found if one.if_won - one.if_lost >= LEAST][:SHOWN]


def _candidates(basis: Basis, target: float) -> list[int]:
    """Places of the LOOKED_AT deals that move the chance most, were all the rest together normal.

    A place whose approximate difference is as large as another's comes before it by its order.
    """
    book = basis.book
    total = basis.outlook(book).total
    low, high = (total.quantile(share) for share in (0.1, 0.9))
    variance = ((high - low) / (2 * NormalDist().inv_cdf(0.9))) ** 2
    share = basis.part.company.ahead.realized.share
    found = []
    for place in np.flatnonzero((book.chances >= LIKELY) & (book.amounts > 0)).tolist():
        amount, chance = float(book.amounts[place]), float(book.chances[place])
        rest = NormalDist(
            total.mean - amount * chance,
            max(amount, variance - amount**2 * chance * (1 - chance)) ** 0.5,
        )
        moved = rest.cdf(target) - rest.cdf(target - amount / share)
        found.append((-moved, place))
    return [place for _, place in sorted(found)[:LOOKED_AT]]


def tell_deciding(report: Report, basis: Basis, target: float, period: Period) -> None:
    """One line and one row for each deal that decides the target."""
    key = f"deciding {basis.part.name} {period.start} {period.end} {target!r}"
    found = basis.part.company.kept(key, lambda: deciding(basis, target))
    if not found:
        return
    rows = report.snapshot.rows(
        f"SELECT * FROM {NOW} WHERE list_contains($ids::VARCHAR[], opportunity_id)",
        {"ids": [one.deal for one in found]},
    )
    by_id = {row["opportunity_id"]: row for row in rows}
    report.say("shared", "The open deals that decide the target:")
    cells = [_tell(report, by_id[one.deal], one, period) for one in found]
    list_deals(report, [by_id[one.deal] for one in found])
    report.table(
        "Deals that decide it",
        (("deal", "text"), ("amount", "money"), ("chance to be won", "ratio"),
         ("chance of target if won", "ratio"), ("chance of target if lost", "ratio")),
        cells,
    )  # fmt: skip


def _tell(report: Report, row: Row, one: Deciding, period: Period) -> tuple[Any, ...]:
    subject = deal_subject(row)
    won = add_chance(report, subject, one.if_won, period, "chance_if_won", is_met=False)
    lost = add_chance(report, subject, one.if_lost, period, "chance_if_lost", is_met=False)
    report.say(
        "item",
        "{won.name}: a chance of {won} if won, {lost} if lost",
        won=won, lost=lost,
    )  # fmt: skip
    return (
        subject.name, cents(row["amount_summed"]), round(one.in_period, 4), round(one.if_won, 4),
        round(one.if_lost, 4),
    )  # fmt: skip
