"""A published snapshot, opened read-only: the facts that tools may look at."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb

from data.cut import CutRules
from data.errors import NoSnapshot
from data.periods import FiscalCalendar
from data.store.home import DATABASE, Home
from data.store.manifest import Manifest

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "lock_configuration": "true",
}

# Below so many deals a second thread costs more to start than it saves.
LARGE = 250_000

Row = dict[str, Any]


class Snapshot:
    """Read access to one snapshot. Each query takes a cursor of its own, so threads may share."""

    def __init__(
        self, manifest: Manifest, path: Path, connection: duckdb.DuckDBPyConnection | None = None
    ) -> None:
        """Args: connection: one built by `beside`; without it the file is opened."""
        self.manifest = manifest
        self.path = path
        self.calendar = FiscalCalendar(manifest.fiscal_year_starts)
        if connection is None:
            config = {**_CONFIG, "threads": _threads(manifest)}
            connection = duckdb.connect(str(path), read_only=True, config=config)
        self._connection = connection
        # Snapshots of earlier days derived from this one, the latest used last.
        self.derived: OrderedDict[date, Snapshot] = OrderedDict()
        self.lock = Lock()

    @classmethod
    def open(cls, home: Home, snapshot_id: str | None = None) -> Snapshot:
        """Open a snapshot by id, or the current one.

        Raises:
            NoSnapshot: there is none.
        """
        manifest = home.manifest(snapshot_id or home.current_id())
        try:
            return cls(manifest, home.snapshots / manifest.snapshot_id / DATABASE)
        except duckdb.Error as error:
            raise NoSnapshot(
                f"The database of snapshot {manifest.snapshot_id} cannot be opened.",
                fix="Refresh again; the files may be damaged.",
            ) from error

    def beside(self) -> duckdb.DuckDBPyConnection:
        """A new database in memory with this snapshot's file attached read-only as `origin`.

        Nothing else can be attached or read; what is built there is gone with the connection.
        """
        connection = duckdb.connect(config={"threads": _threads(self.manifest)})
        path = str(self.path).replace("'", "''")
        connection.execute(f"ATTACH '{path}' AS origin (READ_ONLY)")
        for name, value in _CONFIG.items():
            connection.execute(f"SET {name} = {value}")
        return connection

    @property
    def as_of(self) -> date:
        """The day at whose end these facts were known."""
        return self.manifest.as_of

    @property
    def currency(self) -> str:
        """The reporting currency."""
        return self.manifest.currency

    @property
    def rules(self) -> CutRules:
        """What an earlier cut of this snapshot needs to know."""
        return CutRules(self.manifest.stages, self.manifest.known, self.manifest.extracted_on)

    def rows(self, query: str, values: Mapping[str, Any] | None = None) -> list[Row]:
        """All rows of a query as dictionaries."""
        cursor = self._connection.cursor()
        try:
            result = cursor.execute(query, dict(values) if values else None)
            names = [column[0] for column in result.description or []]
            return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
        finally:
            cursor.close()

    def row(self, query: str, values: Mapping[str, Any] | None = None) -> Row:
        """The only row of a query that yields exactly one."""
        found = self.rows(query, values)
        if len(found) != 1:
            raise ValueError(f"expected one row, got {len(found)}")
        return found[0]

    def columns(self, query: str, values: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The rows of a query as numpy columns, masked where a value is missing."""
        cursor = self._connection.cursor()
        try:
            return cursor.execute(query, dict(values) if values else None).fetchnumpy()
        finally:
            cursor.close()

    def batches(self, query: str, size: int = 10_000) -> Iterator[tuple[list[str], list[Any]]]:
        """The rows of a query in portions, each with the column names; at least one portion."""
        cursor = self._connection.cursor()
        try:
            result = cursor.execute(query)
            names = [column[0] for column in result.description or []]
            portion = result.fetchmany(size)
            yield names, portion
            while portion := result.fetchmany(size):
                yield names, portion
        finally:
            cursor.close()

    def arrow(self, query: str) -> Any:
        """The rows of a query as an Arrow table."""
        cursor = self._connection.cursor()
        try:
            return cursor.sql(query).to_arrow_table()
        finally:
            cursor.close()

    def has_table(self, name: str) -> bool:
        """Whether the snapshot holds that table."""
        return name in self.manifest.tables

    def feeds(self, column: str) -> bool:
        """Whether the source feeds that column of the opportunities."""
        return column in self.manifest.known

    def close(self) -> None:
        """Let go of the file."""
        for derived in self.derived.values():
            derived.close()
        self._connection.close()


def _threads(manifest: Manifest) -> str:
    return "2" if manifest.row_counts["opportunities"] >= LARGE else "1"
