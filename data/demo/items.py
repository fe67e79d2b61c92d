"""What each deal offers: products with quantity and price, of which some deals keep no lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo.accounts import Accounts
from data.demo.affinity import Affinity
from data.demo.catalog import NAMES, prices
from data.demo.deals import Deals
from data.demo.outcomes import Outcomes
from data.demo.streams import Flags, Floats, Ints, Streams, draw, draw_each

_RECORDED = 0.62
_HOW_MANY = [0.52, 0.28, 0.13, 0.07]
_CHEAP, _HALF_PRICED = 4_000, 13_000
_LINE_SPREAD = 0.015


@dataclass(frozen=True)
class Items:
    """One entry an item in every array but the last two, ordered by deal and product name.

    Attributes:
        price: whole dollars asked for one.
        worth: by deal, whole dollars: the sum of quantity x price.
        recorded: by deal, whether its lines stand in the CRM; the others are one of one product.
    """

    deal: Ints
    product: Ints
    quantity: Ints
    price: Ints
    worth: Ints
    recorded: Flags


def make_items(
    streams: Streams, affinity: Affinity, accounts: Accounts, deals: Deals, outcomes: Outcomes
) -> Items:
    """One to four products a deal; what comes along depends on the product asked for."""
    random = streams.of("lines")
    recorded = random.random(deals.count) < _RECORDED
    further = np.where(recorded, draw(random, _HOW_MANY, deals.count), 0)
    deal, product = _products(random, affinity, accounts, deals, outcomes, further)
    order = np.lexsort((_by_name()[product], deal))
    deal, product = deal[order], product[order]
    quantity = np.where(recorded[deal], _quantities(random, product), 1)
    given = deals.discount[deal] + _LINE_SPREAD * random.standard_normal(len(deal))
    price = np.maximum(np.rint(prices()[product] * (1 - given)).astype(np.int64), 1)
    worth = np.zeros(deals.count, dtype=np.int64)
    np.add.at(worth, deal, quantity * price)
    return Items(deal, product, quantity, price, worth, recorded)


def _products(
    random: np.random.Generator,
    affinity: Affinity,
    accounts: Accounts,
    deals: Deals,
    outcomes: Outcomes,
    further: Ints,
) -> tuple[Ints, Ints]:
    found = [(np.arange(deals.count), outcomes.product)]
    basket = np.zeros((deals.count, len(NAMES)), dtype=np.bool_)
    basket[np.arange(deals.count), outcomes.product] = True
    for number in range(1, len(_HOW_MANY)):
        at = np.flatnonzero(further >= number)
        account = deals.account[at]
        weights: Floats = affinity.weights(
            accounts.segment[account], accounts.sector[account], basket[at]
        )
        picked = draw_each(random, np.where(basket[at], 0.0, weights))
        basket[at, picked] = True
        found.append((at, picked))
    deal, product = (np.concatenate(column) for column in zip(*found, strict=True))
    return deal, product


def _quantities(random: np.random.Generator, product: Ints) -> Ints:
    """Cheap things are bought by the dozen, dear ones one or two at a time."""
    asked = prices()[product]
    most = np.where(asked < _CHEAP, 9, np.where(asked < _HALF_PRICED, 4, 1))
    return 1 + (most * random.random(len(product)) ** 2).astype(np.int64)


def _by_name() -> Ints:
    """The place of each product when sorted by name."""
    return np.argsort(np.argsort(np.asarray(NAMES))).astype(np.int64)
