"""Opens one CSV file; bytes that cannot be decoded and broken quotes become findings."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rapidfuzz import process

from data.findings import Findings
from data.mapping import Mapping


@dataclass
class OpenFile:
    """A file being read: its header, and the rows after it with their numbers in the file."""

    _rows: Iterator[list[str]]

    @cached_property
    def header(self) -> list[str]:
        """The first row, without blanks around the names."""
        return [cell.strip() for cell in next(self._rows, [])]

    def numbered(self) -> Iterator[tuple[int, list[str]]]:
        """The rows after the header with their numbers, from 2 on; empty lines are passed over."""
        for number, row in enumerate(self._rows, start=2):
            if row:
                yield number, row


@contextmanager
def opened(mapping: Mapping, table: str, path: Path, findings: Findings) -> Iterator[OpenFile]:
    """The file, open; what cannot be read ends the block and is a finding of `table`."""
    with path.open(encoding=_tolerant(mapping.encoding), newline="") as handle:
        reader = csv.reader(handle, delimiter=mapping.delimiter, strict=True)
        try:
            yield OpenFile(reader)
        except UnicodeDecodeError as error:
            findings.add(
                "wrong_encoding",
                table,
                f"{path.name} is not {mapping.encoding}: byte "
                f"0x{error.object[error.start]:02x} cannot be read.",
                row=_line_of(path, mapping.encoding, error),
                fix="Save the file as UTF-8, or set `encoding` in the mapping (cp1252 is common).",
            )
        except csv.Error as error:
            findings.add(
                "ragged_row",
                table,
                f"{path.name} is not well-formed CSV: {error}.",
                row=reader.line_num,
                fix="Check the quotes around that line, or `delimiter` in the mapping.",
            )


def nearest(name: str, header: list[str]) -> str:
    """The column that is spelled most alike, as the end of a clause, or ""."""
    close = process.extractOne(name, [cell for cell in header if cell], score_cutoff=50)
    return f" (nearest: {close[0]!r})" if close else ""


def present_files(folder: Path) -> str:
    """What the folder holds, for a message."""
    return ", ".join(sorted(path.name for path in folder.glob("*.csv"))) or "no CSV file"


def _tolerant(encoding: str) -> str:
    return "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding


def _line_of(path: Path, encoding: str, error: UnicodeDecodeError) -> int:
    """The line of the first byte that cannot be read; the error itself only knows its chunk."""
    content = path.read_bytes()
    try:
        content.decode(encoding)
    except UnicodeDecodeError as whole:
        return content[: whole.start].count(b"\n") + 1
    return content[: error.start].count(b"\n") + 1
