"""What a tool is given: a snapshot, the person who asks, and access to other published days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from analytics.past import past_snapshot
from data.errors import NoData
from data.store.snapshot import Snapshot
from tools.principal import EVERYTHING, Principal


@dataclass(frozen=True)
class Context:
    """The surroundings of a call. `published` finds the snapshot of another day, if any.

    Attributes:
        is_looking_back: the snapshot is another one than the answer's, asked for by its day.
        names_day: the day was asked for, be it the present one, so the answer begins with it.
    """

    snapshot: Snapshot
    principal: Principal = EVERYTHING
    published: Callable[[date], Snapshot | None] = lambda _: None
    is_looking_back: bool = False
    names_day: bool = False

    def at(self, day: date | None) -> Context:
        """The same for another as-of date: its published snapshot, else the past day derived.

        Raises:
            NoData: `outside_history`, where that day cannot be derived from this snapshot, or
                lies after it, whatever was published since.
        """
        if day is None:
            return self
        if day == self.snapshot.as_of:
            return replace(self, names_day=True)
        is_past = day < self.snapshot.as_of
        other = (self.published(day) if is_past else None) or past_snapshot(self.snapshot, day)
        return replace(self, snapshot=other, is_looking_back=True, names_day=True)

    def need_scores(self) -> None:
        """Refuse where the snapshot holds no scores.

        Raises:
            NoData: `too_few`, with the reason the refresh gave.
        """
        if self.snapshot.manifest.model is None:
            raise NoData(
                "too_few",
                self.snapshot.manifest.no_scores,
                needs=["more closed deals, then a new refresh"],
            )
