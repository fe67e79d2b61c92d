"""What accounts had bought before the history of deals begins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo.accounts import Accounts
from data.demo.affinity import Affinity
from data.demo.calendar import next_working_day
from data.demo.catalog import NAMES, prices
from data.demo.streams import Flags, Ints, Streams, draw, draw_each

_OLD_CUSTOMERS = 0.55
_HOW_MANY = [0.30, 0.28, 0.20, 0.12, 0.06, 0.04]
_YEARS_BACK = 3
_DISCOUNT = 0.2


@dataclass(frozen=True)
class Purchases:
    """One entry a purchase, ordered by day and account; `amount` in whole dollars."""

    account: Ints
    product: Ints
    day: Ints
    quantity: Ints
    amount: Ints

    def owned(self, accounts: int) -> Flags:
        """Which account owns which product."""
        found = np.zeros((accounts, len(NAMES)), dtype=np.bool_)
        found[self.account, self.product] = True
        return found


def make_purchases(
    streams: Streams, affinity: Affinity, accounts: Accounts, first: int
) -> Purchases:
    """About half of the accounts are old customers with one to six products, one bought at a time.

    What is bought next depends on what is owned, so that pairs of products can be learnt.
    """
    random = streams.of("old purchases")
    count = len(accounts.rows)
    wanted = np.where(random.random(count) < _OLD_CUSTOMERS, 1 + draw(random, _HOW_MANY, count), 0)
    owned = np.zeros((count, len(NAMES)), dtype=np.bool_)
    buyers, products = [], []
    for number in range(len(_HOW_MANY)):
        at = np.flatnonzero(wanted > number)
        weights = affinity.weights(accounts.segment[at], accounts.sector[at], owned[at])
        picked = draw_each(random, np.where(owned[at], 0.0, weights))
        owned[at, picked] = True
        buyers.append(at)
        products.append(picked)
    account, product = np.concatenate(buyers), np.concatenate(products)
    day = next_working_day(first - random.integers(5, 365 * _YEARS_BACK, size=len(account)))
    quantity = 1 + random.integers(0, 3, size=len(account)) * (prices()[product] < 10_000)
    paid = quantity * prices()[product] * (1 - _DISCOUNT * random.random(len(account)))
    order = np.lexsort((product, account, day))
    amount = np.rint(paid).astype(np.int64)
    columns = (account, product, day, quantity, amount)
    return Purchases(*(column[order] for column in columns))
