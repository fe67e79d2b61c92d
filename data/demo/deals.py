"""What is being sold to whom and by whom: everything fixed on the day a deal is created."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo.accounts import HARD_ACCOUNTS, REGION_OF, SEGMENTS, Account
from data.demo.calendar import day_of, is_working_day, month_start
from data.demo.catalog import PRODUCTS
from data.demo.people import People
from data.demo.streams import Flags, Floats, Ints, Streams, draw

MONTHS_OF_HISTORY = 25
QUANTITIES: tuple[tuple[int, float], ...] = ((1, 1.0),)
_CREATED_BY_MONTH = [1.05, 1.05, 1.1, 1.0, 1.0, 0.95, 0.85, 0.75, 1.1, 1.15, 1.1, 0.7]
_YEARLY_GROWTH = 0.12


@dataclass(frozen=True)
class Deals:
    """One entry a deal in every array, ordered by creation.

    Attributes:
        account, product, rep: positions in the accounts, the price list and the sellers.
        worth: whole dollars the deal is expected to bring: list price x quantity less a discount.
        unpriced: whether the CRM holds no amount, drawn without regard to the outcome.
    """

    created: Ints
    account: Ints
    product: Ints
    rep: Ints
    quantity: Ints
    worth: Ints
    unpriced: Flags

    @property
    def count(self) -> int:
        """Number of deals."""
        return len(self.created)

    def ids(self) -> list[str]:
        """Identifiers in order of creation."""
        return [f"D-{100_001 + at}" for at in range(self.count)]


def make_deals(
    streams: Streams, accounts: tuple[Account, ...], people: People, count: int, last: int
) -> Deals:
    """So many deals created on working days of the 25 months up to `last`, a day number."""
    created = _created(streams, count, last)
    account = draw(streams.of("deal accounts"), _appetite(accounts), count)
    product = _products(streams, accounts, account)
    random = streams.of("deal amounts")
    sizes, weights = zip(*QUANTITIES, strict=True)
    quantity = np.asarray(sizes, dtype=np.int64)[draw(random, list(weights), count)]
    asked = quantity * np.asarray([item.list_price for item in PRODUCTS])[product]
    worth = np.rint(asked * (1.04 - 0.16 * random.random(count)) / 10).astype(np.int64) * 10
    unpriced = streams.of("missing amounts").random(count) < 0.05
    rep = _owners(streams, accounts, people, account)
    return Deals(created, account, product, rep, quantity, worth, unpriced)


def first_day(last: int) -> int:
    """The first day of the history: of the month 25 months before that of `last`."""
    day = day_of(last)
    months = (day.year - 1970) * 12 + day.month - 1 - MONTHS_OF_HISTORY
    return int(month_start(np.asarray([months]))[0])


def _created(streams: Streams, count: int, last: int) -> Ints:
    days = np.arange(first_day(last), last + 1)
    month = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    growth = (1 + _YEARLY_GROWTH) ** ((days - days[0]) / 365.0)
    weights = np.asarray(_CREATED_BY_MONTH)[month] * growth * is_working_day(days)
    return np.sort(days[draw(streams.of("creation"), weights, count)])


def _appetite(accounts: tuple[Account, ...]) -> Floats:
    """Larger companies buy more often; those with hard names often enough to be met."""
    by_segment = dict(zip(SEGMENTS, (0.8, 1.0, 1.5), strict=True))
    hard = {name for name, _, _ in HARD_ACCOUNTS}
    return np.asarray(
        [1.8 if item.account in hard else by_segment[item.segment] for item in accounts]
    )


def _products(streams: Streams, accounts: tuple[Account, ...], account: Ints) -> Ints:
    """Smaller companies lean to the lower end of the price list."""
    random = streams.of("deal products")
    price = np.asarray([item.list_price for item in PRODUCTS], dtype=np.float64)
    segment = np.asarray([SEGMENTS.index(item.segment) for item in accounts])[account]
    product = np.zeros(len(account), dtype=np.int64)
    for number, lean in enumerate((-0.45, -0.2, 0.05)):
        chosen = segment == number
        product[chosen] = draw(random, price**lean, int(chosen.sum()))
    return product


def _owners(streams: Streams, accounts: tuple[Account, ...], people: People, account: Ints) -> Ints:
    """Each account has two reps of its region, one of whom owns most of its deals."""
    random = streams.of("account owners")
    pools = {region: people.sellers_in(region) for each in REGION_OF.values() for region in each}
    pairs = np.asarray(
        [random.choice(pools[item.region], size=2, replace=False) for item in accounts]
    )
    second = streams.of("deal owners").random(len(account)) < 0.25
    return np.asarray(pairs[account, second.astype(np.int64)])
