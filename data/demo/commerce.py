"""What a deal closes at, why it is lost, and what the rep calls it while it is open."""

from __future__ import annotations

import numpy as np

from data.demo.calendar import NEVER, days_to_quarter_end, next_working_day
from data.demo.draw import Company
from data.demo.items import Items
from data.demo.outcomes import LOST, WON
from data.demo.streams import Ints, draw_each

CATEGORIES = ("commit", "best_case", "pipeline", "omitted")
LOSS_REASONS = ("price", "competitor", "no budget", "no decision", "product fit", "timing")
_LARGEST_CUT, _HURRY_DAYS, _HURRY_CUT = 0.1, 14, 0.04
_CALLED = (0.12, 0.34, 0.88)
_GUT_FEELING = 0.5
_FORGOTTEN_AGE, _FORGOTTEN_SHARE = 240, 0.5
_REASON_WEIGHTS = (0.24, 0.04, 0.22, 0.2, 0.16, 0.14)
_SHOWN_FROM_STAGE = 2


def close_values(company: Company, items: Items) -> Ints:
    """Whole dollars a won deal closes at, a few percent below the offer; 0 for all others.

    At the end of a quarter a little more is given.
    """
    random = company.streams.of("closing discounts")
    ended, count = company.outcomes.ended, company.deals.count
    given = _LARGEST_CUT * random.random(count) ** 2
    hurry = days_to_quarter_end(np.where(ended < NEVER, ended, 0)) < _HURRY_DAYS
    given = given + np.where(hurry, _HURRY_CUT, 0.0) * random.random(count)
    value = np.maximum(np.rint(items.worth * (1 - given)).astype(np.int64), 1)
    return np.where(company.outcomes.result == WON, value, 0)


def categories(company: Company) -> Ints:
    """The rep's call of every deal as a position in `CATEGORIES`; of meaning for open deals only.

    Reps rank their deals by the chance to win soon, which they know roughly; whether a deal lingers
    they do not know, but the very old ones are often left out of the forecast.
    """
    random = company.streams.of("forecast categories")
    called = np.full(company.deals.count, CATEGORIES.index("pipeline"), dtype=np.int64)
    standing, still_open = company.outcomes.standing, company.outcomes.still_open
    if not len(still_open):
        return called
    hopeful = standing.take(np.arange(len(still_open)))
    hopeful.win = np.where(standing.win > 0, standing.win, 1.0)
    day = int(next_working_day(np.asarray([company.today + 1]))[0])
    chance = company.chances.on(hopeful, np.arange(len(still_open)), day)[0]
    feeling = np.log(chance + 1e-9) + _GUT_FEELING * random.standard_normal(len(chance))
    rank = (-feeling).argsort().argsort() / len(feeling)
    forgotten = company.today - standing.created > _FORGOTTEN_AGE
    forgotten &= random.random(len(chance)) < _FORGOTTEN_SHARE
    choice = np.searchsorted(np.asarray(_CALLED), rank, side="right")
    called[still_open] = np.where(forgotten, CATEGORIES.index("omitted"), choice)
    return called


def loss_reasons(company: Company) -> Ints:
    """Why a lost deal was lost, as a position in `LOSS_REASONS`; of meaning for lost deals only.

    Deals with somebody else in the running are lost to them, pushed ones to no decision.
    """
    count = company.deals.count
    weights = np.tile(np.asarray(_REASON_WEIGHTS), (count, 1))
    weights[company.deals.competitor >= 0, LOSS_REASONS.index("competitor")] = 0.7
    weights[:, LOSS_REASONS.index("no decision")] += 0.25 * company.outcomes.dates.pushes(count)
    return draw_each(company.streams.of("loss reasons"), weights)


def known_competitors(company: Company) -> Ints:
    """Who else is in the running as far as the CRM says: from the third stage on; else -1."""
    reached = company.outcomes.stage_on(company.today) >= _SHOWN_FROM_STAGE
    lost = company.closed & (company.outcomes.result == LOST)
    return np.where(reached | lost, company.deals.competitor, -1)
