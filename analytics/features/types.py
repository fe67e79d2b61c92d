"""What a feature is: its group, its SQL and everything that stands behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FeatureGroup = Literal[
    "age",
    "stage",
    "stagnation",
    "closing_date",
    "size",
    "product",
    "people",
    "customer",
    "origin",
]

GROUP_LABELS: dict[FeatureGroup, str] = {
    "age": "age",
    "stage": "stage reached",
    "stagnation": "time without progress",
    "closing_date": "recorded closing date",
    "size": "size and discount",
    "product": "product",
    "people": "the owner's record",
    "customer": "customer",
    "origin": "type and source",
}


@dataclass(frozen=True)
class Feature:
    """Something known of an open deal at the end of a day.

    Attributes:
        name: the column it becomes.
        expression: SQL over `deal` (the open deal on its `day`) and the parts it names.
        columns: opportunity columns behind it; each must be true since creation or have its history
            recorded. Where some are not fed, the feature still holds if they are `optional`.
        group: what it is told as.
        label: what a person calls it.
        is_category: a text with a few values; all others are numbers.
        tables: other tables that it cannot do without.
        parts: names of the queries of `features_parts` that the expression reads, by those names.
        optional: those of `columns` that it can do without.
    """

    name: str
    expression: str
    columns: tuple[str, ...]
    group: FeatureGroup = "age"
    label: str = ""
    is_category: bool = False
    tables: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
