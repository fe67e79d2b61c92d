"""Features as columns of numbers: what a learner is given, the same way when learning and scoring.

A number that is not known stays NaN where that was seen while learning, else it takes the middle
value of the past. A category is its place among the values learnt from; all others are NaN.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from pydantic import BaseModel, ConfigDict

from models.past.history import Floats, Ints
from models.past.landmarks import Landmarks
from models.past.rows import OWNER, Column, floats, texts

LEAST_ROWS = 50
MOST_LEVELS = 40


class Input(BaseModel):
    """One feature as learnt from.

    Attributes:
        levels: values of a category, the commonest first; None for a number.
        middle: the median of a number that was never unknown while learning; else None.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    group: str
    levels: tuple[str, ...] | None = None
    middle: float | None = None


def find_inputs(landmarks: Landmarks, rows: Ints) -> tuple[tuple[Input, ...], tuple[str, ...]]:
    """The inputs that these rows can teach something about, and a note on those left out.

    A feature that is never known, or the same for all, teaches nothing. The owner's name is not an
    input: owners have a factor of their own in the table.
    """
    found, empty, constant = [], [], []
    for feature in landmarks.features:
        if feature.name == OWNER or feature.name not in landmarks.columns:
            continue
        values = landmarks.columns[feature.name][rows]
        one = (
            _category(feature.name, feature.group, values)
            if feature.is_category
            else _number(feature.name, feature.group, values)
        )
        if one is not None:
            found.append(one)
        elif _is_never_known(values):
            empty.append(feature.label or feature.name)
        else:
            constant.append(feature.label or feature.name)
    told = (("never known", empty), ("the same for all deals", constant))
    notes = [
        f"Left out of learning: {', '.join(labels)} ({why})." for why, labels in told if labels
    ]
    return tuple(found), tuple(notes)


def encoded(inputs: tuple[Input, ...], columns: Mapping[str, Column], rows: int) -> Floats:
    """The inputs of so many rows as a table, row × input; an absent column counts as not known."""
    table = np.full((rows, len(inputs)), np.nan)
    for place, one in enumerate(inputs):
        column = columns.get(one.name)
        if column is not None:
            table[:, place] = _places(one.levels, column) if one.levels else floats(column)
        if one.middle is not None:
            unknown = np.isnan(table[:, place])
            table[unknown, place] = one.middle
    return table


def _places(levels: tuple[str, ...], column: Column) -> Floats:
    names, place = np.unique(texts(column).astype(np.str_), return_inverse=True)
    number = {level: float(at) for at, level in enumerate(levels)}
    return np.array([number.get(str(name), np.nan) for name in names])[place]


def _category(name: str, group: str, values: Column) -> Input | None:
    known = texts(values)[values != ""]
    levels, count = np.unique(known.astype(np.str_), return_counts=True)
    order = np.lexsort((levels, -count))
    used = [str(levels[at]) for at in order if count[at] >= LEAST_ROWS][:MOST_LEVELS]
    covers_all = len(used) == 1 and int(count.max()) == len(values)
    return Input(name=name, group=group, levels=tuple(used)) if used and not covers_all else None


def _number(name: str, group: str, values: Column) -> Input | None:
    numbers = floats(values)
    known = numbers[~np.isnan(numbers)]
    if len(known) == 0 or known.min() == known.max():
        return None
    is_always_known = len(known) == len(numbers)
    return Input(
        name=name, group=group, middle=float(np.median(known)) if is_always_known else None
    )


def _is_never_known(values: Column) -> bool:
    if values.dtype.kind == "O":
        return bool(np.all(values == ""))
    return bool(np.isnan(floats(values)).all())
