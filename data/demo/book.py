"""All that is written about a company, in whatever shape: the drawn company and what follows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo import commerce, remarks
from data.demo.activities import Activities, make_activities
from data.demo.calls import Calls, make_calls
from data.demo.catalog import NAMES
from data.demo.draw import Company
from data.demo.items import Items, make_items
from data.demo.leads import LeadProcess, Leads, make_leads
from data.demo.orders import Orders, make_orders
from data.demo.outcomes import LOST
from data.demo.process import LOST_STAGE, OPEN_STAGES, WON_STAGE
from data.demo.quarters import Quarters, make_quarters
from data.demo.streams import Flags, Ints
from data.demo.targets import Targets, make_targets

STAGES = (*OPEN_STAGES, WON_STAGE, LOST_STAGE)


@dataclass(frozen=True)
class Book:
    """Everything drawn and derived, including what lies after the day of the extract."""

    company: Company
    items: Items
    close_value: Ints
    activities: Activities
    orders: Orders
    lead_process: LeadProcess
    leads: Leads
    quarters: Quarters
    targets: Targets
    calls: Calls

    @property
    def lost(self) -> Flags:
        """Which deals are lost by the day of the extract."""
        return np.asarray(self.company.closed & (self.company.outcomes.result == LOST))

    def stages(self) -> Ints:
        """The stage of each deal at the extract, as a position in `STAGES`."""
        outcomes, closed = self.company.outcomes, self.company.closed
        ending = len(OPEN_STAGES) + (outcomes.result == LOST)
        return np.where(closed, ending, outcomes.stage_on(self.company.today))

    def stage_entries(self) -> tuple[Ints, Ints, Ints]:
        """Deal, stage and day of every entry up to the extract, by deal and day."""
        outcomes = self.company.outcomes
        deal, stage = np.nonzero(outcomes.entered <= self.company.today)
        ends = np.flatnonzero(self.company.closed)
        ending = len(OPEN_STAGES) + (outcomes.result[ends] == LOST)
        days = np.concatenate([outcomes.entered[deal, stage], outcomes.ended[ends]])
        deals, stages = np.concatenate([deal, ends]), np.concatenate([stage, ending])
        order = np.lexsort((days, deals))
        return deals[order], stages[order], days[order]

    def titles(self) -> list[str]:
        """What the reps called the deals."""
        names = self.company.accounts.names
        accounts = [names[at] for at in self.company.deals.account.tolist()]
        products = [NAMES[at] for at in self.company.outcomes.product.tolist()]
        return remarks.titles(self.company.streams, accounts, products)

    def next_steps(self) -> list[str]:
        """What the reps wrote to do next."""
        count = self.company.deals.count
        return remarks.next_steps(self.company.streams, count, ~self.company.closed)

    def notes(self) -> list[str]:
        """What else the reps wrote."""
        reasons = np.where(self.lost, commerce.loss_reasons(self.company), -1)
        spoken = (*commerce.LOSS_REASONS, "")
        lost_for = [spoken[at] for at in reasons.tolist()]
        return remarks.notes(self.company.streams, ~self.company.closed, lost_for)


def make_book(company: Company) -> Book:
    """Everything that follows from a drawn company."""
    items = make_items(
        company.streams, company.affinity, company.accounts, company.deals, company.outcomes
    )
    close_value = commerce.close_values(company, items)
    quarters, lead_process = make_quarters(company, close_value), LeadProcess()
    return Book(
        company=company,
        items=items,
        close_value=close_value,
        activities=make_activities(company),
        orders=make_orders(company, items, close_value),
        lead_process=lead_process,
        leads=make_leads(company, lead_process),
        quarters=quarters,
        targets=make_targets(company, quarters),
        calls=make_calls(company, quarters, close_value),
    )
