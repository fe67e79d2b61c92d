"""Which kind of model is published: all beside the base rate on the same later origins.

The measure is log-loss over 28 days. A more complicated kind must be clearly better than a simpler
one: by LEAST_GAIN of its log-loss, and by more than chance.
"""

from __future__ import annotations

import numpy as np

from models.judging.backtest import LONG_WINDOW_DAYS, WINDOW_DAYS, Backtest
from models.judging.card import Evaluation, measured
from models.judging.evaluation import LOG_LOSS_CLIP, log_loss
from models.judging.intervals import JACKKNIFE_GROUPS, Z95
from models.learners.kinds import KIND_TITLES, Kind
from models.past.history import Flags, Floats, Ints

WITHOUT_PAST: Kind = "age_quarter"
LEAST_GAIN = 0.005
WINDOW = f"{WINDOW_DAYS} days"
LONG_WINDOW = f"{LONG_WINDOW_DAYS} days"


def choose(past: Backtest) -> tuple[Kind, str]:
    """The kind to publish, and why: the simplest that none is clearly better than.

    Kinds stand from simple to complicated. The best has the least log-loss; published is the first
    kind that the best does not beat by LEAST_GAIN and by more than the 95% interval of the
    difference (jackknife over twenty groups of deals) allows for.
    """
    passed = past.window_passed
    if not passed.any():
        return WITHOUT_PAST, (
            f"{KIND_TITLES[WITHOUT_PAST]}: no past window of {WINDOW} has passed yet, so nothing "
            "could be compared"
        )
    came, deal = past.won_28d[passed], past.deal[passed]
    said = {kind: one.win_28d[passed] for kind, one in past.said.items()}
    losses = {kind: log_loss(chance, came) for kind, chance in said.items()}
    best = min(losses, key=lambda kind: losses[kind])
    chosen = next(
        kind for kind in losses if not is_clearly_better(said[best], said[kind], came, deal)
    )
    told = ", ".join(f"{KIND_TITLES[kind]} {loss:.4f}" for kind, loss in losses.items())
    if chosen == best:
        return best, f"{KIND_TITLES[best]} has the least log-loss over {WINDOW} ({told})"
    return chosen, (
        f"{KIND_TITLES[chosen]} is the simplest that none is clearly better than in log-loss over "
        f"{WINDOW} ({told})"
    )


def is_clearly_better(first: Floats, second: Floats, came: Flags, deal: Ints) -> bool:
    """Whether the first chances have a log-loss clearly below that of the second.

    By LEAST_GAIN of the second's, and with a 95% interval of the mean difference, by leaving out
    one of twenty groups of deals at a time, that lies below 0.
    """
    gain = _surprise(second, came) - _surprise(first, came)
    mean = float(gain.mean())
    if mean < LEAST_GAIN * log_loss(second, came):
        return False
    group = deal % JACKKNIFE_GROUPS
    totals = np.bincount(group, weights=gain, minlength=JACKKNIFE_GROUPS)
    counts = np.bincount(group, minlength=JACKKNIFE_GROUPS)
    if int((counts > 0).sum()) < JACKKNIFE_GROUPS:
        return False
    parts = (totals.sum() - totals) / (counts.sum() - counts)
    return mean > Z95 * float(np.sqrt((JACKKNIFE_GROUPS - 1) * np.var(parts)))


def evaluations(past: Backtest, published: Kind) -> tuple[Evaluation, ...]:
    """All kinds and the base rate over 28 and 91 days, then the published to the risk horizon."""
    found = _window(
        past, published, WINDOW, past.window_passed, past.won_28d,
        {"base rate": past.base_rate_28d} | _chances(past, "win_28d"),
    ) + _window(
        past, published, LONG_WINDOW, past.long_passed, past.won_91d,
        {"base rate": past.base_rate_91d} | _chances(past, "win_91d"),
    )  # fmt: skip
    horizon = {KIND_TITLES[published]: past.said[published].win_by_horizon}
    return found + _window(
        past, published, "risk horizon", past.horizon_passed, past.won_by_horizon, horizon
    )


def _chances(past: Backtest, window: str) -> dict[str, Floats]:
    return {KIND_TITLES[kind]: getattr(said, window) for kind, said in past.said.items()}


def _window(
    past: Backtest,
    published: Kind,
    window: str,
    rows: Flags,
    won: Flags,
    chances: dict[str, Floats],
) -> tuple[Evaluation, ...]:
    if not rows.any():
        return ()
    return tuple(
        Evaluation(
            model=title,
            window=window,
            published=title == KIND_TITLES[published],
            rows=int(rows.sum()),
            deals=len(np.unique(past.deal[rows])),
            origins=len(np.unique(past.origin[rows])),
            won=int(won[rows].sum()),
            measures=measured(chance[rows], won[rows], past.deal[rows]),
        )
        for title, chance in chances.items()
    )


def _surprise(chance: Floats, came: Flags) -> Floats:
    """The log-loss of each row; see `models.judging.evaluation.log_loss`."""
    said = np.clip(np.where(came, chance, 1.0 - chance), LOG_LOSS_CLIP, 1.0 - LOG_LOSS_CLIP)
    surprise: Floats = -np.log(said)
    return surprise
