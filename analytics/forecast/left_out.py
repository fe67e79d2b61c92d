"""The distribution of a period with one open deal left out, for each of several deals.

From it follows what a period brings if that deal is won (the same, plus its amount) or not won (the
same). The chances of all other deals stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analytics.forecast.grid import CELLS, Complexes, Distribution, Floats, Grid
from analytics.forecast.new_business import NewBusiness
from analytics.forecast.shock import Shock
from analytics.forecast.sum_of_deals import Deals, checked, transform_of_deals
from analytics.forecast.total import Part, added, part_of_sum


def without_each(
    places: Sequence[int],
    won: float,
    amounts: Floats,
    chances: Floats,
    newcomers: NewBusiness,
    spread: float,
    cells: int = CELLS,
) -> list[Distribution]:
    """The total of a period without the deal at each place, one distribution a place.

    Each is what `outlook` gives for the same columns without that deal, on the grid of all deals.
    The transform of a sum is a product, so that the others are multiplied from both ends and no
    deal is ever divided out.

    Args:
        places: of the deals to leave out, each in turn.
        won, amounts, chances, newcomers, spread: as `outlook` takes them.

    Raises:
        ValueError: an amount, chance or spread is out of range.
    """
    given, shock = checked(amounts, chances), Shock.of(spread)
    deals = Deals(given.amounts, shock.chances(given.chances[0]))
    parts = [_part(_without(deals, [place]), newcomers, shock) for place in places]
    whole = _part(deals, newcomers, shock)
    if max((one.high for one in whole.reaches), default=0.0) <= 0.0:
        return [Distribution.point(won) for _ in places]
    grid = Grid.covering(whole.reaches, cells)
    base = transform_of_deals(grid, _without(deals, places))
    base = base * newcomers.transform(grid, shock.multiples)
    each = [transform_of_deals(grid, _only(deals, place)) for place in places]
    return [
        Distribution.read(grid, shock.mixed(grid, product, part.moves), part.low, part.mean, won)
        for product, part in zip(_products(base, each), parts, strict=True)
    ]


def _without(deals: Deals, places: Sequence[int]) -> Deals:
    kept = np.ones(len(deals.amounts), dtype=np.bool_)
    kept[list(places)] = False
    return Deals(deals.amounts[kept], deals.chances[:, kept])


def _only(deals: Deals, place: int) -> Deals:
    return Deals(deals.amounts[[place]], deals.chances[:, [place]])


def _part(deals: Deals, newcomers: NewBusiness, shock: Shock) -> Part:
    """Where open deals and new business together lie in each state."""
    means = shock.weights @ (deals.chances @ deals.amounts)
    old = part_of_sum(shock, [deals.reach(k) for k in range(len(shock.weights))], float(means))
    new = part_of_sum(shock, [newcomers.reach(float(m)) for m in shock.multiples], newcomers.mean)
    sums = [added(one, other) for one, other in zip(old.reaches, new.reaches, strict=True)]
    return part_of_sum(shock, sums, old.mean + new.mean)


def _products(base: Complexes, each: Sequence[Complexes]) -> list[Complexes]:
    """For each factor, the product of the base and all other factors."""
    before = [base]
    for factor in each:
        before.append(before[-1] * factor)
    found: list[Complexes] = []
    after = np.ones_like(base)
    for place in range(len(each) - 1, -1, -1):
        found.append(before[place] * after)
        after = after * each[place]
    return found[::-1]
