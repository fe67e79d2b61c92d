"""The simplest forecast there is: all open deals get the share won so far. Others must beat it."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from data.errors import TooFewOutcomes
from models.past.history import DealHistory


def base_rate(history: DealHistory, as_of: date, days: int) -> float:
    """Share of the deals open at past origins that were won within so many days.

    Population: deals open at the end of `as_of` − days, − days − 7, − days − 14, … back to the day
    before the first closing known at `as_of`; a deal counts once at each. Formula: those won within
    `days` after the origin ÷ all. Where not a single origin lies that far back, the only one is the
    day before the first closing, and the window is what has passed since.

    Raises:
        TooFewOutcomes: nothing has closed by `as_of`, or no deal was open at these origins.
    """
    known = history.known_at(as_of)
    if known.first_closing is None:
        raise TooFewOutcomes("closed deals with a starting day", 0, 1)
    earliest = known.first_closing - timedelta(days=1)
    origins = _origins(as_of, days, earliest)
    open_deals = sum(int(known.live_at(origin).sum()) for origin in origins)
    if open_deals == 0:
        raise TooFewOutcomes("open deals at past origins", 0, 1)
    won = sum(_won_after(known, origin, days) for origin in origins)
    return won / open_deals


def _origins(as_of: date, days: int, earliest: date) -> list[date]:
    last = max(as_of - timedelta(days=days), earliest)
    weeks = range((last - earliest).days // 7 + 1)
    return [last - timedelta(weeks=week) for week in weeks]


def _won_after(known: DealHistory, origin: date, days: int) -> int:
    live = known.live_at(origin)
    return int(np.sum(live & known.won_between(origin, origin + timedelta(days=days))))
