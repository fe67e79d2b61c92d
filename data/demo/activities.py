"""What was done on each deal up to the extract, and by whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo.draw import Company
from data.demo.streams import Ints

KINDS = ("call", "email", "meeting", "demo")
_FIRST_NUMBER = 1_000_001
_PIECE = 200_000
_BY_STAGE = (
    (0.42, 0.46, 0.10, 0.02),
    (0.36, 0.40, 0.19, 0.05),
    (0.22, 0.33, 0.23, 0.22),
    (0.26, 0.42, 0.24, 0.08),
    (0.36, 0.42, 0.21, 0.01),
)
_HELPED = 0.08


@dataclass(frozen=True)
class Activities:
    """One entry an activity, ordered by day; `kind` is a position in `KINDS`, `rep` a seller."""

    deal: Ints
    day: Ints
    kind: Ints
    rep: Ints

    @property
    def numbers(self) -> Ints:
        """The numbers in the identifiers."""
        return _FIRST_NUMBER + np.arange(len(self.deal))


def make_activities(company: Company) -> Activities:
    """Those up to the extract; what is done fits the stage, now and then a colleague does it."""
    random = company.streams.of("activities")
    outcomes = company.outcomes
    known = outcomes.active_day <= company.today
    deal, day = outcomes.active_deal[known], outcomes.active_day[known]
    edges = np.cumsum(np.asarray(_BY_STAGE), axis=1)
    chance = random.random(len(deal))
    kind = np.zeros(len(deal), dtype=np.int64)
    for start in range(0, len(deal), _PIECE):
        part = slice(start, start + _PIECE)
        stage = (outcomes.entered[deal[part]] <= day[part, None]).sum(axis=1) - 1
        kind[part] = (edges[stage] <= chance[part, None]).sum(axis=1)
    kind = np.minimum(kind, len(KINDS) - 1)
    sellers = len(company.people.sellers)
    helper = random.integers(sellers, size=len(deal))
    rep = np.where(random.random(len(deal)) < _HELPED, helper, company.deals.rep[deal])
    return Activities(deal, day, kind, rep)
