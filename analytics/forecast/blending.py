"""The level of a forecast: what deals say, and the calendar beside them where it has been right.

Blended step by step (a step ends at every stored day of the curves), so that whatever is added up
from steps (weeks, months, teams) adds up to the whole.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analytics.forecast.grid import Floats

NARROWEST, WIDEST = 0.5, 2.0


def multiples(deals: Floats, calendar: Sequence[float | None], weights: Sequence[float]) -> Floats:
    """What the mean of each step is multiplied by to become the blend.

    Blend = weight × deals + (1 − weight) × calendar; where the calendar says nothing, deals alone.
    Kept between NARROWEST and WIDEST, and 1 where deals say nothing.
    """
    found = np.ones(len(deals))
    for step, (mean, other, weight) in enumerate(zip(deals, calendar, weights, strict=True)):
        if other is not None and mean > 0:
            found[step] = (weight * mean + (1.0 - weight) * other) / mean
    return np.clip(found, NARROWEST, WIDEST)
