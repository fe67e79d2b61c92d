"""Who buys: invented companies, some with names that break careless programs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo.streams import Streams, draw

COUNT = 240
SEGMENTS = ("small business", "mid-market", "enterprise")
SECTORS: dict[str, tuple[str, ...]] = {
    "education": ("Learning", "Academies", "Institute"),
    "energy": ("Energy", "Power", "Renewables"),
    "financial services": ("Capital", "Mutual", "Insurance"),
    "food and beverage": ("Foods", "Beverages", "Dairies"),
    "healthcare": ("Health", "Clinics", "Diagnostics"),
    "logistics": ("Freight", "Logistics", "Shipping"),
    "manufacturing": ("Tools", "Castings", "Machinery"),
    "retail": ("Stores", "Outfitters", "Markets"),
}
REGION_OF: dict[str, tuple[str, ...]] = {
    "United States": ("Central", "East", "East", "West"),
    "Canada": ("East",),
    "Mexico": ("West",),
    "Germany": ("Europe",),
    "France": ("Europe",),
    "Netherlands": ("Europe",),
    "Sweden": ("Europe",),
    "United Kingdom": ("Europe",),
}
_COUNTRY_WEIGHTS = [0.66, 0.08, 0.03, 0.07, 0.04, 0.03, 0.04, 0.05]

LONG_NAME = (
    "The Greater Halversund Regional Cooperative for Agricultural Machinery and Cold Storage AG"
)
HARD_ACCOUNTS: tuple[tuple[str, str, str], ...] = (
    ('O\'Hara & Sons "Precision" Tools', "manufacturing", "United States"),
    ("Lindmarch, Moreland and Partners", "financial services", "United Kingdom"),
    ("Q4 Holdings", "financial services", "United States"),
    ("May", "retail", "United States"),
    ("May Department Partners", "retail", "United States"),
    ("None Inc", "logistics", "United States"),
    ("Tavrin Labs", "healthcare", "United States"),
    ("Tavrix Labs", "healthcare", "Canada"),
    ("Castelmar Foods", "food and beverage", "United States"),
    ("Castelmar Foundry", "manufacturing", "United States"),
    ("Sunderlow Freight", "logistics", "United States"),
    ("Sunderlaw Freight", "logistics", "United Kingdom"),
    ("Åkerlund Försäkring", "financial services", "Sweden"),
    ("Crémerie Brûlard & Fils", "food and beverage", "France"),
    ("<b>Bold</b> Beverages", "food and beverage", "United States"),
    ("[Click Here](Ltd)", "education", "United Kingdom"),
    ("=SUM(Trading) Co", "retail", "United States"),
    (LONG_NAME, "food and beverage", "Germany"),
)
_STARTS = ("Bar", "Cal", "Dren", "Fen", "Gor", "Hal", "Jas", "Kel",
           "Lum", "Mor", "Nar", "Pel", "Quil", "Ros", "Thal", "Ver")  # fmt: skip
_MIDDLES = ("an", "bri", "cor", "da", "eth", "go", "ila", "len",
            "mi", "ost", "pha", "ru", "sun", "tor", "ula", "ven")  # fmt: skip
_ENDS = ("dale", "ford", "gate", "holm", "keld", "lane", "mere", "nix",
         "port", "rick", "stad", "ton", "via", "wick", "yard", "zen")  # fmt: skip


@dataclass(frozen=True)
class Account:
    """One company sold to. `region` decides who sells to it and is not exported."""

    account: str
    sector: str
    segment: str
    country: str
    employees: int
    annual_revenue: int
    parent: str
    region: str


def make_accounts(streams: Streams) -> tuple[Account, ...]:
    """The hard names first, then invented ones: 240 in all, about one in eight with a parent."""
    identities = [*HARD_ACCOUNTS, *_plain(streams, COUNT - len(HARD_ACCOUNTS))]
    sizes = streams.of("account sizes")
    segments = draw(sizes, [0.40, 0.38, 0.22], len(identities))
    regions, parents = streams.of("account regions"), _parents(streams, identities)
    made = []
    for at, (name, sector, country) in enumerate(identities):
        employees = _employees(sizes, int(segments[at]))
        choices = REGION_OF[country]
        made.append(
            Account(
                account=name,
                sector=sector,
                segment=SEGMENTS[segments[at]],
                country=country,
                employees=employees,
                annual_revenue=employees * int(sizes.integers(90, 340)) * 1_000,
                parent=parents[at],
                region=choices[int(regions.integers(len(choices)))],
            )
        )
    return tuple(made)


def _plain(streams: Streams, count: int) -> list[tuple[str, str, str]]:
    """Names of three parts; any two share at most one part, so none is another's typing error."""
    random = streams.of("account names")
    side = len(_STARTS)
    shift = int(random.integers(side))
    places = random.permutation(side * side)[:count]
    sectors = draw(random, [1.0] * len(SECTORS), count)
    countries = draw(random, _COUNTRY_WEIGHTS, count)
    endings = random.integers(3, size=count)
    made = []
    for at, place in enumerate(places):
        row, column = divmod(int(place), side)
        stem = _STARTS[row] + _MIDDLES[column] + _ENDS[(row + column + shift) % side]
        sector = list(SECTORS)[sectors[at]]
        name = f"{stem} {SECTORS[sector][endings[at]]}"
        made.append((name, sector, list(REGION_OF)[countries[at]]))
    return made


def _employees(random: np.random.Generator, segment: int) -> int:
    low, high = ((8, 199), (200, 1_999), (2_000, 24_000))[segment]
    return int(low * (high / low) ** random.random())


def _parents(streams: Streams, identities: list[tuple[str, str, str]]) -> list[str]:
    """Every eighth may belong to one of the others; a parent has none itself."""
    random = streams.of("account parents")
    is_child = random.random(len(identities)) < 0.12
    heads = [name for at, (name, _, _) in enumerate(identities) if not is_child[at]]
    picked = random.integers(len(heads), size=len(identities))
    return [heads[picked[at]] if is_child[at] else "" for at in range(len(identities))]
