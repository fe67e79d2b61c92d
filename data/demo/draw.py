"""The whole demo company in memory, future included."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo.accounts import Accounts, how_many, make_accounts
from data.demo.affinity import Affinity, make_affinity
from data.demo.calendar import month_index, month_start
from data.demo.chances import Chances, make_chances
from data.demo.deals import Deals, first_day, make_deals
from data.demo.outcomes import Outcomes, live
from data.demo.people import People, make_people
from data.demo.plans import first_plans
from data.demo.planting import plant
from data.demo.process import Process
from data.demo.purchases import Purchases, make_purchases
from data.demo.state import blank
from data.demo.streams import Flags, Ints, Streams
from data.demo.traits import Traits, make_traits
from data.demo.wishes import Wishes


@dataclass(frozen=True)
class Company:
    """Everything drawn for one seed, including what lies after the day of the extract."""

    seed: int
    first: int
    today: int
    chances: Chances
    accounts: Accounts
    affinity: Affinity
    purchases: Purchases
    people: People
    deals: Deals
    traits: Traits
    outcomes: Outcomes

    @property
    def streams(self) -> Streams:
        """The generators of this seed."""
        return Streams(self.seed)

    @property
    def process(self) -> Process:
        """What was planted."""
        return self.chances.process

    @property
    def closed(self) -> Flags:
        """Which deals are won or lost by the day of the extract."""
        return self.outcomes.closed_by(self.today)

    @property
    def sources(self) -> Ints:
        """Where each deal came from, as a position in `SOURCES`."""
        return self.traits.source(np.arange(self.deals.count), self.outcomes.kind)


def draw_company(seed: int, opportunities: int, today: int) -> Company:
    """Draw so many deals of the company of that seed, extracted on the day of that number."""
    streams, first = Streams(seed), first_day(today)
    process, affinity = plant(streams), make_affinity(streams)
    accounts = make_accounts(streams, how_many(opportunities))
    people = make_people(streams, first, today)
    purchases = make_purchases(streams, affinity, accounts, first)
    deals = make_deals(streams, process, accounts, people, opportunities, today)
    traits = make_traits(streams, process, accounts, deals, len(people.sellers))
    state = blank(deals.created)
    first_plans(streams, process, state)
    chances = make_chances(process, _regime_from(process, today))
    wishes = Wishes(accounts, affinity, purchases.owned(len(accounts.rows)))
    outcomes = live(streams, chances, traits, wishes, state, deals.account, today)
    return Company(
        seed, first, today, chances, accounts, affinity, purchases, people, deals, traits, outcomes
    )


def _regime_from(process: Process, today: int) -> int:
    """The first day of the month so many months before that of the extract."""
    return int(month_start(month_index(np.asarray([today])) - process.regime_months)[0])
