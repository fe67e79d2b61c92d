"""Who sells: invented reps in teams under managers, directors and one vice president."""

from __future__ import annotations

from dataclasses import dataclass

from data.demo.streams import Streams

TEAM_SIZES = (5, 5, 5, 5, 4)
TEAM_REGIONS = ("East", "Central", "West", "Europe", "East")
TEAM_DIRECTORS = (0, 0, 1, 1, 0)
TRICKY_REPS = ("April May", "Will Won")

_FIRST = (
    "Adela", "Bruno", "Cosima", "Declan", "Edda", "Farid", "Greta", "Hollis", "Imani", "Jonas",
    "Kirsa", "Leopold", "Mirelle", "Nadir", "Odile", "Pavel", "Quentin", "Rosalba", "Soren",
    "Tamsin", "Ulric", "Verena", "Wendell", "Xenia", "Yusra", "Zoltan",
)  # fmt: skip
_LAST = (
    "Abernal", "Brackwell", "Castorin", "Dunmarrow", "Eskelby", "Farrowdene", "Gallimund",
    "Hathersby", "Ivarsten", "Jessamore", "Kettleborn", "Lorrimont", "Mazurani", "Nettlefold",
    "Oakhampton", "Pellerando", "Quistgard", "Ravensholt", "Stavrakou", "Thistlewane", "Umbertson",
    "Vandermoor", "Wexcombe", "Xanthaki", "Yarborne", "Zelenkova", "Ashgrover", "Birkelund",
    "Cravenholm", "Dovrefell", "Eastlaken", "Fennimoor",
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """One row of the people table; the manager is empty at the top."""

    rep: str
    manager: str
    region: str


@dataclass(frozen=True)
class People:
    """Everybody in sales. Only `sellers` own deals; the others stand above them."""

    sellers: tuple[Person, ...]
    leaders: tuple[Person, ...]

    def sellers_in(self, region: str) -> list[int]:
        """Positions in `sellers` of those who work in the region."""
        return [at for at, person in enumerate(self.sellers) if person.region == region]


def make_people(streams: Streams) -> People:
    """Five teams under two directors and a vice president; two reps have names that mislead."""
    names = _names(streams, sum(TEAM_SIZES) - len(TRICKY_REPS) + len(TEAM_SIZES) + 3)
    top = Person(names.pop(), "", "East")
    directors = [Person(names.pop(), top.rep, region) for region in ("East", "West")]
    managers = [
        Person(names.pop(), directors[above].rep, region)
        for above, region in zip(TEAM_DIRECTORS, TEAM_REGIONS, strict=True)
    ]
    sellers = []
    for team, size in enumerate(TEAM_SIZES):
        for seat in range(size):
            tricky = seat == 1 and team < len(TRICKY_REPS)
            name = TRICKY_REPS[team] if tricky else names.pop()
            sellers.append(Person(name, managers[team].rep, managers[team].region))
    return People(tuple(sellers), (top, *directors, *managers))


def _names(streams: Streams, count: int) -> list[str]:
    random = streams.of("people")
    first, last = random.permutation(len(_FIRST)), random.permutation(len(_LAST))
    return [f"{_FIRST[first[at % len(first)]]} {_LAST[last[at]]}" for at in range(count)]
