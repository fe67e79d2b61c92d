"""What every rep won in each calendar quarter: the ground for targets and forecast calls."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo.calendar import month_index, month_start
from data.demo.draw import Company
from data.demo.outcomes import WON
from data.demo.streams import Floats, Ints


@dataclass(frozen=True)
class Quarters:
    """The whole quarters of the history and the one of the extract.

    Attributes:
        first, last: first and last day of each.
        won: seller x quarter, whole dollars won by the day of closing; the last one is not over.
        team: seller x quarter, the team on the first day; -1 before the seller was hired.
    """

    first: Ints
    last: Ints
    won: Floats
    team: Ints

    @property
    def count(self) -> int:
        """How many."""
        return len(self.first)


def make_quarters(company: Company, close_value: Ints) -> Quarters:
    """From the first quarter that lies wholly in the history to that of the extract."""
    months = month_index(np.asarray([company.first, company.today]))
    numbers = np.arange(-(-int(months[0]) // 3), int(months[1]) // 3 + 1)
    first, last = month_start(numbers * 3), month_start(numbers * 3 + 3) - 1
    outcomes = company.outcomes
    won = np.flatnonzero((outcomes.result == WON) & (outcomes.ended >= first[0]))
    won = won[outcomes.ended[won] <= last[-1]]
    table = np.zeros((len(company.people.sellers), len(first)))
    quarter = np.searchsorted(first, outcomes.ended[won], side="right") - 1
    np.add.at(table, (company.deals.rep[won], quarter), close_value[won])
    team = np.stack([company.people.team_on(int(day)) for day in first], axis=1)
    return Quarters(first, last, table, team)
