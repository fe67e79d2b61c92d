"""What is bought with what, by whom: the planted structure behind products, lines and orders."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo.accounts import SECTORS, SEGMENTS
from data.demo.catalog import FAMILIES, NAMES, families, prices
from data.demo.streams import Flags, Floats, Ints, Streams

_LEAN = (-0.45, -0.2, 0.05)
_FAVORITE, _DISLIKED = 2.2, 0.5
_LIFTS = (5.0, 3.0)


@dataclass(frozen=True)
class Affinity:
    """Weights of products.

    A weight is by_segment x by_sector x the largest lift of a product already owned; smaller
    companies lean to the lower end of the price list, each sector has a family it likes and one it
    does not, and each product is often followed by two others.
    """

    by_segment: Floats
    by_sector: Floats
    lift: Floats

    def weights(self, segment: Ints, sector: Ints, owned: Flags) -> Floats:
        """One row a buyer, one column a product."""
        lifted = np.ones(owned.shape)
        for product, lift in enumerate(self.lift):
            has = owned[:, product, None]
            np.maximum(lifted, np.where(has, lift, 1.0), out=lifted)
        return np.asarray(self.by_segment[segment] * self.by_sector[sector] * lifted)

    def told(self) -> dict[str, object]:
        """The planted structure by name."""
        loved = {
            sector: {
                name: float(self.by_sector[at][families() == number][0])
                for number, name in enumerate(FAMILIES)
            }
            for at, sector in enumerate(SECTORS)
        }
        pairs = [
            [NAMES[a], NAMES[b], float(self.lift[a, b])] for a, b in np.argwhere(self.lift > 1)
        ]
        return {"by_sector": loved, "lift": pairs}


def make_affinity(streams: Streams) -> Affinity:
    """Likings of sectors and pairs of products by seed."""
    random = streams.of("affinity")
    count = len(NAMES)
    by_sector = np.ones((len(SECTORS), count))
    for row in by_sector:
        liked, disliked = random.permutation(len(FAMILIES))[:2]
        row[families() == liked] = _FAVORITE
        row[families() == disliked] = _DISLIKED
    lift = np.ones((count, count))
    for product in range(count):
        others = np.flatnonzero(np.arange(count) != product)
        for other, factor in zip(random.choice(others, 2, replace=False), _LIFTS, strict=True):
            lift[product, other] = factor
    lean = np.asarray(_LEAN)[: len(SEGMENTS), None]
    weights = prices()[None, :].astype(np.float64) ** lean
    return Affinity(weights / weights.sum(axis=1, keepdims=True), by_sector, lift)
