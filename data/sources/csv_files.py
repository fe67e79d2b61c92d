"""CSV files as raw text tables: every cell a string, every row with its number in the file.

Nothing is interpreted here; a file that cannot be read becomes a finding, and reading goes on.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from data.errors import Infrastructure
from data.findings import Findings
from data.mapping import Mapping, TableMapping

CHUNK = 50_000


@dataclass
class RawFiles:
    """What was read: a checksum per file. The rows stand in tables `raw.<canonical table>`."""

    checksums: dict[str, str] = field(default_factory=dict)


def read_all(
    connection: duckdb.DuckDBPyConnection, mapping: Mapping, folder: Path, findings: Findings
) -> RawFiles:
    """Read every mapped file into `raw.<table>` with columns `row` and one per canonical column.

    Raises:
        Infrastructure: the folder does not exist.
    """
    if not folder.is_dir():
        raise Infrastructure(
            f"There is no folder {str(folder)!r} to read from.", fix="Check the path."
        )
    files = RawFiles()
    for name, table in mapping.tables.items():
        path = folder / table.file
        if not path.is_file():
            present = ", ".join(sorted(p.name for p in folder.glob("*.csv"))) or "no CSV file"
            findings.add(
                "missing_file",
                name,
                f"{table.file} is not in the folder, which holds {present}.",
                fix=f"Export {name} to {table.file}, or change `file` in the mapping.",
            )
            continue
        files.checksums[table.file] = hashlib.sha256(path.read_bytes()).hexdigest()
        _read_table(connection, mapping, name, path, findings)
    return files


def _read_table(
    connection: duckdb.DuckDBPyConnection,
    mapping: Mapping,
    name: str,
    path: Path,
    findings: Findings,
) -> None:
    table = mapping.tables[name]
    try:
        with path.open(encoding=_tolerant(mapping.encoding), newline="") as handle:
            reader = csv.reader(handle, delimiter=mapping.delimiter, strict=True)
            header = [cell.strip() for cell in next(reader, [])]
            if _header_fits(name, table, header, findings):
                _insert(connection, mapping, name, header, reader, findings)
    except UnicodeDecodeError as error:
        line = _line_of(path, mapping.encoding, error)
        findings.add(
            "wrong_encoding",
            name,
            f"{table.file} is not {mapping.encoding}: byte 0x{error.object[error.start]:02x} "
            "cannot be read.",
            row=line,
            fix="Save the file as UTF-8, or set `encoding` in the mapping (cp1252 is common).",
        )
    except csv.Error as error:
        findings.add(
            "ragged_row",
            name,
            f"{table.file} is not well-formed CSV: {error}.",
            row=reader.line_num,
            fix="Check the quotes around that line, or `delimiter` in the mapping.",
        )


def _line_of(path: Path, encoding: str, error: UnicodeDecodeError) -> int:
    """The line of the first byte that cannot be read; the error itself only knows its chunk."""
    content = path.read_bytes()
    try:
        content.decode(encoding)
    except UnicodeDecodeError as whole:
        return content[: whole.start].count(b"\n") + 1
    return content[: error.start].count(b"\n") + 1


def _tolerant(encoding: str) -> str:
    return "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding


def _header_fits(name: str, table: TableMapping, header: list[str], findings: Findings) -> bool:
    if not any(header):
        findings.add("bad_header", name, f"{table.file} is empty.", row=1, fix="Export it again.")
        return False
    twice = sorted({cell for cell in header if header.count(cell) > 1})
    for cell in twice:
        findings.add(
            "bad_header",
            name,
            f"{table.file} has the column {cell!r} twice.",
            row=1,
            fix="Rename or remove one of them.",
        )
    absent = [column for column in table.columns.values() if column.source not in header]
    if len(header) == 1 and absent:
        findings.add(
            "bad_header",
            name,
            f"{table.file} has a single column, {header[0][:80]!r}.",
            row=1,
            fix="Set `delimiter` in the mapping to what separates the cells (';' or a tab).",
        )
        return False
    for column in absent:
        findings.add(
            "missing_column",
            name,
            f"{table.file} has no column {column.source!r}; it has {', '.join(header)}.",
            column=column.source,
            row=1,
            fix="Add the column, or correct `from` in the mapping.",
        )
    return not twice and not absent


def _insert(
    connection: duckdb.DuckDBPyConnection,
    mapping: Mapping,
    name: str,
    header: list[str],
    reader: Iterator[list[str]],
    findings: Findings,
) -> None:
    columns = mapping.tables[name].columns
    places = {canonical: header.index(column.source) for canonical, column in columns.items()}
    body = ", ".join(f"{canonical} VARCHAR" for canonical in places)
    connection.execute(f"CREATE TABLE raw.{name} (row BIGINT, {body})")
    for numbers, rows in _chunks(name, len(header), reader, findings):
        arrays = [pa.array(numbers, pa.int64())]
        arrays += [pa.array([row[at] for row in rows], pa.string()) for at in places.values()]
        batch = pa.table(arrays, names=["row", *places])
        connection.register("incoming", batch)
        connection.execute(f"INSERT INTO raw.{name} SELECT * FROM incoming")
        connection.unregister("incoming")


def _chunks(
    name: str, width: int, reader: Iterator[list[str]], findings: Findings
) -> Iterator[tuple[list[int], list[list[str]]]]:
    numbers: list[int] = []
    rows: list[list[str]] = []
    for number, row in enumerate(reader, start=2):
        if not row:
            continue
        if len(row) != width:
            findings.add(
                "ragged_row",
                name,
                f"{len(row)} cells where the header has {width}.",
                row=number,
                fix="A cell that holds a comma or a line break needs quotes.",
            )
            continue
        numbers.append(number)
        rows.append(row)
        if len(rows) == CHUNK:
            yield numbers, rows
            numbers, rows = [], []
    if rows or not numbers:
        yield numbers, rows
