"""Terms from uncentered parts: each group's mean over the rows goes into the base."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.learners.terms import Terms
from models.past.history import Floats, Ints


def centered(
    groups: Sequence[str], days: Ints, win: Sequence[Floats], lose: Sequence[Floats]
) -> Terms:
    """Parts of log rates (deal × interval, one a group) as Terms: mean 0 interval by interval.

    Without any deal the base is 0.
    """
    win_parts, lose_parts = np.stack(win), np.stack(lose)
    if win_parts.shape[1] == 0:
        nothing = np.zeros(win_parts.shape[2])
        return Terms(tuple(groups), days, nothing, nothing.copy(), win_parts, lose_parts)
    win_means, lose_means = win_parts.mean(axis=1), lose_parts.mean(axis=1)
    return Terms(
        groups=tuple(groups),
        days=days,
        base_win=win_means.sum(axis=0),
        base_lose=lose_means.sum(axis=0),
        win=win_parts - win_means[:, None, :],
        lose=lose_parts - lose_means[:, None, :],
    )
