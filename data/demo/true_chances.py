"""The true chances of open deals at the extract, by living the planted process on many times."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo.calendar import is_working_day
from data.demo.draw import Company
from data.demo.outcomes import advance, be_active
from data.demo.plans import review
from data.demo.streams import Floats, Ints

DAYS = (28, 91)
_DEALS, _RUNS = 1_000, 100


@dataclass(frozen=True)
class TrueChances:
    """Deals, and for each the chance to be won and lost within 28 and 91 days of the extract."""

    deal: Ints
    won: Floats
    lost: Floats


def true_chances(company: Company) -> TrueChances:
    """For up to 1,000 open deals, evenly spread over all; lingering ones are never won.

    Each is lived 100 times as far as stages, activities, silence and pushes go; along each way the
    chances of closing are summed, not drawn, so that the error is small. They know everything about
    a deal, also what no CRM records, such as whether it lingers.
    """
    outcomes = company.outcomes
    count = len(outcomes.still_open)
    chosen = np.unique(np.linspace(0, count - 1, min(count, _DEALS)).astype(np.int64))
    won, lost = _lived(company, np.repeat(chosen, _RUNS))
    shape = (len(DAYS), len(chosen), _RUNS)
    return TrueChances(
        deal=outcomes.still_open[chosen],
        won=won.reshape(shape).mean(axis=2),
        lost=lost.reshape(shape).mean(axis=2),
    )


def _lived(company: Company, chosen: Ints) -> tuple[Floats, Floats]:
    """Chances closed by each of `DAYS`, one column a life."""
    random = company.streams.of("true chances")
    state, chances = company.outcomes.standing.take(chosen), company.chances
    every = np.arange(len(chosen))
    alive, won, lost = np.ones(len(chosen)), np.zeros(len(chosen)), np.zeros(len(chosen))
    found_won, found_lost = [], []
    for ahead in range(1, max(DAYS) + 1):
        today = company.today + ahead
        if len(every) and is_working_day(np.asarray([today]))[0]:
            win, lose, move = chances.on(state, every, today)
            won, lost = won + alive * win, lost + alive * lose
            left = 1 - win - lose
            alive = alive * left
            moves = random.random(len(every)) * left < move
            advance(state, every[moves], today, None)
            be_active(random, chances, state, every, today)
            review(random, chances.process, state, every, today)
        if ahead in DAYS:
            found_won.append(won)
            found_lost.append(lost)
    return np.stack(found_won), np.stack(found_lost)
