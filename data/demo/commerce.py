"""What a deal is worth when won, what kind of business it is, and what the rep calls it."""

from __future__ import annotations

import numpy as np

from data.demo.accounts import COUNT
from data.demo.calendar import NEVER, days_to_quarter_end
from data.demo.deals import Deals
from data.demo.outcomes import WON, Outcomes
from data.demo.process import OPEN_STAGES
from data.demo.streams import Ints, Streams, draw

TYPES = ("new", "expansion", "renewal")
CATEGORIES = ("commit", "best_case", "pipeline", "omitted")
_OLD_CUSTOMERS = 0.25
_CATEGORY_BY_STAGE = (
    (0.00, 0.02, 0.78, 0.20),
    (0.01, 0.07, 0.80, 0.12),
    (0.04, 0.24, 0.62, 0.10),
    (0.20, 0.50, 0.22, 0.08),
    (0.58, 0.28, 0.08, 0.06),
)


def close_values(streams: Streams, deals: Deals, outcomes: Outcomes) -> Ints:
    """Whole dollars a won deal closes at, with more given away at the end of a quarter; else 0."""
    random = streams.of("closing discounts")
    given = 0.16 * random.random(deals.count) ** 2
    hurry = days_to_quarter_end(np.where(outcomes.ended < NEVER, outcomes.ended, 0)) < 14
    given = given + np.where(hurry, 0.05, 0.0) * random.random(deals.count)
    value = np.rint(deals.worth * (1 - given)).astype(np.int64)
    return np.where(outcomes.result == WON, value, 0)


def types(streams: Streams, deals: Deals, outcomes: Outcomes) -> list[str]:
    """New business until an account has bought; then new, expansion or renewal."""
    random = streams.of("types")
    customer_since = np.full(COUNT, NEVER, dtype=np.int64)
    won = outcomes.result == WON
    np.minimum.at(customer_since, deals.account[won], outcomes.ended[won])
    customer_since[random.random(COUNT) < _OLD_CUSTOMERS] = 0
    later = draw(random, [0.30, 0.45, 0.25], deals.count)
    kinds = np.where(deals.created > customer_since[deals.account], later, 0)
    return np.asarray(TYPES)[kinds].tolist()  # type: ignore[no-any-return]


def categories(streams: Streams, stage: Ints, age: Ints) -> Ints:
    """The call of the rep by stage; very old deals are mostly left out of the forecast."""
    random = streams.of("forecast categories")
    called = np.zeros(len(stage), dtype=np.int64)
    for number in range(len(OPEN_STAGES)):
        chosen = stage == number
        called[chosen] = draw(random, list(_CATEGORY_BY_STAGE[number]), int(chosen.sum()))
    forgotten = (age > 200) & (random.random(len(stage)) < 0.6)
    return np.where(forgotten, CATEGORIES.index("omitted"), called)
