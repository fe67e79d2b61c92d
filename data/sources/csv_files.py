"""CSV files as raw text tables: every cell a string, every row with its number in the file.

Nothing is interpreted here; a file that cannot be read becomes a finding, and reading goes on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from data.errors import Infrastructure
from data.findings import Findings
from data.mapping import Mapping, TableMapping
from data.schema import BY_NAME
from data.sources.given_targets import plain
from data.sources.look_ups import LookUps
from data.sources.reading import OpenFile, nearest, opened, present_files
from data.table_types import quoted

CHUNK = 50_000


@dataclass
class RawFiles:
    """What was read: a checksum per file. The rows stand in tables `raw.<canonical table>`."""

    checksums: dict[str, str] = field(default_factory=dict)


def read_all(
    connection: duckdb.DuckDBPyConnection,
    mapping: Mapping,
    folder: Path,
    findings: Findings,
    targets: Path | None = None,
) -> RawFiles:
    """Read every mapped file into `raw.<table>` with columns `row` and one per canonical column.

    Raises:
        Infrastructure: the folder does not exist.
    """
    if not folder.is_dir():
        raise Infrastructure(
            f"There is no folder {str(folder)!r} to read from.", fix="Check the path."
        )
    files, look_ups = RawFiles(), LookUps(mapping, folder, findings)
    for name, table in mapping.tables.items():
        if targets is not None and name == "targets":
            _read_table(connection, plain(mapping), name, targets, findings, look_ups)
            files.checksums[table.file] = hashlib.sha256(targets.read_bytes()).hexdigest()
            continue
        path = folder / table.file
        if not path.is_file():
            findings.add(
                "missing_file",
                name,
                f"{table.file} is not in the folder, which holds {present_files(folder)}.",
                fix=f"Export {name} to {table.file}, or {_way_out(name)}.",
            )
            continue
        _read_table(connection, mapping, name, path, findings, look_ups)
    for file in mapping.files:
        if (folder / file).is_file():
            files.checksums[file] = hashlib.sha256((folder / file).read_bytes()).hexdigest()
    return files


def _read_table(
    connection: duckdb.DuckDBPyConnection,
    mapping: Mapping,
    name: str,
    path: Path,
    findings: Findings,
    look_ups: LookUps,
) -> None:
    with opened(mapping, name, path, findings) as file:
        if _header_fits(name, mapping.tables[name], file.header, findings):
            _insert(connection, mapping, name, file, look_ups)


def _way_out(name: str) -> str:
    if BY_NAME[name].required:
        return "change `file` in the mapping"
    return "remove that table from the mapping, which may do without it"


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
    absent = {
        canonical: column
        for canonical, column in table.columns.items()
        if column.source not in header
    }
    if len(header) == 1 and absent:
        findings.add(
            "bad_header",
            name,
            f"{table.file} has a single column, {header[0][:80]!r}.",
            row=1,
            fix="Set `delimiter` in the mapping to what separates the cells (';' or a tab).",
        )
        return False
    for canonical, column in absent.items():
        findings.add(
            "missing_column",
            name,
            f"{table.file} has no column {column.source!r}{nearest(column.source, header)}; it has "
            f"{', '.join(header)}.",
            column=canonical,
            row=1,
            fix=f"Add the column, or correct `from` of {name}.{canonical} in the mapping.",
        )
    unknown = [head for head in table.only if head not in header]
    for head in unknown:
        findings.add(
            "missing_column",
            name,
            f"{table.file} has no column {head!r}{nearest(head, header)}; it has "
            f"{', '.join(header)}.",
            row=1,
            fix=f"Add the column, or correct `only` of {name} in the mapping.",
        )
    return not (twice or absent or unknown)


def _insert(
    connection: duckdb.DuckDBPyConnection,
    mapping: Mapping,
    name: str,
    file: OpenFile,
    look_ups: LookUps,
) -> None:
    columns = mapping.tables[name].columns
    body = ", ".join(f"{quoted(canonical)} VARCHAR" for canonical in columns)
    connection.execute(f"CREATE TABLE raw.{name} (row BIGINT, {body})")
    resolvers = {
        canonical: look_ups.resolver(name, canonical, column)
        for canonical, column in columns.items()
    }
    kept = {
        file.header.index(head): set(words) for head, words in mapping.tables[name].only.items()
    }
    for numbers, rows in _chunks(name, file, kept, look_ups.findings):
        arrays = [pa.array(numbers, pa.int64())]
        for canonical, column in columns.items():
            at, resolver = file.header.index(column.source), resolvers[canonical]
            cells = [row[at] for row in rows]
            if resolver is not None:
                cells = list(map(resolver.resolved, numbers, cells))
            arrays.append(pa.array(cells, pa.string()))
        connection.register("incoming", pa.table(arrays, names=["row", *columns]))
        connection.execute(f"INSERT INTO raw.{name} SELECT * FROM incoming")
        connection.unregister("incoming")
    for canonical, column in columns.items():
        resolver = resolvers[canonical]
        if resolver is not None and column.through is not None:
            look_ups.report(name, canonical, column.through, resolver)


def _chunks(
    name: str, file: OpenFile, kept: dict[int, set[str]], findings: Findings
) -> Iterator[tuple[list[int], list[list[str]]]]:
    numbers: list[int] = []
    rows: list[list[str]] = []
    width = len(file.header)
    for number, row in file.numbered():
        if len(row) != width:
            findings.add(
                "ragged_row",
                name,
                f"{len(row)} cells where the header has {width}.",
                row=number,
                fix="A cell that holds a comma or a line break needs quotes.",
            )
            continue
        if any(row[at].strip() not in words for at, words in kept.items()):
            continue
        numbers.append(number)
        rows.append(row)
        if len(rows) == CHUNK:
            yield numbers, rows
            numbers, rows = [], []
    if rows or not numbers:
        yield numbers, rows
