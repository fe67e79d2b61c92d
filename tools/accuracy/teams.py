"""Who stood below whom on a past day: people and teams between two changes of them."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

from analytics.deals import create_team_members
from data.cut import reps_at
from data.store.snapshot import Snapshot

_KEPT: WeakKeyDictionary[Snapshot, Teams] = WeakKeyDictionary()


@dataclass(frozen=True, eq=False)
class Structure:
    """People with their managers and regions, and every manager with everybody below."""

    people: list[tuple[str, str | None, str | None]]
    members: list[tuple[str, str]]

    @property
    def values(self) -> dict[str, Any]:
        """Values of the queries that read `STRUCTURE`."""
        reps, managers, regions = zip(*self.people, strict=True) if self.people else ((), (), ())
        return {
            "at_reps": list(reps),
            "at_managers": list(managers),
            "at_regions": list(regions),
            "at_above": [manager for manager, _ in self.members],
            "at_below": [rep for _, rep in self.members],
        }

    def below(self, manager: str) -> set[str]:
        """Everybody below a manager, and the manager."""
        return {manager, *(rep for above, rep in self.members if above == manager)}

    def regions(self, reps: set[str]) -> set[str | None]:
        """Regions of people; a person without one counts as of none."""
        return {region for rep, _, region in self.people if rep in reps}


# Common tables that stand in for the snapshot's own, as they were on a past day.
STRUCTURE = (
    "people AS (SELECT unnest($at_reps::VARCHAR[]) AS rep, unnest($at_managers::VARCHAR[]) AS "
    "manager, unnest($at_regions::VARCHAR[]) AS region), "
    "team_members AS (SELECT unnest($at_above::VARCHAR[]) AS manager, "
    "unnest($at_below::VARCHAR[]) AS rep)"
)


class Teams:
    """The structures of a snapshot, each read once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._has_history = snapshot.has_table("rep_history")
        self.changes: list[date] = []
        if self._has_history:
            found = snapshot.rows(
                "SELECT DISTINCT changed_on AS day FROM rep_history WHERE changed_on IS NOT NULL "
                "ORDER BY 1"
            )
            self.changes = [row["day"] for row in found]
        self._read: dict[int, Structure] = {}

    def number(self, day: date) -> int:
        """Which structure a day has; equal for days between which nothing changed."""
        return bisect_right(self.changes, day)

    def on(self, day: date) -> Structure:
        """The structure at the end of a day."""
        number = self.number(day)
        if number not in self._read:
            self._read[number] = self._at(day) if self._has_history else self._as_it_is()
        return self._read[number]

    def _as_it_is(self) -> Structure:
        people = self._snapshot.rows("SELECT rep, manager, region FROM reps ORDER BY rep")
        members = self._snapshot.rows("SELECT manager, rep FROM team_members ORDER BY ALL")
        return Structure(
            [(row["rep"], row["manager"], row["region"]) for row in people],
            [(row["manager"], row["rep"]) for row in members],
        )

    def _at(self, day: date) -> Structure:
        connection = self._snapshot.beside()
        for name in ("reps", "rep_history"):
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM origin.{name}")
        create_team_members(connection, day, ["rep_history"])
        people = connection.execute(
            f"SELECT * FROM ({reps_at('reps', 'rep_history')}) ORDER BY rep", {"day": day}
        ).fetchall()
        members = connection.execute("SELECT * FROM team_members ORDER BY ALL").fetchall()
        connection.close()
        return Structure(people, members)


def teams_of(snapshot: Snapshot) -> Teams:
    """The structures of a snapshot; kept as long as it is open."""
    if snapshot not in _KEPT:
        _KEPT[snapshot] = Teams(snapshot)
    return _KEPT[snapshot]
