"""Deal-days at risk and closings, counted by age band, position in the quarter and cohort.

A deal is at risk on every day from its entry to its closing or to the as-of date, both included.
It enters on the day it starts, or on the first day on which any closing is recorded if that is
later: what closed before is absent from the source, so those days could only show survivors.
A deal that never closes stays at risk to the end.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from models.past.history import LOST, WON, Days, DealHistory, Floats, Ints

COHORT_DAYS = 28
MONTHS_IN_QUARTER = 3
RECENCY_HALF_LIFE_DAYS = 180.0


@dataclass(frozen=True, eq=False)
class Tally:
    """Counts by age band × position × cohort.

    Attributes:
        exposure, wins, losses: recent days weigh more: a day's weight halves every
            RECENCY_HALF_LIFE_DAYS before the as-of date.
        plain_exposure: the same deal-days, each counted once.
        cohort_closings: won and lost deals of each cohort, each counted once.
        first_cohort: the day the first cohort begins; each is COHORT_DAYS long.
        entered: the day from which closings are recorded.
    """

    exposure: Floats
    wins: Floats
    losses: Floats
    plain_exposure: Floats
    cohort_closings: Floats
    first_cohort: date
    entered: date

    def without_positions(self) -> Tally:
        """The same counts with all positions in the quarter taken as one."""
        names = ("exposure", "wins", "losses", "plain_exposure")
        summed = {name: getattr(self, name).sum(axis=1, keepdims=True) for name in names}
        return replace(self, **summed)


def positions_in_quarter(days: Days, first_month: int, positions: int) -> Ints:
    """Position of each day in its fiscal quarter: its month (0, 1, 2), or 0 with one position."""
    if positions == 1:
        return np.zeros(days.shape, dtype=np.int64)
    months = days.astype("datetime64[M]").astype(np.int64)
    return (months - (first_month - 1)) % positions


def age_bands(ages: Ints, edges: Sequence[int]) -> Ints:
    """The band of each age: the number of edges at or below it."""
    return np.searchsorted(np.asarray(edges), ages, side="right").astype(np.int64)


def cohorts(started: Days, first_cohort: date) -> Ints:
    """Number of the cohort each deal began in; negative before the first."""
    since = (started - np.datetime64(first_cohort, "D")).astype(np.int64)
    return since // COHORT_DAYS


def tally(history: DealHistory, as_of: date, edges: Sequence[int], first_month: int) -> Tally:
    """Count a history as known at `as_of`.

    Raises:
        ValueError: nothing has closed yet, so there is no day from which closings are recorded.
    """
    known = history.known_at(as_of)
    entered = known.first_closing
    if entered is None:
        raise ValueError("no closing is recorded: nothing can be counted")
    first = known.started.min()
    starts, at_risk, wins, losses = _by_start_and_day(known, as_of, entered)
    row, day = np.nonzero(at_risk)
    start = starts[row]
    ages, calendar_days = (day - start).astype(np.int64), first + day
    first_cohort = first.item()
    shape = (len(edges) + 1, MONTHS_IN_QUARTER, int(cohorts(known.started, first_cohort).max()) + 1)
    cell = np.ravel_multi_index(
        (
            age_bands(ages, edges),
            positions_in_quarter(calendar_days, first_month, MONTHS_IN_QUARTER),
            start // COHORT_DAYS,
        ),
        shape,
    )
    days_ago = (np.datetime64(as_of, "D") - calendar_days).astype(int)
    weight = 0.5 ** (days_ago / RECENCY_HALF_LIFE_DAYS)

    def total(counts: NDArray[np.int32], weights: Floats | float) -> Floats:
        values = (counts[row, day] * weights).astype(np.float64)
        summed = np.bincount(cell, weights=values, minlength=math.prod(shape))
        return summed.astype(np.float64).reshape(shape)

    closings = total(wins, 1.0) + total(losses, 1.0)
    return Tally(
        exposure=total(at_risk, weight),
        wins=total(wins, weight),
        losses=total(losses, weight),
        plain_exposure=total(at_risk, 1.0),
        cohort_closings=closings.sum(axis=(0, 1)),
        first_cohort=first_cohort,
        entered=entered,
    )


def _by_start_and_day(
    known: DealHistory, as_of: date, entered: date
) -> tuple[Ints, NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """The days on which deals start, rising; deals at risk, won and lost by these × calendar day.

    Days are counted from the first start.
    """
    first = known.started.min()
    span = int((np.datetime64(as_of, "D") - first).astype(int)) + 1
    last = np.where(np.isnat(known.closed), np.datetime64(as_of, "D"), known.closed)
    start = (known.started - first).astype(np.int64)
    starts, row = np.unique(start, return_inverse=True)
    end = (last - first).astype(int)
    entry = np.maximum(start, int((np.datetime64(entered, "D") - first).astype(int)))

    def count(deals: NDArray[np.bool_], day: Ints) -> NDArray[np.int32]:
        flat = row[deals] * (span + 1) + day[deals]
        counts = np.bincount(flat, minlength=len(starts) * (span + 1)).astype(np.int32)
        return counts.reshape(len(starts), span + 1)

    seen = end >= entry
    at_risk = np.cumsum(count(seen, entry) - count(seen, end + 1), axis=1, dtype=np.int32)
    wins, losses = (count(known.outcome == how, end) for how in (WON, LOST))
    return starts, at_risk[:, :span], wins[:, :span], losses[:, :span]
