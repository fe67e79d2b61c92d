"""Writes tables as CSV and the planted truth as JSON, byte for byte the same everywhere.

A table is written piece by piece, so that the text of a large one never stands in memory whole.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from data.demo.calendar import texts
from data.demo.streams import Flags, Ints

Cell = str | int | float
Cells = Callable[[slice], list[Cell]]
_PIECE = 50_000


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """UTF-8, one line feed a row, quoted where needed."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def write_table(path: Path, count: int, columns: dict[str, Cells]) -> None:
    """The same from columns of so many cells each, a piece of the rows at a time."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        for start in range(0, count, _PIECE):
            part = slice(start, min(start + _PIECE, count))
            writer.writerows(zip(*(cells(part) for cells in columns.values()), strict=True))


def write_json(path: Path, content: object) -> None:
    """Indented, in the order given."""
    text = json.dumps(content, indent=2, ensure_ascii=False)
    path.write_text(f"{text}\n", encoding="utf-8", newline="\n")


def plain(values: Sequence[Cell]) -> Cells:
    """Cells as they stand in a list."""
    return lambda part: list(values[part])


def days(values: Ints) -> Cells:
    """ISO dates of day numbers; empty where the day is `NEVER`."""
    return lambda part: list(texts(values[part]))


def moments(values: Ints, hours: Ints) -> Cells:
    """Day numbers as dates with a full hour in UTC; empty where the day is `NEVER`."""

    def written(part: slice) -> list[Cell]:
        pairs = zip(texts(values[part]), hours[part].tolist(), strict=True)
        return [f"{day}T{hour:02d}:00:00.000Z" if day else "" for day, hour in pairs]

    return written


def numbers(values: Ints, shown: Flags | None = None) -> Cells:
    """Whole numbers, empty where not shown."""
    if shown is None:
        return lambda part: values[part].tolist()
    return lambda part: [
        value if keep else ""
        for value, keep in zip(values[part].tolist(), shown[part].tolist(), strict=True)
    ]


def words(known: Sequence[str], picked: Ints, shown: Flags | None = None) -> Cells:
    """The word at each position of `known`, empty where not shown."""
    spoken = np.asarray([*known, ""], dtype=object)
    places = picked if shown is None else np.where(shown, picked, len(known))
    return lambda part: spoken[places[part]].tolist()


def identifiers(prefix: str, values: Ints, shown: Flags | None = None) -> Cells:
    """A prefix and a number, empty where not shown."""
    if shown is None:
        return lambda part: [f"{prefix}{value}" for value in values[part].tolist()]
    return lambda part: [
        f"{prefix}{value}" if keep else ""
        for value, keep in zip(values[part].tolist(), shown[part].tolist(), strict=True)
    ]
