"""Hazards from counts: small cells lean on what the rest of the table says of them.

Every step is one rule, a Gamma prior: rate = (closings + weight × prior rate) ÷ (deal-days +
weight). The weight, in deal-days, is the one of a short list under which the counts seen were
likeliest (negative binomial): a company with little data is smoothed much, one with plenty little.
"""

from __future__ import annotations

import numpy as np
from scipy.special import gammaln

from models.past.history import Floats

ROUNDS = 6
AGE_WEIGHTS = (0.5, 1.0, 2.0, 4.0, 8.0)
CELL_WEIGHTS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)
FACTOR_WEIGHTS = (2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0)
POSITION_WEIGHT = 1.0
LARGEST_FACTOR = 2.0


def daily_rates(closings: Floats, exposure: Floats) -> Floats:
    """Closings per deal-day of one kind, by age band × position; all 0 where none was seen.

    The prior of a cell is age rate × position factor. Ages lean on the band below, so an age never
    seen goes on as the one before; a position never seen has factor 1: the rate of the age alone.
    Weights are given in the deal-days that one closing takes on average.
    """
    if closings.sum() == 0:
        return np.zeros_like(exposure)
    factors = np.ones(exposure.shape[1])
    ages = np.zeros(exposure.shape[0])
    for _ in range(ROUNDS if exposure.shape[1] > 1 else 1):
        ages = _age_rates(closings.sum(axis=1), (exposure * factors).sum(axis=1))
        expected = (exposure * ages[:, None]).sum(axis=0)
        if len(factors) > 1:
            factors = (closings.sum(axis=0) + POSITION_WEIGHT) / (expected + POSITION_WEIGHT)
    prior = ages[:, None] * factors
    return prior if len(factors) == 1 else _cells(closings, exposure, prior)


def shrunk_factors(closings: Floats, expected: Floats) -> Floats:
    """How many times as often as expected the deals of a group close, shrunk towards 1.

    Groups are the deals begun in the same four weeks, or those of one owner. The same rule with
    expected closings in the place of deal-days. Never more than LARGEST_FACTOR times as often, nor
    that many times less: a group that began well says little about those of its deals that will
    never close.
    """
    one = np.ones_like(expected)
    factors = _shrunk(closings, expected, one, _likeliest(closings, expected, one, FACTOR_WEIGHTS))
    return np.clip(factors, 1 / LARGEST_FACTOR, LARGEST_FACTOR)


def _cells(closings: Floats, exposure: Floats, prior: Floats) -> Floats:
    average = float(exposure.sum() / closings.sum())
    weights = tuple(weight * average for weight in CELL_WEIGHTS)
    return _shrunk(closings, exposure, prior, _likeliest(closings, exposure, prior, weights))


def _age_rates(closings: Floats, exposure: Floats) -> Floats:
    """Rates by age, each band leaning on the one below it and the youngest on the overall rate."""
    average = float(exposure.sum() / closings.sum())

    bands = list(zip(closings.tolist(), exposure.tolist(), strict=True))

    def priors(weight: float) -> Floats:
        """The prior of every band, and behind them the rate of the oldest."""
        chain = [1 / average]
        for closed, days in bands:
            chain.append((closed + weight * chain[-1]) / (days + weight))
        return np.array(chain)

    def told(weight: float) -> float:
        return _log_likelihood(closings, exposure, priors(weight)[:-1], weight)

    return priors(max((weight * average for weight in reversed(AGE_WEIGHTS)), key=told))[1:]


def _shrunk(closings: Floats, exposure: Floats, prior: Floats, weight: float) -> Floats:
    return (closings + weight * prior) / (exposure + weight)


def _likeliest(
    closings: Floats, exposure: Floats, prior: Floats, weights: tuple[float, ...]
) -> float:
    """The weight under which the closings were likeliest; the largest where none tells."""
    return max(
        reversed(weights), key=lambda weight: _log_likelihood(closings, exposure, prior, weight)
    )


def _log_likelihood(closings: Floats, exposure: Floats, prior: Floats, weight: float) -> float:
    """Negative binomial log-likelihood of the counts, terms without the weight left out."""
    seen = exposure * prior > 0
    count, expected, shape = closings[seen], (exposure * prior)[seen], (weight * prior)[seen]
    gammas = float((gammaln(count + shape) - gammaln(shape)).sum())
    spread = shape * np.log(shape / (shape + expected))
    return gammas + float((spread + count * np.log(expected / (shape + expected))).sum())
