"""Fair words about people's records: who may be put in an order, and which rates stand apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import NormalDist
from typing import TypeVar

from analytics.intervals import wilson

# Closed deals below which nobody is ranked and no rate of a part is spoken of: the 95% interval of
# a rate of one half on 20 deals still reaches from 30% to 70%. Peers need as many for evidence.
FEWEST_CLOSED = 20
# Figures of others are shown to somebody who may not see their deals only from so many people on.
FEWEST_PEOPLE = 5
_ERROR = 0.05
T = TypeVar("T")


def stands_apart(
    won: int, closed: int, others_won: int, others_closed: int, comparisons: int = 1
) -> int:
    """+1 where a win rate lies above that of others, −1 where below, 0 where neither can be said.

    It stands apart where the two Wilson intervals do not overlap and both rest on at least
    FEWEST_CLOSED closed deals. With several comparisons in one answer the 5% chance to be wrong is
    shared out among them (Bonferroni), so that the intervals are wider than the 95% ones shown.

    Raises:
        ValueError: a rate that cannot be, or no comparison.
    """
    if comparisons < 1:
        raise ValueError("there is nothing to compare")
    if min(closed, others_closed) < FEWEST_CLOSED:
        return 0
    z = NormalDist().inv_cdf(1 - _ERROR / (2 * comparisons))
    low, high = wilson(won, closed, z)
    others_low, others_high = wilson(others_won, others_closed, z)
    return int(low > others_high) - int(high < others_low)


def fair_order(
    people: Sequence[T],
    name: Callable[[T], str],
    closed: Callable[[T], int],
    amount: Callable[[T], float],
) -> tuple[list[T], int]:
    """People in an order that is fair, and how many of them, at its head, are ranked by it.

    Those with at least FEWEST_CLOSED closed deals come first, the highest amount first, ties by
    name; the others follow by name and hold no rank. A single person is never ranked.
    """
    enough = [one for one in people if closed(one) >= FEWEST_CLOSED]
    if len(enough) < 2:
        return sorted(people, key=name), 0
    few = [one for one in people if closed(one) < FEWEST_CLOSED]
    ranked = sorted(enough, key=lambda one: (-amount(one), name(one)))
    return [*ranked, *sorted(few, key=name)], len(ranked)
