"""Calibration of hazards: how much of what a learner adds to the table later deals bear out.

In log rates, cause by cause: table + shift + slope × (learner − table), fitted on landmarks later
than those learnt from. A slope below 1 takes back what was learnt by heart; 0 is the table alone.
"""

from __future__ import annotations

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from models.past.history import Floats

ROUNDS = 25
SHIFT_SPREAD = 0.1
SLOPE_SPREAD = 0.5
STEEPEST = 1.25


class Line(BaseModel):
    """Shift and slope of one cause; (0, 1) leaves everything as it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    shift: float = Field(default=0.0, allow_inf_nan=False)
    slope: float = Field(default=1.0, ge=0, le=STEEPEST, allow_inf_nan=False)

    def __call__(self, added: Floats) -> Floats:
        """What is added to the table's log rate."""
        return self.shift + self.slope * added


def fit_line(added: Floats, expected: Floats, closings: Floats) -> Line:
    """The line under which the closings were likeliest (Poisson), leaning on (0, 1).

    Args:
        added: what the learner adds to the table's log rate, a row an interval.
        expected: closings that the table expects in it.
        closings: closings seen in it.

    The prior of the shift is normal around 0 (SHIFT_SPREAD), that of the slope around 1
    (SLOPE_SPREAD); with few closings they decide. The level of the rates is the table's affair,
    which is why the shift is held tighter. Newton's method; the slope stays within 0 … STEEPEST.
    """
    at = np.array([0.0, 1.0])
    prior, tightness = np.array([0.0, 1.0]), 1 / np.array([SHIFT_SPREAD, SLOPE_SPREAD]) ** 2
    for _ in range(ROUNDS):
        rate = expected * np.exp(at[0] + at[1] * added)
        gap = closings - rate
        slope = np.array([gap.sum(), (gap * added).sum()]) - tightness * (at - prior)
        cross = (rate * added).sum()
        bend = np.array([[rate.sum(), cross], [cross, (rate * added**2).sum()]])
        step = np.linalg.solve(bend + np.diag(tightness), slope)
        at = at + np.clip(step, -1.0, 1.0)
        at[1] = np.clip(at[1], 0.0, STEEPEST)
        if np.abs(step).max() < 1e-9:
            break
    return Line(shift=float(at[0]), slope=float(at[1]))


def deviance(added: Floats, expected: Floats, closings: Floats) -> float:
    """Poisson deviance of log rates table + added, up to terms without them; less is better."""
    return float(2 * (expected * np.exp(added) - closings * added).sum())
