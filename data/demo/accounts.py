"""Who buys: invented companies, some with names that break careless programs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo.account_names import MOST_STEMS, stems
from data.demo.streams import Ints, Streams, draw

COUNT = 900
LARGE_HISTORY, DEALS_AN_ACCOUNT, MOST = 100_000, 14, 30_000
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
REGIONS = ("Central", "East", "Europe", "West")
REGION_OF: dict[str, tuple[str, ...]] = {
    "United States": ("Central", "East", "West"),
    "Canada": ("East", "Central"),
    "Mexico": ("West",),
    "Germany": ("Europe",),
    "France": ("Europe",),
    "Netherlands": ("Europe",),
    "Sweden": ("Europe",),
    "United Kingdom": ("Europe",),
}
_COUNTRY_WEIGHTS = [0.64, 0.08, 0.04, 0.07, 0.05, 0.03, 0.04, 0.05]

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


@dataclass(frozen=True)
class Accounts:
    """All of them, and what they are as positions in `SECTORS`, `SEGMENTS` and `REGIONS`."""

    rows: tuple[Account, ...]
    sector: Ints
    segment: Ints
    region: Ints

    @property
    def names(self) -> list[str]:
        """Names in order."""
        return [item.account for item in self.rows]


def how_many(opportunities: int) -> int:
    """900, more only for very long histories, so that an account keeps a sane number of deals."""
    if opportunities < LARGE_HISTORY:
        return COUNT
    return min(opportunities // DEALS_AN_ACCOUNT, MOST)


def make_accounts(streams: Streams, count: int) -> Accounts:
    """The hard names first, then invented ones; about one in eight has a parent."""
    identities = [*HARD_ACCOUNTS, *_plain(streams, count - len(HARD_ACCOUNTS))]
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
    sectors = list(SECTORS)
    return Accounts(
        rows=tuple(made),
        sector=np.asarray([sectors.index(item.sector) for item in made], dtype=np.int64),
        segment=segments,
        region=np.asarray([REGIONS.index(item.region) for item in made], dtype=np.int64),
    )


def _plain(streams: Streams, count: int) -> list[tuple[str, str, str]]:
    random = streams.of("account names")
    made = stems(random, min(count, MOST_STEMS))
    sectors = draw(random, [1.0] * len(SECTORS), len(made))
    countries = draw(random, _COUNTRY_WEIGHTS, len(made))
    endings = random.integers(3, size=len(made))
    found = []
    for at, stem in enumerate(made):
        sector = list(SECTORS)[sectors[at]]
        name = f"{stem} {SECTORS[sector][endings[at]]}"
        found.append((name, sector, list(REGION_OF)[countries[at]]))
    return found


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
