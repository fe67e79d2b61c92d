"""A table of chances a day, read as hazards: averaged over intervals, and summed over past days."""

from __future__ import annotations

from datetime import date

import numpy as np

from models.learners.tally import age_bands, positions_in_quarter
from models.past.history import Days, DealHistory, Flags, Floats, Ints

LEAST_RATE = 1e-12


def daily_hazards(win: Floats, lose: Floats) -> tuple[Floats, Floats]:
    """Rates under which a deal is won, or lost, within a day with just these chances.

    Both rates: −ln(1 − win − lose) × its share of the two. Never below LEAST_RATE, a chance of
    less than one in a billion a year, so that the logarithm exists where nothing ever closed.
    """
    closing = np.minimum(win + lose, 1.0 - 1e-9)
    hazard = -np.log1p(-closing)
    per_chance = np.divide(hazard, win + lose, out=np.ones_like(hazard), where=win + lose > 0)
    return np.maximum(win * per_chance, LEAST_RATE), np.maximum(lose * per_chance, LEAST_RATE)


def interval_rates(
    hazards: tuple[Floats, Floats],
    edges: tuple[int, ...],
    first_month: int,
    started: Days,
    as_of: date,
    days: Ints,
) -> tuple[Floats, Floats]:
    """Mean daily rates of deals over the intervals after `as_of`, deal × interval.

    Args:
        hazards: rates of winning and losing by age band × position in the quarter.
        edges: first age of every band but the first.
        first_month: month in which the fiscal year starts.
        started: starting days.
        as_of: the day before the first interval.
        days: last day of each interval, as days after `as_of`, rising.
    """
    distinct, deal = np.unique(started, return_inverse=True)
    offsets = np.arange(1, int(days[-1]) + 1)
    first_age = (np.datetime64(as_of, "D") - distinct).astype(np.int64)
    band = age_bands(first_age[:, None] + offsets, edges)
    calendar_days = np.datetime64(as_of, "D") + offsets
    position = positions_in_quarter(calendar_days, first_month, hazards[0].shape[1])
    lengths = np.diff(days, prepend=0)

    def averaged(rates: Floats) -> Floats:
        summed = np.cumsum(rates[band, position], axis=1)[:, days - 1]
        means: Floats = np.diff(summed, axis=1, prepend=0.0) / lengths
        return means[deal]

    return averaged(hazards[0]), averaged(hazards[1])


def expected_closings(
    closing: Floats,
    edges: tuple[int, ...],
    first_month: int,
    factor: Floats,
    known: DealHistory,
    as_of: date,
    entered: date,
) -> tuple[Floats, Flags]:
    """Closings that the table expects of each deal over the days it was at risk, and which were.

    The days are those that `tally` counts: from the start, or from `entered` if that is later, to
    the closing or to `as_of`. The sum of daily rates × the deal's factor.
    """
    first = known.started.min()
    distinct, start = np.unique(known.started, return_inverse=True)
    span = np.arange(int((np.datetime64(as_of, "D") - first).astype(int)) + 1)
    age = (span - (distinct - first).astype(np.int64)[:, None]).astype(np.int64)
    position = positions_in_quarter(first + span, first_month, closing.shape[1])
    rates = closing[age_bands(np.maximum(age, 0), edges), position] * (age >= 0)
    summed = np.concatenate([np.zeros((len(distinct), 1)), np.cumsum(rates, axis=1)], axis=1)
    last = np.where(np.isnat(known.closed), np.datetime64(as_of, "D"), known.closed)
    entry = np.maximum(known.started, np.datetime64(entered, "D"))
    seen = np.asarray(last >= entry)
    end, begin = (last - first).astype(np.int64) + 1, (entry - first).astype(np.int64)
    expected = summed[start, end] - summed[start, np.minimum(begin, end)]
    return expected * factor, seen
