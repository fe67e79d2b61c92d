"""Quarterly targets: quotas of reps and teams, the company's plan; some are met, some missed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo.draw import Company
from data.demo.quarters import Quarters
from data.demo.streams import Floats, Ints

TEAM_SHARE, COMPANY_SHARE = 0.95, 0.97
_SKIPPED, _YEAR, _STEP = 1, 4, 1_000
_OWN, _STRETCH, _NOISE = 0.5, 1.12, 0.12
_BY_QUARTER = (0.97, 0.99, 0.98, 1.06)


@dataclass(frozen=True)
class Targets:
    """Whole dollars by seller x quarter, team x quarter and quarter; 0 where none is set."""

    reps: Ints
    teams: Ints
    company: Ints


def make_targets(company: Company, quarters: Quarters) -> Targets:
    """A quota is half the rep's own past year, half everybody's, with a stretch.

    It knows nothing of the quarter it is set for. In the first year it takes the year as a whole.
    A team is set 95% of what its members are set, the company 97% of what the teams are set.
    """
    random = company.streams.of("targets")
    count, teams = quarters.count, len(company.people.managers)
    reps = np.zeros((len(company.people.sellers), count), dtype=np.int64)
    by_team = np.zeros((teams, count), dtype=np.int64)
    months = quarters.first.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    for number in range(_SKIPPED, count):
        season = _BY_QUARTER[int(months[number] // 3 % 4)]
        noise = 1 + _NOISE * (2 * random.random(len(reps)) - 1)
        quota = _past(quarters, number) * noise * season * _STRETCH
        reps[:, number] = np.where(quarters.team[:, number] >= 0, _rounded(quota), 0)
        members = quarters.team[:, number] >= 0
        np.add.at(by_team[:, number], quarters.team[members, number], reps[members, number])
    by_team = np.where(by_team > 0, _rounded(TEAM_SHARE * by_team.astype(np.float64)), 0)
    whole = by_team.sum(axis=0)
    return Targets(
        reps, by_team, np.where(whole > 0, _rounded(COMPANY_SHARE * whole.astype(np.float64)), 0)
    )


def _past(quarters: Quarters, number: int) -> Floats:
    """Each seller's mean quarter of the past year, drawn half way to the mean of all.

    The quarter of the extract is never looked at, nor, from the second year on, any but the four
    before.
    """
    start = max(number - _YEAR, _SKIPPED)
    stop = min(max(number, start + _YEAR), quarters.count - 1)
    known = quarters.won[:, start:stop]
    own = known.mean(axis=1) if known.shape[1] else np.zeros(len(known))
    hired = quarters.team[:, number] >= 0
    return np.asarray(_OWN * own + (1 - _OWN) * own[hired].mean())


def _rounded(amounts: Floats) -> Ints:
    return np.maximum(np.rint(amounts / _STEP).astype(np.int64), 1) * _STEP
