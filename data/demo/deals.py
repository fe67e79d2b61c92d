"""What is fixed on the day a deal is created, apart from what the customer's past decides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo.accounts import HARD_ACCOUNTS, Accounts
from data.demo.calendar import day_of, is_working_day, month_start
from data.demo.people import TEAM_REGIONS, People
from data.demo.process import COMPETITORS, Process
from data.demo.streams import Flags, Floats, Ints, Streams, draw

MONTHS_OF_HISTORY = 36
_CREATED_BY_MONTH = [1.05, 1.05, 1.1, 1.0, 1.0, 0.95, 0.85, 0.75, 1.1, 1.15, 1.1, 0.7]
_YEARLY_GROWTH = 0.1
_APPETITE = (0.8, 1.0, 1.5)
_SECOND_OWNER = 0.25
_SOURCE_WEIGHTS = [0.26, 0.24, 0.15, 0.13, 0.1, 0.12]
_DISCOUNT = (-0.02, 0.24, 1.3)


@dataclass(frozen=True)
class Deals:
    """One entry a deal in every array, ordered by creation.

    Attributes:
        account, rep: positions in the accounts and the sellers.
        source: a position in `SOURCES`, before it is known whether a customer asks.
        competitor: a position in `COMPETITORS`; -1 where nobody else is in the running.
        discount: the share of the list price given away in the first offer; may be below 0.
        unpriced: whether the CRM holds no amount, drawn without regard to the outcome.
    """

    created: Ints
    account: Ints
    rep: Ints
    source: Ints
    competitor: Ints
    discount: Floats
    unpriced: Flags

    @property
    def count(self) -> int:
        """Number of deals."""
        return len(self.created)

    @property
    def numbers(self) -> Ints:
        """The numbers in the identifiers: of one length, rising with creation."""
        start = 100_001 if self.count < 900_000 else 1_000_001
        return start + np.arange(self.count)


def make_deals(
    streams: Streams, process: Process, accounts: Accounts, people: People, count: int, last: int
) -> Deals:
    """So many deals created on working days of the 36 months up to `last`, a day number."""
    created = _created(streams, count, last)
    account = draw(streams.of("deal accounts"), _appetite(accounts), count)
    random = streams.of("competitors")
    rival = draw(random, [1.0] * len(COMPETITORS), count)
    low, width, power = _DISCOUNT
    return Deals(
        created=created,
        account=account,
        rep=_owners(streams, accounts, people, account, created),
        source=draw(streams.of("sources"), _SOURCE_WEIGHTS, count),
        competitor=np.where(random.random(count) < process.competitor_share, rival, -1),
        discount=low + width * streams.of("discounts").random(count) ** power,
        unpriced=streams.of("missing amounts").random(count) < 0.05,
    )


def first_day(last: int) -> int:
    """The first day of the history: of the month 36 months before that of `last`."""
    day = day_of(last)
    months = (day.year - 1970) * 12 + day.month - 1 - MONTHS_OF_HISTORY
    return int(month_start(np.asarray([months]))[0])


def _created(streams: Streams, count: int, last: int) -> Ints:
    days = np.arange(first_day(last), last + 1)
    month = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    growth = (1 + _YEARLY_GROWTH) ** ((days - days[0]) / 365.0)
    weights = np.asarray(_CREATED_BY_MONTH)[month] * growth * is_working_day(days)
    return np.sort(days[draw(streams.of("creation"), weights, count)])


def _appetite(accounts: Accounts) -> Floats:
    """Larger companies buy more often; those with hard names often enough to be met."""
    hard = {name for name, _, _ in HARD_ACCOUNTS}
    by_segment = np.asarray(_APPETITE)[accounts.segment]
    return np.where([name in hard for name in accounts.names], 4.0, by_segment)


def _owners(
    streams: Streams, accounts: Accounts, people: People, account: Ints, created: Ints
) -> Ints:
    """Of the reps who work in its region that day, an account prefers one, and a second.

    Who changes region leaves the accounts behind and keeps the deals already owned.
    """
    liking = streams.of("account owners").random((len(accounts.rows), len(people.sellers)))
    second = streams.of("deal owners").random(len(account)) < _SECOND_OWNER
    owner = np.zeros(len(account), dtype=np.int64)
    starts = np.unique(people.since)
    ends = [*starts[1:].tolist(), int(starts[-1]) + 10_000]
    for start, end in zip(starts.tolist(), ends, strict=True):
        chosen = (created >= start) & (created < end)
        pair = _preferred(accounts, people.team_on(start), liking)
        owner[chosen] = pair[account[chosen], second[chosen].astype(np.int64)]
    return owner


def _preferred(accounts: Accounts, teams: Ints, liking: Floats) -> Ints:
    regions = np.where(teams >= 0, np.asarray(TEAM_REGIONS)[teams], -1)
    scores = np.where(regions[None, :] == accounts.region[:, None], liking, -1.0)
    every = np.arange(len(scores))
    best = scores.argmax(axis=1)
    scores[every, best] = -1.0
    return np.stack([best, scores.argmax(axis=1)], axis=1)
