"""Why a forecast moved from one day to the next: its pieces replaced one after another.

The order is fixed: time (the old company on the later day), then each kind of fact, then the model.
A part is the difference that its replacement makes to the mean, so parts add up by construction.
Another order would share out differently what two pieces do together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np

from analytics.forecast.grid import Floats
from analytics.forecast.stand import Flags, Stand
from data.periods import Period

Fate = Literal["kept", "won", "lost", "removed", "created"]
Part = Literal[
    "time", "won", "lost", "removed", "created", "amounts", "prospects", "scope", "pace", "curves",
    "learned",
]  # fmt: skip
FACTS: tuple[Part, ...] = (
    "won", "lost", "removed", "created", "amounts", "prospects", "scope", "pace",
)  # fmt: skip
MODEL: tuple[Part, ...] = ("curves", "learned")
PARTS: tuple[Part, ...] = ("time", *FACTS, *MODEL)


@dataclass(frozen=True, eq=False)
class Move:
    """A step from one day to the next; the deals of all arrays are the same, in one order.

    Attributes:
        old: the company as it stood on the earlier day.
        aged: the same on the later day, had nothing happened: the earlier model on the earlier
            facts with ages moved on; amounts, scope, pace and what was learned as before.
        moved: deal × step: chances by the earlier model on the facts of the later day.
        new: the company as it stands on the later day.
        fate: deal: what became of it; "created" for one that was not open on the earlier day.
        won_moved: won in the period up to the earlier day by deals that have come into scope since,
            less by those that have left it.
    """

    old: Stand
    aged: Stand
    moved: Floats
    new: Stand
    fate: tuple[Fate, ...]
    won_moved: float = 0.0

    def is_of(self, fate: Fate) -> Flags:
        """Which deals had that fate."""
        return np.array([one == fate for one in self.fate], dtype=np.bool_)

    def parts(self, period: Period) -> dict[Part, float]:
        """What each replacement adds to the mean of a period, in the order of PARTS."""
        means = [stand.mean(period) for stand in (self.old, *self._stands())]
        moved = [after - before for before, after in pairwise(means)]
        return dict(zip(PARTS, moved, strict=True))

    def _stands(self) -> Iterator[Stand]:
        """The company after each replacement."""
        yield self.aged
        won = _without(self.aged, self.is_of("won"))
        won = replace(won, won=self.new.won - self.won_moved)
        yield won
        lost = _without(won, self.is_of("lost"))
        yield lost
        removed = _without(lost, self.is_of("removed"))
        yield removed
        created = self._with_created(removed)
        yield created
        kept = self.is_of("kept")
        amounts = replace(created, amounts=np.where(kept, self.new.amounts, created.amounts))
        yield amounts
        chances = np.where(kept[:, None], self.moved, amounts.chances)
        prospects = replace(amounts, chances=chances)
        yield prospects
        scope = replace(prospects, used=self.new.used, won=self.new.won)
        yield scope
        pace = replace(scope, creation=self.new.creation, own_creation=self.new.own_creation)
        yield pace
        yield replace(pace, chances=self.new.chances, arrivals=self.new.arrivals)
        yield self.new

    def _with_created(self, stand: Stand) -> Stand:
        begun = self.is_of("created")
        return replace(
            stand,
            amounts=np.where(begun, self.new.amounts, stand.amounts),
            chances=np.where(begun[:, None], self.moved, stand.chances),
            used=np.where(begun, self.new.used, stand.used),
        )


def _without(stand: Stand, deals: Flags) -> Stand:
    """The same without the chances of some deals."""
    return replace(stand, chances=np.where(deals[:, None], 0.0, stand.chances))
