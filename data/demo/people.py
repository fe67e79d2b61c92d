"""Who sells: invented reps in teams under managers, directors and one vice president."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo.accounts import REGIONS
from data.demo.calendar import month_index, month_start
from data.demo.person_names import FIRST, LAST
from data.demo.streams import Ints, Streams

TEAM_SIZES = (8, 7, 8, 7, 8, 7, 8, 7)
TEAM_REGIONS = (1, 0, 3, 2, 1, 0, 3, 2)
TRICKY_REPS = ("April May", "Will Won")
_MOVERS, _HIRED = 13, 6
_TO_OTHER_REGION = 0.3


@dataclass(frozen=True)
class Person:
    """One row of the people table; the manager is empty at the top."""

    rep: str
    manager: str
    region: str


@dataclass(frozen=True)
class People:
    """Everybody in sales. Only `sellers` own deals; the others stand above them.

    Attributes:
        sellers: names.
        managers: names, one a team, in the order of `TEAM_REGIONS`.
        leaders: the vice president, the directors and the managers.
        rep, team, since: which seller belongs to which team from which day on, by seller and day.
    """

    sellers: tuple[str, ...]
    managers: tuple[str, ...]
    leaders: tuple[Person, ...]
    rep: Ints
    team: Ints
    since: Ints

    def team_on(self, day: int) -> Ints:
        """The team of every seller at the end of that day; -1 for those not hired yet."""
        teams = np.full(len(self.sellers), -1, dtype=np.int64)
        held = self.since <= day
        teams[self.rep[held]] = self.team[held]
        return teams

    def rows(self) -> list[Person]:
        """Everybody as of the last change."""
        teams = self.team_on(int(self.since.max()))
        return [*self.leaders, *(self.posting(at, int(teams[at])) for at in range(len(teams)))]

    def posting(self, seller: int, team: int) -> Person:
        """A seller as a member of that team."""
        return Person(self.sellers[seller], self.managers[team], REGIONS[TEAM_REGIONS[team]])


def make_people(streams: Streams, first: int, last: int) -> People:
    """Eight teams, two a region, under four directors; two reps have names that mislead."""
    names = _names(streams, sum(TEAM_SIZES) - len(TRICKY_REPS) + len(TEAM_SIZES) + 5)
    top = Person(names.pop(), "", "East")
    directors = [Person(names.pop(), top.rep, region) for region in REGIONS]
    managers = [
        Person(names.pop(), directors[region].rep, REGIONS[region]) for region in TEAM_REGIONS
    ]
    sellers, teams = [], []
    for team, size in enumerate(TEAM_SIZES):
        for seat in range(size):
            tricky = seat == 1 and team < len(TRICKY_REPS)
            sellers.append(TRICKY_REPS[team] if tricky else names.pop())
            teams.append(team)
    rep, team_then, since = _postings(streams, teams, first, last)
    return People(
        sellers=tuple(sellers),
        managers=tuple(item.rep for item in managers),
        leaders=(top, *directors, *managers),
        rep=rep,
        team=team_then,
        since=since,
    )


def _postings(streams: Streams, teams: list[int], first: int, last: int) -> tuple[Ints, Ints, Ints]:
    """Where everybody started, a few hired later; about one in five changes team, some twice.

    A change holds from the first day of a quarter.
    """
    random = streams.of("team changes")
    order = random.permutation(len(teams))
    hired, movers = order[:_HIRED], order[_HIRED : _HIRED + _MOVERS]
    months = month_index(np.asarray([first, last]))
    starts = np.full(len(teams), first, dtype=np.int64)
    starts[hired] = month_start(random.integers(months[0] + 8, months[1] - 8, size=_HIRED))
    rows = [(at, team, int(starts[at])) for at, team in enumerate(teams)]
    quarters = np.arange(months[0] // 3 + 2, months[1] // 3 + 1) * 3
    for place, at in enumerate(movers.tolist()):
        team = teams[at]
        chosen = np.sort(random.choice(quarters, size=2 if place < 2 else 1, replace=False))
        for day in month_start(chosen).tolist():
            team = _another_team(random, team)
            rows.append((at, team, day))
    rows.sort(key=lambda row: (row[0], row[2]))
    rep, then, since = np.asarray(rows, dtype=np.int64).T
    return rep, then, since


def _another_team(random: np.random.Generator, team: int) -> int:
    """Mostly the other team of the region."""
    others = [at for at in range(len(TEAM_SIZES)) if at != team]
    near = [at for at in others if TEAM_REGIONS[at] == TEAM_REGIONS[team]]
    far = [at for at in others if at not in near]
    choices = far if random.random() < _TO_OTHER_REGION else near
    return choices[int(random.integers(len(choices)))]


def _names(streams: Streams, count: int) -> list[str]:
    random = streams.of("people")
    first, last = random.permutation(len(FIRST)), random.permutation(len(LAST))
    return [f"{FIRST[first[at % len(first)]]} {LAST[last[at]]}" for at in range(count)]
