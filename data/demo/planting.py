"""Plants a process of its own into every company: which effects are strong is drawn by seed."""

from __future__ import annotations

import numpy as np

from data.demo.accounts import REGIONS
from data.demo.catalog import FAMILIES
from data.demo.process import Process
from data.demo.streams import Streams

_FAMILY_WIN = (0.74, 0.95, 1.08, 1.34)
_FAMILY_LOSS = (1.14, 1.02, 0.98, 0.9)


def plant(streams: Streams) -> Process:
    """Families in an order of their own, the regime's family and region, strengths within bounds.

    The signs are the same in every company: a discount helps, silence and pushes hurt, the end
    of the quarter helps, renewals are won more often than new business.
    """
    random = streams.of("planted process")
    order = random.permutation(len(FAMILIES))
    return Process(
        win_by_family={name: _FAMILY_WIN[at] for name, at in zip(FAMILIES, order, strict=True)},
        loss_by_family={name: _FAMILY_LOSS[at] for name, at in zip(FAMILIES, order, strict=True)},
        win_last_factor=_between(random, 1.5, 1.8),
        win_by_push=_between(random, 0.78, 0.86),
        win_by_discount=_between(random, 1.8, 2.8),
        rep_spread=_between(random, 0.2, 0.28),
        regime_family=FAMILIES[int(random.integers(len(FAMILIES)))],
        regime_region=REGIONS[int(random.integers(len(REGIONS)))],
        regime_family_win=_between(random, 0.68, 0.78),
        regime_region_win=_between(random, 0.62, 0.74),
        regime_pace=_between(random, 0.82, 0.9),
    )


def _between(random: np.random.Generator, low: float, high: float) -> float:
    return round(low + (high - low) * float(random.random()), 3)
