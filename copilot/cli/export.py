"""`revcopilot export`: a table of the snapshot as CSV or Parquet, written whole or not at all."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Annotated

import pyarrow.parquet
import typer
from rapidfuzz import process

from copilot.csv_cells import defused
from data.errors import Infrastructure, UsageError
from data.home_folder import home_from_environment
from data.store.snapshot import Snapshot

TableArg = Annotated[str, typer.Argument(help="A computed or canonical table.")]
OutOption = Annotated[Path, typer.Option("--out", help="A file ending in .csv or .parquet.")]
SnapshotOption = Annotated[
    str | None, typer.Option("--snapshot", help="Use this snapshot instead of the current one.")
]


def export(table: TableArg, out: OutOption, snapshot: SnapshotOption = None) -> None:
    """Write a table of the snapshot to a file."""

    if out.suffix not in (".csv", ".parquet"):
        raise UsageError(f"{out.name} is neither .csv nor .parquet.")
    if out.is_dir():
        raise UsageError(f"{out} is a folder, not a file to write.")
    if not out.parent.is_dir():
        raise Infrastructure(f"There is no folder {out.parent} to write to.")
    opened = Snapshot.open(home_from_environment(), snapshot)
    _refuse_unknown(table, opened)
    aside = out.with_name(f".{out.name}.part")
    write = _write_csv if out.suffix == ".csv" else _write_parquet
    try:
        count = write(opened, table, aside)
        aside.replace(out)
    finally:
        aside.unlink(missing_ok=True)
        opened.close()
    typer.echo(f"{count:,} rows of {table} as of {opened.as_of} written to {out.name}", err=True)


def _refuse_unknown(table: str, snapshot: Snapshot) -> None:

    names = snapshot.manifest.tables
    if table not in names:
        close = process.extractOne(table, names, score_cutoff=50)
        nearest = f" The nearest is {close[0]!r}." if close else ""
        raise UsageError(
            f"There is no table {table!r}.{nearest}", fix=f"Valid: {', '.join(names)}."
        )


def _write_csv(snapshot: Snapshot, table: str, path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        for names, rows in snapshot.batches(f"SELECT * FROM {table}"):
            if count == 0:
                writer.writerow(names)
            writer.writerows([defused(cell) for cell in row] for row in rows)
            count += len(rows)
    return count


def _write_parquet(snapshot: Snapshot, table: str, path: Path) -> int:

    arrow = snapshot.arrow(f"SELECT * FROM {table}")
    pyarrow.parquet.write_table(arrow, path)
    return int(arrow.num_rows)
