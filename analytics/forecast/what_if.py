"""What a period would bring if open deals went otherwise: the inputs of a forecast, changed.

Only inputs are changed; the distribution is then computed as for any forecast. What is not named
stays as it is: the chances of other deals (also as far as they lean to the season, which one deal
does not move), deals still to be created, and the spread of what all deals share. A deal that is
won leaves the open part for the won one; one that is lost, slips or is removed leaves it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import fsum
from typing import Literal

import numpy as np

from analytics.forecast.grid import Floats

Kind = Literal["win", "lose", "slip", "remove", "amount"]
Unit = Literal["points", "percent"]


@dataclass(frozen=True, eq=False)
class Book:
    """What a forecast starts from, besides deals still to be created.

    Attributes:
        won: already won in the period.
        amounts: of open deals: what each brings if won.
        chances: of each, to be won in the period.
    """

    won: float
    amounts: Floats
    chances: Floats

    @property
    def expected(self) -> Floats:
        """What each open deal adds to the mean."""
        return np.asarray(self.amounts * self.chances, dtype=np.float64)


@dataclass(frozen=True, order=True)
class Change:
    """One change to the open deal at a place of the book.

    Attributes:
        amount: of a win, what it is won for; of an amount, what it brings if won from now on.
        won_for: of an amount: what the deal would be won for, were it won too.
        chance: of a slip: what is left of its chance in the period (0: it moves out of it).
    """

    place: int
    kind: Kind
    amount: float = 0.0
    won_for: float = 0.0
    chance: float = 0.0


@dataclass(frozen=True, order=True)
class Addition:
    """A deal that is not there yet: what it brings if won, and its chance in the period."""

    amount: float
    chance: float


@dataclass(frozen=True)
class Rate:
    """All chances moved: by so many percentage points, or by so many percent of themselves."""

    by: float
    unit: Unit


@dataclass(frozen=True, eq=False)
class Changed:
    """A book after changes.

    Attributes:
        deltas: what each open deal adds to the mean, after less before; a deal that is won counts
            with what it is won for.
        clamped: chances that a rate would have taken beyond 0 or 1.
        added: what each addition adds to the mean, in the order of `Addition`.
    """

    book: Book
    deltas: Floats
    clamped: int
    added: tuple[float, ...]


class Contradiction(ValueError):
    """Two changes to one deal that cannot both hold."""

    def __init__(self, place: int, kinds: tuple[Kind, Kind]) -> None:
        self.place, self.kinds = place, kinds
        super().__init__(f"{kinds[0]} and {kinds[1]} contradict each other")


def changed(
    book: Book,
    changes: Sequence[Change] = (),
    additions: Sequence[Addition] = (),
    rates: Sequence[Rate] = (),
) -> Changed:
    """The book after all changes; their order does not matter, and a change said twice counts once.

    Rates first (percents multiplied, then points added, then kept within 0 to 1), then what becomes
    of single deals, then additions, to which no rate applies. One deal may have a new amount and
    one fate (win, lose, slip or remove). Without a change every number stays the very same.

    Raises:
        Contradiction: two fates, two amounts or two slips of one deal.
        ValueError: an amount below 0, or a chance outside 0 to 1.
    """
    chances, clamped = _rated(book.chances, rates)
    amounts, won, paid = book.amounts.copy(), [book.won], np.zeros(len(book.amounts))
    for own in _by_deal(changes):
        place = own[0].place
        amount = next((one for one in own if one.kind == "amount"), None)
        if amount is not None:
            amounts[place] = amount.amount
        for fate in own:
            if fate.kind == "win":
                paid[place] = fate.amount if amount is None else amount.won_for
                won.append(float(paid[place]))
            if fate.kind != "amount":
                chances[place] = fate.chance if fate.kind == "slip" else 0.0
    deltas = np.asarray(amounts * chances + paid - book.expected, dtype=np.float64)
    extra = sorted(additions)
    _check(extra)
    real = [one for one in extra if one.amount > 0 and one.chance > 0]
    if real:
        amounts = np.append(amounts, [one.amount for one in real])
        chances = np.append(chances, [one.chance for one in real])
    after = replace(book, won=fsum(won), amounts=amounts, chances=chances)
    return Changed(after, deltas, clamped, tuple(one.amount * one.chance for one in extra))


def _rated(chances: Floats, rates: Sequence[Rate]) -> tuple[Floats, int]:
    percent = float(np.prod(sorted(1.0 + one.by / 100 for one in rates if one.unit == "percent")))
    points = fsum(one.by / 100 for one in rates if one.unit == "points")
    moved = chances * percent + points
    kept = np.clip(moved, 0.0, 1.0)
    return np.asarray(kept, dtype=np.float64), int((moved != kept).sum())


def _by_deal(changes: Sequence[Change]) -> list[list[Change]]:
    """The changes of each deal, by place, once each."""
    found: dict[int, list[Change]] = {}
    for change in sorted(set(changes)):
        found.setdefault(change.place, []).append(change)
    for place, own in found.items():
        for group in (
            [one for one in own if one.kind == "amount"],
            [one for one in own if one.kind != "amount"],
        ):
            if len(group) > 1:
                raise Contradiction(place, (group[0].kind, group[1].kind))
    _check([Addition(one.amount, one.chance) for own in found.values() for one in own])
    return list(found.values())


def _check(added: Sequence[Addition]) -> None:
    for one in added:
        if not (one.amount >= 0 and np.isfinite(one.amount)):
            raise ValueError("an amount must be a number, 0 or more")
        if not 0 <= one.chance <= 1:
            raise ValueError("a chance must lie between 0 and 1")
