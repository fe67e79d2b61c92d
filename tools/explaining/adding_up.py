"""Parts of a change as shown: rounded so that they add up to the whole as shown."""

from __future__ import annotations

from collections.abc import Sequence


def adding_up(exact: Sequence[float], whole: int) -> list[int]:
    """Whole numbers close to `exact` with the sum `whole`.

    Each is rounded; what is left over goes, one by one, to those whose rounding took most the
    other way, the first of equals. Zeros stay zeros unless nothing else can take what is left.
    """
    rounded = [round(value) for value in exact]
    rest = whole - sum(rounded)
    step = 1 if rest > 0 else -1
    places = [place for place, value in enumerate(exact) if value] or list(range(len(exact)))
    by_error = sorted(places, key=lambda place: step * (rounded[place] - exact[place]))
    for number in range(abs(rest)):
        rounded[by_error[number % len(by_error)]] += step
    return rounded


def tenths(exact: Sequence[float], whole: float) -> list[float]:
    """The same with one decimal: points of a score."""
    return [one / 10 for one in adding_up([10 * value for value in exact], round(10 * whole))]


def cents(exact: Sequence[float], whole: float) -> list[float]:
    """The same with two decimals: money."""
    return [one / 100 for one in adding_up([100 * value for value in exact], round(100 * whole))]
