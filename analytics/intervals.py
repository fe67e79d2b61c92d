"""Intervals for rates: small, exact enough, and without a statistics library on the answer path."""

from __future__ import annotations

from math import sqrt

Z95 = 1.959963984540054


def wilson(successes: int, trials: int, z: float = Z95) -> tuple[float, float]:
    """Wilson's score interval of a proportion (Wilson 1927), 95% by default.

    Trials are taken as independent. Ends lie in [0, 1].

    Raises:
        ValueError: no trials, or successes outside 0..trials.
    """
    if trials <= 0 or not 0 <= successes <= trials:
        raise ValueError(f"no interval for {successes} of {trials}")
    share = successes / trials
    spread = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    centre = share + z * z / (2 * trials)
    scale = 1 + z * z / trials
    low = max(0.0, (centre - spread) / scale) if successes else 0.0
    return low, min(1.0, (centre + spread) / scale) if successes < trials else 1.0
