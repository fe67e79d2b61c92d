"""Hazards from counts: small cells lean on what the rest of the table says of them.

Every step is the same rule, a Gamma prior worth `k` closings: rate = (closings + k) ÷
(deal-days + k ÷ prior rate). `k` is the one of a short list under which the counts seen were
likeliest (negative binomial): a company with little data is smoothed much, one with plenty
little.
"""

from __future__ import annotations

import math

import numpy as np

from models.history import Floats

ROUNDS = 6
AGE_STRENGTHS = (0.5, 1.0, 2.0, 4.0, 8.0)
CELL_STRENGTHS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)
COHORT_STRENGTHS = (2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0)
POSITION_STRENGTH = 1.0
LARGEST_COHORT_FACTOR = 2.0


def daily_rates(closings: Floats, exposure: Floats) -> Floats:
    """Closings per deal-day of one kind, by age band × position; all 0 where none was seen.

    The prior of a cell is age rate × position factor. Ages lean on the band below, so an age never
    seen goes on as the one before; a position never seen has factor 1: the rate of the age alone.
    """
    if closings.sum() == 0:
        return np.zeros_like(exposure)
    factors = np.ones(exposure.shape[1])
    ages = np.zeros(exposure.shape[0])
    for _ in range(ROUNDS if exposure.shape[1] > 1 else 1):
        ages = _age_rates(closings.sum(axis=1), (exposure * factors).sum(axis=1))
        expected = (exposure * ages[:, None]).sum(axis=0)
        if len(factors) > 1:
            factors = (closings.sum(axis=0) + POSITION_STRENGTH) / (expected + POSITION_STRENGTH)
    prior = ages[:, None] * factors
    return prior if len(factors) == 1 else _cells(closings, exposure, prior)


def cohort_factors(closings: Floats, expected: Floats) -> Floats:
    """How many times as often as expected the deals of a cohort close, shrunk towards 1.

    Never more than LARGEST_COHORT_FACTOR times as often, nor that many times less: a cohort that
    began well says little about those of its deals that will never close.
    """
    strength = likeliest_strength(closings, expected, COHORT_STRENGTHS)
    factors = (closings + strength) / (expected + strength)
    return np.clip(factors, 1 / LARGEST_COHORT_FACTOR, LARGEST_COHORT_FACTOR)


def likeliest_strength(closings: Floats, expected: Floats, strengths: tuple[float, ...]) -> float:
    """The strength under which the closings were likeliest; the strongest where none tells."""
    return max(reversed(strengths), key=lambda k: _log_likelihood(closings, expected, k))


def _cells(closings: Floats, exposure: Floats, prior: Floats) -> Floats:
    strength = likeliest_strength(closings, exposure * prior, CELL_STRENGTHS)
    return (closings + strength) / (exposure + strength / prior)


def _age_rates(closings: Floats, exposure: Floats) -> Floats:
    """Rates by age, each band leaning on the one below it and the youngest on the overall rate."""
    overall = float(closings.sum() / exposure.sum())

    def chain(strength: float) -> tuple[Floats, Floats]:
        rates, priors, prior = np.empty(len(closings)), np.empty(len(closings)), overall
        for band in range(len(closings)):
            priors[band] = prior
            rates[band] = (closings[band] + strength) / (exposure[band] + strength / prior)
            prior = float(rates[band])
        return rates, priors

    def told(strength: float) -> float:
        return _log_likelihood(closings, exposure * chain(strength)[1], strength)

    return chain(max(reversed(AGE_STRENGTHS), key=told))[0]


def _log_likelihood(closings: Floats, expected: Floats, strength: float) -> float:
    """Negative binomial log-likelihood of the counts, terms without the strength left out."""
    seen = expected > 0
    n, mu = closings[seen], expected[seen]
    gammas = sum(math.lgamma(value + strength) for value in n.ravel())
    return float(
        gammas
        - n.size * math.lgamma(strength)
        + (strength * np.log(strength / (strength + mu))).sum()
        + (n * np.log(mu / (strength + mu))).sum()
    )
