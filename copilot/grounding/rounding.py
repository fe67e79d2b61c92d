"""Whether a figure as shown is a fair rounding of a value: to the digit shown, never coarser."""

from __future__ import annotations

from math import isfinite

from copilot.grounding.tokens import Figure


def fits(figure: Figure, value: float) -> bool:
    """Exact, or rounded to the last digit shown with at least two significant digits.

    "About" lets trailing zeros count as rounding; "over" and "under" must lie on their side.
    """
    exact = same(figure.value, value)
    if figure.hedge == "over":
        return figure.value < value < figure.value + max(figure.coarse, 0.0) and _shown(figure)
    if figure.hedge == "under":
        return figure.value - max(figure.coarse, 0.0) < value < figure.value and _shown(figure)
    if exact:
        return True
    if figure.digits >= 2 and abs(figure.value - value) <= figure.step * 0.5 * (1 + 1e-9):
        return figure.step <= max(abs(value), figure.step) and not _vanishes(figure, value)
    if figure.hedge == "about" and figure.coarse_digits >= 2:
        return abs(figure.value - value) <= figure.coarse * 0.5 * (1 + 1e-9)
    return False


def _shown(figure: Figure) -> bool:
    return figure.coarse_digits >= 2 or figure.digits >= 2


def _vanishes(figure: Figure, value: float) -> bool:
    return figure.value == 0 and value != 0


def same(left: float, right: float) -> bool:
    """Equal up to the noise of floating point."""
    if not (isfinite(left) and isfinite(right)):
        return False
    return abs(left - right) <= 1e-9 * max(1.0, abs(left), abs(right))
