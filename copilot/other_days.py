"""Published snapshots of other days: found by their day, opened once, noted when read."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from data.errors import NoSnapshot
from data.store.home import Home
from data.store.manifest import Manifest
from data.store.snapshot import Snapshot

MOST_OPEN = 16


class OtherDays:
    """The snapshots of one company in a home, but for the one that answers."""

    def __init__(self, home: Home, present: Snapshot) -> None:
        self._home, self._present = home, present
        self._open: OrderedDict[str, Snapshot] = OrderedDict()

    def published(self, day: date) -> list[Manifest]:
        """Those with that as-of date, the newest build first."""
        company = self._present.manifest.company.name
        found = [one for one in self._home.published(day) if one.company.name == company]
        return found[::-1]

    def opened(self, snapshot_id: str) -> Snapshot:
        """A snapshot by id; the last few stay open.

        Raises:
            NoSnapshot: it is gone, or damaged.
        """
        if snapshot_id == self._present.manifest.snapshot_id:
            return self._present
        if snapshot_id not in self._open:
            self._open[snapshot_id] = Snapshot.open(self._home, snapshot_id)
            if len(self._open) > MOST_OPEN:  # whoever still reads the oldest holds it open
                self._open.popitem(last=False)
        self._open.move_to_end(snapshot_id)
        return self._open[snapshot_id]

    def close(self) -> None:
        """Let go of all files."""
        for snapshot in self._open.values():
            snapshot.close()


@dataclass(frozen=True)
class Looked:
    """How one turn finds the published snapshot of a day, and which ones it was given.

    Attributes:
        only: the ids it may be given, so that an answer computed again reads what it read; None
            for all.
    """

    others: OtherDays
    only: Collection[str] | None = None
    _found: dict[str, None] = field(default_factory=dict)

    def __call__(self, day: date) -> Snapshot | None:
        """The newest snapshot of that day that can be opened, or None."""
        for manifest in self.others.published(day):
            if self.only is not None and manifest.snapshot_id not in self.only:
                continue
            try:
                snapshot = self.others.opened(manifest.snapshot_id)
            except NoSnapshot:  # pruned since, or damaged: the day is derived instead
                continue
            self._found[manifest.snapshot_id] = None
            return snapshot
        return None

    @property
    def found(self) -> list[str]:
        """Ids of the snapshots given, in the order of their first use."""
        return list(self._found)
