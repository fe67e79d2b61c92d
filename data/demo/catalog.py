"""What the demo company sells: 14 products in four families, one of which names its products."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo.streams import Ints


@dataclass(frozen=True)
class Product:
    """One line of the price list, in whole US dollars."""

    product: str
    family: str
    list_price: int


PRODUCTS: tuple[Product, ...] = (
    Product("Dranix T4", "Lab Systems", 28_000),
    Product("Dranix T8", "Lab Systems", 42_000),
    Product("Hesperon Mini", "Lab Systems", 18_500),
    Product("Hesperon One", "Lab Systems", 60_000),
    Product("Orvane Lite", "Orvane", 900),
    Product("Orvane Plus", "Orvane", 2_400),
    Product("Orvane Pro", "Orvane", 5_800),
    Product("Orvane Teams", "Orvane", 8_200),
    Product("Quorel 20", "Sensor Line", 3_600),
    Product("Quorel 80", "Sensor Line", 9_800),
    Product("Quorel 160", "Sensor Line", 15_400),
    Product("Velmetry Core", "Edge Suite", 12_500),
    Product("Velmetry Fleet", "Edge Suite", 33_000),
    Product("Velmetry Max", "Edge Suite", 21_000),
)
FAMILIES: tuple[str, ...] = tuple(sorted({item.family for item in PRODUCTS}))
NAMES: tuple[str, ...] = tuple(item.product for item in PRODUCTS)


def prices() -> Ints:
    """List prices in the order of `PRODUCTS`."""
    return np.asarray([item.list_price for item in PRODUCTS], dtype=np.int64)


def families() -> Ints:
    """The family of each product, as a position in `FAMILIES`."""
    return np.asarray([FAMILIES.index(item.family) for item in PRODUCTS], dtype=np.int64)
