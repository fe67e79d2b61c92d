"""How good stated probabilities were: each measure, defined where it is computed.

Population of all: one row a forecast, `chance` what was said, `happened` what came. Rows that name
the same deal are related; intervals that allow for it are in `models.judging.intervals`.
"""

from __future__ import annotations

import numpy as np

from data.errors import TooFewOutcomes
from models.past.history import Flags, Floats

LOG_LOSS_CLIP = 1e-6
CALIBRATION_BINS = 10


def auc(chance: Floats, happened: Flags) -> float:
    """Chance that a random row that happened was given more than a random one that did not.

    Ties count half. 0.5 is guessing, 1 a perfect order. Example: .2, .8, .8 with outcomes no, no,
    yes gives (1 + ½) ÷ 2 = .75. Mann and Whitney (1947), by ranks.

    Raises:
        TooFewOutcomes: all rows happened, or none did.
    """
    _check(chance, happened)
    positives, negatives = int(happened.sum()), int((~happened).sum())
    if positives == 0 or negatives == 0:
        raise TooFewOutcomes(f"rows that {'did not happen' if positives else 'happened'}", 0, 1)
    _, place, count = np.unique(chance, return_inverse=True, return_counts=True)
    middle_rank = np.cumsum(count) - (count - 1) / 2
    ranks = float(middle_rank[place][happened].sum())
    return (ranks - positives * (positives + 1) / 2) / (positives * negatives)


def brier(chance: Floats, happened: Flags) -> float:
    """Mean squared difference of chance and outcome (0 or 1); less is better. Brier (1950).

    Example: .2 for a row that did not happen and .8 for one that did: (.04 + .04) ÷ 2 = .04.

    Raises:
        TooFewOutcomes: there is no row.
    """
    _check(chance, happened)
    return float(np.mean((chance - happened) ** 2))


def log_loss(chance: Floats, happened: Flags) -> float:
    """Mean of −ln(chance given to what came), in nats; less is better.

    Chances are clipped to LOG_LOSS_CLIP … 1 − LOG_LOSS_CLIP, so one impossible thing that happened
    costs 13.8 rather than infinity. Example: .5 for everything gives ln 2 = .693.

    Raises:
        TooFewOutcomes: there is no row.
    """
    _check(chance, happened)
    said = np.clip(np.where(happened, chance, 1.0 - chance), LOG_LOSS_CLIP, 1.0 - LOG_LOSS_CLIP)
    return float(-np.mean(np.log(said)))


def calibration_error(chance: Floats, happened: Flags) -> float:
    """Expected calibration error: mean |chance said − share that came| over ten bins.

    Bins lie between the deciles of the chances said, lower edge included, so that they hold about
    equally many rows; equal chances share a bin, and fewer than ten distinct edges give fewer bins.
    Each weighs with its rows. Example: .3 for ten rows of which four happened gives .1.

    Raises:
        TooFewOutcomes: there is no row.
    """
    _check(chance, happened)
    edges = np.unique(np.quantile(chance, np.linspace(0, 1, CALIBRATION_BINS + 1)))
    bins = np.clip(np.searchsorted(edges, chance, side="right") - 1, 0, max(0, len(edges) - 2))
    said = np.bincount(bins, weights=chance)
    came = np.bincount(bins, weights=happened.astype(np.float64))
    return float(np.abs(said - came).sum() / len(chance))


def _check(chance: Floats, happened: Flags) -> None:
    if chance.shape != happened.shape or chance.ndim != 1 or happened.dtype != np.bool_:
        raise ValueError("chances and outcomes (booleans) must be columns of one length")
    if len(chance) == 0:
        raise TooFewOutcomes("forecasts to judge", 0, 1)
    if not bool(np.all((chance >= 0) & (chance <= 1))):
        raise ValueError("a chance lies outside 0 to 1")
