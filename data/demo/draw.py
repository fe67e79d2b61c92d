"""The whole demo company in memory, future included."""

from __future__ import annotations

from dataclasses import dataclass

from data.demo.accounts import Account, make_accounts
from data.demo.closing_dates import ClosingDates, make_closing_dates
from data.demo.deals import Deals, make_deals
from data.demo.outcomes import Outcomes, make_outcomes
from data.demo.people import People, make_people
from data.demo.process import Process
from data.demo.streams import Flags, Streams


@dataclass(frozen=True)
class Company:
    """Everything drawn for one seed, including what lies after the day of the extract."""

    seed: int
    today: int
    process: Process
    accounts: tuple[Account, ...]
    people: People
    deals: Deals
    outcomes: Outcomes
    dates: ClosingDates

    @property
    def streams(self) -> Streams:
        """The generators of this seed."""
        return Streams(self.seed)

    @property
    def closed(self) -> Flags:
        """Which deals are won or lost by the day of the extract."""
        return self.outcomes.closed_by(self.today)


def draw_company(seed: int, opportunities: int, today: int) -> Company:
    """Draw so many deals of the company of that seed, extracted on the day of that number."""
    streams, process = Streams(seed), Process()
    accounts, people = make_accounts(streams), make_people(streams)
    deals = make_deals(streams, accounts, people, opportunities, today)
    outcomes = make_outcomes(streams, process, deals, len(people.sellers))
    dates = make_closing_dates(streams, process, deals.created, outcomes)
    return Company(seed, today, process, accounts, people, deals, outcomes, dates)
