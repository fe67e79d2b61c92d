"""What the demo company sells: ten products in four families, one of which names its products."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Product:
    """One line of the price list, in whole US dollars."""

    product: str
    family: str
    list_price: int


PRODUCTS: tuple[Product, ...] = (
    Product("Dranix T4", "Lab Systems", 28_000),
    Product("Dranix T8", "Lab Systems", 42_000),
    Product("Hesperon One", "Lab Systems", 60_000),
    Product("Orvane Lite", "Orvane", 900),
    Product("Orvane Plus", "Orvane", 2_400),
    Product("Orvane Pro", "Orvane", 5_800),
    Product("Quorel 20", "Sensor Line", 3_600),
    Product("Quorel 80", "Sensor Line", 9_800),
    Product("Velmetry Core", "Edge Suite", 12_500),
    Product("Velmetry Max", "Edge Suite", 21_000),
)
FAMILIES: tuple[str, ...] = tuple(sorted({item.family for item in PRODUCTS}))
