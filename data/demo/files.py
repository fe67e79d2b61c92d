"""Writes tables as CSV and the planted truth as JSON, byte for byte the same everywhere."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from data.demo.streams import Flags, Ints


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str | int]]) -> None:
    """UTF-8, one line feed a row, quoted where needed."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def write_columns(path: Path, columns: dict[str, Sequence[str | int]]) -> None:
    """The same from columns of one length."""
    write_csv(path, list(columns), zip(*columns.values(), strict=True))


def write_json(path: Path, content: object) -> None:
    """Indented, in the order given."""
    text = json.dumps(content, indent=2, ensure_ascii=False)
    path.write_text(f"{text}\n", encoding="utf-8", newline="\n")


def shown_numbers(values: Ints, shown: Flags) -> list[str | int]:
    """Whole numbers, empty where not shown."""
    pairs = zip(values.tolist(), shown.tolist(), strict=True)
    return [value if keep else "" for value, keep in pairs]
