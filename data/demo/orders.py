"""What accounts have bought: the purchases before the history, then the deals won."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo.calendar import next_working_day
from data.demo.draw import Company
from data.demo.items import Items
from data.demo.outcomes import WON
from data.demo.streams import Ints

_LATEST = 5


@dataclass(frozen=True)
class Orders:
    """One entry a line of an order, ordered by identifier and product name.

    Attributes:
        number: what identifies the order after its prefix; deals keep their own number.
        earlier: how many lines at the beginning are from before the history.
    """

    number: Ints
    account: Ints
    product: Ints
    day: Ints
    quantity: Ints
    amount: Ints
    earlier: int


def make_orders(company: Company, items: Items, close_value: Ints) -> Orders:
    """A won deal is ordered within days; its lines add up to what it closed at."""
    random = company.streams.of("orders")
    outcomes, past = company.outcomes, company.purchases
    delay = random.integers(0, _LATEST, size=company.deals.count)
    won = outcomes.result == WON
    ordered = next_working_day(np.where(won, outcomes.ended, 0) + delay)
    known = (won & (ordered <= company.today))[items.deal]
    deal = items.deal[known]
    value = (items.quantity * items.price)[known]
    return Orders(
        number=_both(100_001 + np.arange(len(past.day)), company.deals.numbers[deal]),
        account=_both(past.account, company.deals.account[deal]),
        product=_both(past.product, items.product[known]),
        day=_both(past.day, ordered[deal]),
        quantity=_both(past.quantity, items.quantity[known]),
        amount=_both(past.amount, _parts(deal, value, items.worth, close_value)),
        earlier=len(past.day),
    )


def _both(earlier: Ints, later: Ints) -> Ints:
    return np.concatenate([earlier, later])


def _parts(deal: Ints, value: Ints, worth: Ints, close_value: Ints) -> Ints:
    """Each line's part of the closing value, in whole dollars that add up exactly."""
    if not len(deal):
        return value
    running = np.cumsum(value)
    is_first = np.diff(deal, prepend=-1) != 0
    before = np.maximum.accumulate(np.where(is_first, running - value, 0))
    share = close_value[deal] / worth[deal]
    upper = np.rint((running - before) * share).astype(np.int64)
    lower = np.rint((running - value - before) * share).astype(np.int64)
    return upper - lower
