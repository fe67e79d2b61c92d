"""Exact parts of a risk score: Shapley values of the chance to win, over groups of a log-hazard.

F(S) is a deal's chance to be won by the horizon with only the groups in S switched on and all
others at their peers' mean, which is 0 in `learners.terms.Terms`. All 2^G sets are computed, so the
parts are exact and add up; nothing is sampled.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from models.learners.terms import Terms
from models.past.history import Floats, Ints

MOST_GROUPS = 10
# Numbers in one working table (sets × deals): a few megabytes, whatever the number of deals.
CHUNK = 1 << 17


@dataclass(frozen=True, eq=False)
class Parts:
    """The risk score of each deal, taken apart.

    Attributes:
        groups: names of the groups.
        base: risk score with no group switched on: that of a deal like its peers' mean.
        points: deal × group; positive speaks against the deal. base + points = risk score.
    """

    groups: tuple[str, ...]
    base: float
    points: Floats

    @property
    def risk(self) -> Floats:
        """The risk score that the parts add up to: 100 × (1 − chance to win by the horizon)."""
        total: Floats = self.base + self.points.sum(axis=1)
        return total


def risk_parts(terms: Terms, horizon_day: int) -> Parts:
    """Split each deal's risk score at the horizon by its groups.

    Args:
        terms: the log-hazards, centered on the peers.
        horizon_day: days from the as-of date to the horizon; between two interval ends the chance
            is read linearly, as `models.scores.points.read_off_rows` does.

    Raises:
        ValueError: more than ten groups, a horizon outside the intervals, or a log rate that is
            not finite (a rate of 0 needs a floor before it can be split).
    """
    _check(terms)
    weights = horizon_weights(terms.days, horizon_day)
    used = [
        group for group in range(len(terms.groups))
        if bool(terms.win[group].any() or terms.lose[group].any())
    ]  # fmt: skip
    deals = terms.win.shape[1]
    points = np.zeros((deals, len(terms.groups)))
    shares = _shapley_weights(len(used))
    step = max(1, CHUNK >> len(used))
    for first in range(0, deals, step):
        chances = _chances(terms, used, slice(first, first + step), weights)
        points[first : first + step, used] = -100.0 * (shares @ chances).T
    nothing = _chances(terms, [], slice(0, 1), weights) if deals else np.ones((1, 1))
    return Parts(terms.groups, 100.0 * (1.0 - float(nothing[0, 0])), points)


def chances_of_sets(terms: Terms, horizon_day: int) -> Floats:
    """F of every set of groups, set × deal; bit g of a set's number switches on group g.

    For one chunk of deals: the whole table is kept, 2^G numbers a deal.

    Raises:
        ValueError: see `risk_parts`.
    """
    _check(terms)
    every = list(range(len(terms.groups)))
    return _chances(terms, every, slice(None), horizon_weights(terms.days, horizon_day))


def horizon_weights(days: Ints, horizon_day: int) -> Floats:
    """How much of the chance of each interval counts by the horizon: 1, a share of the last, 0.

    Raises:
        ValueError: the horizon does not lie after the as-of date and within the intervals.
    """
    if not len(days) or not 0 < horizon_day <= days[-1]:
        raise ValueError(f"the horizon, day {horizon_day}, lies outside the curve")
    starts = np.concatenate([[0], days[:-1]])
    weights: Floats = np.clip((horizon_day - starts) / (days - starts), 0.0, 1.0)
    return weights


def _check(terms: Terms) -> None:
    if len(terms.groups) > MOST_GROUPS:
        raise ValueError(f"{len(terms.groups)} groups; at most {MOST_GROUPS} can be split exactly")
    parts = (terms.base_win, terms.base_lose, terms.win, terms.lose)
    if not all(bool(np.isfinite(part).all()) for part in parts):
        raise ValueError("a log rate is not finite: give rates of 0 a floor before splitting")


def _chances(terms: Terms, used: list[int], deals: slice, weights: Floats) -> Floats:
    """Chance to win by the horizon, set of the used groups × deal.

    The formula of `learners.terms.curves`, one interval at a time; rates of all sets come from
    one another by a factor a group, so that each needs no exponential of its own.
    """
    win, lose = np.exp(terms.win[used, deals]), np.exp(terms.lose[used, deals])
    shape = (1 << len(used), terms.win[:, deals].shape[1])
    spent, before, found = np.zeros(shape), np.ones(shape), np.zeros(shape)
    for at in np.flatnonzero(weights):
        wins = _products(math.exp(terms.base_win[at]), win[:, :, at], shape)
        total = wins + _products(math.exp(terms.base_lose[at]), lose[:, :, at], shape)
        spent += total * terms.lengths[at]
        after = np.exp(-spent)
        share = np.divide(wins, total, out=wins, where=total > 0)
        found += weights[at] * (before - after) * share
        before = after
    return found


def _products(base: float, factors: Floats, shape: tuple[int, int]) -> Floats:
    """The base times the factors of the groups in each set, set × deal."""
    rates = np.empty(shape)
    rates[0] = base
    for group, factor in enumerate(factors):
        half = 1 << group
        np.multiply(rates[:half], factor, out=rates[half : 2 * half])
    return rates


def _shapley_weights(groups: int) -> Floats:
    """What each set's chance counts in each group's value, group × set.

    With group g in the set of s groups: (s − 1)! (G − s)! / G!; without it, the negative of
    s! (G − s − 1)! / G!.
    """
    found = np.zeros((groups, 1 << groups))
    for number in range(1 << groups):
        size = number.bit_count()
        for group in range(groups):
            inside = bool(number >> group & 1)
            joined = size - 1 if inside else size
            share = math.factorial(joined) * math.factorial(groups - joined - 1)
            found[group, number] = (1 if inside else -1) * share / math.factorial(groups)
    return found
